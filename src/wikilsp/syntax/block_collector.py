"""Collects the blocks of a note while its lines are scanned."""

from itertools import repeat

from wikilsp.syntax.blocks import Block, BlockKind, Lines
from wikilsp.syntax.containers import Containers
from wikilsp.syntax.openers import BLANK, heading_text
from wikilsp.text import Span, build

_EDGE = frozenset(["", "#", *BLANK])
"""Characters at the edges of a heading's text that may not be part of it."""


class BlockCollector:
    """The blocks found so far, and the open paragraph. `containers` must be empty.

    A row is the number of a line. Methods that add a block return the row after it.
    """

    def __init__(self, text: str, lines: Lines, containers: Containers) -> None:
        self.text = text
        self.starts = lines.starts
        self.ends = lines.ends
        self.rows = lines.rows if lines.rows[-1].strip(" \t") else lines.rows[:-1]
        self.containers = containers
        self.doubt = containers.doubt
        self.blocks: list[Block] = []
        self.first = 0
        """The first row of the open paragraph."""
        self.content_starts: list[int] = []
        """The offset of the content of each line of the open paragraph, empty if none is open."""

    def _add(
        self, kind: BlockKind, first: int, span: Span, lines: list[Span], level: int = 0, *, setext: bool = False
    ) -> None:
        items = self.containers.items
        item = items[-1] if items else None
        self.blocks.append(Block(kind, first, span, lines, item, level, setext, bool(items)))

    def _add_rows(self, kind: BlockKind, first: int, after: int) -> int:
        span = build(Span, (self.starts[first], self.ends[after - 1]))
        self._add(kind, first, span, [span])
        return after

    def _end_paragraph(self) -> None:
        first, content_starts, items = self.first, self.content_starts, self.containers.items
        end = self.ends[first]
        if len(content_starts) > 1 or self.text[end - 1].isspace():
            lines = self._content()
            self._add("paragraph", first, Span(lines[0].start, lines[-1].end), lines)
            return
        span = build(Span, (content_starts[0], end))
        content_starts.clear()
        item = items[-1] if items else None
        self.blocks.append(Block("paragraph", first, span, [span], item, nested=bool(items)))

    def _content(self) -> list[Span]:
        """Close the open paragraph and return the content of its lines. The last one is trimmed."""
        first, content_starts = self.first, self.content_starts
        last = first + len(content_starts) - 1
        end = self._trimmed_end(last)
        while end <= content_starts[-1]:
            # The line is whitespace, but of a kind that does not make it a blank line: it has no content.
            self.doubt()
            content_starts.pop()
            last -= 1
            end = self._trimmed_end(last)
        lines = list(map(build, repeat(Span), zip(content_starts, (*self.ends[first:last], end), strict=True)))
        content_starts.clear()
        return lines

    def _trimmed_end(self, row: int) -> int:
        end = self.ends[row]
        if self.text[end - 1].isspace():
            return self.starts[row] + len(self.rows[row].rstrip(BLANK))
        return end

    def _heading(self, row: int, pos: int, level: int) -> int:
        line, start, end = self.rows[row], self.starts[row] + pos, self.ends[row]
        at, stop = start + level + 1, end
        if line[pos + level + 1 : pos + level + 2] in _EDGE or line[-1] in _EDGE:
            text = heading_text(line[pos + level :])
            at = line.index(text, pos + level) - pos + start
            end, stop = self._trimmed_end(row), at + len(text)
        self._add("heading", row, build(Span, (start, end)), [build(Span, (at, stop))], level)
        return row + 1

    def _add_row(self, row: int, content: int) -> None:
        """Add a table row. In a container, it starts at its content, at offset `content` or after it."""
        end = self.ends[row]
        start = end - len(self.text[content:end].lstrip(BLANK)) if self.containers.edges else self.starts[row]
        span = build(Span, (start, end))
        self._add("row", row, span, [span])
