"""Reads and writes the files of baselines."""

import errno
import os
import secrets
from pathlib import Path

from wikilsp.baseline import Baseline, BaselineError, decode_baseline
from wikilsp.disk.atomic_write import create, read_file, replace
from wikilsp.disk.regular_file import read_regular
from wikilsp.vault.names import is_note

_MAX_SIZE = 20_000_000
"""Bytes; an entry has a hundred or more, so this is enough for 100,000 findings. It is read in half a second."""


def read_baseline(file: Path) -> Baseline:
    """Read a baseline. Raise `BaselineError` if it is missing or broken."""
    try:
        return decode_baseline(read_regular(file, _MAX_SIZE))
    except FileNotFoundError as error:
        raise BaselineError("this file does not exist; write it with --write-baseline") from error
    except OSError as error:
        raise BaselineError(f"this file cannot be read: {error.strerror}") from error


def write_baseline(file: Path, baseline: Baseline) -> None:
    """Write a baseline, atomically; for a symbolic link, its target in the same folder. Raise `OSError`."""
    real, data = Path(os.path.realpath(file)), baseline.encode()
    # A link that came with a vault may lead to a note, or out of the vault.
    if is_note(real.name) or (file.is_symlink() and real.parent != Path(os.path.realpath(file.parent))):
        raise OSError(errno.ELOOP, "it is a symbolic link to a note or into another folder; name the file itself")
    temporary = real.with_name(f".{real.name}-{secrets.token_hex(8)}")
    if not os.path.lexists(real):
        create(real, data, temporary)
    elif (before := read_file(real)) != data and not replace(real, before, data, temporary):
        raise OSError(0, "another program has changed it meanwhile; try again")
