"""Reads notes in other processes, so that the server can answer requests meanwhile; `reader_process` runs there."""

import asyncio
import marshal
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections import deque
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import cast

from msgspec import msgpack

from wikilsp.disk import reader_process
from wikilsp.disk.reader_process import LENGTH_BYTES, encode_message
from wikilsp.disk.record import ReadResult
from wikilsp.settings import Settings

_CHUNK_SIZE = 25
"""Notes per request."""
_IN_FLIGHT = 2
"""Requests to a process at a time, so that it never waits for the next one."""
_MOST_PROCESSES = 4
"""Each takes 15 MB. With more, the server itself cannot keep up."""


class ReaderError(Exception):
    """A reader process cannot be started, or has died."""


async def read_in_background(
    root: Path, settings: Settings, paths: Sequence[str]
) -> AsyncIterator[list[tuple[str, ReadResult]]]:
    """Read and parse notes, yielding a few at a time in any order. Raise `ReaderError`."""
    chunks = (list(paths[start : start + _CHUNK_SIZE]) for start in range(0, len(paths), _CHUNK_SIZE))
    readers: list[_Reader] = []
    answers: dict[asyncio.Task[list[tuple[str, ReadResult]]], _Reader] = {}
    try:
        while len(readers) < min(os.cpu_count() or 1, _MOST_PROCESSES, len(paths)):
            readers.append(await _start(root, settings))
        for reader in readers * _IN_FLIGHT:
            reader.request(chunks)
        answers |= {asyncio.create_task(reader.receive()): reader for reader in readers if reader.requested}
        while answers:
            done, _ = await asyncio.wait(answers, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                reader = answers.pop(task)
                reader.request(chunks)
                if reader.requested:
                    answers[asyncio.create_task(reader.receive())] = reader
                yield task.result()
    except (OSError, asyncio.IncompleteReadError) as error:
        raise ReaderError("a process that reads notes has ended") from error
    finally:
        for task in answers:
            task.cancel()
        await asyncio.gather(*answers, return_exceptions=True)
        for reader in readers:
            await reader.stop()


async def _start(root: Path, settings: Settings) -> "_Reader":
    """Start a process that reads the notes of a vault."""
    try:
        # Without “-P”, a file in the current folder that shadows a module would be imported and run.
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", reader_process.__name__), stdin=PIPE, stdout=PIPE
        )
    except OSError as error:
        raise ReaderError(str(error)) from error
    return _Reader(process, encode_message((str(root), msgpack.encode(settings))))


class _Reader:
    """A process that reads notes."""

    def __init__(self, process: Process, greeting: bytes) -> None:
        self.requested = deque[list[str]]()
        """The paths of the requests that are not answered yet, in order."""
        self._process = process
        self._requests = cast("asyncio.StreamWriter", process.stdin)
        self._responses = cast("asyncio.StreamReader", process.stdout)
        self._requests.write(greeting)

    def request(self, chunks: Iterator[list[str]]) -> None:
        """Request the next chunk, if there is one."""
        for chunk in chunks:
            self.requested.append(chunk)
            self._requests.write(encode_message(chunk))
            return

    async def receive(self) -> list[tuple[str, ReadResult]]:
        """Receive the answer to the oldest request."""
        length = int.from_bytes(await self._responses.readexactly(LENGTH_BYTES), "little")
        response = marshal.loads(await self._responses.readexactly(length))  # noqa: S302 - our own process wrote it
        return list(zip(self.requested.popleft(), cast("list[ReadResult]", response), strict=True))

    async def stop(self) -> None:
        """Kill the process and wait for its end."""
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
