"""Loads a whole vault: cached records where notes are unchanged, and the other notes from the disk."""

from collections.abc import Callable
from functools import partial
from itertools import starmap
from pathlib import Path
from typing import NamedTuple, cast

from wikilsp.disk.cached_records import CachedRecords
from wikilsp.disk.note_reader import read_all
from wikilsp.disk.record import ReadResult, note_from_record
from wikilsp.disk.snapshot import Snapshot
from wikilsp.disk.workers import map_unordered
from wikilsp.settings import Settings
from wikilsp.vault.problem import Problem, Unread
from wikilsp.vault.vault import Vault

_CHUNK_SIZE = 25
"""Notes per work item; with more, a process may idle at the end. Starting one pays off from two items for each on."""
_MOST_CHUNKS = 1_000
"""Work items; in a larger vault, each has more notes."""

Progress = Callable[[int, int], None]
"""Called now and then with the number of notes read so far, and of all notes."""


class LoadedVault(NamedTuple):
    """A vault as loaded from the disk."""

    vault: Vault
    nested: list[str]
    """Nested vaults: folders that are no part of this vault."""
    problems: list[Problem]
    """Problems of files that could not be read, sorted by path."""
    cache_error: OSError | None
    """Why the records could not be cached."""


def load_vault(root: Path, settings: Settings, progress: Progress | None = None, processes: int = 1) -> LoadedVault:
    """Load the vault at `root` without a cache."""
    return load(Snapshot(root, settings), progress, processes)


def load(snapshot: Snapshot, progress: Progress | None = None, processes: int = 1) -> LoadedVault:
    """Load the vault of a snapshot: unchanged notes from the cache, the others from the disk, which are then cached.

    A note that cannot be read is left out of the vault, but links to it resolve. The result does not depend on the
    number of `processes`.
    """
    root, settings, walk = snapshot.root, snapshot.settings, snapshot.walk
    cached = CachedRecords(snapshot)
    known = cached.unchanged
    changed = [path for path in walk.notes if path not in known]
    read: dict[str, ReadResult] = {}
    size = max(_CHUNK_SIZE, len(changed) // _MOST_CHUNKS)
    chunks = [changed[start : start + size] for start in range(0, len(changed), size)]
    for index, done in map_unordered(partial(read_all, root, settings), chunks, min(processes, len(chunks) // 2)):
        read.update(zip(chunks[index], cast("list[ReadResult]", done), strict=True))
        if progress:
            progress(len(known) + len(read), len(walk.notes))
    results = [(path, known.get(path) or read.get(path)) for path in walk.notes]
    records = {path: record for path, record in results if isinstance(record, tuple)}
    unread = [path for path, record in results if isinstance(record, str)]
    problems = [_unread(path, reason) for path, reason in results if not isinstance(reason, tuple)]
    vault = Vault(
        settings, starmap(note_from_record, records.items()), walk.files, lambda: (*unread, *snapshot.ignored())
    )
    return LoadedVault(vault, walk.nested, sorted(walk.problems + problems), cached.store(records))


def _unread(path: str, reason: str | None) -> Problem:
    return Unread(path, f"this note cannot be read: {reason}" if reason else "this note vanished before it was read")
