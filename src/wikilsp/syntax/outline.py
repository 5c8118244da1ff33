"""Finds the lines of every block of a note with the scanner, containers before their contents."""

from operator import attrgetter
from typing import NamedTuple

from wikilsp.syntax.blocks import BlockKind, BlockSpan, Lines, OutlineKind
from wikilsp.syntax.containers import Containers, Doubt
from wikilsp.syntax.scanner import Scan
from wikilsp.text import build

_KINDS: dict[BlockKind, OutlineKind] = {"code": "code", "fence": "fence", "html": "html"}


def scan_outline(text: str, lines: Lines, start: int, *, logseq: bool, guesses: bool = False) -> list[BlockSpan] | None:
    """Return what `read_outline` yields for the same arguments, or None if that is uncertain.

    Unlike there, a quote, list or item ends with its last block, not after the blank lines that follow. With `guesses`,
    return the most likely result instead of None.
    """
    containers = _Outline(Doubt(guesses=guesses))
    scan = _OutlineScan(text, lines, start, containers, logseq=logseq)
    if not scan.run():
        return None
    containers.leave(0)
    return sorted(map(BlockSpan._make, containers.spans), key=attrgetter("first"))


_Span = tuple[OutlineKind, int, int]
"""The fields of a `BlockSpan`."""


class _List(NamedTuple):
    """A list that may continue: its span, the marker of its items, and the span of its last item if that was empty.

    Spans are given by index.
    """

    span: int
    mark: str
    empty: int | None


class _Outline(Containers):
    """The open quotes and items, with the lines of all blocks so far."""

    def __init__(self, doubt: Doubt) -> None:
        super().__init__(doubt)
        self.spans: list[_Span] = []
        """The spans of all blocks, in the order of their starts."""
        self._open: list[int] = []
        """The indexes of the spans of the open quotes and items."""
        self._lists: list[_List | None] = [None]
        """The list that the next item may continue, at top level and in each open container."""

    def leave(self, matched: int) -> None:
        while len(self._open) > matched:
            _, _, end = self.spans[self._open.pop()]
            self._lists.pop()
            if current := self._lists[-1]:
                self._extend(current.span, end)
            if self._open:
                self._extend(self._open[-1], end)
        super().leave(matched)

    def enter_quote(self, row: int) -> None:
        self.interrupt()
        self._start("quote", row)
        super().enter_quote(row)

    def enter_item(self, row: int, width: int, mark: str, *, empty: bool) -> None:
        self._start_item(row, mark, empty=empty)
        super().enter_item(row, width, mark, empty=empty)

    def enter_first_item(self, row: int, matched: int, edge: int, mark: str) -> None:
        self.leave(matched)
        self._start_item(row, mark, empty=False)
        super().enter_first_item(row, matched, edge, mark)

    def interrupt(self) -> None:
        self._lists[-1] = None

    def add(self, kind: OutlineKind, first: int, end: int) -> None:
        """Add a leaf block to the innermost open container."""
        self.interrupt()
        self.spans.append((kind, first, end))
        if self._open:
            self._extend(self._open[-1], end)

    def _start_item(self, row: int, mark: str, *, empty: bool) -> None:
        current = self._lists[-1]
        if current is None or current.mark != mark or self._is_over(current, row):
            index = len(self.spans)
            self.spans.append(("list", row, row + 1))
        else:
            index = current.span
        self._lists[-1] = build(_List, (index, mark, len(self.spans) if empty else None))
        self._start("item", row)

    def _is_over(self, current: _List, row: int) -> bool:
        """Whether a list ended before a row. Two blank lines after an empty item end it."""
        if current.empty is None:
            return False
        _, first, end = self.spans[current.empty]
        return end == first + 1 and row > end + 1

    def _start(self, kind: OutlineKind, row: int) -> None:
        self._open.append(len(self.spans))
        self._lists.append(None)
        self.spans.append((kind, row, row + 1))

    def _extend(self, index: int, end: int) -> None:
        kind, first, before = self.spans[index]
        if end > before:
            self.spans[index] = (kind, first, end)


class _OutlineScan(Scan):
    """A scan that adds each leaf block to the outline."""

    containers: _Outline

    def _end_paragraph(self) -> None:
        first, end = self.first, self.first + len(self.content_starts)
        super()._end_paragraph()
        self.containers.add("paragraph", first, end)

    def _add_rows(self, kind: BlockKind, first: int, after: int) -> int:
        self.containers.add(_KINDS[kind], first, after)
        return super()._add_rows(kind, first, after)

    def _heading(self, row: int, pos: int, level: int) -> int:
        self.containers.add("heading", row, row + 1)
        return super()._heading(row, pos, level)

    def _read_underline(self, row: int, content: str, indent: int) -> int:
        first = self.first
        after = super()._read_underline(row, content, indent)
        if after and self.blocks[-1].setext:
            self.containers.add("heading", first, after)
        return after

    def _read_table(self, row: int, content: str, indent: int) -> int:
        after = super()._read_table(row, content, indent)
        if after:
            self.containers.add("table", row - 1, after)
        return after
