"""Counts the tags of the notes of a vault, to tell which exist."""

from collections import Counter
from collections.abc import Iterable, Iterator

from wikilsp.note import Note
from wikilsp.vault.names import fold


class TagCounts:
    """How often each tag occurs in some notes. A tag counts as each of the tags above it as well."""

    def __init__(self, notes: Iterable[Note]) -> None:
        self._counts = Counter(tag for note in notes for tag in _tags(note))
        self._changed: set[str] = set()

    def replace(self, old: Note | None, new: Note | None) -> None:
        """Replace a note by another version of it; None stands for no note."""
        before, after = (Counter(_tags(note) if note else ()) for note in (old, new))
        for tag in before.keys() | after.keys():
            had = self._counts[tag] > 0
            self._counts[tag] += after[tag] - before[tag]
            if had != (self._counts[tag] > 0):
                self._changed.add(tag)

    def take_changed(self) -> set[str]:
        """Return the folded tags that came or went since the last call."""
        changed, self._changed = self._changed, set()
        return changed

    def has(self, name: str) -> bool:
        """Whether the tag occurs in any note, ignoring case."""
        return self._counts[fold(name)] > 0


def _tags(note: Note) -> Iterator[str]:
    for name in note.summary.tags:
        tag = fold(name)
        while tag:
            yield tag
            tag = tag.rpartition("/")[0]
