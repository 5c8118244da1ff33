"""Finds the names that a misspelled name may mean, and tells which of them it surely means."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from string import punctuation

MOST_NEAR = 10
"""The maximum number of similar names returned."""

_MOST_COMPARED = 1_000
"""Up to this many names with the same start or end, all are compared with a misspelled name."""
_AROUND = 250
"""With more, only this many neighbors on either side are compared, in alphabetical order from that end."""
_FIRST, _LAST = "^$"
_DIGITS = re.compile(r"\d+")
_SHORT_WORD = 5
_MOST_CACHED = 10_000
"""Misspelled names whose similar names are cached. A link that is being typed is a new one with each letter."""
_SIGNIFICANT = frozenset("+#*")
"""Characters that are part of names such as `C++`, `F#` and `A*`."""
_WORDS = re.compile(r"[^\W_]+")
_ROMAN = re.compile(r"[ivxlc]+")
_BEFORE_ES = ("s", "x", "z", "ch", "sh")
_SHORTEST_SURE = 4
_SHORTEST_SWAPPED = 8
_LENGTHS_FOR_EDITS = (4, 9, 17)
"""The minimum lengths of names that may contain one, two and three mistakes."""


def allowed_edits(name: str) -> int:
    """Return how many edits a misspelled name of this length may be away from the intended one."""
    return bisect_right(_LENGTHS_FOR_EDITS, len(name))


def near(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the `names` that `name` may mean, the nearest first, then by code points; at most `MOST_NEAR`.

    Names with different digits are different names, and so may be short words that differ by a letter: `Chapter 1` is
    not `Chapter 2`, `Jan 1st` is not `Jun 1st`, and `Mark` is not `Mars`.
    """
    edits = allowed_edits(name)
    similar = {other for other in names if abs(len(other) - len(name)) <= edits}
    if not similar:
        return ()
    # Imported here because it is slow to import, and a vault without misspelled names never needs it.
    from rapidfuzz import process  # noqa: PLC0415
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    found = process.extract(name, similar, scorer=OSA.distance, score_cutoff=edits, limit=None)
    ranked = sorted((distance, other) for other, distance, _ in found)
    return tuple(islice((other for _, other in ranked if not _is_different(name, other)), MOST_NEAR))


def _is_different(name: str, other: str) -> bool:
    """Whether two similar names most likely mean different things."""
    digits, words, other_words = _digits(name), name.split(), other.split()
    if digits != _digits(other):
        return True
    # Next to digits, a short word is a month or a unit; among other words, it may be misspelled like them.
    is_significant = digits or len(words) == 1
    return bool(is_significant) and len(words) == len(other_words) and any(map(_has_other_letter, words, other_words))


def _has_other_letter(word: str, other: str) -> bool:
    """Whether a short word has a different letter. A typo would drop, add or swap letters, or lack an accent."""
    return len(word) == len(other) < _SHORT_WORD and _letters(word) != _letters(other)


def _letters(word: str) -> list[str]:
    return sorted(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))


def _digits(name: str) -> str:
    return "".join(_DIGITS.findall(name))


def is_respelled(written: str, name: str) -> bool:
    """Whether two names, folded as for comparison, are so alike that one is surely the other, written differently.

    They may differ in blanks and punctuation, and in a plural ending or two letters that are swapped. `C` is not `C++`,
    `v1` is not `v-1`, and `Henry IV` is not `Henry VI`.
    """
    if written == name:
        return True
    if _SIGNIFICANT.intersection(written + name) or min(map(_count_letters, (written, name))) < _SHORTEST_SURE:
        return False
    if _numbers(written) != _numbers(name):
        return False
    bare, other = _bare(written), _bare(name)
    return bare == other or _is_plural(*sorted((written, name), key=len)) or _is_swapped(bare, other)


def _numbers(name: str) -> list[str]:
    """Return the numbers in a name, each with the characters beside it, and the words that may be Roman numerals."""
    padded = f" {name} "
    digits = (at for at, char in enumerate(padded) if char.isnumeric())
    return [*(padded[at - 1 : at + 2] for at in digits), *filter(_ROMAN.fullmatch, _WORDS.findall(name))]


def _bare(name: str) -> str:
    """Return a name without blanks and punctuation. Emoji and other symbols stay."""
    return "".join(char for char in name if not _is_punctuation(char))


def _is_punctuation(char: str) -> bool:
    return char in punctuation or char.isspace() or unicodedata.category(char).startswith("P")


def _count_letters(name: str) -> int:
    return sum(map(str.isalpha, name))


def _is_plural(name: str, longer: str) -> bool:
    """Whether the second name is the plural of the first one: its last word has a further `s` or `es`."""
    words, singular = _WORDS.findall(name), _bare(name)
    if not words or len(words[-1]) < _SHORTEST_SURE or not singular[-1].isalpha():
        return False
    endings = ["es"] if singular.endswith(_BEFORE_ES) else ["s", "es"] if singular.endswith("o") else ["s"]
    return _bare(longer) in [singular + ending for ending in endings]


def _is_swapped(name: str, other: str) -> bool:
    """Whether two long names differ by two neighboring letters that are swapped."""
    if len(name) != len(other) or _count_letters(name) < _SHORTEST_SWAPPED:
        return False
    at = next((at for at, (char, own) in enumerate(zip(name, other, strict=True)) if char != own), len(name))
    return name[at : at + 2] == other[at : at + 2][::-1] and name[at + 2 :] == other[at + 2 :]


class SimilarNames:
    """An index of names that finds the ones similar to a given name.

    A typo rarely affects both ends of a name, so only names with the same start or end are compared. This keeps
    thousands of queries over a hundred thousand names fast. If too many names share an end, only the ones that share
    more of it are compared.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._by_end: dict[str, list[str]] = {}
        self._unsorted: set[str] = set()
        """The ends whose names are not sorted yet."""
        self._cache: dict[str, tuple[str, ...]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Add a name that is not in the index yet."""
        for end in ends(name):
            self._by_end.setdefault(end, []).append(name)
            self._unsorted.add(end)
        self._cache.clear()

    def discard(self, name: str) -> None:
        """Remove a name that is in the index."""
        for end in ends(name):
            names, key = self._sorted_names(end)
            del names[bisect_left(names, key(name), key=key)]
            if not names:
                del self._by_end[end]
        self._cache.clear()

    def near(self, name: str) -> tuple[str, ...]:
        """Return the names that `name` may mean, the nearest first."""
        if name not in self._cache:
            if len(self._cache) >= _MOST_CACHED:
                self._cache.clear()
            names = [other for end in ends(name) if end in self._by_end for other in self._around(name, end)]
            self._cache[name] = near(name, names) if names else ()
        return self._cache[name]

    def with_ends(self, ends: Iterable[str]) -> Iterator[str]:
        """Yield all names for which a name with one of these ends may be the nearest. A name may be repeated."""
        return (other for end in ends for other in self._by_end.get(end, ()))

    def _around(self, name: str, end: str) -> Sequence[str]:
        names, key = self._sorted_names(end)
        if len(names) <= _MOST_COMPARED:
            return names
        at = bisect_left(names, key(name), key=key)
        return names[max(at - _AROUND, 0) : at + _AROUND]

    def _sorted_names(self, end: str) -> tuple[list[str], Callable[[str], str]]:
        """Return the names with an end, sorted from this end on, and their sort key."""
        names, key = self._by_end.get(end, []), _backwards if end.startswith(_LAST) else str
        if end in self._unsorted:
            self._unsorted.remove(end)
            names.sort(key=key)
        return names, key


def ends(name: str) -> tuple[str, str]:
    """Return the start and the end of a name. It shares one of them with every name that it is compared with."""
    digits = _digits(name)
    return f"{_FIRST}{digits}{_FIRST}{name[:2]}", f"{_LAST}{digits}{_LAST}{name[-2:]}"


def _backwards(name: str) -> str:
    return name[::-1]
