"""Checks the paths of new files: they must be legal, inside the vault and not hidden or in a nested vault."""

import os
from pathlib import Path

from wikilsp.disk.root import find_marker
from wikilsp.vault.filenames import is_legal


def creation_problem(root: Path, path: str) -> str | None:
    """Return why no file may be created at a vault path, or None if one may. Symbolic links are followed."""
    if not is_legal(path):
        return (
            f"“{path}” is not a portable file name: names must not start or end with a dot or space, or contain "
            'control characters or any of * " \\ < > : | ?'
        )
    return placement_problem(root, path)


def placement_problem(root: Path, path: str) -> str | None:
    """Return why no file may be put at a vault path, or None if one may. Any name is accepted, unlike above."""
    for end in range(1, path.count("/") + 1):
        folder = "/".join(path.split("/")[:end])
        if os.path.lexists(root / folder) and not (root / folder).is_dir():
            return f"“{folder}” is not a folder"
    inside, file = Path(os.path.realpath(root)), Path(os.path.realpath(root / path))
    if not file.parent.is_relative_to(inside):
        return f"“{path}” lies outside the vault"
    real = file.relative_to(inside).as_posix()
    if any(segment.startswith(".") for segment in real.split("/")):
        return f"“{path}” leads to “{real}”, which is hidden and not part of the vault"
    for written, at in ((path, root), (real, inside)):
        for end in range(1, written.count("/") + 1):
            folder = "/".join(written.split("/")[:end])
            if find_marker(at / folder):
                return f"“{folder}” is a nested vault, so no link in this vault can lead to “{path}”"
    return None
