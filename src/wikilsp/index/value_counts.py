"""Counts texts in groups of notes. A group is counted on the first query, and then kept up to date."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Generic, Protocol, TypeVar

from wikilsp.note import Note

_MOST_GROUPS = 64
"""Groups that are kept up to date, so that a change of a note stays cheap. The least recently used one is dropped."""

_Group = TypeVar("_Group", bound=Hashable)


class GroupCounts(Generic[_Group]):
    """The number of times that each text occurs in each of the recently used groups."""

    def __init__(self) -> None:
        self._counts: dict[_Group, Counter[str]] = {}

    def __iter__(self) -> Iterator[_Group]:
        """Iterate over the groups that are kept up to date."""
        return iter(self._counts)

    def get(self, group: _Group, texts: Callable[[], Iterable[str]]) -> Mapping[str, int]:
        """Return the counts of a group. `texts` returns all its texts, and is only called to count a new group."""
        counts = self._counts.pop(group, None)
        if counts is None:
            counts = Counter(texts())
        # The end of the dict is the most recently used group.
        self._counts[group] = counts
        if len(self._counts) > _MOST_GROUPS:
            del self._counts[next(iter(self._counts))]
        return counts

    def add(self, group: _Group, texts: Iterable[str]) -> None:
        """Add texts to a group, if it is kept up to date."""
        if group in self._counts:
            self._counts[group].update(texts)

    def subtract(self, group: _Group, texts: Iterable[str]) -> None:
        """Remove texts from a group, if it is kept up to date."""
        counts = self._counts.get(group)
        if counts is None:
            return
        for text in texts:
            counts[text] -= 1
            if not counts[text]:
                del counts[text]


class Countable(Protocol):
    """A kind of text that notes have several of, such as their property keys. Equal ones find the same texts."""

    def __hash__(self) -> int:
        """Return a hash by value."""
        ...

    def texts(self, note: Note) -> Iterable[str]:
        """Return the texts of this kind in a note."""
        ...


class ValueCounts:
    """The number of notes with each text, by the kind of text. After any changes it equals a new count."""

    def __init__(self) -> None:
        self._counts = GroupCounts[Countable]()

    def count(self, kind: Countable, notes: Iterable[Note]) -> Mapping[str, int]:
        """Return how many of `notes` have each text. Among them must be all notes that have a text of this kind."""
        return self._counts.get(kind, lambda: (text for note in notes for text in set(kind.texts(note))))

    def change(self, old: Note | None, new: Note | None) -> None:
        """Update the counts after a note was replaced, added (no `old`) or removed (no `new`)."""
        for kind in self._counts:
            self._counts.subtract(kind, set(kind.texts(old)) if old else ())
            self._counts.add(kind, set(kind.texts(new)) if new else ())
