"""A whole vault from the disk: what the cache knows of it, and the rest read and parsed."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple, cast

from wikilsp.disk.note_reader import read_all, read_note
from wikilsp.disk.record import ReadResult, Record, note_of
from wikilsp.disk.snapshot import Snapshot
from wikilsp.disk.workers import in_processes
from wikilsp.settings import Settings
from wikilsp.syntax.facts import Facts
from wikilsp.vault.problem import Problem, Unread
from wikilsp.vault.vault import Vault

_CHUNK = 100
"""Notes that a process reads at a time. A vault of two such chunks is read sooner by several processes than by one."""

Progress = Callable[[int, int], None]
"""Is told now and then how many notes are read, and how many there are."""


class LoadedVault(NamedTuple):
    """A vault as it is on the disk."""

    vault: Vault
    nested: list[str]
    """Folders below that are vaults of their own, and no part of this one."""
    problems: list[Problem]
    """What could not be read, in the order of the paths."""
    records: dict[str, Record]
    """What the notes were made of, by their paths."""
    changed: list[str]
    """The notes that had to be read."""


def load_vault(root: Path, settings: Settings, progress: Progress | None = None, processes: int = 1) -> LoadedVault:
    """Read the vault at `root`, whatever a cache may know of it."""
    return load(Snapshot(root, settings), progress, processes)


def load(snapshot: Snapshot, progress: Progress | None = None, processes: int = 1) -> LoadedVault:
    """Take what the cache knows of a vault, and read the rest.

    A note that cannot be read is no part of the vault, but a link to it is good. With several `processes` the result is
    the same.
    """
    root, settings, found = snapshot.root, snapshot.settings, snapshot.found
    known = snapshot.known()
    changed = [path for path in found.notes if path not in known]
    read: dict[str, ReadResult] = {}
    chunks = [changed[start : start + _CHUNK] for start in range(0, len(changed), _CHUNK)]
    for index, done in in_processes(partial(read_all, root, settings), chunks, processes):
        read.update(zip(chunks[index], cast("list[ReadResult]", done), strict=True))
        if progress:
            progress(len(known) + len(read), len(found.notes))
    everything = [(path, known.get(path) or read.get(path)) for path in found.notes]
    records = {path: record for path, record in everything if isinstance(record, tuple)}
    unread = [path for path, record in everything if isinstance(record, str)]
    problems = [_problem(path, record) for path, record in everything if not isinstance(record, tuple)]
    notes = [note_of(path, record, partial(_facts, root, path, settings)) for path, record in records.items()]
    vault = Vault(settings, notes, found.files, lambda: (*unread, *snapshot.ignored()))
    return LoadedVault(vault, found.nested, sorted(found.problems + problems), records, changed)


def _facts(root: Path, path: str, settings: Settings) -> Facts:
    """Parse a note of which a glance was enough so far. If it cannot be read by now, it says nothing any more."""
    try:
        return read_note(root, path, settings).facts
    except OSError:
        return Facts()


def _problem(path: str, why: str | None) -> Problem:
    return Unread(path, f"this note cannot be read: {why}" if why else "this note vanished before it was read")
