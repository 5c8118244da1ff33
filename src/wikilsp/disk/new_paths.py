"""The places where new files may be created: inside the vault, where it shows them. Creates none."""

import os
from pathlib import Path

from wikilsp.disk.root import has_marker
from wikilsp.vault.filenames import is_legal


def why_not_here(root: Path, path: str) -> str | None:
    """Return why no file may be created at a vault path, symbolic links followed; None if it may."""
    if not is_legal(path):
        return (
            f"no file should be called “{path}”: names do not begin or end with a dot or blank, and hold neither "
            'control characters nor * " \\ < > : | ?'
        )
    return why_not_there(root, path)


def why_not_there(root: Path, path: str) -> str | None:
    """Return why no file may come to a vault path, whatever its name, symbolic links followed; None if it may."""
    for end in range(1, path.count("/") + 1):
        folder = "/".join(path.split("/")[:end])
        if os.path.lexists(root / folder) and not (root / folder).is_dir():
            return f"“{folder}” is not a folder"
    inside, file = Path(os.path.realpath(root)), Path(os.path.realpath(root / path))
    if not file.parent.is_relative_to(inside):
        return f"“{path}” lies outside the vault"
    real = file.relative_to(inside).as_posix()
    if any(segment.startswith(".") for segment in real.split("/")):
        return f"“{path}” leads to “{real}”, where no vault looks"
    for written, at in ((path, root), (real, inside)):
        for end in range(1, written.count("/") + 1):
            folder = "/".join(written.split("/")[:end])
            if has_marker(at / folder):
                return f"“{folder}” is a vault of its own, so no link of this one could lead to “{path}”"
    return None
