"""Plans: changes as steps on the disk, with everything needed to apply each step or to roll it back.

Plans are plain values. Paths that may not be valid UTF-8 are stored as bytes.
"""

import os
from pathlib import Path

from msgspec import Struct


class Rewrite(Struct, frozen=True):
    """A note that gets new contents."""

    path: str
    file: bytes
    """The absolute path of the file to write, symbolic links resolved."""
    before: bytes
    after: bytes

    @property
    def real(self) -> Path:
        """The file as a path."""
        return Path(os.fsdecode(self.file))


class Creation(Struct, frozen=True):
    """A new note."""

    path: str
    content: bytes


class Move(Struct, frozen=True):
    """A file, folder or symbolic link that gets a new path."""

    path: str
    """The path before all moves, for messages."""
    old: str
    new: str
    folders: tuple[str, ...] = ()
    """Folders to create first, the outer ones first."""
    links: tuple[bytes, bytes] | None = None
    """The old and new target of a relative symbolic link, so that it leads to the same file from its new path."""
    state: tuple[int, int] | None = None
    """Size and modification time, in nanoseconds, of a file that is moved unchanged."""


class Plan(Struct, frozen=True):
    """All steps of a change, in the order of the fields."""

    root: bytes
    """The real path of the root."""
    token: str
    """Names the temporary files of the change."""
    started: float
    """Seconds since the epoch."""
    rewrites: tuple[Rewrite, ...] = ()
    folders: tuple[str, ...] = ()
    """Folders to create for new notes, the outer ones first."""
    creations: tuple[Creation, ...] = ()
    moves: tuple[Move, ...] = ()
    identity: str = ""
    """Identifies the root folder, independent of its path: see `folder_identity`."""

    def at(self, path: str) -> Path:
        """Return the absolute path of a vault path."""
        return Path(os.fsdecode(self.root), path)

    def temporary(self, folder: Path) -> Path:
        """Return the temporary file of the change in a folder; there is at most one."""
        return folder / f".wikilsp-{self.token}.tmp"

    def folders_written(self) -> set[Path]:
        """Return the folders that may hold a temporary file."""
        return {each.real.parent for each in self.rewrites} | {self.at(each.path).parent for each in self.creations}
