"""A sorted list of names that stays cheap to change."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple

from wikilsp.index.ranking import SearchText

NameKind = Literal["note", "attachment", "alias", "title", "heading", "block", "tag"]

_FEW = 100
"""Up to this many changes are made one by one. With more, sorting all names again is faster."""


class Name(NamedTuple):
    """A name as it is written, its kind, and the file that it comes from."""

    text: str
    kind: NameKind
    path: str
    number: int = 0
    """How many earlier names of its kind in the note have the same text."""


class Names(NamedTuple):
    """Names in alphabetical order, and their folded forms for searching.

    The lists are changed in place, so this is valid only until names are requested again.
    """

    names: Sequence[Name]
    search_text: SearchText


Pair = tuple[str, Name]
"""A folded name, and the name."""


class NameIndex:
    """A sorted list of distinct names. It is made when it is first requested, and then kept in step with changes."""

    def __init__(self, read: Callable[[], Iterable[Pair]]) -> None:
        """`read` returns all names as they are when it is called."""
        self._read = read
        self._folded: list[str] = []
        self._names: list[Name] = []
        self._added: set[Pair] = set()
        self._removed: set[Pair] = set()
        self._last: Names | None = None

    @property
    def is_made(self) -> bool:
        """Whether the list has been requested, so that it must be told of changes."""
        return self._last is not None

    def replace(self, old: Iterable[Pair], new: Iterable[Pair]) -> None:
        """Remove the names `old` and add the names `new`."""
        before, after = set(old), set(new)
        gone, new_ones = before - after, after - before
        self._removed |= gone - self._added
        self._added -= gone
        self._added |= new_ones - self._removed
        self._removed -= new_ones

    def names(self) -> Names:
        """Return the names."""
        changes = len(self._added) + len(self._removed)
        if self._last and not changes:
            return self._last
        if self._last is None:
            self._sort(self._read())
        elif changes > _FEW:
            pairs = zip(self._folded, self._names, strict=True)
            self._sort([*(pair for pair in pairs if pair not in self._removed), *self._added])
        else:
            self._insert()
        self._added.clear()
        self._removed.clear()
        self._last = Names(self._names, SearchText(self._folded))
        return self._last

    def _sort(self, pairs: Iterable[Pair]) -> None:
        in_order = sorted(pairs)
        self._folded = [folded for folded, _ in in_order]
        self._names = [name for _, name in in_order]

    def _insert(self) -> None:
        for pair in self._removed:
            at = self._find(pair)
            del self._folded[at], self._names[at]
        for pair in self._added:
            at = self._find(pair)
            self._folded.insert(at, pair[0])
            self._names.insert(at, pair[1])

    def _find(self, pair: Pair) -> int:
        folded, name = pair
        first = bisect_left(self._folded, folded)
        return bisect_left(self._names, name, first, bisect_right(self._folded, folded, first))
