"""What notes have in common, counted: which keys, which values. Counted when first asked for, then kept in step."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Protocol

from wikilsp.note import Note

_MOST_KEPT = 64
"""Subjects that are kept in step at a time, so that a change of a note stays cheap."""


class Countable(Protocol):
    """Something of which notes have several. Equal subjects find the same in every note."""

    def __hash__(self) -> int:
        """Subjects are compared by value."""
        ...

    def texts(self, note: Note) -> Iterable[str]:
        """Give what a note has of it."""
        ...


class ValueCounts:
    """How many notes have each text, by subject; the same after any changes as counted anew."""

    def __init__(self) -> None:
        self._counts: dict[Countable, Counter[str]] = {}

    def count(self, subject: Countable, notes: Iterable[Note]) -> Mapping[str, int]:
        """Count in `notes`, which are all those that have anything of the subject and any others."""
        counts = self._counts.pop(subject, None)
        if counts is None:
            counts = Counter(text for note in notes for text in set(subject.texts(note)))
        # The one that was asked for last is forgotten last.
        self._counts[subject] = counts
        if len(self._counts) > _MOST_KEPT:
            del self._counts[next(iter(self._counts))]
        return counts

    def change(self, old: Note | None, new: Note | None) -> None:
        """Take note of one that was replaced, is new (no `old`) or gone (no `new`)."""
        for subject, counts in self._counts.items():
            for text in set(subject.texts(old)) if old else ():
                counts[text] -= 1
                if not counts[text]:
                    del counts[text]
            counts.update(set(subject.texts(new)) if new else ())
