"""The lines that each block of a note takes up, as the scanner finds them: what a block holds comes after it."""

from operator import attrgetter
from typing import NamedTuple

from wikilsp.syntax.blocks import BlockKind, BlockSpan, Lines, StretchKind
from wikilsp.syntax.containers import Containers, Doubt
from wikilsp.syntax.scanner import Scan

_KINDS: dict[BlockKind, StretchKind] = {"code": "code", "fence": "fence", "html": "html"}


def scan_stretches(
    text: str, lines: Lines, start: int, *, indented_code: bool, guesses: bool = False
) -> list[BlockSpan] | None:
    """Return what `read_stretches` yields for the same arguments, or None if it cannot be told for sure.

    A quote, a list or an item ends where the last thing in it does, not after the blank lines below that. With
    `guesses` all are told: as they most likely are.
    """
    containers = _Outline(Doubt(guesses=guesses))
    scan = _OutlineScan(text, lines, start, containers, indented_code=indented_code)
    if not scan.run():
        return None
    containers.leave(0)
    return sorted(map(BlockSpan._make, containers.stretches), key=attrgetter("first"))


_Held = tuple[StretchKind, int, int]


class _List(NamedTuple):
    """A list that may go on: its stretch, the mark of its items, and the stretch of the last one if it began empty."""

    stretch: int
    mark: str
    empty: int | None


class _Outline(Containers):
    """The open quotes and items, and the lines of all that there were."""

    def __init__(self, doubt: Doubt) -> None:
        super().__init__(doubt)
        self.stretches: list[_Held] = []
        """In the order in which they begin."""
        self._open: list[int] = []
        """Which stretches are the open quotes and items."""
        self._lists: list[_List | None] = [None]
        """In the note, and in each of these, the list that the next item may belong to."""

    def leave(self, matched: int) -> None:
        while len(self._open) > matched:
            _, _, end = self.stretches[self._open.pop()]
            self._lists.pop()
            if held := self._lists[-1]:
                self._stretch(held.stretch, end)
            if self._open:
                self._stretch(self._open[-1], end)
        super().leave(matched)

    def enter_quote(self, row: int) -> None:
        self.interrupt()
        self._begin("quote", row)
        super().enter_quote(row)

    def enter_item(self, row: int, width: int, mark: str, *, empty: bool) -> None:
        self._begin_item(row, mark, empty=empty)
        super().enter_item(row, width, mark, empty=empty)

    def enter_first_item(self, row: int, matched: int, edge: int, mark: str) -> None:
        self.leave(matched)
        self._begin_item(row, mark, empty=False)
        super().enter_first_item(row, matched, edge, mark)

    def interrupt(self) -> None:
        self._lists[-1] = None

    def add(self, kind: StretchKind, first: int, end: int) -> None:
        """Take in a block that holds no others, in the innermost of the open ones."""
        self.interrupt()
        self.stretches.append((kind, first, end))
        if self._open:
            self._stretch(self._open[-1], end)

    def _begin_item(self, row: int, mark: str, *, empty: bool) -> None:
        held = self._lists[-1]
        if held is None or held.mark != mark or self._is_over(held, row):
            index = len(self.stretches)
            self.stretches.append(("list", row, row + 1))
        else:
            index = held.stretch
        self._lists[-1] = tuple.__new__(_List, (index, mark, len(self.stretches) if empty else None))
        self._begin("item", row)

    def _is_over(self, held: _List, row: int) -> bool:
        """Whether a list has ended before a row: two blank lines below an item with nothing in it end it."""
        if held.empty is None:
            return False
        _, first, end = self.stretches[held.empty]
        return end == first + 1 and row > end + 1

    def _begin(self, kind: StretchKind, row: int) -> None:
        self._open.append(len(self.stretches))
        self._lists.append(None)
        self.stretches.append((kind, row, row + 1))

    def _stretch(self, index: int, end: int) -> None:
        kind, first, before = self.stretches[index]
        if end > before:
            self.stretches[index] = (kind, first, end)


class _OutlineScan(Scan):
    """A pass that tells the containers what they hold."""

    containers: _Outline

    def _end_paragraph(self) -> None:
        first, end = self.first, self.first + len(self.begins)
        super()._end_paragraph()
        self.containers.add("paragraph", first, end)

    def _add_rows(self, kind: BlockKind, first: int, after: int) -> int:
        self.containers.add(_KINDS[kind], first, after)
        return super()._add_rows(kind, first, after)

    def _heading(self, row: int, pos: int, level: int) -> int:
        self.containers.add("heading", row, row + 1)
        return super()._heading(row, pos, level)

    def _underline(self, row: int, content: str, indent: int) -> int:
        first = self.first
        after = super()._underline(row, content, indent)
        if after and self.blocks[-1].setext:
            self.containers.add("heading", first, after)
        return after

    def _table(self, row: int, content: str, indent: int) -> int:
        after = super()._table(row, content, indent)
        if after:
            self.containers.add("table", row - 1, after)
        return after
