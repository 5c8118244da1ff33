"""Ranks the paths that match the same text, in Obsidian's order.

The shortest path comes first, then the one that is spelled like the text, then code points decide. A vault may have
thousands of such paths and link to them in thousands of spellings, so the paths are not sorted for each spelling.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple, overload


class SpelledPath(NamedTuple):
    """A path, its length, and the spelling of its last segments, as many as the text has."""

    length: int
    path: str
    ending: str


class RankedPaths:
    """Several paths that match the same text, ignoring case."""

    def __init__(self, paths: Iterable[SpelledPath]) -> None:
        self._paths = sorted(paths)
        self._rest = tuple(spelled.path for spelled in self._paths[1:])
        self._by_ending: dict[str, list[SpelledPath]] = {}
        for spelled in self._paths:
            self._by_ending.setdefault(spelled.ending, []).append(spelled)

    def match(self, ending: str) -> tuple[str, Sequence[str]]:
        """Return the best path for a text with this spelling, and the others, best first."""
        first, exact = self._paths[0], self._by_ending.get(ending, [])
        if len(exact) in (0, len(self._paths)):
            return first.path, self._rest
        best = exact[0] if exact[0].length == first.length else first
        return best.path, OtherPaths(self._paths, exact, best)


class OtherPaths(Sequence[str]):
    """All paths except the best, sorted lazily for one spelling. Compares equal to a tuple of them."""

    def __init__(self, paths: Sequence[SpelledPath], exact: Sequence[SpelledPath], best: SpelledPath) -> None:
        self._paths = paths
        self._exact = exact
        self._best = best

    def __len__(self) -> int:
        return len(self._paths) - 1

    def __iter__(self) -> Iterator[str]:
        exact = {length: list(same) for length, same in groupby(self._exact, key=lambda spelled: spelled.length)}
        for length, same in groupby(self._paths, key=lambda spelled: spelled.length):
            first = exact.get(length, [])
            done = {spelled.path for spelled in first} | {self._best.path}
            yield from (spelled.path for spelled in first if spelled is not self._best)
            yield from (spelled.path for spelled in same if spelled.path not in done)

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
