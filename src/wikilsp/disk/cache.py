"""Caches what a run found out about a vault.

Each vault has two MessagePack files: a head, which is all that a run needs if nothing changed, and the records of the
notes, in chunks. Files are replaced atomically, so that concurrent runs cannot mix them up. The cache never fails: a
file that cannot be read, has values of the wrong types or may have been written by another user counts as missing.
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
from wikilsp.disk.regular_file import read_regular

_MAGIC = b"wikilsp cache 3\n"
_INT_BYTES = 4
_MARK_BYTES = 8
_CHUNK_SIZE = 500
_MAX_SIZE = 4_000_000_000
"""Bytes; the lengths in a file are 32-bit numbers."""
_DECODE_ERRORS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_HEAD, _RECORDS, _UNFINISHED = ".wikilsp-head", ".wikilsp-records", ".wikilsp-new"
_MIN_AGE = 2_000_000_000
"""Nanoseconds. A file modified more recently may change again with the same time: the coarsest file system clocks have
a resolution of two seconds."""
_EARLIEST = -(2**63)
"""Nanoseconds; earlier times (of the 17th century) do not fit into MessagePack."""

Stamp = tuple[int, int, int, int]
"""Identifies the state of a file: mtime and ctime in nanoseconds, size, inode."""

NO_STAMP: Stamp = (0, 0, -1, 0)
"""The stamp of a file that must be read again in any case."""


class Head(NamedTuple):
    """The state of a vault when it was cached. `notes` and `stamps` are parallel."""

    root: bytes
    """In the encoding of the file system, which need not be UTF-8."""
    program_id: str
    """The program that wrote the cache."""
    dialect: bytes
    """The encoded settings that the records depend on."""
    notes: list[str]
    stamps: list[Stamp]
    files: list[str]
    ignored: list[str] | None
    """The ignored files; None if no link had to be looked up among them."""
    settings: bytes
    """The encoded settings that the findings depend on."""
    findings: bytes | None
    """The encoded findings of all notes; None if they are not known."""


_Record = TypeVar("_Record")


class _CacheFile(NamedTuple):
    """The content of a cache file: encoded values, and the mark that the two files of one run share."""

    mark: bytes
    pieces: list[memoryview]


class Cache:
    """The two cache files of one vault, in the cache directory."""

    def __init__(self, folder: Path, root: Path) -> None:
        self.root = os.fsencode(root)
        # Vaults with the same name and checksum merely replace each other's files: the head has the full root.
        name = f"{root.name}-{crc32(self.root):08x}"
        self.file = folder / f"{name}{_HEAD}"
        self.records_file = folder / f"{name}{_RECORDS}"
        self._mark: bytes | None = None

    def head(self) -> Head | None:
        """Return the head that this version of the program stored for this vault, or None."""
        stored = _read_file(self.file)
        head = _decode_head(stored)
        if stored is None or head is None or (head.root, head.program_id) != (self.root, program_id()):
            return None
        self._mark = stored.mark
        return head

    def records(self, decode: Callable[[memoryview], list[_Record]]) -> list[_Record] | None:
        """Return the records of the notes in the head that `head` returned last, or None if there are none.

        `decode` decodes a chunk of records, and raises the errors of msgspec if they have other types.
        """
        stored = _read_file(self.records_file)
        if stored is None or stored.mark != self._mark:
            return None
        try:
            return [record for piece in stored.pieces for record in decode(piece)]
        except _DECODE_ERRORS:
            return None

    def store(self, head: Head, records: Sequence[object]) -> OSError | None:
        """Replace the stored head and records. Return the error if that fails; the next run then has no cache."""
        mark = os.urandom(_MARK_BYTES)
        # In chunks, to save memory and let a server answer requests in between: `msgspec` cannot be interrupted.
        chunks = (records[start : start + _CHUNK_SIZE] for start in range(0, len(records), _CHUNK_SIZE))
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_file(self.records_file, mark, map(msgpack.encode, chunks))
            _write_file(self.file, mark, [msgpack.encode(head)])
        except OSError as error:
            return error
        return None


def _read_file(file: Path) -> _CacheFile | None:
    """Read a file that `_write_file` wrote; return None if it is missing, damaged or not to be trusted."""
    try:
        data = memoryview(read_regular(file, _MAX_SIZE)) if _is_ours(file.stat()) else memoryview(b"")
    except OSError:
        return None
    checksum, content = data[len(_MAGIC) : len(_MAGIC) + _INT_BYTES], data[len(_MAGIC) + _INT_BYTES :]
    if data[: len(_MAGIC)] != _MAGIC or crc32(content) != int.from_bytes(checksum, "little"):
        return None
    pieces, at = [], _MARK_BYTES
    while at < len(content):
        start = at + _INT_BYTES
        at = start + int.from_bytes(content[at:start], "little")
        pieces.append(content[start:at])
    return _CacheFile(bytes(content[:_MARK_BYTES]), pieces)


def _is_ours(state: os.stat_result) -> bool:
    """Whether no other user can have written a file. Another user's cache could make us report anything."""
    if not hasattr(os, "geteuid"):
        return True
    return state.st_uid in (os.geteuid(), 0) and not state.st_mode & _WRITABLE_BY_OTHERS


def _write_file(file: Path, mark: bytes, pieces: Iterable[bytes]) -> None:
    """Write the cache under a temporary name and then rename it, so that no process reads half of it."""
    import tempfile  # noqa: PLC0415 - most runs write nothing

    handle, name = tempfile.mkstemp(dir=file.parent, suffix=_UNFINISHED)
    try:
        with open(handle, "wb") as new:  # noqa: PTH123 - it is open already
            new.write(_MAGIC + bytes(_INT_BYTES) + mark)
            checksum = crc32(mark)
            for piece in pieces:
                for part in (len(piece).to_bytes(_INT_BYTES, "little"), piece):
                    new.write(part)
                    checksum = crc32(part, checksum)
            new.seek(len(_MAGIC))
            new.write(checksum.to_bytes(_INT_BYTES, "little"))
        os.replace(name, file)  # noqa: PTH105 - `name` is a string
    except OSError:
        os.unlink(name)  # noqa: PTH108 - as above
        raise


def _decode_head(stored: _CacheFile | None) -> Head | None:
    if stored is None or not stored.pieces:
        return None
    try:
        head = msgpack.decode(stored.pieces[0], type=Head)
    except _DECODE_ERRORS:
        return None
    return head if len(head.notes) == len(head.stamps) else None


def cache_folder() -> Path:
    """Return the cache directory: `WIKILSP_CACHE_DIR` if set, else the platform's."""
    if chosen := os.environ.get("WIKILSP_CACHE_DIR"):
        return Path(chosen)
    from platformdirs import user_cache_path  # noqa: PLC0415 - not needed if the variable is set

    return user_cache_path("wikilsp", appauthor=False)


class CacheEntry(NamedTuple):
    """The cache of one vault, for display."""

    file: Path
    size: int
    head: Head | None
    """None if this version of the program cannot use it."""


def cache_entries(folder: Path) -> Iterator[CacheEntry]:
    """Yield the cache of each vault in a cache directory."""
    for file in sorted(folder.glob(f"*{_HEAD}")):
        head = _decode_head(_read_file(file))
        size = _file_size(file) + _file_size(file.with_suffix(_RECORDS))
        yield CacheEntry(file, size, head if head and head.program_id == program_id() else None)


def _file_size(file: Path) -> int:
    """Return the size of a file in bytes, or 0 if another process has just deleted it."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


def delete_all(folder: Path) -> int:
    """Delete the caches of all vaults; return the number of deleted files. Raise `OSError`."""
    files = [file for ending in (_HEAD, _RECORDS, _UNFINISHED) for file in folder.glob(f"*{ending}")]
    for file in files:
        file.unlink(missing_ok=True)
    return len(files)


@cache
def program_id() -> str:
    """Return an identifier that changes with the version of the program, its sources and its libraries."""
    # Installing another version of a library changes the folder that it is in.
    libraries = os.path.dirname(os.path.dirname(msgspec.__file__))  # noqa: PTH120 - as below
    states: list[tuple[str, int, int]] = [("", os.stat(libraries).st_mtime_ns, 0)]  # noqa: PTH116 - as below
    folders = [os.path.dirname(os.path.dirname(__file__))]  # noqa: PTH120 - on the path of every run
    while folders:
        with os.scandir(folders.pop()) as scan:
            for entry in sorted(scan, key=lambda entry: entry.name):
                if entry.is_dir():
                    folders.append(entry.path)
                elif entry.name.endswith(".py"):
                    states.append((entry.name, entry.stat().st_mtime_ns, entry.stat().st_size))
    return f"{__version__} {sys.implementation.cache_tag} {crc32(repr(states).encode()):08x}"


def read_stamp(path: str, started: int) -> Stamp:
    """Return the stamp of a file for a run that started at `started` (nanoseconds).

    Return `NO_STAMP` for a file modified just before, since it may change again without a change of its time.
    """
    try:
        state = os.stat(path)  # noqa: PTH116 - called for each note of a vault
    except OSError:
        return NO_STAMP
    if not _EARLIEST <= state.st_mtime_ns < started - _MIN_AGE:
        return NO_STAMP
    return state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino
