"""Runs a function over many items in several processes at once."""

import contextlib
import marshal
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, TypeVar

_Item = TypeVar("_Item")
_INDEX_BYTES = 4
"""Bytes of an index in the queue."""
_SPAWN_THRESHOLD = 30
"""The number of items that make it worthwhile to spawn processes where they cannot be forked."""
MARSHAL_VERSION = 2
"""The format of results. Newer ones look for equal objects, which takes longer than it saves."""
_MAX_ITEMS = 10_000
"""Items; that many indices fit into a pipe of 64 KiB."""


def map_unordered(
    do: Callable[[_Item], object], items: Sequence[_Item], processes: int, *, forked: bool = False
) -> Iterator[tuple[int, object]]:
    """Apply `do` to each item in several processes, this one included; yield each index with its result, in any order.

    Results must be values that `marshal` can store: numbers, strings, bytes, tuples, lists. Where processes cannot be
    forked, they are spawned, which pays only for many items since each process imports everything; `do` must be
    picklable for that. With `forked`, `do` depends on the memory of this process, so none is spawned. An item that
    fails in a forked process, or whose process dies, is retried in this process, as is everything if the system refuses
    processes or temporary files. Raise what `do` raises in this process.
    """
    if processes < 2 or not 2 <= len(items) <= _MAX_ITEMS:
        yield from ((index, do(item)) for index, item in enumerate(items))
    elif _can_fork():
        yield from _map_forked(do, items, processes)
    elif forked or len(items) < _SPAWN_THRESHOLD:
        yield from ((index, do(item)) for index, item in enumerate(items))
    else:
        from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - slow, and rarely needed
        from multiprocessing import get_context  # noqa: PLC0415

        with ProcessPoolExecutor(min(processes, len(items)), get_context("spawn")) as pool:
            yield from enumerate(pool.map(do, items))


def _map_forked(do: Callable[[_Item], object], items: Sequence[_Item], processes: int) -> Iterator[tuple[int, object]]:
    """Yield the index and the result of each item, computed by this process and by forked ones.

    Items whose process failed, or could not be forked, are computed again by this process.
    """
    # The indices wait in a pipe, and each process takes the next one when it is free, so that none idles at the end.
    queue, end = os.pipe()
    os.write(end, b"".join(index.to_bytes(_INDEX_BYTES, "little") for index in range(len(items))))
    os.close(end)
    children: list[_Child] = []
    with contextlib.suppress(OSError):
        children.extend(_fork_worker(do, items, queue) for _ in range(min(processes, len(items)) - 1))
    missing = set(range(len(items)))
    try:
        for index in _take_indices(queue):
            missing.discard(index)
            yield index, do(items[index])
    finally:
        os.close(queue)
        results = [result for child in children for result in child.finish()]
    for index, result in results:
        missing.discard(index)
        yield index, result
    for index in sorted(missing):
        yield index, do(items[index])


class _Child:
    """A forked process and the file that receives its results."""

    def __init__(self, pid: int, file: BinaryIO) -> None:
        self.pid = pid
        self.file = file

    def finish(self) -> list[tuple[int, object]]:
        """Wait for the process to end, and return its results: none if it failed."""
        _, status = os.waitpid(self.pid, 0)
        with self.file:
            self.file.seek(0)
            return marshal.load(self.file) if status == 0 else []  # noqa: S302 - written by our own copy


def _fork_worker(do: Callable[[_Item], object], items: Sequence[_Item], queue: int) -> _Child:
    """Fork a process that takes indices from the queue and writes the results to a temporary file."""
    file = _open_temporary_file()
    try:
        pid = os.fork()
    except OSError:
        file.close()
        raise
    if pid:
        return _Child(pid, file)
    status = 1
    # Whatever happens, the forked process must not continue with the code after this function.
    with contextlib.suppress(BaseException):
        marshal.dump([(index, do(items[index])) for index in _take_indices(queue)], file, MARSHAL_VERSION)
        file.flush()
        status = 0
    os._exit(status)


def _open_temporary_file() -> BinaryIO:
    """Open a file without a name: in memory, else on the disk. Raise `OSError`."""
    if hasattr(os, "memfd_create"):
        return open(os.memfd_create("wikilsp"), "w+b")  # noqa: PTH123 - it is open already
    import tempfile  # noqa: PLC0415 - a slow import

    return tempfile.TemporaryFile()


def _take_indices(queue: int) -> Iterator[int]:
    """Yield indices from the queue until it is empty."""
    while token := os.read(queue, _INDEX_BYTES):
        yield int.from_bytes(token, "little")


def _can_fork() -> bool:
    """Whether this process can be forked. On macOS, some system libraries crash after a fork."""
    return hasattr(os, "fork") and sys.platform != "darwin"
