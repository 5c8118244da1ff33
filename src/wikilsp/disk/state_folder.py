"""The folder for what must not be lost when a run is interrupted, whatever becomes of caches. Knows no vault."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

_ENDING = ".journal"


def state_folder() -> Path:
    """Return the folder that the user has chosen in the environment, else the one that the platform has."""
    if chosen := os.environ.get("WIKILSP_STATE_DIR"):
        return Path(chosen)
    from platformdirs import user_state_path  # noqa: PLC0415 - a run that is told the folder does without it

    return user_state_path("wikilsp", appauthor=False)


def journals() -> Path:
    """Return the folder of the journals of all vaults."""
    return state_folder() / "journals"


def journal_of(root: Path) -> Path:
    """Return the journal of the vault at `root`, whatever the links that lead there."""
    import hashlib  # noqa: PLC0415 - most runs find no journal at all

    key = hashlib.sha256(os.fsencode(os.path.realpath(root))).hexdigest()[:32]
    return journals() / f"{key}{_ENDING}"


def new_journal() -> Path:
    """Return a journal that there is not yet, and that is not named after a vault."""
    import secrets  # noqa: PLC0415 - hardly any run needs one

    return journals() / f"{secrets.token_hex(16)}{_ENDING}"


def has_journals() -> bool:
    """Whether there is a journal of any vault: there is none, but while one is written or after an interruption."""
    return any(True for _ in all_journals())


def all_journals() -> Iterator[str]:
    """Yield the names of the journals of all vaults."""
    with contextlib.suppress(OSError), os.scandir(journals()) as found:
        yield from (entry.name for entry in found if entry.name.endswith(_ENDING))
