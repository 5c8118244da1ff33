"""The journal of a vault: a plan that is stored before its first step and removed after its last one.

The journal is one file, locked by the process that writes to the vault. Its first byte is written last: while that is
missing, no step was applied, and the file counts as empty. If anything else does not match, the journal is damaged
and is not acted on.
"""

import contextlib
import os
import struct
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from wikilsp.disk.atomic_write import read_to_end, sync_folders, write_all
from wikilsp.disk.plan import Plan
from wikilsp.disk.state_folder import journal_path
from wikilsp.vault.changes import WriteError

_MAGIC = b"wikilsp journal 1\n"
_HEAD = struct.Struct("<18sIQ32s")
_REACHED_OFFSET = len(_MAGIC)
_NO_MOVE = 0xFFFF_FFFF
_FLAGS = os.O_RDWR | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
_LOCK_TIMEOUT = 2.0
"""Seconds to wait while another process writes to the same vault."""
_RETRY_DELAY = 0.05
"""Seconds between two attempts to lock."""
REMEDY = "run “wikilsp recover” to see it, and to finish or undo it"
"""The advice that ends each message about an interrupted change."""

if sys.platform == "win32":
    import msvcrt

    _LOCK_OFFSET = 0x7FFF_FFF0
    """Beyond the end of the file, since other processes cannot read locked bytes."""

    def _lock(handle: int, *, is_shared: bool = False) -> bool:  # noqa: ARG001 - Windows has no shared locks
        os.lseek(handle, _LOCK_OFFSET, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(handle: int, *, is_shared: bool = False) -> bool:
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


class _Head(NamedTuple):
    magic: bytes
    reached: int
    length: int
    checksum: bytes


class Journal:
    """The journal of one vault, locked by this process."""

    def __init__(self, file: Path, handle: int) -> None:
        self.file = file
        self._handle = handle
        self.plan: Plan | None = None
        """The plan in progress, after `read` or `begin`."""
        self.reached: int | None = None
        """The index of the last move that was started: earlier moves are done, later ones are not started."""
        self._is_void = False
        """Whether the file can be deleted."""

    def read(self) -> Plan | None:
        """Return the interrupted plan, or None. Raise `WriteError` if the journal is damaged or cannot be read."""
        try:
            os.lseek(self._handle, 0, os.SEEK_SET)
            data = read_to_end(self._handle)
        except OSError as error:
            raise WriteError("", f"the journal {self.file} cannot be read: {error.strerror or error}") from error
        if not _has_plan(data):
            self._is_void = True
            return None
        head = _Head._make(_HEAD.unpack(data[: _HEAD.size])) if len(data) >= _HEAD.size else None
        body = data[_HEAD.size :]
        is_whole = head and (head.magic, head.length, head.checksum) == (_MAGIC, len(body), _checksum(body))
        if head is None or not is_whole:
            raise self._unusable_error()
        try:
            self.plan = msgspec.msgpack.decode(body, type=Plan)
        except msgspec.DecodeError as error:
            raise self._unusable_error() from error
        self.reached = head.reached if head.reached < len(self.plan.moves) else None
        return self.plan

    def _unusable_error(self) -> WriteError:
        problem = (
            "an earlier change of this vault was interrupted, and its journal is damaged or was written by another "
            "version of wikilsp, so nothing was changed"
        )
        return WriteError("", f"{problem}; check the notes, then delete {self.file}")

    def begin(self, plan: Plan, reached: int | None = None) -> None:
        """Store a plan before its first step; `reached` is set if another journal is copied. Raise `OSError`."""
        self.plan, self.reached, self._is_void = plan, reached, False
        body = msgspec.msgpack.encode(plan)
        os.ftruncate(self._handle, 0)
        head = _HEAD.pack(_MAGIC, _NO_MOVE if reached is None else reached, len(body), _checksum(body))
        self._write(b"\0" + head[1:] + body, 0)
        os.fsync(self._handle)
        self._write(head[:1], 0)
        os.fsync(self._handle)
        sync_folders([self.file.parent])

    def reach(self, number: int | None) -> None:
        """Store the index of the move to make or roll back next; None if all are rolled back. Raise `OSError`."""
        if number != self.reached:
            self._write((_NO_MOVE if number is None else number).to_bytes(4, "little"), _REACHED_OFFSET)
            os.fsync(self._handle)
            self.reached = number

    def end(self) -> None:
        """Remove the journal after the last step. Raise `OSError`."""
        try:
            self.file.unlink()
        except OSError:
            # Windows does not remove open files.
            self.clear()
        self.plan = None
        with contextlib.suppress(OSError):
            sync_folders([self.file.parent])

    def clear(self) -> None:
        """Empty the journal, so that it can be used for another plan. Raise `OSError`."""
        os.ftruncate(self._handle, 0)
        os.fsync(self._handle)
        self.plan, self.reached, self._is_void = None, None, True

    def close(self) -> None:
        """Unlock the journal, and remove it if it is empty."""
        try:
            if self._is_void and os.name != "nt":
                with contextlib.suppress(OSError):
                    self.file.unlink()
        finally:
            os.close(self._handle)
        if self._is_void and os.name == "nt":
            with contextlib.suppress(OSError):
                self.file.unlink()

    def _write(self, data: bytes, at: int) -> None:
        os.lseek(self._handle, at, os.SEEK_SET)
        write_all(self._handle, data)


@contextlib.contextmanager
def lock_journal(root: Path) -> Iterator[Journal]:
    """Lock the journal of the vault at `root` for a block. Raise `WriteError` if another process has it locked."""
    with lock_file(journal_path(root)) as journal:
        yield journal


@contextlib.contextmanager
def lock_file(file: Path) -> Iterator[Journal]:
    """Lock a journal for a block; create it if necessary. Raise `WriteError` like `lock_journal`."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.parent.chmod(0o700)
        handle = _open_locked(file)
    except OSError as error:
        problem = f"nothing was written, since the journal {file} cannot be created: {error.strerror or error}"
        raise WriteError("", f"{problem}; set WIKILSP_STATE_DIR to a writable folder") from error
    journal = Journal(file, handle)
    try:
        yield journal
    finally:
        journal.close()


def is_interrupted(root: Path) -> bool:
    """Whether a journal named after the path of the vault at `root` exists and no process has it locked."""
    try:
        with _open_shared(journal_path(root)) as handle:
            return handle is not None and _has_plan(os.read(handle, 1))
    except OSError:
        return True


def read_interrupted(file: Path) -> tuple[Plan, int | None] | None:
    """Return the interrupted plan in a journal and the move it reached, or None if it is locked or unusable."""
    try:
        with _open_shared(file) as handle:
            if handle is None:
                return None
            journal = Journal(file, handle)
            plan = journal.read()
            return (plan, journal.reached) if plan else None
    except (OSError, WriteError):
        return None


@contextlib.contextmanager
def _open_shared(file: Path) -> Iterator[int | None]:
    """Open a journal for reading for a block; yield None if it does not exist or a process writes to it.

    Other processes may read it meanwhile. Raise `OSError` if it cannot be locked.
    """
    try:
        handle = os.open(file, _FLAGS)
    except OSError:
        yield None
        return
    try:
        yield handle if _lock(handle, is_shared=True) else None
    finally:
        os.close(handle)


def _open_locked(file: Path) -> int:
    """Open and lock a journal. Raise `OSError`, or `WriteError` if another process has it locked."""
    deadline = time.monotonic() + _LOCK_TIMEOUT
    while True:
        handle = os.open(file, _FLAGS | os.O_CREAT, 0o600)
        try:
            # The process that had it locked before may have removed it.
            if _lock(handle) and _is_current(file, handle):
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
        if time.monotonic() > deadline:
            raise WriteError("", "another wikilsp process is writing to this vault; try again when it has finished")
        time.sleep(_RETRY_DELAY)


def _is_current(file: Path, handle: int) -> bool:
    try:
        return os.path.samestat(file.lstat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def _has_plan(data: bytes) -> bool:
    return data[:1] not in (b"", b"\0")


def _checksum(body: bytes) -> bytes:
    import hashlib  # noqa: PLC0415 - not needed to find out whether a journal exists

    return hashlib.sha256(body).digest()
