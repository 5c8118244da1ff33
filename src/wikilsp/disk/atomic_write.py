"""Replaces a file atomically: the new contents survive a power failure, and all attributes are kept."""

import contextlib
import errno
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
_CHUNK_SIZE = 1 << 20
_CANNOT_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EBADF)
"""The errors of systems that sync files, but not folders."""


class NotAFileError(OSError):
    """A folder, pipe or device instead of a regular file."""


def read_file(file: Path) -> bytes:
    """Return the contents of a regular file. Raise `NotAFileError` for anything else, and `OSError`."""
    handle = os.open(file, _READ)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise NotAFileError(errno.EINVAL, "this is not a regular file", os.fspath(file))
        return read_to_end(handle)
    finally:
        os.close(handle)


def read_to_end(handle: int) -> bytes:
    """Read an open file from the current position to its end. Raise `OSError`."""
    pieces = []
    while piece := os.read(handle, _CHUNK_SIZE):
        pieces.append(piece)
    return b"".join(pieces)


def replace(file: Path, before: bytes, after: bytes, temporary: Path) -> bool:
    """Return True if the contents `before` were replaced by `after`, False if the file has others and was left alone.

    Owner, permissions, extended attributes and access control lists are kept if the system allows it. Raise `OSError`.
    """
    with _removed_on_failure(temporary):
        _write_new(temporary, after, like=file)
        # Compare as late as possible: no system call replaces a file only if it has certain contents.
        is_same = read_file(file) == before
        if is_same:
            temporary.replace(file)
    if not is_same:
        temporary.unlink()
    return is_same


def create(file: Path, content: bytes, temporary: Path) -> None:
    """Create a file atomically. Raise `FileExistsError` if the path is taken, and `OSError`."""
    with _removed_on_failure(temporary):
        _write_new(temporary, content)
        try:
            os.link(temporary, file)
        except FileExistsError:
            raise
        except OSError:
            # The file system has no hard links.
            if os.path.lexists(file):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), os.fspath(file)) from None
            temporary.rename(file)
    temporary.unlink(missing_ok=True)


def write_all(handle: int, data: bytes) -> None:
    """Write all of `data` to an open file. Raise `OSError`."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest[:_CHUNK_SIZE]) :]


def sync_folders(folders: Iterable[Path]) -> None:
    """Sync folders to the disk, so that created, renamed and removed names survive a power failure. Raise `OSError`."""
    if os.name == "nt":
        return
    for folder in sorted(set(folders)):
        with contextlib.suppress(FileNotFoundError):
            _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    """Sync a folder, so that new names in it survive a crash, unless the file system cannot."""
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC:
            raise


@contextlib.contextmanager
def _removed_on_failure(file: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            file.unlink()
        raise


def _write_new(file: Path, data: bytes, like: Path | None = None) -> None:
    """Write a new file, with the attributes of the file `like`, and sync it. Replace a leftover file."""
    mode = 0o666 if like is None else 0o600
    try:
        handle = os.open(file, _NEW, mode)
    except FileExistsError:
        file.unlink()
        handle = os.open(file, _NEW, mode)
    try:
        write_all(handle, data)
        if like is not None:
            _copy_attributes(like, file, handle)
        os.fsync(handle)
    finally:
        os.close(handle)


def _copy_attributes(old: Path, new: Path, handle: int) -> None:
    """Copy owner and group as far as the user may, permissions, and extended attributes."""
    wanted, actual = old.stat(), os.fstat(handle)
    if hasattr(os, "fchown") and (wanted.st_uid, wanted.st_gid) != (actual.st_uid, actual.st_gid):
        # A user who may not change the owner may still change the group, to another of their own.
        for owner in (wanted.st_uid, -1):
            with contextlib.suppress(OSError):
                os.fchown(handle, owner, wanted.st_gid)
                break
    new.chmod(stat.S_IMODE(wanted.st_mode))
    if hasattr(os, "listxattr"):
        _copy_extended_attributes(old, handle)


def _copy_extended_attributes(old: Path, handle: int) -> None:
    """Copy extended attributes, access control lists among them, and drop those inherited from the folder."""
    with contextlib.suppress(OSError):
        names = os.listxattr(old)
        for name in set(os.listxattr(handle)) - set(names):
            with contextlib.suppress(OSError):
                os.removexattr(handle, name)
        for name in names:
            with contextlib.suppress(OSError):
                os.setxattr(handle, name, os.getxattr(old, name))
