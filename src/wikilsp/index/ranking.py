"""Names by how well they fit what a person has typed. Knows names only, not what they belong to."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum
from functools import cached_property
from heapq import nsmallest
from itertools import accumulate, repeat
from operator import add, neg
from typing import NamedTuple

from wikilsp.vault.names import fold
from wikilsp.vault.nearest import allowed_edits

_SHORTEST_MISSPELT = 3
_ALIKE = 80
"""Percent of what is typed that a name must hold to be what was meant."""
_LAST_CHARACTER = "\U0010ffff"

Weigh = Callable[[int, Sequence[int]], Iterable[float]]
"""From a group and indexes in it to how much each name matters: of names that fit alike the heavier goes first."""


class Fit(IntEnum):
    """How a name fits: it is what was typed, begins with it, has words that do, holds it, or holds something alike."""

    WHOLE = 0
    START = 1
    WORDS = 2
    INSIDE = 3
    ALIKE = 4


class RankedMatch(NamedTuple):
    """A name that fits: it stands `at` this index of a group."""

    fit: Fit
    group: int
    at: int


class SearchText:
    """Folded names in the order of the alphabet, searched as one text, since name by name would be far slower."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        self.names = names

    @cached_property
    def _text(self) -> str:
        return "\n".join(self.names)

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(map(add, map(len, self.names), repeat(1))))

    def prepare(self) -> Iterator[None]:
        """Make ready what the first search needs, in steps."""
        _ = self._text
        yield
        _ = self._ends
        yield

    def beginning(self, typed: str) -> range:
        """Give the names that begin so."""
        return range(bisect_left(self.names, typed), bisect_left(self.names, f"{typed}{_LAST_CHARACTER}"))

    def count(self, typed: str) -> int:
        """Tell how often this stands in the names."""
        return self._text.count(typed)

    def holding(self, typed: str) -> list[int]:
        """Give the names that hold this anywhere."""
        found, pos = [], self._text.find(typed)
        while pos >= 0:
            found.append(bisect_right(self._ends, pos))
            pos = self._text.find(typed, self._ends[found[-1]])
        return found


def _all_alike(_group: int, indexes: Sequence[int]) -> Iterable[float]:
    return repeat(0, len(indexes))


def ranked(typed: str, groups: Sequence[SearchText], limit: int, weigh: Weigh = _all_alike) -> list[RankedMatch]:
    """Give at most `limit` names that fit what was typed, best first.

    Of those that fit in the same way the earlier group goes first, in it the heavier name, then the shorter one.
    Nothing typed fits every name, and then the alphabet decides instead of the length. What is misspelt is only looked
    for if nothing is spelt so.
    """
    typed = fold(typed)
    found: list[RankedMatch] = []
    for fit, chosen in _ways(typed, groups):
        for group, indexes in enumerate(chosen):
            names = groups[group].names
            lengths = (len(names[at]) for at in indexes) if typed else repeat(0, len(indexes))
            keys = zip(map(neg, weigh(group, indexes)), lengths, indexes, strict=True)
            found += (RankedMatch(fit, group, at) for *_, at in nsmallest(limit - len(found), keys))
        if len(found) == limit:
            break
    return found or _alike(typed, groups, limit)


def _ways(typed: str, groups: Sequence[SearchText]) -> Iterator[tuple[Fit, Sequence[Sequence[int]]]]:
    """Give the ways to fit but the last, best first, and for each the names of every group that fit so."""
    if not typed:
        yield Fit.START, [range(len(spelt.names)) for spelt in groups]
        return
    yield from zip(Fit, zip(*(_fitting(typed, spelt) for spelt in groups), strict=True), strict=False)


def _fitting(typed: str, spelt: SearchText) -> Iterator[Sequence[int]]:
    """Give the names of each way to fit but the last, each name once. Lazy, since the first ones may be enough."""
    names, start = spelt.names, spelt.beginning(typed)
    longer = bisect_right(names, typed, start.start, start.stop)
    yield range(start.start, longer)
    yield range(longer, start.stop)
    inside = [at for at in spelt.holding(typed) if at not in start]
    words = typed.split()
    apart = [at for at in spelt.holding(min(words, key=spelt.count)) if at not in start] if len(words) > 1 else []
    # The first place of each word is the best one for those after it, so there is nothing to go back to.
    begins = re.compile("".join(rf"(?>.*?(?<![^\W_]){re.escape(word)})" for word in words))
    by_words = {at for at in (*inside, *apart) if begins.match(names[at])}
    yield sorted(by_words)
    yield [at for at in inside if at not in by_words]


def _alike(typed: str, groups: Sequence[SearchText], limit: int) -> list[RankedMatch]:
    """Give the names that hold something like what was typed, the most alike first."""
    if len(typed) < _SHORTEST_MISSPELT:
        return []
    # Most requests find what was typed and never need the matcher, which is slow to load.
    from rapidfuzz import fuzz, process  # noqa: PLC0415

    # A name that is much shorter is no misspelling, though all of it may be in what was typed.
    shortest = len(typed) - allowed_edits(typed)
    found: list[tuple[float, int, int]] = []
    for group, spelt in enumerate(groups):
        # A slip rarely touches both ends, so only names that hold one of them are compared.
        near = {*spelt.holding(typed[:2]), *spelt.holding(typed[-2:])}
        names = {at: spelt.names[at] for at in near if len(spelt.names[at]) >= shortest}
        alike = process.extract(typed, names, scorer=fuzz.partial_ratio, score_cutoff=_ALIKE, limit=limit)
        found += ((-score, group, at) for _, score, at in alike)
    return [RankedMatch(Fit.ALIKE, group, at) for _, group, at in sorted(found)[:limit]]
