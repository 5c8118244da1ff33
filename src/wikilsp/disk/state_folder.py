"""Locates the state folder: unlike caches, its files must survive an interrupted run."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from wikilsp.disk.user_folders import user_folder

_SUFFIX = ".journal"


def state_folder() -> Path:
    """Return the state folder: `WIKILSP_STATE_DIR` if set, else the platform's."""
    return user_folder("state")


def journals_folder() -> Path:
    """Return the folder with the journals of all vaults."""
    return state_folder() / "journals"


def journal_path(root: Path) -> Path:
    """Return the path of the journal of the vault at `root`, symbolic links resolved."""
    import hashlib  # noqa: PLC0415 - most runs find no journal at all

    key = hashlib.sha256(os.fsencode(os.path.realpath(root))).hexdigest()[:32]
    return journals_folder() / f"{key}{_SUFFIX}"


def new_journal_path() -> Path:
    """Return an unused path for a journal, not derived from the path of a vault."""
    import secrets  # noqa: PLC0415 - hardly any run needs one

    return journals_folder() / f"{secrets.token_hex(16)}{_SUFFIX}"


def has_journals() -> bool:
    """Whether any vault has a journal, which is so only during a change or after an interruption."""
    return any(True for _ in journal_names())


def journal_names() -> Iterator[str]:
    """Yield the file names of the journals of all vaults."""
    with contextlib.suppress(OSError), os.scandir(journals_folder()) as scan:
        yield from (entry.name for entry in scan if entry.name.endswith(_SUFFIX))
