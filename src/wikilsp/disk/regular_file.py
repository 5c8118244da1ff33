"""Opens regular files of limited size: settings, ignore files and caches.

A vault may come from a stranger, and such a file may turn out to be a pipe, a link to a device or something huge.
Refusing anything but small regular files keeps a read from blocking or filling the memory.
"""

import errno
import os
import stat
from collections.abc import Callable

StrPath = str | os.PathLike[str]

MAX_SIZE = 2_000_000
"""Bytes; the largest such files written by hand have a tenth of that."""

_MIN_READ = 0x10000
"""Bytes to read at once, at least."""

# Without O_BINARY, Windows translates line ends. O_NONBLOCK keeps a pipe from blocking the open, and O_NOCTTY keeps a
# terminal from becoming ours.
OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)

_KINDS = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def read_regular(path: StrPath, limit: int = MAX_SIZE) -> bytes:
    """Return the contents of a regular file. Raise `OSError` for anything else, or if it exceeds `limit` bytes."""
    data = _read(path, limit + 1, limit)
    # The reported size may be wrong: files in /proc have none, and any file may grow.
    if len(data) > limit:
        raise _too_large(path, limit)
    return data


def read_if_exists(path: StrPath, warn: Callable[[str], None], limit: int = MAX_SIZE) -> bytes | None:
    """Return the contents of a regular file, or None if it is missing or cannot be read.

    Call `warn` with the reason if the file exists but cannot be read.
    """
    return _or_none(read_regular, path, warn, limit)


def read_start(path: StrPath, warn: Callable[[str], None], length: int) -> bytes | None:
    """Return the first `length` bytes of a regular file of any size, or None, as `read_if_exists` does."""
    return _or_none(_read, path, warn, length)


def _or_none(
    read: Callable[[StrPath, int], bytes], path: StrPath, warn: Callable[[str], None], length: int
) -> bytes | None:
    try:
        return read(path, length)
    except OSError as error:
        # In a folder without search permission, whether the file exists is unknown: no warning then.
        if os.path.lexists(path):
            warn(f"this file cannot be read: {error.strerror}")
        return None


def _read(path: StrPath, length: int, limit: int | None = None) -> bytes:
    """Return the first `length` bytes of a regular file. Raise `OSError` if its size is above `limit`."""
    # Opening a device may already trigger an action, so check before; the file may have been replaced, so check after.
    _check(os.stat(path), path, limit)  # noqa: PTH116 - it may be a string
    file = os.open(path, OPEN_FLAGS)
    try:
        size = max(_check(os.fstat(file), path, limit) + 1, _MIN_READ)
        blocks, left = list[bytes](), length
        while left and (block := os.read(file, min(size, left))):
            blocks.append(block)
            left -= len(block)
    finally:
        os.close(file)
    return b"".join(blocks)


def is_regular(path: StrPath, warn: Callable[[str], None]) -> bool:
    """Whether a regular file exists. Call `warn` with the reason if something else does."""
    try:
        check_regular(os.stat(path), path)  # noqa: PTH116 - as above
    except OSError as error:
        if os.path.lexists(path):
            warn(f"this file cannot be read: {error.strerror}")
        return False
    return True


def check_regular(state: os.stat_result, path: StrPath) -> None:
    """Raise `OSError` unless `state` describes a regular file."""
    if stat.S_ISREG(state.st_mode):
        return
    if stat.S_ISDIR(state.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), os.fspath(path))
    kind = next((name for is_kind, name in _KINDS if is_kind(state.st_mode)), "something else")
    raise OSError(errno.EINVAL, f"it is {kind}, not a file", os.fspath(path))


def _check(state: os.stat_result, path: StrPath, limit: int | None) -> int:
    """Return the size of a regular file. Raise `OSError` for anything else, or if it exceeds `limit` bytes."""
    check_regular(state, path)
    if limit is not None and state.st_size > limit:
        raise _too_large(path, limit)
    return state.st_size


def _too_large(path: StrPath, limit: int) -> OSError:
    return OSError(errno.EFBIG, f"it is larger than {limit:,} bytes", os.fspath(path))
