"""Ranks names by how well they fit a typed text."""

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
_MIN_SIMILARITY = 80
"""Percent of the typed text that a name must contain to be a possible match for a misspelled text."""
_LAST_CHARACTER = "\U0010ffff"

Weigh = Callable[[int, Sequence[int]], Iterable[float]]
"""Returns the weights of names from their group and indexes. Of equally good fits, the heavier comes first."""


class Fit(IntEnum):
    """How a name fits the typed text: equal, same start, words with the same start, containing it, or similar."""

    WHOLE = 0
    START = 1
    WORDS = 2
    INSIDE = 3
    SIMILAR = 4


class RankedMatch(NamedTuple):
    """A name that fits: its group, and its index `at` in the group."""

    fit: Fit
    group: int
    at: int


class SearchText:
    """Folded names in alphabetical order. They are searched as one text, which is far faster than one by one."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        self.names = names

    @cached_property
    def _text(self) -> str:
        return "\n".join(self.names)

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(map(add, map(len, self.names), repeat(1))))

    def starting_with(self, typed: str) -> range:
        """Return the indexes of the names that start with a text."""
        return range(bisect_left(self.names, typed), bisect_left(self.names, f"{typed}{_LAST_CHARACTER}"))

    def count(self, typed: str) -> int:
        """Return how often a text occurs in the names."""
        return self._text.count(typed)

    def containing(self, typed: str) -> list[int]:
        """Return the indexes of the names that contain a text."""
        found, pos = [], self._text.find(typed)
        while pos >= 0:
            found.append(bisect_right(self._ends, pos))
            pos = self._text.find(typed, self._ends[found[-1]])
        return found


def _equal_weights(_group: int, indexes: Sequence[int]) -> Iterable[float]:
    return repeat(0, len(indexes))


def rank_names(
    typed: str, groups: Sequence[SearchText], limit: int, weigh: Weigh = _equal_weights
) -> list[RankedMatch]:
    """Return at most `limit` names that fit the typed text, best first.

    Of names that fit in the same way, those in an earlier group come first, then the heavier ones, then the shorter
    ones. An empty text fits every name, in alphabetical order. Similar names are searched only if no others fit.
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
    return found or _similar(typed, groups, limit)


def _ways(typed: str, groups: Sequence[SearchText]) -> Iterator[tuple[Fit, Sequence[Sequence[int]]]]:
    """Yield the ways to fit except `SIMILAR`, best first, each with the indexes of the names in every group."""
    if not typed:
        yield Fit.START, [range(len(search_text.names)) for search_text in groups]
        return
    yield from zip(Fit, zip(*(_fitting(typed, search_text) for search_text in groups), strict=True), strict=False)


def _fitting(typed: str, search_text: SearchText) -> Iterator[Sequence[int]]:
    """Yield the indexes of the names for each way to fit except `SIMILAR`. Lazy, since the first may be enough."""
    names, start = search_text.names, search_text.starting_with(typed)
    longer = bisect_right(names, typed, start.start, start.stop)
    yield range(start.start, longer)
    yield range(longer, start.stop)
    inside = [at for at in search_text.containing(typed) if at not in start]
    words = typed.split()
    rarest = min(words, key=search_text.count) if len(words) > 1 else ""
    apart = [at for at in search_text.containing(rarest) if at not in start] if rarest else []
    # The first occurrence of a word leaves most of the name for the next words, so backtracking would not help.
    pattern = re.compile("".join(rf"(?>.*?(?<![^\W_]){re.escape(word)})" for word in words))
    by_words = {at for at in (*inside, *apart) if pattern.match(names[at])}
    yield sorted(by_words)
    yield [at for at in inside if at not in by_words]


def _similar(typed: str, groups: Sequence[SearchText], limit: int) -> list[RankedMatch]:
    """Return the names that contain something similar to the typed text, the most similar first."""
    if len(typed) < _SHORTEST_MISSPELT:
        return []
    # Imported here because it is slow to import, and most requests find the typed text without it.
    from rapidfuzz import fuzz, process  # noqa: PLC0415

    # A much shorter name does not match, even if the typed text contains all of it.
    shortest = len(typed) - allowed_edits(typed)
    found: list[tuple[float, int, int]] = []
    for group, search_text in enumerate(groups):
        # A typo rarely affects both ends of a text, so only names that contain one of them are compared.
        near = {*search_text.containing(typed[:2]), *search_text.containing(typed[-2:])}
        names = {at: search_text.names[at] for at in near if len(search_text.names[at]) >= shortest}
        similar = process.extract(typed, names, scorer=fuzz.partial_ratio, score_cutoff=_MIN_SIMILARITY, limit=limit)
        found += ((-score, group, at) for _, score, at in similar)
    return [RankedMatch(Fit.SIMILAR, group, at) for _, group, at in sorted(found)[:limit]]
