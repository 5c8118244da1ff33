"""What was found out about a vault the last time. Knows no note, and never fails.

Each vault has two files in MessagePack: a head, which is all that a run needs that finds nothing changed, and the
records of the notes, some at a time. A file is replaced as a whole, so that runs at the same time cannot mix. What
cannot be read is as good as nothing, and so is what is not of the types that it should be, or what another user may
have written.
"""

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeVar
from zlib import crc32

import msgspec
from msgspec import msgpack

from wikilsp import __version__
from wikilsp.disk.regular_file import read_plain

_MAGIC = b"wikilsp cache 3\n"
_NUMBER = 4
_MARK = 8
_CHUNK = 500
_LARGEST = 4_000_000_000
"""Bytes of a file: what its numbers can count."""
_NOT_DECODED = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_HEAD, _RECORDS, _UNFINISHED = ".wikilsp-head", ".wikilsp-records", ".wikilsp-new"
_SETTLED = 2_000_000_000
"""Nanoseconds after which no change of a file is missed for having the time of the one before: the coarsest clocks of
file systems count in two seconds."""
_EARLIEST = -(2**63)
"""Nanoseconds: an earlier time does not fit into MessagePack. It is in the 17th century."""

Stamp = tuple[int, int, int, int]
"""What tells one state of a file from another: the times of change of its content and of what else the system keeps of
it, such as who may read it, in nanoseconds; its size; its inode."""

NO_STAMP: Stamp = (0, 0, -1, 0)
"""Of a file that is to be read again in any case."""


class Head(NamedTuple):
    """What a vault looked like. The lists go together."""

    root: bytes
    """As the system names it, which need not be UTF-8."""
    program: str
    """Which program it was found out by."""
    dialect: bytes
    """Which settings the records depend on."""
    notes: list[str]
    stamps: list[Stamp]
    files: list[str]
    ignored: list[str] | None
    """The files that are left out; None if no link had to be looked for among them."""
    settings: bytes
    """Which settings the findings depend on."""
    findings: bytes | None
    """What was found in all notes, encoded; None if that is not known."""


_Record = TypeVar("_Record")


class _Stored(NamedTuple):
    """The content of a file: encoded values, and the mark that the two files of a vault share if they go together."""

    mark: bytes
    pieces: list[memoryview]


class Cache:
    """The files for one vault, in a folder for all of them."""

    def __init__(self, folder: Path, root: Path) -> None:
        self.root = os.fsencode(root)
        # Two vaults of one name and checksum would only replace each other's files: the head says whose it is.
        name = f"{root.name}-{crc32(self.root):08x}"
        self.file = folder / f"{name}{_HEAD}"
        self.records_file = folder / f"{name}{_RECORDS}"
        self._mark: bytes | None = None

    def head(self) -> Head | None:
        """Give what was stored by this very program for this vault; None if there is nothing."""
        stored = _read(self.file)
        head = _head(stored)
        if stored is None or head is None or (head.root, head.program) != (self.root, program()):
            return None
        self._mark = stored.mark
        return head

    def records(self, decode: Callable[[memoryview], list[_Record]]) -> list[_Record] | None:
        """Return what was stored for each note of the head that was just asked for; None if that is not there.

        `decode` makes records of their encoding, and raises what msgspec raises if they are of other types.
        """
        stored = _read(self.records_file)
        if stored is None or stored.mark != self._mark:
            return None
        try:
            return [record for piece in stored.pieces for record in decode(piece)]
        except _NOT_DECODED:
            return None

    def store(self, head: Head, records: Sequence[object]) -> OSError | None:
        """Replace what is stored. Where that cannot be done it is left undone: the next run works as this one did.

        The error that was in the way is returned.
        """
        mark = os.urandom(_MARK)
        # In pieces: they take little memory, and a server answers requests meanwhile, but nothing interrupts `msgspec`.
        chunks = (records[start : start + _CHUNK] for start in range(0, len(records), _CHUNK))
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(self.records_file, mark, map(msgpack.encode, chunks))
            _write(self.file, mark, [msgpack.encode(head)])
        except OSError as error:
            return error
        return None


def _read(file: Path) -> _Stored | None:
    """Read a file that `_write` has written; None if it is none, or not as it was written."""
    try:
        data = memoryview(read_plain(file, _LARGEST)) if _is_ours(file.stat()) else memoryview(b"")
    except OSError:
        return None
    checksum, content = data[len(_MAGIC) : len(_MAGIC) + _NUMBER], data[len(_MAGIC) + _NUMBER :]
    if data[: len(_MAGIC)] != _MAGIC or crc32(content) != int.from_bytes(checksum, "little"):
        return None
    pieces, at = [], _MARK
    while at < len(content):
        start = at + _NUMBER
        at = start + int.from_bytes(content[at:start], "little")
        pieces.append(content[start:at])
    return _Stored(bytes(content[:_MARK]), pieces)


def _is_ours(state: os.stat_result) -> bool:
    """Whether nobody else may have written a file. What a cache says is believed, so another user could have us lie."""
    if not hasattr(os, "geteuid"):
        return True
    return state.st_uid in (os.geteuid(), 0) and not state.st_mode & _WRITABLE_BY_OTHERS


def _write(file: Path, mark: bytes, pieces: Iterable[bytes]) -> None:
    import tempfile  # noqa: PLC0415 - most runs write nothing

    handle, name = tempfile.mkstemp(dir=file.parent, suffix=_UNFINISHED)
    try:
        with open(handle, "wb") as new:  # noqa: PTH123 - it is open already
            new.write(_MAGIC + bytes(_NUMBER) + mark)
            checksum = crc32(mark)
            for piece in pieces:
                for part in (len(piece).to_bytes(_NUMBER, "little"), piece):
                    new.write(part)
                    checksum = crc32(part, checksum)
            new.seek(len(_MAGIC))
            new.write(checksum.to_bytes(_NUMBER, "little"))
        os.replace(name, file)  # noqa: PTH105 - `name` is no path
    except OSError:
        os.unlink(name)  # noqa: PTH108 - as above
        raise


def _head(stored: _Stored | None) -> Head | None:
    if stored is None or not stored.pieces:
        return None
    try:
        head = msgpack.decode(stored.pieces[0], type=Head)
    except _NOT_DECODED:
        return None
    return head if len(head.notes) == len(head.stamps) else None


def cache_folder() -> Path:
    """Give the folder for caches that the user has chosen in the environment, else that of the platform."""
    if chosen := os.environ.get("WIKILSP_CACHE_DIR"):
        return Path(chosen)
    from platformdirs import user_cache_path  # noqa: PLC0415 - a run that is told the folder does without it

    return user_cache_path("wikilsp", appauthor=False)


class Entry(NamedTuple):
    """What a cache folder holds for one vault."""

    file: Path
    size: int
    head: Head | None
    """None if this program cannot use it."""


def entries(folder: Path) -> Iterator[Entry]:
    """Give what a cache folder holds, vault by vault."""
    for file in sorted(folder.glob(f"*{_HEAD}")):
        head = _head(_read(file))
        size = _size(file) + _size(file.with_suffix(_RECORDS))
        yield Entry(file, size, head if head and head.program == program() else None)


def _size(file: Path) -> int:
    """Give the size of a file, none if another process has just deleted it."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


def clean(folder: Path) -> int:
    """Delete the caches of all vaults; say how many files that were. Raises `OSError`."""
    files = [file for ending in (_HEAD, _RECORDS, _UNFINISHED) for file in folder.glob(f"*{ending}")]
    for file in files:
        file.unlink(missing_ok=True)
    return len(files)


@cache
def program() -> str:
    """Name this program so that another version of it, were it only another state of its sources, has another name."""
    # Where a library is replaced by another version, the folder that it is installed in changes.
    libraries = os.path.dirname(os.path.dirname(msgspec.__file__))  # noqa: PTH120 - as below
    states: list[tuple[str, int, int]] = [("", os.stat(libraries).st_mtime_ns, 0)]  # noqa: PTH116 - as below
    folders = [os.path.dirname(os.path.dirname(__file__))]  # noqa: PTH120 - it is one of the first things a run does
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.is_dir():
                    folders.append(entry.path)
                elif entry.name.endswith(".py"):
                    states.append((entry.name, entry.stat().st_mtime_ns, entry.stat().st_size))
    return f"{__version__} {sys.implementation.cache_tag} {crc32(repr(states).encode()):08x}"


def stamp_of(path: str, started: int) -> Stamp:
    """Give the stamp of a file, for a run that began at `started`.

    What changed just before may change again without its time being another, and is not trusted.
    """
    try:
        state = os.stat(path)  # noqa: PTH116 - called for each note of a vault
    except OSError:
        return NO_STAMP
    if not _EARLIEST <= state.st_mtime_ns < started - _SETTLED:
        return NO_STAMP
    return state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino
