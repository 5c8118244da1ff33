"""The block structure of a note, read line by line: what markdown-it-py says of it, but many times faster.

Where it is not sure of the very same answer it gives none.
"""

from bisect import bisect_right
from itertools import repeat

from wikilsp.syntax.blocks import MAX_DEPTH, Block, BlockKind, Lines
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
    heading_text,
    html_kind,
    interrupts,
    is_rule,
    item_width,
    marker_end,
    skip_item_marker,
    skip_quote_marker,
)
from wikilsp.text import Span

_SPECIAL = STARTERS.union(BLANK, "|:=")
"""What a line may begin with that is not plainly text, be it the first line of a paragraph or a later one."""

_USUAL = frozenset("# \t-*+0123456789")
"""What a line may begin with that is a heading, or a list item that no quote holds."""

_EDGE = frozenset(["", "#", *BLANK])
"""What at an edge of a heading's text may be no part of it."""

# The constructor of a NamedTuple is a Python function; this makes the same value in half the time.
_new = tuple.__new__


def scan_blocks(
    text: str, lines: Lines, start: int, *, indented_code: bool, guesses: bool = False
) -> list[Block] | None:
    """Return the blocks that `read_blocks` gives for the same arguments, or None if they cannot be told for sure.

    With `guesses` they are always told: as they most likely are.
    """
    scan = Scan(text, lines, start, Containers(Doubt(guesses=guesses)), indented_code=indented_code)
    return scan.blocks if scan.run() else None


def _rows(text: str, lines: Lines, start: int) -> list[str]:
    """Cut a text into lines without their ends; those before `start` are empty."""
    body = text[start:]
    if "\r" in body:
        body = body.replace("\r\n", "\n").replace("\r", "\n")
    rows = body.split("\n")
    if not rows[-1].strip(" \t"):
        rows.pop()
    return [""] * (bisect_right(lines.starts, start) - 1) + rows


class Scan:
    """One pass over the lines of a note from `start` on; `containers` has none open.

    A row is the number of a line; methods that give one say where to go on.
    """

    def __init__(self, text: str, lines: Lines, start: int, containers: Containers, *, indented_code: bool) -> None:
        rows = _rows(text, lines, start)
        self.start = start
        self.doubt = containers.doubt
        self.text = text
        self.starts = lines.starts
        self.ends = lines.ends
        self.rows = rows
        self.count = len(rows)
        self.indented_code = indented_code
        self.blocks: list[Block] = []
        self.containers = containers
        self.extents = Extents(text, lines.starts, rows, self.containers, indented_code=indented_code)
        self.first = 0
        """The first row of the open paragraph."""
        self.begins: list[int] = []
        """Where the content of each line of the open paragraph begins; empty if none is open."""

    def run(self) -> bool:
        """Read all lines; return whether they could be read."""
        try:
            self._run(bisect_right(self.starts, self.start) - 1)
        except UndecidedError:
            return False
        return True

    def _run(self, row: int) -> None:
        """Read all rows from `row` on. What most of them are is decided by their first character, before any other."""
        rows, starts, begins, edges = self.rows, self.starts, self.begins, self.containers.edges
        while row < self.count:
            line = rows[row]
            if not line:
                if begins:
                    self._end_paragraph()
                if edges:
                    self.containers.empty_line(row)
                row += 1
            elif line[0] not in _SPECIAL:
                if not begins:
                    if edges:
                        self.containers.leave(0)
                    self.first = row
                begins.append(starts[row])
                row += 1
            elif line[0] in _USUAL and self._usual(row, line):
                row += 1
            else:
                row = self._line(row, line)
        if begins:
            self._end_paragraph()

    def _usual(self, row: int, line: str) -> bool:
        """Read the line if it is what most lines are that are no text at the left edge."""
        if line[0] == "#":
            return self._title(row, line)
        content = line.lstrip(" \t")
        if self.begins and content and content[0] not in _SPECIAL:
            # Text goes on with a paragraph wherever it stands.
            self.begins.append(self.starts[row] + len(line) - len(content))
            return True
        return self._plain_item(row, line, content)

    def _plain_item(self, row: int, line: str, content: str) -> bool:
        """Read the line if it is nothing but a list item that begins with plain text, as lines of lists mostly are."""
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
        if self.begins:
            if width > 2 and matched == len(edges):
                return False
            self._end_paragraph()
        containers.enter_first_item(row, matched, col + width, content[width - 2])
        self.first = row
        self.begins.append(self.starts[row] + pos + width)
        if "|" in line:
            self._check_no_table(row, content)
        return True

    def _title(self, row: int, line: str) -> bool:
        """Read the line if it is a heading, and no indentation makes it a part of anything."""
        level = heading_level(line, 0)
        if level:
            if self.begins:
                self._end_paragraph()
            self.containers.leave(0)
            self._heading(row, 0, level)
            if "|" in line:
                self._check_no_table(row, line)
        return level > 0

    # Lines

    def _line(self, row: int, line: str) -> int:
        """Read a line, and those behind it that are sure to belong to the same block."""
        matched, pos, col, edge = self.containers.walk(line)
        if pos == len(line):
            if self.begins:
                self._end_paragraph()
            self.containers.blank(row, matched)
            return row + 1
        if self.begins:
            if matched == len(self.containers.edges) and line[pos] in "-=|:":
                after = self._underline(row, line[pos:], col - edge)
                if after:
                    return after
            if self._continues(line, pos, col - edge, matched):
                self.begins.append(self.starts[row] + pos)
                return row + 1
            self._end_paragraph()
        self.containers.leave(matched)
        after = self._open(row, line, pos, col, edge)
        if "|" in line and (len(self.containers.edges) > matched or not self.begins):
            self._check_no_table(row, line[pos:])
        return after

    def _continues(self, line: str, pos: int, indent: int, matched: int) -> bool:
        """Is this one more line of the open paragraph, or does another block begin here?"""
        if line[pos] not in STARTERS:
            return True
        depth = len(self.containers.edges)
        if matched == depth:
            return indent >= TAB or not interrupts(line, pos, in_paragraph=True)
        if not interrupts(line, pos, in_paragraph=False):
            return True
        if indent < TAB:
            return False
        # So deep it should be text, but markdown-it-py counts from the content of the innermost item.
        if self.containers.quotes:
            self.doubt()
            return True
        return matched == depth - 1 and marker_end(line, pos) > 0 and not is_rule(line, pos)

    def _open(self, row: int, line: str, pos: int, col: int, edge: int) -> int:
        """Read a line from where a block begins. A paragraph is left open."""
        size = len(line)
        while pos < size:
            if col - edge >= TAB and self.indented_code:
                return self._add_rows("code", row, self.extents.code(row))
            head = line[pos]
            if head in "-*_" and is_rule(line, pos):
                self.containers.interrupt()
                return row + 1
            end = marker_end(line, pos)
            if (head == ">" or end) and self.containers.is_full:
                self.doubt()
                return self._text(row, pos)
            if head == ">":
                self.containers.enter_quote(row)
                pos, col, edge = skip_quote_marker(line, pos, col)
            elif end:
                outer = edge
                pos, col, edge = skip_item_marker(line, pos, end, col)
                self.containers.enter_item(row, edge - outer, line[end - 1], empty=pos == size)
            else:
                return self._leaf(row, line, pos)
            if "\t" in line:
                self.containers.check_tabs()
        return row + 1

    def _leaf(self, row: int, line: str, pos: int) -> int:
        """Read a block that holds no others."""
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
        return self._text(row, pos)

    def _text(self, row: int, pos: int) -> int:
        self.first = row
        self.begins.append(self.starts[row] + pos)
        return row + 1

    # Blocks

    def _add(
        self, kind: BlockKind, first: int, span: Span, lines: list[Span], level: int = 0, *, setext: bool = False
    ) -> None:
        items = self.containers.items
        item = items[-1] if items else None
        self.blocks.append(_new(Block, (kind, first, span, lines, item, level, setext, bool(items))))

    def _add_rows(self, kind: BlockKind, first: int, after: int) -> int:
        span = _new(Span, (self.starts[first], self.ends[after - 1]))
        self._add(kind, first, span, [span])
        return after

    def _end_paragraph(self) -> None:
        first, begins, items = self.first, self.begins, self.containers.items
        end = self.ends[first]
        if len(begins) > 1 or self.text[end - 1].isspace():
            lines = self._content()
            self._add("paragraph", first, Span(lines[0].start, lines[-1].end), lines)
            return
        span = _new(Span, (begins[0], end))
        begins.clear()
        item = items[-1] if items else None
        self.blocks.append(_new(Block, ("paragraph", first, span, [span], item, 0, False, bool(items))))

    def _content(self) -> list[Span]:
        """End the open paragraph. Give the content of its lines, of which the last one is trimmed."""
        first, begins = self.first, self.begins
        last = first + len(begins) - 1
        end = self._trimmed_end(last)
        while end <= begins[-1]:
            # All of the line is blanks, if of a kind that does not make a line blank: it is no line of the content.
            self.doubt()
            begins.pop()
            last -= 1
            end = self._trimmed_end(last)
        lines = list(map(_new, repeat(Span), zip(begins, (*self.ends[first:last], end), strict=True)))
        begins.clear()
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
        self._add("heading", row, _new(Span, (start, end)), [_new(Span, (at, stop))], level)
        return row + 1

    # What is known of a paragraph only from the line below it

    def _underline(self, row: int, content: str, indent: int) -> int:
        """Read on if this line makes the paragraph a heading, or its last line the head of a table; else give 0."""
        head = content[0]
        if "|" in self.rows[row - 1] and head != "=":
            after = self._table(row, content, indent)
            if after:
                return after
        if indent >= TAB or head not in "-=" or content.rstrip(" \t").strip(head):
            return 0
        lines = self._content()
        span = Span(lines[0].start, self._trimmed_end(row))
        self._add("heading", self.first, span, lines, 1 if head == "=" else 2, setext=True)
        return row + 1

    def _table(self, row: int, content: str, indent: int) -> int:
        """Read a table if this is its delimiter row, else give 0."""
        width = count_columns(content)
        head = self.text[self.begins[-1] : self.ends[row - 1]]
        if not width or "|" not in head or count_cells(head) != width or (indent >= TAB and self.indented_code):
            return 0
        if not self._may_head(row - 1) or indent >= TAB:
            self.doubt()
            return 0
        start = self.begins.pop()
        if self.begins:
            self._end_paragraph()
        after = self.extents.table(row, width)
        self._add_row(row - 1, start)
        for below in range(row + 1, after):
            self._add_row(below, self.starts[below] + self.containers.walk(self.rows[below])[1])
        return after

    def _may_head(self, row: int) -> bool:
        """Is the last line of the paragraph neither indented like code nor outside of its container?"""
        if row == self.first:
            return True
        matched, _, col, edge = self.containers.walk(self.rows[row])
        return matched == len(self.containers.edges) and col - edge < TAB

    def _add_row(self, row: int, content: int) -> None:
        """Add a row of a table, whose content begins at an offset: what stands before that is no part of it."""
        end = self.ends[row]
        start = end - len(self.text[content:end].lstrip(BLANK)) if self.containers.edges else self.starts[row]
        span = _new(Span, (start, end))
        self._add("row", row, span, [span])

    def _check_no_table(self, row: int, content: str) -> None:
        """Give up if a line that opened something else is also the head of a table: which one depends on too much."""
        if row + 1 < self.count:
            width = count_columns(self.rows[row + 1].lstrip(" \t>"))
            if width and width == count_cells(content):
                self.doubt()
