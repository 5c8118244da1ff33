"""Does the same thing to many pieces of work in several processes at once. Knows nothing of notes."""

import contextlib
import marshal
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, TypeVar

_Work = TypeVar("_Work")
_TOKEN = 4
"""Bytes of the number of a piece of work."""
_WORTH_A_START = 30
"""Pieces of work for which it pays to start other processes from nothing."""
_MOST = 10_000
"""Pieces of work: so many numbers fit into a pipe of 64 KiB."""


def in_processes(do: Callable[[_Work], object], work: Sequence[_Work], processes: int) -> Iterator[tuple[int, object]]:
    """Do each piece of work in one of several processes, this one among them; give its index and what came of it.

    The results come in any order, and consist of what `marshal` can store: numbers, texts, bytes, tuples, lists. Where
    a process cannot be copied as it is, others are started from nothing, but only for so much work that it pays, since
    each has to import everything; `do` must be such that `pickle` can hand it over. Raises what `do` raises here; a
    piece that fails in a copied process, or whose process dies, is done here, and so is all where the system gives no
    process, or no place for what comes of it.
    """
    if processes < 2 or not 2 <= len(work) <= _MOST:
        yield from ((index, do(piece)) for index, piece in enumerate(work))
    elif _can_fork():
        yield from _copied(do, work, processes)
    elif len(work) < _WORTH_A_START:
        yield from ((index, do(piece)) for index, piece in enumerate(work))
    else:
        from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - slow, and rarely needed
        from multiprocessing import get_context  # noqa: PLC0415

        with ProcessPoolExecutor(min(processes, len(work)), get_context("spawn")) as pool:
            yield from enumerate(pool.map(do, work))


def _copied(do: Callable[[_Work], object], work: Sequence[_Work], processes: int) -> Iterator[tuple[int, object]]:
    # The numbers of all pieces wait in a pipe: whoever is free takes the next one, so that nobody is idle at the end.
    queue, end = os.pipe()
    os.write(end, b"".join(index.to_bytes(_TOKEN, "little") for index in range(len(work))))
    os.close(end)
    children: list[_Child] = []
    with contextlib.suppress(OSError):
        children.extend(_start(do, work, queue) for _ in range(min(processes, len(work)) - 1))
    missing = set(range(len(work)))
    try:
        for index in _numbers(queue):
            missing.discard(index)
            yield index, do(work[index])
    finally:
        os.close(queue)
        results = [result for child in children for result in child.finish()]
    for index, result in results:
        missing.discard(index)
        yield index, result
    for index in sorted(missing):
        yield index, do(work[index])


class _Child:
    """Another process, and the file that it leaves its results in."""

    def __init__(self, pid: int, file: BinaryIO) -> None:
        self.pid = pid
        self.file = file

    def finish(self) -> list[tuple[int, object]]:
        """Wait for its end, and read what it has done."""
        _, status = os.waitpid(self.pid, 0)
        with self.file:
            self.file.seek(0)
            return marshal.load(self.file) if status == 0 else []  # noqa: S302 - written by our own copy


def _start(do: Callable[[_Work], object], work: Sequence[_Work], queue: int) -> _Child:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `finish`
    try:
        pid = os.fork()
    except OSError:
        file.close()
        raise
    if pid:
        return _Child(pid, file)
    status = 1
    # Whatever happens, a copy of this process must not go on with what the original does after this.
    with contextlib.suppress(BaseException):
        marshal.dump([(index, do(work[index])) for index in _numbers(queue)], file)
        file.flush()
        status = 0
    os._exit(status)


def _numbers(queue: int) -> Iterator[int]:
    while token := os.read(queue, _TOKEN):
        yield int.from_bytes(token, "little")


def _can_fork() -> bool:
    """Can this process be copied? macOS has libraries that do not survive it."""
    return hasattr(os, "fork") and sys.platform != "darwin"
