"""Loads vaults for commands, with a progress line, and warns about what cannot be read."""

import os
from pathlib import Path

from wikilsp.cli.progress import show_progress
from wikilsp.cli.vaults import warn
from wikilsp.disk.load import LoadedVault, load
from wikilsp.disk.snapshot import Snapshot
from wikilsp.settings import Settings


def load_uncached(root: Path, settings: Settings, since: float | None = None) -> LoadedVault:
    """Load a vault without a cache. `since` is the time at which the command started; see `show_progress`."""
    return load_snapshot(Snapshot(root, settings), since)


def load_snapshot(snapshot: Snapshot, since: float | None = None) -> LoadedVault:
    """Load the vault of a snapshot: unchanged notes from the cache, the others from the disk."""
    with show_progress(since=since) as progress:
        loaded = load(snapshot, progress, processes=os.cpu_count() or 1)
    warn(snapshot.root, loaded.problems)
    return loaded
