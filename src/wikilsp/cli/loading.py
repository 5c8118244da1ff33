"""Reads vaults for a command, showing how far that is, and tells what could not be read."""

import os
from pathlib import Path

from wikilsp.cli.progress import progress
from wikilsp.cli.vaults import warn
from wikilsp.disk.load import LoadedVault, load
from wikilsp.disk.snapshot import Snapshot
from wikilsp.settings import Settings


def load_all(root: Path, settings: Settings) -> LoadedVault:
    """Read a vault, whatever a cache may know of it."""
    return load_rest(Snapshot(root, settings))


def load_rest(snapshot: Snapshot) -> LoadedVault:
    """Read what the cache does not know of a vault."""
    with progress() as tell:
        loaded = load(snapshot, tell, processes=os.cpu_count() or 1)
    warn(snapshot.root, loaded.problems)
    return loaded
