"""Reads and writes the files of baselines."""

import os
import secrets
from pathlib import Path

from wikilsp.baseline import Baseline, BaselineError, decode_baseline
from wikilsp.disk.atomic_write import create, read_file, replace
from wikilsp.disk.regular_file import read_regular

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
    """Write a baseline, atomically; for a symbolic link, its target. Raise `OSError`."""
    real, data = Path(os.path.realpath(file)), baseline.encode()
    temporary = real.with_name(f".{real.name}-{secrets.token_hex(8)}")
    if not os.path.lexists(real):
        create(real, data, temporary)
    elif (before := read_file(real)) != data and not replace(real, before, data, temporary):
        raise OSError(0, "another program has changed it meanwhile; try again")
