"""A sorted index of names that stays cheap to change."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from heapq import merge
from typing import Literal, NamedTuple

from wikilsp.index.change_cursor import MANY
from wikilsp.index.ranking import SearchText
from wikilsp.text import Span

NameKind = Literal["note", "attachment", "alias", "title", "heading", "block", "tag"]

_TOP = Span(0, 0)
_STEP = 500
"""The number of names that are sorted or merged in one step."""


class Name(NamedTuple):
    """A name as it is written, its kind, and the place that it comes from."""

    text: str
    kind: NameKind
    path: str
    span: Span = _TOP


class Names(NamedTuple):
    """Names in alphabetical order, and their folded forms for searching.

    The lists are changed in place, so this is valid only until names are requested again.
    """

    names: Sequence[Name] = ()
    search_text: SearchText = SearchText()


Pair = tuple[str, Name]
"""A folded name, and the name."""


class NameIndex:
    """A sorted index of names that changes.

    Changes wait until names are requested, since there are very many while a vault is read.
    """

    def __init__(self) -> None:
        self._folded: list[str] = []
        self._names: list[Name] = []
        self._pending: dict[Pair, int] = {}
        """How many more times each pair was added than removed since changes were applied; never 0."""
        self._merging: Iterator[None] | None = None
        self._has_changed = False
        self._last = Names()

    @property
    def has_backlog(self) -> bool:
        """Whether it would take long to apply all changes."""
        return len(self._pending) > MANY or self._merging is not None

    def replace(self, old: Sequence[Pair], new: Sequence[Pair]) -> None:
        """Remove the pairs `old` and add the pairs `new`."""
        for pairs, more in ((old, -1), (new, 1)):
            for pair in pairs:
                count = self._pending.pop(pair, 0) + more
                if count:
                    self._pending[pair] = count

    def names(self, *, exact: bool) -> Names:
        """Return the names. Unless `exact`, these are the previous ones if there is a backlog."""
        if exact or not self._last.names or not self.has_backlog:
            for _ in self.settle():
                pass
        return self._last

    def settle(self) -> Iterator[None]:
        """Apply all changes, a few with each step. There may be more changes meanwhile."""
        while self.has_backlog:
            # An earlier iteration may have stopped halfway, so continue its merge.
            self._merging = self._merging or self._merge()
            next(self._merging, None)
            yield
        if self._pending:
            self._insert()
        if self._has_changed:
            self._has_changed = False
            self._last = Names(self._names, SearchText(self._folded))
            yield from self._last.search_text.prepare()

    def _insert(self) -> None:
        """Apply a few changes one by one."""
        for (folded, name), count in self._pending.items():
            same = bisect_left(self._folded, folded)
            at = bisect_left(self._names, name, same, bisect_right(self._folded, folded, same))
            end = at + max(-count, 0)
            self._folded[at:end] = [folded] * count
            self._names[at:end] = [name] * count
        self._pending.clear()
        self._has_changed = True

    def _merge(self) -> Iterator[None]:
        """Apply many changes at once, in time that is linear in their number, not quadratic."""
        pending, self._pending = self._pending, {}
        removed: dict[Pair, int] = {}
        runs: list[list[Pair]] = [[]]
        for pair, count in pending.items():
            if count < 0:
                removed[pair] = -count
            runs[-1] += [pair] * count
            if len(runs[-1]) >= _STEP:
                runs[-1].sort()
                runs.append([])
                yield
        runs[-1].sort()
        folded: list[str] = []
        names: list[Name] = []
        for number, pair in enumerate(merge(zip(self._folded, self._names, strict=True), *runs)):
            if removed and removed.get(pair):
                removed[pair] -= 1
            else:
                folded.append(pair[0])
                names.append(pair[1])
            if not number % _STEP:
                yield
        self._folded, self._names = folded, names
        self._merging, self._has_changed = None, True
