"""The names that may be meant where one is misspelt. Knows names only, not what they belong to."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

MOST_NEAR = 10
"""Names that are given at most where one is misspelt: nobody reads more."""

_MOST_COMPARED = 1_000
"""Names with one end that are all compared with a misspelt one."""
_AROUND = 250
"""Of more, so many are on either side in the order of the alphabet, read from that end on."""
_FIRST, _LAST = "^$"
_NOT_DIGITS = re.compile(r"\D+")
_SHORT_WORD = 5
_MOST_ANSWERS = 10_000
"""Names whose nearest ones are remembered: who types a link misspells a name with each letter."""
_ENOUGH_FOR_ONE_MORE = (4, 9, 17)
"""The lengths from which on a name may hold one, two, three slips and is still no other word."""


def allowed_edits(name: str) -> int:
    """Give how many slips a name of this length may hold and still be taken for the right one misspelt."""
    return bisect_right(_ENOUGH_FOR_ONE_MORE, len(name))


def near(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return those of `names` that are a slip of the pen away from `name`, the nearest first, then by code points.

    Of very many, these are only the first ones.

    Other digits make another name, and so may another letter in a short word: `Chapter 1` is not `Chapter 2`, `Jan 1st`
    not `Jun 1st`, and `Mark` not `Mars`.
    """
    edits = allowed_edits(name)
    alike = {other for other in names if abs(len(other) - len(name)) <= edits}
    if not alike:
        return ()
    # A vault without a misspelt name never needs the matcher, which costs a start more than its own work.
    from rapidfuzz import process  # noqa: PLC0415
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    found = process.extract(name, alike, scorer=OSA.distance, score_cutoff=edits, limit=None)
    ranked = sorted((slips, other) for other, slips, _ in found)
    return tuple(islice((other for _, other in ranked if not _is_another(name, other)), MOST_NEAR))


def _is_another(name: str, other: str) -> bool:
    digits, words, others = _digits(name), name.split(), other.split()
    if digits != _digits(other):
        return True
    # Beside digits a short word is a month or a unit; among other words it may be misspelt like them.
    is_telling = digits or len(words) == 1
    return bool(is_telling) and len(words) == len(others) and any(map(_changes, words, others))


def _changes(word: str, other: str) -> bool:
    """Does a short word have another letter, where a slip would drop one, add one, swap two or forget an accent?"""
    return len(word) == len(other) < _SHORT_WORD and _letters(word) != _letters(other)


def _letters(word: str) -> list[str]:
    return sorted(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))


def _digits(name: str) -> str:
    return _NOT_DIGITS.sub("", name)


class Spellings:
    """Many names, ready to be asked for those that are near to one.

    A slip rarely touches both ends of a name, so only names that begin or end alike are compared: that keeps thousands
    of questions to a hundred thousand names bearable. Where too many are alike, only those that begin or end with more
    of the same are compared.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._alike: dict[str, list[str]] = {}
        self._unsorted: set[str] = set()
        """The ends whose names are put in order when somebody asks."""
        self._answers: dict[str, tuple[str, ...]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Take in a name that was not there."""
        for end in ends(name):
            self._alike.setdefault(end, []).append(name)
            self._unsorted.add(end)
        self._answers.clear()

    def discard(self, name: str) -> None:
        """Forget a name that was there."""
        for end in ends(name):
            names, read = self._in_order(end)
            del names[bisect_left(names, read(name), key=read)]
            if not names:
                del self._alike[end]
        self._answers.clear()

    def near(self, name: str) -> tuple[str, ...]:
        """Give the names that may have been meant by `name`, the nearest first."""
        if name not in self._answers:
            if len(self._answers) >= _MOST_ANSWERS:
                self._answers.clear()
            self._answers[name] = near(name, (other for end in ends(name) for other in self._around(name, end)))
        return self._answers[name]

    def alike(self, ends: Iterable[str]) -> Iterator[str]:
        """Give all names for which a name with one of these ends may be the nearest; one may come twice."""
        return (other for end in ends for other in self._alike.get(end, ()))

    def _around(self, name: str, end: str) -> Sequence[str]:
        names, read = self._in_order(end)
        if len(names) <= _MOST_COMPARED:
            return names
        at = bisect_left(names, read(name), key=read)
        return names[max(at - _AROUND, 0) : at + _AROUND]

    def _in_order(self, end: str) -> tuple[list[str], Callable[[str], str]]:
        """Give the names with an end in order, and how they are read for that: from this end on."""
        names, read = self._alike.get(end, []), _backwards if end.startswith(_LAST) else str
        if end in self._unsorted:
            self._unsorted.remove(end)
            names.sort(key=read)
        return names, read


def ends(name: str) -> tuple[str, str]:
    """Return the two ends of a name, one of which it shares with all names that it may be misspelt for."""
    digits = _digits(name)
    return f"{_FIRST}{digits}{_FIRST}{name[:2]}", f"{_LAST}{digits}{_LAST}{name[-2:]}"


def _backwards(name: str) -> str:
    return name[::-1]
