"""Reads notes in another process, so that the server can answer requests meanwhile; `reader_process` runs there."""

import asyncio
import marshal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import cast

from msgspec import msgpack

from wikilsp.disk import reader_process
from wikilsp.disk.reader_process import LENGTH_BYTES, encode_message
from wikilsp.disk.record import ReadResult
from wikilsp.settings import Settings

_CHUNK_SIZE = 25
"""Notes per request. Two requests are in flight at a time, so that the other process never waits."""


class ReaderError(Exception):
    """The reader process cannot be started, or has died."""


async def read_in_background(
    root: Path, settings: Settings, paths: Sequence[str]
) -> AsyncIterator[list[tuple[str, ReadResult]]]:
    """Read and parse notes, yielding a few at a time in the order of `paths`. Raise `ReaderError`."""
    try:
        # Without “-P”, a file in the current folder that shadows a module would be imported and run.
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", reader_process.__name__),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
    except OSError as error:
        raise ReaderError(str(error)) from error
    requests, responses = cast("asyncio.StreamWriter", process.stdin), cast("asyncio.StreamReader", process.stdout)
    chunks = [list(paths[start : start + _CHUNK_SIZE]) for start in range(0, len(paths), _CHUNK_SIZE)]
    try:
        requests.write(encode_message((str(root), msgpack.encode(settings))))
        requests.writelines(map(encode_message, chunks[:1]))
        for number, chunk in enumerate(chunks, 1):
            requests.writelines(map(encode_message, chunks[number : number + 1]))
            length = int.from_bytes(await responses.readexactly(LENGTH_BYTES), "little")
            response = marshal.loads(await responses.readexactly(length))  # noqa: S302 - our own process wrote it
            yield list(zip(chunk, cast("list[ReadResult]", response), strict=True))
    except (OSError, asyncio.IncompleteReadError) as error:
        raise ReaderError("the process that reads notes has ended") from error
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
