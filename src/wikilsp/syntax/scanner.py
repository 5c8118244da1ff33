"""Reads the block structure of a note line by line, as markdown-it-py does but many times faster.

The scanner gives up where it cannot be sure to agree with markdown-it-py.
"""

from bisect import bisect_left

from wikilsp.syntax.block_collector import BlockCollector
from wikilsp.syntax.blocks import MAX_DEPTH, Block, Lines
from wikilsp.syntax.containers import Containers, Doubt, UndecidedError
from wikilsp.syntax.extents import Extents
from wikilsp.syntax.openers import (
    BLANK,
    STARTERS,
    TAB,
    count_cells,
    count_columns,
    fence_length,
    heading_level,
    html_kind,
    interrupts,
    is_empty_bullet,
    is_rule,
    item_width,
    marker_end,
    skip_item_marker,
    skip_quote_marker,
)
from wikilsp.text import Span

_SPECIAL = STARTERS.union(BLANK, "|:=")
"""The first characters of lines that may not be plain text of a paragraph."""

_HEADING_OR_ITEM = frozenset("# \t-*+0123456789")
"""The first characters of headings, and of list items outside quotes."""


def scan_blocks(text: str, lines: Lines, start: int, *, logseq: bool, guesses: bool = False) -> list[Block] | None:
    """Return the blocks that `read_blocks` yields for the same arguments, or None if that is uncertain.

    With `guesses`, return the most likely result instead of None.
    """
    scan = Scan(text, lines, start, Containers(Doubt(guesses=guesses)), logseq=logseq)
    return scan.blocks if scan.run() else None


class Scan(BlockCollector):
    """One pass over the lines of a note from `start` on. Methods that read a row return the row to continue with."""

    def __init__(self, text: str, lines: Lines, start: int, containers: Containers, *, logseq: bool) -> None:
        super().__init__(text, lines, containers)
        # The body starts with a line, or at the end of the line that closes the front matter.
        self.first_row = bisect_left(lines.starts, start)
        self.count = len(self.rows)
        self.logseq = logseq
        self.extents = Extents(text, lines.starts, self.rows, containers, logseq=logseq)

    def run(self) -> bool:
        """Read all lines. Return False if the scanner gave up."""
        try:
            self._read_rows(self.first_row)
        except UndecidedError:
            return False
        return True

    def _read_rows(self, row: int) -> None:
        """Read all rows from `row` on. For most lines, the first character decides."""
        rows, starts, content_starts, edges = self.rows, self.starts, self.content_starts, self.containers.edges
        while row < self.count:
            line = rows[row]
            if not line:
                if content_starts:
                    self._end_paragraph()
                if edges:
                    self.containers.empty_line(row)
                row += 1
            elif line[0] not in _SPECIAL:
                if not content_starts:
                    if edges:
                        self.containers.leave(0)
                    self.first = row
                content_starts.append(starts[row])
                row += 1
            elif line[0] in _HEADING_OR_ITEM and self._read_usual(row, line):
                row += 1
            else:
                row = self._read_line(row, line)
        if content_starts:
            self._end_paragraph()

    def _read_usual(self, row: int, line: str) -> bool:
        """Read a heading, a continued paragraph or a plain list item. Return False for any other line."""
        if line[0] == "#":
            return self._read_heading_line(row, line)
        content = line.lstrip(" \t")
        if self.content_starts and content and content[0] not in _SPECIAL:
            # Text continues a paragraph at any indentation.
            self.content_starts.append(self.starts[row] + len(line) - len(content))
            return True
        return self._read_plain_item(row, line, content)

    def _read_plain_item(self, row: int, line: str, content: str) -> bool:
        """Read a list item that starts with plain text, outside quotes. Return False for any other line."""
        containers = self.containers
        width = item_width(content)
        if not width or containers.quotes:
            return False
        edges = containers.edges
        col = matched = pos = len(line) - len(content)
        if pos:
            col = len(line[:pos].expandtabs(TAB))
            matched = len(edges)
            while matched and edges[matched - 1] > col:
                matched -= 1
            if col - (edges[matched - 1] if matched else 0) >= TAB:
                return False
        if matched == MAX_DEPTH:
            return False
        if self.content_starts:
            if width > 2 and matched == len(edges):
                return False
            self._end_paragraph()
        containers.enter_first_item(row, matched, col + width, content[width - 2])
        self.first = row
        self.content_starts.append(self.starts[row] + pos + width)
        if "|" in line:
            self._doubt_if_table_header(row, content)
        return True

    def _read_heading_line(self, row: int, line: str) -> bool:
        """Read a heading without indentation. Return False if the line is not a heading."""
        level = heading_level(line, 0)
        if level:
            if self.content_starts:
                self._end_paragraph()
            self.containers.leave(0)
            self._heading(row, 0, level)
            if "|" in line:
                self._doubt_if_table_header(row, line)
        return level > 0

    # Lines

    def _read_line(self, row: int, line: str) -> int:
        """Read a line, and the lines after it that certainly belong to the same block."""
        matched, pos, col, edge = self.containers.walk(line)
        if pos == len(line):
            if self.content_starts:
                self._end_paragraph()
            self.containers.blank(row, matched)
            return row + 1
        if self.content_starts:
            if matched == len(self.containers.edges) and line[pos] in "-=|:":
                after = self._read_underline(row, line[pos:], col - edge)
                if after:
                    return after
            if self._continues(line, pos, col - edge, matched):
                self.content_starts.append(self.starts[row] + pos)
                return row + 1
            self._end_paragraph()
        self.containers.leave(matched)
        after = self._read_opening(row, line, pos, col, edge)
        if "|" in line and (len(self.containers.edges) > matched or not self.content_starts):
            self._doubt_if_table_header(row, line[pos:])
        return after

    def _continues(self, line: str, pos: int, indent: int, matched: int) -> bool:
        """Whether the line continues the open paragraph."""
        if line[pos] not in STARTERS:
            return True
        depth = len(self.containers.edges)
        if matched == depth:
            is_block = interrupts(line, pos, in_paragraph=True) or (self.logseq and is_empty_bullet(line[pos:]))
            return indent >= TAB or not is_block
        if not interrupts(line, pos, in_paragraph=False):
            return True
        if indent < TAB:
            return False
        # With this indentation it should be text, but markdown-it-py counts from the content of the innermost item.
        if self.containers.quotes:
            self.doubt()
            return True
        return matched == depth - 1 and marker_end(line, pos) > 0 and not is_rule(line, pos)

    def _read_opening(self, row: int, line: str, pos: int, col: int, edge: int) -> int:
        """Read a line from the start of a block. A paragraph stays open."""
        size = len(line)
        while pos < size:
            if col - edge >= TAB and not self.logseq:
                return self._add_rows("code", row, self.extents.code(row))
            head = line[pos]
            if head in "-*_" and is_rule(line, pos):
                self.containers.interrupt()
                return row + 1
            end = marker_end(line, pos)
            if (head == ">" or end) and self.containers.is_full:
                self.doubt()
                return self._read_text(row, pos)
            if head == ">":
                self.containers.enter_quote(row)
                pos, col, edge = skip_quote_marker(line, pos, col)
            elif end:
                outer = edge
                pos, col, edge = skip_item_marker(line, pos, end, col)
                self.containers.enter_item(row, edge - outer, line[end - 1], empty=pos == size)
            else:
                return self._read_leaf(row, line, pos)
            if "\t" in line:
                self.containers.check_tabs()
        return row + 1

    def _read_leaf(self, row: int, line: str, pos: int) -> int:
        """Read a leaf block."""
        head = line[pos]
        if head == "#" and (level := heading_level(line, pos)):
            return self._heading(row, pos, level)
        if head in "`~" and (length := fence_length(line, pos)):
            return self._add_rows("fence", row, self.extents.fence(row, head * length))
        if head == "<" and (kind := html_kind(line[pos:])):
            return self._add_rows("html", row, self.extents.html(row, line[pos:], kind))
        if head in BLANK:
            pos = len(line) - len(line[pos:].lstrip(BLANK))
            if pos == len(line):
                self.doubt()
                return row + 1
        return self._read_text(row, pos)

    def _read_text(self, row: int, pos: int) -> int:
        """Open a paragraph with the text from `pos` on."""
        self.first = row
        self.content_starts.append(self.starts[row] + pos)
        return row + 1

    # Blocks recognized by their second line

    def _read_underline(self, row: int, content: str, indent: int) -> int:
        """Read a setext underline or a table's delimiter row. Return 0 if the line is neither."""
        head = content[0]
        if "|" in self.rows[row - 1] and head != "=":
            after = self._read_table(row, content, indent)
            if after:
                return after
        if indent >= TAB or self.logseq or head not in "-=" or content.rstrip(" \t").strip(head):
            return 0
        lines = self._content()
        span = Span(lines[0].start, self._trimmed_end(row))
        self._add("heading", self.first, span, lines, 1 if head == "=" else 2, setext=True)
        return row + 1

    def _read_table(self, row: int, content: str, indent: int) -> int:
        """Read a table if this is its delimiter row. Return 0 if it is not."""
        width = count_columns(content)
        head = self.text[self.content_starts[-1] : self.ends[row - 1]]
        if not width or "|" not in head or count_cells(head) != width or (indent >= TAB and not self.logseq):
            return 0
        if not self._may_be_header(row - 1) or indent >= TAB:
            self.doubt()
            return 0
        start = self.content_starts.pop()
        if self.content_starts:
            self._end_paragraph()
        after = self.extents.table(row, width)
        self._add_row(row - 1, start)
        for below in range(row + 1, after):
            self._add_row(below, self.starts[below] + self.containers.walk(self.rows[below])[1])
        return after

    def _may_be_header(self, row: int) -> bool:
        """Whether the last line of the paragraph is in its container and not indented like code."""
        if row == self.first:
            return True
        matched, _, col, edge = self.containers.walk(self.rows[row])
        return matched == len(self.containers.edges) and col - edge < TAB

    def _doubt_if_table_header(self, row: int, content: str) -> None:
        """Call `doubt` if a line that opened another block may also be the header of a table."""
        if row + 1 < self.count:
            width = count_columns(self.rows[row + 1].lstrip(" \t>"))
            if width and width == count_cells(content):
                self.doubt()
