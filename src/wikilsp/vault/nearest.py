"""The names that may be meant where one is misspelt. Knows names only, not what they belong to."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator

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
    """Give those of `names` that are a slip of the pen away from `name`, the nearest first, then by code points.

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
    ranked = sorted((slips, other) for other, slips, _ in found if not _is_another(name, other))
    return tuple(other for _, other in ranked)


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
    of questions to a hundred thousand names bearable.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._alike: dict[str, dict[str, None]] = {}
        """The names that begin or end so, each dict an ordered set."""
        self._answers: dict[str, tuple[str, ...]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Take in a name that was not there."""
        for end in _ends(name):
            self._alike.setdefault(end, {})[name] = None
        self._answers.clear()

    def discard(self, name: str) -> None:
        """Forget a name that was there."""
        for end in _ends(name):
            names = self._alike[end]
            names.pop(name)
            if not names:
                del self._alike[end]
        self._answers.clear()

    def near(self, name: str) -> tuple[str, ...]:
        """Give the names that may have been meant by `name`, the nearest first."""
        if name not in self._answers:
            if len(self._answers) >= _MOST_ANSWERS:
                self._answers.clear()
            self._answers[name] = near(name, self.alike(name))
        return self._answers[name]

    def alike(self, name: str) -> Iterator[str]:
        """Give all names that could be the nearest one to `name`, and some that could not; one may come twice."""
        return (other for end in _ends(name) for other in self._alike.get(end, ()))


def _ends(name: str) -> Iterator[str]:
    digits = _digits(name)
    yield f"{digits}^{name[:2]}"
    yield f"{digits}${name[-2:]}"
