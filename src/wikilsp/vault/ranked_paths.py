"""Paths that one text may mean, in Obsidian's order. Knows neither names nor links.

The shortest path goes first, then the one that is spelled like the text, then code points decide. A vault may have
thousands of such paths, and links to them in thousands of spellings, so no spelling has an order of its own made.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple, overload


class SpelledPath(NamedTuple):
    """A path, how long it is, and how its end is spelled that the text may say."""

    length: int
    path: str
    ending: str


class RankedPaths:
    """Several paths that the same text may mean, whatever its spelling."""

    def __init__(self, paths: Iterable[SpelledPath]) -> None:
        self._paths = sorted(paths)
        self._rest = tuple(spelled.path for spelled in self._paths[1:])
        self._by_ending: dict[str, list[SpelledPath]] = {}
        for spelled in self._paths:
            self._by_ending.setdefault(spelled.ending, []).append(spelled)

    def chosen(self, ending: str) -> tuple[str, Sequence[str]]:
        """Return the best path for a text that is spelled so, and the others, best first."""
        first, right = self._paths[0], self._by_ending.get(ending, [])
        if len(right) in (0, len(self._paths)):
            return first.path, self._rest
        best = right[0] if right[0].length == first.length else first
        return best.path, OtherPaths(self._paths, right, best)


class OtherPaths(Sequence[str]):
    """The paths but the best, in the order of a text: put in order as far as somebody looks. Equals such a tuple."""

    def __init__(self, paths: Sequence[SpelledPath], right: Sequence[SpelledPath], best: SpelledPath) -> None:
        self._paths = paths
        self._right = right
        self._best = best

    def __len__(self) -> int:
        return len(self._paths) - 1

    def __iter__(self) -> Iterator[str]:
        right = {length: list(alike) for length, alike in groupby(self._right, key=lambda spelled: spelled.length)}
        for length, alike in groupby(self._paths, key=lambda spelled: spelled.length):
            first = right.get(length, [])
            moved = {spelled.path for spelled in first} | {self._best.path}
            yield from (spelled.path for spelled in first if spelled is not self._best)
            yield from (spelled.path for spelled in alike if spelled.path not in moved)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[str, ...]: ...
    def __getitem__(self, index: int | slice) -> str | tuple[str, ...]:
        return tuple(self)[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, tuple | OtherPaths) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))
