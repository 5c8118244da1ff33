"""Counts the tags of the notes of a vault, to tell which exist."""

from collections import Counter
from collections.abc import Iterable, Iterator

from wikilsp.note import Note
from wikilsp.vault.names import fold


class TagCounts:
    """How often each tag occurs in some notes. A tag counts as each of the tags above it as well."""

    def __init__(self, notes: Iterable[Note]) -> None:
        self._counts = Counter(tag for note in notes for tag in _tags(note))

    def replace(self, old: Note | None, new: Note | None) -> None:
        """Replace a note by another version of it; None stands for no note."""
        self._counts.subtract(_tags(old) if old else ())
        self._counts.update(_tags(new) if new else ())

    def has(self, name: str) -> bool:
        """Whether the tag occurs in any note, ignoring case."""
        return self._counts[fold(name)] > 0


def _tags(note: Note) -> Iterator[str]:
    for name in note.summary.tags:
        tag = fold(name)
        while tag:
            yield tag
            tag = tag.rpartition("/")[0]
