"""Counts texts in the facts of notes, such as the values of a key. A kind of text is counted on the first query."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Protocol

from wikilsp.index.group_counts import GroupCounts
from wikilsp.index.uses import Usages
from wikilsp.note import Note
from wikilsp.syntax.keys import key_id


class Countable(Protocol):
    """A kind of text that notes have several of, such as the values of a key. Equal ones find the same texts."""

    @property
    def key_id(self) -> str:
        """The id of the key that every note with such a text has."""
        ...

    def __hash__(self) -> int:
        """Return a hash by value."""
        ...

    def texts(self, note: Note) -> Iterable[str]:
        """Return the texts of this kind in a note."""
        ...


class ValueCounts:
    """The number of notes with each text, by the kind of text. After any changes it equals a new count."""

    def __init__(self, notes: Mapping[str, Note], uses: Usages) -> None:
        """`notes` are the notes of the vault by path, and `uses` knows their keys. Both are read, not copied."""
        self._notes = notes
        self._uses = uses
        self._counts = GroupCounts[Countable]()

    def __iter__(self) -> Iterator[Countable]:
        """Iterate over the kinds that are kept up to date."""
        return iter(self._counts)

    def count(self, kind: Countable) -> Mapping[str, int]:
        """Return how many notes have each text of a kind."""
        return self._counts.get(kind, lambda: self._texts(kind))

    def change(self, old: Note | None, new: Note | None) -> None:
        """Replace a note. `old` is None if it is new, `new` is None if it was removed."""
        for kind in self._counts:
            self._counts.subtract(kind, _texts_in(old, kind))
            self._counts.add(kind, _texts_in(new, kind))

    def entries(self) -> Iterator[tuple[object, object]]:
        """Yield what new counts of the same kinds must have in common with these."""
        return ((kind, self.count(kind)) for kind in list(self._counts))

    def _texts(self, kind: Countable) -> Iterator[str]:
        return (text for path in self._uses.with_key(kind.key_id) for text in set(kind.texts(self._notes[path])))


def _texts_in(note: Note | None, kind: Countable) -> Collection[str]:
    # Facts are slow to decode, and most notes lack the key.
    has_key = note and any(key_id(key) == kind.key_id for key in note.summary.keys)
    return set(kind.texts(note)) if note and has_key else ()
