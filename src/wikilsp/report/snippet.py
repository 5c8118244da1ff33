"""A line of a text with carets under a part of it, lined up as on a terminal. Knows neither notes nor findings."""

from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import NamedTuple

from wikilsp.report.terminal import widths
from wikilsp.text import Span
from wikilsp.visible import quotable

_TAB = 4
_CUT = "…"
_LEAST, _MOST = 16, 1_000
"""Limits of the width of a terminal, in columns; `COLUMNS` may say anything."""


class Snippet(NamedTuple):
    """A line as shown, cut to what fits, in three parts: before, marked, after."""

    before: str
    marked: str
    after: str
    indent: int
    """How many columns stand before the first caret."""
    carets: int
    """How many columns the marked part takes, at least one."""


def snippet(text: str, line: Span, mark: Span, columns: int) -> Snippet:
    """Show the part of `line` around `mark` that fits into so many columns, the start of the mark in any case.

    Both are spans of `text`. What of the mark is in other lines is not shown; an empty mark gets one caret.
    """
    columns = min(max(columns, _LEAST), _MOST)
    # A line may be a megabyte long and hold a thousand findings: look only at what can be shown.
    begin = max(line.start, mark.start - columns)
    end = min(line.end, mark.start + columns)
    cells, columns_of = _cells(text[begin:end])
    edges = list(accumulate(columns_of, initial=0))
    start = mark.start - begin
    first, last = _window(edges, start, columns - 2 * len(_CUT))
    marked_end = max(min(mark.end - begin, last), start)
    cut_before = _CUT if begin + first > line.start else ""
    cut_after = _CUT if begin + last < line.end else ""
    return Snippet(
        before=cut_before + "".join(cells[first:start]),
        marked="".join(cells[start:marked_end]),
        after="".join(cells[marked_end:last]) + cut_after,
        indent=len(cut_before) + edges[start] - edges[first],
        carets=max(edges[marked_end] - edges[start], 1),
    )


def _cells(text: str) -> tuple[list[str], list[int]]:
    """Return for each code point the text to show (itself, an escape, or spaces to the next tab stop) and its width."""
    cells = list(text) if text == quotable(text) else [quotable(char) for char in text]
    # An escape, or the spaces for a tab, combines with no other character.
    columns = widths("".join(char if cell == char else "." for char, cell in zip(text, cells, strict=True)))
    column = 0
    for at, char in enumerate(text):
        if char == "\t":
            cells[at] = " " * (_TAB - column % _TAB)
        if char != cells[at]:
            columns[at] = len(cells[at])
        column += columns[at]
    return cells, columns


def _window(edges: list[int], start: int, room: int) -> tuple[int, int]:
    """Choose the range of cells to show, given the columns between them and the cell that must be seen."""
    # A third of the room shows what stands before, more where the line ends soon after.
    left = max(min(edges[start] - room // 3, edges[-1] - room), 0)
    # A code point without width belongs to the one before it.
    first = min(bisect_right(edges, edges[bisect_left(edges, left)]) - 1, start)
    return first, bisect_right(edges, edges[first] + room) - 1
