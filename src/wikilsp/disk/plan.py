"""Changes as steps on the disk, with all that it takes to make each of them or to take it back. Plain values.

Vault paths are relative to the root, with `/`. What may hold bytes that are no UTF-8 is kept as the system has it.
"""

import os
from pathlib import Path

from msgspec import Struct


class Rewrite(Struct, frozen=True):
    """A note that gets other contents."""

    path: str
    file: bytes
    """What is written, behind every symbolic link: an absolute path."""
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
    """A file, folder or symbolic link that gets another path."""

    path: str
    """What is moved, for messages: its path before all moves."""
    old: str
    new: str
    folders: tuple[str, ...] = ()
    """Folders that have to be made for it, the outer ones first."""
    links: tuple[bytes, bytes] | None = None
    """Of a relative symbolic link that leads to the same file from its new place: what it says before and after."""
    state: tuple[int, int] | None = None
    """Size and time of change, in nanoseconds, of a file that is moved as it is."""


class Plan(Struct, frozen=True):
    """All steps of a change, in the order of the fields."""

    root: bytes
    """The real path of the root."""
    token: str
    """What the names of temporary files are made of."""
    started: float
    """Seconds since the epoch."""
    rewrites: tuple[Rewrite, ...] = ()
    folders: tuple[str, ...] = ()
    """Folders that have to be made for new notes, the outer ones first."""
    creations: tuple[Creation, ...] = ()
    moves: tuple[Move, ...] = ()
    identity: str = ""
    """What the system knows the root by, which stays when it gets another path: see `identity_of`."""

    def at(self, path: str) -> Path:
        """Return where the file of a vault path is."""
        return Path(os.fsdecode(self.root), path)

    def temporary(self, folder: Path) -> Path:
        """Return the one temporary file that a change may have in a folder."""
        return folder / f".wikilsp-{self.token}.tmp"

    def folders_written(self) -> set[Path]:
        """Return the folders that may hold a temporary file."""
        return {each.real.parent for each in self.rewrites} | {self.at(each.path).parent for each in self.creations}
