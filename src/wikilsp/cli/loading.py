"""Loads vaults for commands, with a progress line, and warns about what cannot be read."""

import os
from pathlib import Path

from wikilsp.cli.progress import show_progress
from wikilsp.cli.vaults import warn
from wikilsp.disk.load import LoadedVault, load
from wikilsp.disk.snapshot import Snapshot
from wikilsp.settings import Settings


def load_uncached(root: Path, settings: Settings) -> LoadedVault:
    """Load a vault without a cache."""
    return load_snapshot(Snapshot(root, settings))


def load_snapshot(snapshot: Snapshot) -> LoadedVault:
    """Load the vault of a snapshot: unchanged notes from the cache, the others from the disk."""
    with show_progress() as progress:
        loaded = load(snapshot, progress, processes=os.cpu_count() or 1)
    warn(snapshot.root, loaded.problems)
    return loaded
