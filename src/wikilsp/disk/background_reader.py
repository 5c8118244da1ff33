"""Reads notes in another process, so that this one can answer meanwhile. The other side is `reading_process`."""

import asyncio
import marshal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import cast

from msgspec import msgpack

from wikilsp.disk import reader_process as reading_process
from wikilsp.disk.reader_process import NUMBER, message
from wikilsp.disk.record import ReadResult
from wikilsp.settings import Settings

_CHUNK = 25
"""Notes that are asked for at a time. Two such questions are on their way, so that the other process never waits."""


class ReaderError(Exception):
    """The other process cannot be started, or has died."""


async def read_in_background(
    root: Path, settings: Settings, paths: Sequence[str]
) -> AsyncIterator[list[tuple[str, ReadResult]]]:
    """Read notes, a few at a time, in the order of `paths`, each with its facts. Raises `ReaderError`."""
    try:
        # Without “-P”, a file of the current folder that is called like a module would be taken for it, and be run.
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", reading_process.__name__),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
    except OSError as error:
        raise ReaderError(str(error)) from error
    questions, answers = cast("asyncio.StreamWriter", process.stdin), cast("asyncio.StreamReader", process.stdout)
    chunks = [list(paths[start : start + _CHUNK]) for start in range(0, len(paths), _CHUNK)]
    try:
        questions.write(message((str(root), msgpack.encode(settings))))
        for number, chunk in enumerate(chunks):
            if not number:
                questions.write(message(chunk))
            if number + 1 < len(chunks):
                questions.write(message(chunks[number + 1]))
            length = int.from_bytes(await answers.readexactly(NUMBER), "little")
            answer = marshal.loads(await answers.readexactly(length))  # noqa: S302 - our own process wrote it
            yield list(zip(chunk, cast("list[ReadResult]", answer), strict=True))
    except (OSError, asyncio.IncompleteReadError) as error:
        raise ReaderError("the process that reads notes has ended") from error
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
