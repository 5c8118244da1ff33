"""The journal of a vault: a plan that is written down before its first step, and removed after its last one.

It is one file, locked by whoever writes to the vault. Its first byte is written last: while that is missing, nothing
has been done, and the file is as good as empty. If anything else does not fit, it is damaged, and not acted on.
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

from wikilsp.disk.atomic_write import read_all, sync_folders, write_all
from wikilsp.disk.plan import Plan
from wikilsp.disk.state_folder import journal_of
from wikilsp.vault.changes import WriteError

_MAGIC = b"wikilsp journal 1\n"
_HEAD = struct.Struct("<18sIQ32s")
_REACHED_AT = len(_MAGIC)
_NONE = 0xFFFF_FFFF
_FLAGS = os.O_RDWR | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
_PATIENCE = 2.0
"""Seconds to wait for another process that writes to the same vault."""
_PAUSE = 0.05
REMEDY = "“wikilsp recover” shows it, and finishes it or takes it back"

if sys.platform == "win32":
    import msvcrt

    _LOCKED = 0x7FFF_FFF0
    """Far from what is read, since what is locked cannot be read by others."""

    def _lock(handle: int, *, is_shared: bool = False) -> bool:  # noqa: ARG001 - this system locks in one way only
        os.lseek(handle, _LOCKED, os.SEEK_SET)
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
    """The journal of one vault, for the one process that has it locked."""

    def __init__(self, file: Path, handle: int) -> None:
        self.file = file
        self._handle = handle
        self.plan: Plan | None = None
        """What was begun and has not ended. Not known before `read` or `begin`."""
        self.reached: int | None = None
        """The move that was last begun or taken back: those before it are made, and those after it are not."""
        self._is_void = False
        """Nothing is in it that would have to be kept."""

    def read(self) -> Plan | None:
        """Return the plan that was interrupted, if there is one. Raise `WriteError` if the journal cannot be used."""
        try:
            os.lseek(self._handle, 0, os.SEEK_SET)
            data = read_all(self._handle)
        except OSError as error:
            raise WriteError("", f"the journal {self.file} cannot be read: {error.strerror or error}") from error
        if not _is_begun(data):
            self._is_void = True
            return None
        head = _Head._make(_HEAD.unpack(data[: _HEAD.size])) if len(data) >= _HEAD.size else None
        body = data[_HEAD.size :]
        is_whole = head and (head.magic, head.length, head.checksum) == (_MAGIC, len(body), _checksum(body))
        if head is None or not is_whole:
            raise self._unusable()
        try:
            self.plan = msgspec.msgpack.decode(body, type=Plan)
        except msgspec.DecodeError as error:
            raise self._unusable() from error
        self.reached = head.reached if head.reached < len(self.plan.moves) else None
        return self.plan

    def _unusable(self) -> WriteError:
        problem = (
            "an earlier change of this vault was interrupted, and its journal is damaged, or of another version of"
        )
        return WriteError("", f"{problem} wikilsp, so nothing is done: look through the notes, then delete {self.file}")

    def begin(self, plan: Plan, reached: int | None = None) -> None:
        """Write down a plan before its first step; with `reached`, one that another journal had. Raise `OSError`."""
        self.plan, self.reached, self._is_void = plan, reached, False
        body = msgspec.msgpack.encode(plan)
        os.ftruncate(self._handle, 0)
        head = _HEAD.pack(_MAGIC, _NONE if reached is None else reached, len(body), _checksum(body))
        self._write(b"\0" + head[1:] + body, 0)
        os.fsync(self._handle)
        self._write(head[:1], 0)
        os.fsync(self._handle)
        sync_folders([self.file.parent])

    def reach(self, number: int | None) -> None:
        """Write down which move is about to be made or taken back; None when all are back. Raise `OSError`."""
        if number != self.reached:
            self._write((_NONE if number is None else number).to_bytes(4, "little"), _REACHED_AT)
            os.fsync(self._handle)
            self.reached = number

    def end(self) -> None:
        """Remove the journal, since nothing is left to be done. Raise `OSError`."""
        try:
            self.file.unlink()
        except OSError:
            # Windows removes no open file.
            self.clear()
        self.plan = None
        with contextlib.suppress(OSError):
            sync_folders([self.file.parent])

    def clear(self) -> None:
        """Forget what was begun, and keep the journal for something else. Raise `OSError`."""
        os.ftruncate(self._handle, 0)
        os.fsync(self._handle)
        self.plan, self.reached, self._is_void = None, None, True

    def close(self) -> None:
        """Unlock the journal, and remove it if nothing is in it."""
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
def locked(root: Path) -> Iterator[Journal]:
    """Lock the journal of the vault at `root` for a block. Raise `WriteError` if another process has it for long."""
    with opened(journal_of(root)) as journal:
        yield journal


@contextlib.contextmanager
def opened(file: Path) -> Iterator[Journal]:
    """Lock a journal, which need not be there yet, for a block. Raise `WriteError` as `locked`."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.parent.chmod(0o700)
        handle = _opened(file)
    except OSError as error:
        problem = f"the journal {file}, without which nothing is written, cannot be made: {error.strerror or error}"
        raise WriteError("", f"{problem}; see to that, or name another folder in WIKILSP_STATE_DIR") from error
    journal = Journal(file, handle)
    try:
        yield journal
    finally:
        journal.close()


def is_interrupted(root: Path) -> bool:
    """Whether there is a journal named after the path of the vault at `root`, and no process that writes it."""
    try:
        with _looked_at(journal_of(root)) as handle:
            return handle is not None and _is_begun(os.read(handle, 1))
    except OSError:
        return True


def interrupted(file: Path) -> tuple[Plan, int | None] | None:
    """Return the plan of a journal and the move it has reached; None if a process writes it, or it cannot be used."""
    try:
        with _looked_at(file) as handle:
            if handle is None:
                return None
            journal = Journal(file, handle)
            plan = journal.read()
            return (plan, journal.reached) if plan else None
    except (OSError, WriteError):
        return None


@contextlib.contextmanager
def _looked_at(file: Path) -> Iterator[int | None]:
    """Open a journal for a block; None if it is not there, or a process writes it. Others may look at it as well.

    Raise `OSError` if it cannot be locked.
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


def _opened(file: Path) -> int:
    """Open and lock a journal. Raise `OSError`, or `WriteError` if that is not possible for some seconds."""
    last = time.monotonic() + _PATIENCE
    while True:
        handle = os.open(file, _FLAGS | os.O_CREAT, 0o600)
        try:
            # Whoever had it before may have removed it in the meantime.
            if _lock(handle) and _is_still_at(file, handle):
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
        if time.monotonic() > last:
            raise WriteError("", "another wikilsp writes to this vault; try again when it has ended")
        time.sleep(_PAUSE)


def _is_still_at(file: Path, handle: int) -> bool:
    try:
        return os.path.samestat(file.lstat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def _is_begun(data: bytes) -> bool:
    return data[:1] not in (b"", b"\0")


def _checksum(body: bytes) -> bytes:
    import hashlib  # noqa: PLC0415 - who only asks whether there is a journal needs no checksum

    return hashlib.sha256(body).digest()
