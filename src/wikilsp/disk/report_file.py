"""Writes reports to files that the user names. Never over a note."""

import errno
import os
from pathlib import Path

from wikilsp.vault.names import is_note


def check_report_file(path: Path) -> None:
    """Raise `OSError` if a report cannot be written to a path, or would replace a note."""
    if is_note(path.name):
        raise OSError(errno.EINVAL, "a note may have this name; choose one that does not end in .md or .markdown")
    # A link that came with a vault may lead to a note, or out of the vault. Links of the system lead to devices.
    if path.is_symlink() and os.path.isfile(path) and not path.absolute().is_relative_to("/dev"):  # noqa: PTH113 - never raises
        raise OSError(errno.ELOOP, "it is a symbolic link to a file; name the file itself")
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    folder = path.parent
    if not folder.is_dir():
        raise FileNotFoundError(errno.ENOENT, f"there is no folder “{folder.as_posix()}”")


def write_report(path: Path, data: bytes) -> None:
    """Replace the contents of a file, which may also be a pipe or a device. Raise `OSError`."""
    path.write_bytes(data)


def create_file(path: Path, data: bytes) -> None:
    """Create a file. Raise `OSError`, also if there is one already."""
    with path.open("xb") as file:
        file.write(data)
