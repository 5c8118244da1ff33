"""Counts texts in groups of notes. A group is counted on the first query, and then kept up to date."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

_MOST_GROUPS = 64
"""Groups that are kept up to date, so that a change of a note stays cheap. The least recently used one is dropped."""

_Group = TypeVar("_Group", bound=Hashable)


class GroupCounts(Generic[_Group]):
    """The number of times that each text occurs in each of the recently used groups."""

    def __init__(self) -> None:
        self._counts: dict[_Group, Counter[str]] = {}

    def __len__(self) -> int:
        """Return the number of groups that are kept up to date."""
        return len(self._counts)

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
        if group in self._counts:
            subtract(self._counts[group], texts)


def subtract(counts: Counter[str], texts: Iterable[str]) -> None:
    """Count each of these texts once less, and remove it if it is no longer counted."""
    for text in texts:
        counts[text] -= 1
        if not counts[text]:
            del counts[text]
