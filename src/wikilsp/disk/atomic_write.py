"""One file replaced in one go, so that it outlives a power cut and keeps all but its contents. Knows no vault."""

import contextlib
import errno
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
_MOST_AT_ONCE = 1 << 20
_CANNOT_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EBADF)
"""What is answered where folders cannot be synced, or not by us, though files can."""


class NotAFileError(OSError):
    """A folder, pipe or device in the place of a file."""


def contents(file: Path) -> bytes:
    """Return the bytes of a regular file. Raise `OSError`, also for what is none."""
    handle = os.open(file, _READ)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise NotAFileError(errno.EINVAL, "this is no regular file", os.fspath(file))
        return read_all(handle)
    finally:
        os.close(handle)


def read_all(handle: int) -> bytes:
    """Return what an open file holds from where it stands. Raise `OSError`."""
    pieces = []
    while piece := os.read(handle, _MOST_AT_ONCE):
        pieces.append(piece)
    return b"".join(pieces)


def replace(file: Path, have: bytes, want: bytes, temporary: Path) -> bool:
    """Put the contents `want` in the place of `have`; return False if the file has other ones, and is left alone.

    Owner, permissions, extended attributes and access control lists stay where the system lets us. Raise `OSError`.
    """
    with _removed_on_failure(temporary):
        _write_new(temporary, want, like=file)
        # Asked as late as possible: there is no way to replace a file only if it is what one thinks.
        is_same = contents(file) == have
        if is_same:
            temporary.replace(file)
    if not is_same:
        temporary.unlink()
    return is_same


def create(file: Path, content: bytes, temporary: Path) -> None:
    """Make a new file in one go. Raise `FileExistsError` if there is one, and `OSError`."""
    with _removed_on_failure(temporary):
        _write_new(temporary, content)
        try:
            os.link(temporary, file)
        except FileExistsError:
            raise
        except OSError:
            # A file system without hard links.
            if os.path.lexists(file):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), os.fspath(file)) from None
            temporary.rename(file)
    temporary.unlink(missing_ok=True)


def write_all(handle: int, data: bytes) -> None:
    """Write all of `data` to an open file. Raise `OSError`."""
    left = memoryview(data)
    while left:
        left = left[os.write(handle, left[:_MOST_AT_ONCE]) :]


def sync_folders(folders: Iterable[Path]) -> None:
    """See that what has become of the names in some folders outlives a power cut. Raise `OSError`."""
    if os.name == "nt":
        return
    for folder in sorted(set(folders)):
        with contextlib.suppress(FileNotFoundError):
            _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
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
    """Write a new file, with the owner and all else of the file `like`; one that was left over is replaced."""
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
    seen, made = old.stat(), os.fstat(handle)
    if hasattr(os, "fchown") and (seen.st_uid, seen.st_gid) != (made.st_uid, made.st_gid):
        # Who may not give a file away may still give it to another of his groups.
        for owner in (seen.st_uid, -1):
            with contextlib.suppress(OSError):
                os.fchown(handle, owner, seen.st_gid)
                break
    new.chmod(stat.S_IMODE(seen.st_mode))
    if hasattr(os, "listxattr"):
        _copy_extended_attributes(old, handle)


def _copy_extended_attributes(old: Path, handle: int) -> None:
    """Copy extended attributes, of which an access control list is one, and drop what the folder has given."""
    with contextlib.suppress(OSError):
        names = os.listxattr(old)
        for name in set(os.listxattr(handle)) - set(names):
            with contextlib.suppress(OSError):
                os.removexattr(handle, name)
        for name in names:
            with contextlib.suppress(OSError):
                os.setxattr(handle, name, os.getxattr(old, name))
