"""Notes from the disk: bytes -> text -> Note, one by one or as a whole vault."""

import os
from collections.abc import Callable, Iterator
from itertools import repeat
from pathlib import Path
from typing import NamedTuple

from msgspec import msgpack

from wikilsp.note import Note
from wikilsp.settings import Settings
from wikilsp.syntax import parse
from wikilsp.text import Span
from wikilsp.vault.vault import Vault
from wikilsp.vault.walk import Problem, walk

# Without O_BINARY, Windows changes line ends; with O_NONBLOCK, a pipe that is called `x.md` does not make us wait.
_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)


_CHUNK = 250
"""Notes that a process reads at a time. A vault of two such chunks is read sooner by several processes than by one."""


class Loaded(NamedTuple):
    """A vault as it is on the disk."""

    vault: Vault
    nested: list[str]
    """Folders below that are vaults of their own, and no part of this one."""
    problems: list[Problem]
    """What could not be read, in the order of the paths."""


class _Read(NamedTuple):
    """What came of reading some notes."""

    notes: list[Note]
    unread: list[str]
    problems: list[Problem]


def load_vault(
    root: Path, settings: Settings, progress: Callable[[int, int], None] | None = None, processes: int = 1
) -> Loaded:
    """Read the vault at `root`. `progress` is told now and then how many notes are read, and how many there are.

    A note that cannot be read is no part of the vault, but a link to it is good. With several `processes` the result is
    the same.
    """
    found = walk(root, settings.exclude)
    notes: list[Note] = []
    unread: list[str] = []
    problems = found.problems.copy()
    for read in _read_all(root, found.notes, settings, processes):
        notes += read.notes
        unread += read.unread
        problems += read.problems
        if progress:
            progress(len(notes), len(found.notes))
    vault = Vault(settings, notes, found.files, lambda: (*unread, *found.ignored()))
    return Loaded(vault, found.nested, sorted(problems))


def _read_all(root: Path, paths: list[str], settings: Settings, processes: int) -> Iterator[_Read]:
    """Read notes in chunks, in the order of the paths."""
    chunks = [paths[start : start + _CHUNK] for start in range(0, len(paths), _CHUNK)]
    if processes < 2 or len(chunks) < 2:
        yield from (_read_chunk(root, settings, chunk) for chunk in chunks)
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - a small vault does without it

    with ProcessPoolExecutor(min(processes, len(chunks))) as pool:
        for encoded in pool.map(_read_encoded, repeat(root), repeat(settings), chunks):
            yield msgpack.decode(encoded, type=_Read)


def _read_encoded(root: Path, settings: Settings, paths: list[str]) -> bytes:
    return msgpack.encode(_read_chunk(root, settings, paths))


def _read_chunk(root: Path, settings: Settings, paths: list[str]) -> _Read:
    read = _Read([], [], [])
    for path in paths:
        try:
            read.notes.append(read_note(root, path, settings))
        except FileNotFoundError:
            read.problems.append(Problem(path, "this note vanished before it was read"))
        except OSError as error:
            read.unread.append(path)
            read.problems.append(Problem(path, f"this note cannot be read: {error.strerror}"))
    return read


def read_note(root: Path, path: str, settings: Settings) -> Note:
    """Read and parse the note at a vault path; one larger than `max_size` is not read at all. Raises `OSError`."""
    file = os.open(f"{root}/{path}", _FLAGS)
    try:
        size = os.fstat(file).st_size
        if size > settings.max_size:
            return Note(path, oversize=size)
        data = _read(file, size)
    finally:
        os.close(file)
    text, undecodable = decode(data)
    return Note(path, parse(text, settings.dialect), undecodable)


def read_text(root: Path, path: str) -> str | None:
    """Give the text of the note at a vault path as it was parsed, or None if it cannot be read."""
    try:
        file = os.open(f"{root}/{path}", _FLAGS)
        try:
            data = _read(file, os.fstat(file).st_size)
        finally:
            os.close(file)
    except OSError:
        return None
    return decode(data)[0]


def decode(data: bytes) -> tuple[str, Span | None]:
    """Give the text of a note, with U+FFFD for what is not UTF-8, and the place of the first of these."""
    try:
        return data.decode(), None
    except UnicodeDecodeError as error:
        first = len(data[: error.start].decode())
        return data.decode(errors="replace"), Span(first, first + 1)


def _read(file: int, size: int) -> bytes:
    """Read an open file. The system may give less than it is asked for, as it does over a network."""
    data = os.read(file, size)
    while len(data) < size and (more := os.read(file, size - len(data))):
        data += more
    return data
