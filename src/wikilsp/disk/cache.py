"""The cache of a vault: what earlier runs found out about it, as long as nothing has changed.

There are two kinds of files: the findings, which are all that a run needs if nothing changed, and the records of notes.
Neither refers to the other, so a run or a server may replace one of them at any time. What a file holds is used only
for the same program and the same settings; files for other settings are kept beside it, so that runs with different
settings do not replace each other's results.
"""

import os
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Literal, NamedTuple
from zlib import crc32

import msgspec
from msgspec import msgpack

from wikilsp import __version__
from wikilsp.disk.cache_file import read_pieces, write_pieces
from wikilsp.disk.user_folders import user_folder

Kind = Literal["findings", "records"]

DECODE_ERRORS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""The errors of `msgspec` for bytes of another type than expected."""
_KEPT = 2
"""Files of each kind that a vault may have: an editor may have other settings than the linter."""
_LONGEST_NAME = 32
"""Characters of the root's name in the name of a file. File systems allow 255 bytes."""
_MIN_AGE = 2_000_000_000
"""Nanoseconds. A file modified more recently may change again with the same time: the coarsest file system clocks have
a resolution of two seconds."""
_64_BITS = 2**64 - 1
_EARLIEST = -(2**63)
"""Nanoseconds; earlier times are in the 17th century."""

Stamp = tuple[int, int, int, int]
"""Identifies the state of a file: mtime and ctime in nanoseconds, size, inode, each modulo 2**64."""

NO_STAMP: Stamp = (0, 0, _64_BITS, 0)
"""The stamp of a file that must be read again in any case."""


class Head(NamedTuple):
    """The vault, program, settings and notes that a file is about."""

    root: bytes
    """In the encoding of the file system, which need not be UTF-8."""
    program_id: str
    """The program that wrote the file."""
    settings: bytes
    """The encoded settings that the other pieces depend on."""
    notes: str
    """The paths of the notes, joined."""
    stamps: bytes
    """The stamps of the notes, packed, in the same order."""


class Stored(NamedTuple):
    """The content of a file."""

    head: Head
    pieces: Sequence[memoryview]
    """The pieces after the head."""


class Cache:
    """The files of one vault in the cache directory."""

    def __init__(self, folder: Path, root: Path) -> None:
        self.root = os.fsencode(root)
        self._folder = folder
        # Vaults with the same name and checksum merely replace each other's files: the head has the full root.
        self._name = f"{root.name[:_LONGEST_NAME]}-{crc32(self.root):08x}-"

    def file(self, kind: Kind, settings: bytes) -> Path:
        """Return the path of the file of a kind for some settings."""
        key = crc32(settings, crc32(program_id().encode()))
        return self._folder / f"{self._name}{key:08x}{_ending(kind)}"

    def read(self, kind: Kind, settings: bytes) -> Stored | None:
        """Return what this version of the program stored for this vault and these settings, or None."""
        pieces = read_pieces(self.file(kind, settings))
        head = decode_head(pieces)
        if head is None or head[:3] != (self.root, program_id(), settings):
            return None
        return Stored(head, pieces[1:])

    def store(
        self, kind: Kind, settings: bytes, stamps: Mapping[str, Stamp], pieces: Iterable[bytes]
    ) -> OSError | None:
        """Replace a file; `stamps` has all notes. Return the error if that fails: the old file then remains."""
        head = Head(self.root, program_id(), settings, join_paths(stamps), pack_stamps(stamps.values()))
        try:
            write_pieces(self.file(kind, settings), chain([msgpack.encode(head)], pieces))
        except OSError as error:
            return error
        self._delete(kind, keep=_KEPT)
        return None

    def clear(self) -> None:
        """Delete all files of the vault."""
        self._delete("findings", keep=0)
        self._delete("records", keep=0)

    def _delete(self, kind: Kind, *, keep: int) -> None:
        """Delete all but the latest files of a kind, unless another process does."""
        with suppress(OSError):
            files = [file for file in self._folder.iterdir() if file.name.startswith(self._name)]
            same = [(file.stat().st_mtime_ns, file) for file in files if file.name.endswith(_ending(kind))]
            for _, file in sorted(same, reverse=True)[keep:]:
                file.unlink()


def _ending(kind: Kind) -> str:
    return f".wikilsp-{kind}"


def decode_head(pieces: Sequence[memoryview]) -> Head | None:
    """Decode the first piece of a file; return None if there is none, or if it is damaged."""
    try:
        return msgpack.decode(pieces[0], type=Head) if pieces else None
    except DECODE_ERRORS:
        return None


def join_paths(paths: Iterable[str]) -> str:
    """Return paths as one text, which is faster to decode and to compare."""
    return "\0".join(paths)


def split_paths(joined: str) -> list[str]:
    """Return the paths that were joined."""
    return joined.split("\0") if joined else []


def pack_stamps(stamps: Iterable[Stamp]) -> bytes:
    """Return stamps as bytes, which are faster to decode and to compare."""
    return array("Q", chain.from_iterable(stamps)).tobytes()


def unpack_stamps(head: Head) -> dict[str, Stamp] | None:
    """Return the stamp of each note, or None if the numbers of notes and stamps differ."""
    numbers, notes = array("Q"), split_paths(head.notes)
    if len(head.stamps) != len(notes) * len(NO_STAMP) * numbers.itemsize:
        return None
    numbers.frombytes(head.stamps)
    return dict(zip(notes, zip(*[iter(numbers)] * len(NO_STAMP), strict=True), strict=True))


def cache_folder() -> Path:
    """Return the cache directory: `WIKILSP_CACHE_DIR` if set, else the platform's."""
    return user_folder("cache")


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
                if entry.name.endswith(".py"):
                    state = entry.stat()
                    states.append((entry.name, state.st_mtime_ns, state.st_size))
                elif entry.name != "__pycache__" and entry.is_dir():
                    folders.append(entry.path)
    return f"{__version__} {sys.implementation.cache_tag} {crc32(repr(states).encode()):08x}"


def read_stamps(root: Path, paths: Iterable[str], started: int) -> dict[str, Stamp]:
    """Return the stamps of files below a folder, for a run that started at `started` (nanoseconds).

    A file modified just before gets `NO_STAMP`, since it may change again without a change of its time.
    """
    stamps, folder, newest = dict[str, Stamp](), f"{root}/", started - _MIN_AGE
    # One loop without calls: it takes a quarter of a run in which nothing changed.
    for path in paths:
        try:
            state = os.stat(folder + path)  # noqa: PTH116 - as above
        except OSError:
            stamps[path] = NO_STAMP
            continue
        time = state.st_mtime_ns
        # File systems may have numbers of any size: inodes of 128 bits, and times after a wrong clock.
        stamps[path] = (
            (time & _64_BITS, state.st_ctime_ns & _64_BITS, state.st_size & _64_BITS, state.st_ino & _64_BITS)
            if _EARLIEST <= time < newest
            else NO_STAMP
        )
    return stamps
