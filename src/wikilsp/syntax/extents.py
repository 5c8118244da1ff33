"""Finds the ends of blocks that consist of whole lines: code, fences, HTML blocks and tables."""

from bisect import bisect_right
from collections.abc import Sequence

from wikilsp.syntax.containers import Containers
from wikilsp.syntax.openers import BLANK, STARTERS, TAB, count_cells, ends_html, interrupts

_MOST_MISSING = 0x10000
"""A table ends where its rows lack more cells than this in total, since missing cells are filled in."""


class Extents:
    """Finds ends of blocks in the open containers. An end is the row after the block."""

    def __init__(
        self, text: str, starts: Sequence[int], rows: list[str], containers: Containers, *, logseq: bool
    ) -> None:
        self.text = text
        self.starts = starts
        self.rows = rows
        self.containers = containers
        self.logseq = logseq

    def code(self, row: int) -> int:
        """Return the end of indented code, which includes blank lines only between lines of code."""
        after = row + 1
        for below in range(after, len(self.rows)):
            matched, pos, col, edge = self.containers.walk(self.rows[below])
            if matched < len(self.containers.edges):
                break
            if pos < len(self.rows[below]):
                if col - edge < TAB:
                    break
                after = below + 1
        return after

    def fence(self, row: int, mark: str) -> int:
        """Return the end of a fence opened by `mark`."""
        return self._nested_fence(row, mark) if self.containers.edges else self._top_level_fence(row, mark)

    def _top_level_fence(self, row: int, mark: str) -> int:
        # Only the closing mark can end it, so skip to the lines that contain the mark.
        count = len(self.rows)
        below = row + 1
        while below < count:
            at = self.text.find(mark, self.starts[below])
            if at < 0:
                break
            below = bisect_right(self.starts, at) - 1
            if below < count:
                line = self.rows[below]
                if line == mark or self._closes(line, *self.containers.walk(line)[1:3], mark):
                    return below + 1
            below += 1
        return count

    def _nested_fence(self, row: int, mark: str) -> int:
        containers = self.containers
        # Lines with this indentation are certainly inside an item. In a quote, every line has to be matched.
        indentation = " " * containers.edges[-1] if not containers.quotes else "\n"
        for below in range(row + 1, len(self.rows)):
            line = self.rows[below]
            if mark not in line and line.startswith(indentation):
                continue
            matched, pos, col, edge = containers.walk(line)
            if matched < len(containers.edges):
                return below
            if self._closes(line, pos, col - edge, mark):
                return below + 1
        return len(self.rows)

    def _closes(self, line: str, pos: int, indent: int, mark: str) -> bool:
        if not line.startswith(mark, pos) or (indent >= TAB and not self.logseq):
            return False
        return not line[pos:].rstrip(" \t").strip(mark[0])

    def html(self, row: int, content: str, kind: int) -> int:
        """Return the end of an HTML block with this first line."""
        after = row + 1
        if ends_html(content, kind):
            return after
        while after < len(self.rows):
            line = self.rows[after]
            matched, pos, _, _ = self.containers.walk(line)
            if matched < len(self.containers.edges) or (pos == len(line) and kind > 5):
                break
            after += 1
            if ends_html(line[pos:], kind):
                break
        return after

    def table(self, row: int, width: int) -> int:
        """Return the end of a table of `width` columns with this delimiter row."""
        after, missing = row + 1, 0
        while after < len(self.rows) and (pos := self._in_table(self.rows[after])) >= 0:
            missing += width - count_cells(self.rows[after][pos:])
            if missing > _MOST_MISSING:
                break
            after += 1
        return after

    def _in_table(self, line: str) -> int:
        """Return the position where the cells of a line start, -1 if it is not a table row."""
        matched, pos, col, edge = self.containers.walk(line)
        if matched < len(self.containers.edges) or not line[pos:].strip(BLANK):
            return -1
        if col - edge >= TAB:
            if self.logseq:
                self.containers.doubt()
            return -1
        return pos if line[pos] not in STARTERS or not interrupts(line, pos, in_paragraph=False) else -1
