"""Which notes of a vault have changed since somebody looked: for indices that nobody has to tell of a change."""

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from wikilsp.note import Note
from wikilsp.vault.vault import Vault

MANY = 500
"""Changes that it takes so long to follow that who asks something should not wait for it."""


class Change(NamedTuple):
    """A note as it was, None if there was none, and as it is, None if there is none any more."""

    path: str
    old: Note | None
    new: Note | None


class ChangeFollower(Protocol):
    """An index of a vault that nobody has to tell of a change."""

    @property
    def has_backlog(self) -> bool:
        """Has so much changed that it is not read again when somebody asks?"""
        ...

    def catch_up(self) -> Iterator[None]:
        """Read again all notes that have changed, a little with each step; the vault may change meanwhile."""
        ...


class ChangeCursor:
    """The notes of a vault as they were seen last."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self.seen: dict[str, Note] = {}
        """By path. It is changed by the methods of this only."""
        self._all_seen_at: int | None = None
        """The version of the vault of which every note was seen, None while not all were."""

    @property
    def is_current(self) -> bool:
        """Was every note seen as it is now?"""
        return self._all_seen_at == self._vault.version

    @property
    def has_backlog(self) -> bool:
        """Have so many changes come since all notes were seen that who asks should not wait for them to be read?

        Not before all were seen for the first time: there is nothing else to give then.
        """
        return self._all_seen_at is not None and self._vault.version - self._all_seen_at > MANY

    def changes(self) -> Iterator[Change]:
        """See the notes that have changed, one after the other; the vault may change meanwhile."""
        seen, notes, version = self.seen, self._vault.notes, self._vault.version
        if self.is_current:
            return
        for note in [note for path, note in notes.items() if seen.get(path) is not note]:
            if notes.get(note.path) is note and seen.get(note.path) is not note:
                yield self.see(note)
        for path in seen.keys() - notes.keys():
            if path in seen and path not in notes:
                yield Change(path, seen.pop(path), None)
        self._all_seen_at = version

    def see(self, note: Note) -> Change:
        """See a note of the vault."""
        old = self.seen.get(note.path)
        self.seen[note.path] = note
        if old is not note and self._vault.notes.get(note.path) is note:
            self._seen_one()
        return Change(note.path, old, note)

    def lose(self, path: str) -> Change | None:
        """See that a note is not in the vault any more; None if it was never seen there."""
        old = self.seen.pop(path, None)
        if old and path not in self._vault.notes:
            self._seen_one()
        return Change(path, old, None) if old else None

    def _seen_one(self) -> None:
        """If all but one change was seen, this one was the last."""
        if self._all_seen_at == self._vault.version - 1 and self._all_seen_at is not None:
            self._all_seen_at += 1
