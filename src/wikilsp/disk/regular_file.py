"""Opens what is not a note: settings, ignore rules, the cache. Nothing that is there can make this wait, or grow large.

A vault may come from a stranger, and in the place of such a file there may be a pipe, a link to a device or something
huge. Only regular files are opened, and only small ones are read.
"""

import errno
import os
import stat
from collections.abc import Callable

StrPath = str | os.PathLike[str]

LARGEST = 2_000_000
"""Bytes of a file. The largest that are written by people have a tenth of that."""

# Without O_BINARY, Windows changes line ends; with O_NONBLOCK, a pipe does not make us wait; with O_NOCTTY, no terminal
# becomes ours.
OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)

_KINDS = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def read_plain(path: StrPath, limit: int = LARGEST) -> bytes:
    """Return the content of a regular file of at most `limit` bytes. Raise `OSError` for anything else."""
    # To open a device may be enough to make it do something, so it is looked at before and, since it may have been
    # replaced meanwhile, after.
    _check(os.stat(path), path, limit)  # noqa: PTH116 - it may be no `Path`
    file = os.open(path, OPEN_FLAGS)
    try:
        _check(os.fstat(file), path, limit)
        data = bytearray()
        # The size that is told need not be true: files of /proc have none, and any file may grow.
        while len(data) <= limit and (more := os.read(file, limit + 1 - len(data))):
            data += more
    finally:
        os.close(file)
    if len(data) > limit:
        raise _too_large(path, limit)
    return bytes(data)


def read_if_there(path: StrPath, tell: Callable[[str], None], limit: int = LARGEST) -> bytes | None:
    """Return the content of a file that need not be there; None if it is not, or cannot be read.

    Why it cannot be read is told in words.
    """
    try:
        return read_plain(path, limit)
    except OSError as error:
        # Where a folder may not be looked into, nothing is known of the files in it.
        if os.path.lexists(path):
            tell(f"this file cannot be read: {error.strerror}")
        return None


def is_regular(path: StrPath, tell: Callable[[str], None]) -> bool:
    """Whether there is a regular file; what there is instead is told in words."""
    try:
        check_regular(os.stat(path), path)  # noqa: PTH116 - as above
    except OSError as error:
        if os.path.lexists(path):
            tell(f"this file cannot be read: {error.strerror}")
        return False
    return True


def check_regular(state: os.stat_result, path: StrPath) -> None:
    """Raise `OSError` if this is not the state of a regular file."""
    if stat.S_ISREG(state.st_mode):
        return
    if stat.S_ISDIR(state.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), os.fspath(path))
    kind = next((name for is_kind, name in _KINDS if is_kind(state.st_mode)), "something else")
    raise OSError(errno.EINVAL, f"it is {kind}, not a file", os.fspath(path))


def _check(state: os.stat_result, path: StrPath, limit: int) -> None:
    check_regular(state, path)
    if state.st_size > limit:
        raise _too_large(path, limit)


def _too_large(path: StrPath, limit: int) -> OSError:
    return OSError(errno.EFBIG, f"it is larger than {limit:,} bytes", os.fspath(path))
