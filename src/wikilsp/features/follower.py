"""Which notes of a vault have changed since somebody looked: for indices that nobody has to tell of a change."""

from collections.abc import Iterator
from typing import NamedTuple

from wikilsp.note import Note
from wikilsp.vault.vault import Vault

MANY = 500
"""Notes that it takes so long to read again that who asks something should not wait for it."""


class Change(NamedTuple):
    """A note as it was, None if there was none, and as it is, None if there is none any more."""

    path: str
    old: Note | None
    new: Note | None


class Follower:
    """The notes of a vault as they were seen last."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._seen: dict[str, Note] = {}
        self._all_seen_at = -1
        """The version of the vault of which every note was seen."""

    def count(self) -> int:
        """Tell how many notes have changed since they were seen."""
        if self._all_seen_at == self._vault.version:
            return 0
        seen, notes = self._seen, self._vault.notes
        return sum(seen.get(path) is not note for path, note in notes.items()) + len(seen.keys() - notes.keys())

    def changes(self) -> Iterator[Change]:
        """See the notes that have changed, one after the other; the vault may change meanwhile."""
        seen, notes, version = self._seen, self._vault.notes, self._vault.version
        if self._all_seen_at == version:
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
        old = self._seen.get(note.path)
        self._seen[note.path] = note
        if self._all_seen_at == self._vault.version - 1 and self._vault.notes.get(note.path) is note:
            self._all_seen_at += 1  # that was all that has changed
        return Change(note.path, old, note)
