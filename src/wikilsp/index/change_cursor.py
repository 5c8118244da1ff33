"""Tracks which notes changed since the last read, so that an index can pull changes instead of being notified."""

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from wikilsp.note import Note
from wikilsp.vault.vault import Vault

MANY = 500
"""With more changes than this, an index is not updated during a request, since that would delay the answer."""


class Change(NamedTuple):
    """A changed note: `old` is None if it is new, `new` is None if it was removed."""

    path: str
    old: Note | None
    new: Note | None


class ChangeFollower(Protocol):
    """An index of a vault that pulls changes."""

    @property
    def has_backlog(self) -> bool:
        """Whether there are so many changes that a query does not apply them."""
        ...

    def catch_up(self) -> Iterator[None]:
        """Apply all changes, a few with each step. The vault may change meanwhile."""
        ...


class ChangeCursor:
    """Finds the notes of a vault that changed since they were last recorded."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self.recorded: dict[str, Note] = {}
        """The recorded notes by path. Only this class changes it."""
        self._version: int | None = None
        """The version of the vault when all notes were last recorded; None before the first time."""

    @property
    def is_current(self) -> bool:
        """Whether every note is recorded as it is now."""
        return self._version == self._vault.version

    @property
    def has_backlog(self) -> bool:
        """Whether there are so many unrecorded changes that a query should not wait for them.

        False until all notes were recorded once, since an index has nothing to return before that.
        """
        return self._version is not None and self._vault.version - self._version > MANY

    def changes(self) -> Iterator[Change]:
        """Record and yield the changes, one by one. The vault may change meanwhile."""
        recorded, notes, version = self.recorded, self._vault.notes, self._vault.version
        if self.is_current:
            return
        for note in [note for path, note in notes.items() if recorded.get(path) is not note]:
            # The vault and the record may have changed since the last `yield`.
            if notes.get(note.path) is note and recorded.get(note.path) is not note:
                yield self.record(note)
        for path in recorded.keys() - notes.keys():
            if path in recorded and path not in notes:
                yield Change(path, recorded.pop(path), None)
        self._version = version

    def record(self, note: Note) -> Change:
        """Record a note of the vault, and return the change from its last recorded state."""
        old = self.recorded.get(note.path)
        self.recorded[note.path] = note
        if old is not note and self._vault.notes.get(note.path) is note:
            self._count_change()
        return Change(note.path, old, note)

    def forget(self, path: str) -> Change | None:
        """Record that a note was removed. Return None if it was not recorded."""
        old = self.recorded.pop(path, None)
        if old and path not in self._vault.notes:
            self._count_change()
        return Change(path, old, None) if old else None

    def _count_change(self) -> None:
        """Advance the version if this was the only unrecorded change."""
        if self._version == self._vault.version - 1 and self._version is not None:
            self._version += 1
