"""Names in the order of the alphabet, kept so while they come and go. Knows no note and no vault."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from heapq import merge
from typing import Literal, NamedTuple

from wikilsp.index.change_cursor import MANY
from wikilsp.index.ranking import SearchText
from wikilsp.text import Span

NameKind = Literal["note", "attachment", "alias", "title", "heading", "block", "tag"]

_TOP = Span(0, 0)
_AT_ONCE = 500
"""Names that are put in order at a time."""


class Name(NamedTuple):
    """A name as it is written, what it is a name of, and the place that gives it."""

    text: str
    kind: NameKind
    path: str
    span: Span = _TOP


class Names(NamedTuple):
    """Names in the order of the alphabet, and how each of them is spelt when folded.

    The lists are changed in place, so this holds only until somebody asks for names again.
    """

    names: Sequence[Name] = ()
    spelt: SearchText = SearchText()


Pair = tuple[str, Name]
"""A folded name, and the name."""


class NameIndex:
    """Pairs in order. Changes wait until somebody asks, since a vault that is being read is nothing but changes."""

    def __init__(self) -> None:
        self._folded: list[str] = []
        self._names: list[Name] = []
        self._waiting: dict[Pair, int] = {}
        """How often each pair has come since it was put in its place, less how often it has gone; never 0."""
        self._merging: Iterator[None] | None = None
        self._is_new = False
        self._given = Names()

    @property
    def has_many_waiting(self) -> bool:
        """Would it take long to put all in its place?"""
        return len(self._waiting) > MANY or self._merging is not None

    def replace(self, old: Sequence[Pair], new: Sequence[Pair]) -> None:
        """Let there be the pairs `new` instead of those `old`."""
        for pairs, more in ((old, -1), (new, 1)):
            for pair in pairs:
                count = self._waiting.pop(pair, 0) + more
                if count:
                    self._waiting[pair] = count

    def names(self, *, exact: bool) -> Names:
        """Give the names; where many changes wait, those of the last time unless `exact`."""
        if exact or not self._given.names or not self.has_many_waiting:
            for _ in self.settle():
                pass
        return self._given

    def settle(self) -> Iterator[None]:
        """Put what waits in its place, a little with each step; more may change meanwhile."""
        while self.has_many_waiting:
            # Who steps through this may stop in the middle, so whoever comes next goes on with what was begun.
            self._merging = self._merging or self._merge()
            next(self._merging, None)
            yield
        if self._waiting:
            self._insert()
        if self._is_new:
            self._is_new = False
            self._given = Names(self._names, SearchText(self._folded))
            yield from self._given.spelt.prepare()

    def _insert(self) -> None:
        """Put the few that wait in their places one by one."""
        for (folded, name), count in self._waiting.items():
            same = bisect_left(self._folded, folded)
            at = bisect_left(self._names, name, same, bisect_right(self._folded, folded, same))
            end = at + max(-count, 0)
            self._folded[at:end] = [folded] * count
            self._names[at:end] = [name] * count
        self._waiting.clear()
        self._is_new = True

    def _merge(self) -> Iterator[None]:
        """Put the many that wait in their places, in time that grows as they do, and not as their square."""
        waiting, self._waiting = self._waiting, {}
        gone: dict[Pair, int] = {}
        runs: list[list[Pair]] = [[]]
        for pair, count in waiting.items():
            if count < 0:
                gone[pair] = -count
            runs[-1] += [pair] * count
            if len(runs[-1]) >= _AT_ONCE:
                runs[-1].sort()
                runs.append([])
                yield
        runs[-1].sort()
        folded: list[str] = []
        names: list[Name] = []
        for number, pair in enumerate(merge(zip(self._folded, self._names, strict=True), *runs)):
            if gone and gone.get(pair):
                gone[pair] -= 1
            else:
                folded.append(pair[0])
                names.append(pair[1])
            if not number % _AT_ONCE:
                yield
        self._folded, self._names = folded, names
        self._merging, self._is_new = None, True
