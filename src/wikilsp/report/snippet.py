"""Excerpts of a line with carets under the marked part, aligned as on a terminal."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from wikilsp.report.terminal import widths
from wikilsp.text import Span
from wikilsp.visible import escape_excerpt, is_plain

_TAB = 4
_CUT = "…"
MOST_COLUMNS = 1_000
_LEAST_COLUMNS = 16
"""The range of accepted terminal widths; `COLUMNS` may have any value."""


class Snippet(NamedTuple):
    """The displayed part of a line, split into the text before, inside and after the mark."""

    before: str
    marked: str
    after: str
    indent: int
    """Columns before the first caret."""
    carets: int
    """Columns of the marked part, at least one."""


def snippet(text: str, line: Span, mark: Span, columns: int) -> Snippet:
    """Return the part of `line` around `mark` that fits into `columns`; it always includes the start of the mark.

    Both are spans of `text`. A mark that extends to other lines is cut; an empty mark gets one caret.
    """
    columns = min(max(columns, _LEAST_COLUMNS), MOST_COLUMNS)
    # A line may be a megabyte long and have a thousand findings, so process only what may be displayed.
    clip_start = max(line.start, mark.start - columns)
    clip_end = min(line.end, mark.start + columns)
    cells, edges = _cells(text[clip_start:clip_end])
    start = mark.start - clip_start
    first, last = _window(edges, start, columns - 2 * len(_CUT))
    marked_end = max(min(mark.end - clip_start, last), start)
    cut_before = _CUT if clip_start + first > line.start else ""
    cut_after = _CUT if clip_start + last < line.end else ""
    return Snippet(
        before=cut_before + "".join(cells[first:start]),
        marked="".join(cells[start:marked_end]),
        after="".join(cells[marked_end:last]) + cut_after,
        indent=len(cut_before) + edges[start] - edges[first],
        carets=max(edges[marked_end] - edges[start], 1),
    )


def _cells(text: str) -> tuple[Sequence[str], Sequence[int]]:
    """Return the displayed text of each code point (itself, an escape, or spaces up to a tab stop).

    Also return the columns at which they start, with the column where the last one ends.
    """
    if is_plain(text):
        return text, range(len(text) + 1)
    cells = list(text) if text == escape_excerpt(text) else [escape_excerpt(char) for char in text]
    # Escapes and the spaces of a tab do not combine with neighboring characters.
    cell_widths = widths("".join(char if cell == char else "." for char, cell in zip(text, cells, strict=True)))
    column = 0
    for at, char in enumerate(text):
        if char == "\t":
            cells[at] = " " * (_TAB - column % _TAB)
        if char != cells[at]:
            cell_widths[at] = len(cells[at])
        column += cell_widths[at]
    return cells, list(accumulate(cell_widths, initial=0))


def _window(edges: Sequence[int], start: int, room: int) -> tuple[int, int]:
    """Return the range of cells to display. `edges` are their columns; the cell `start` is always included."""
    # Leave a third of the room for the text before the mark, more if the line ends soon after it.
    left = max(min(edges[start] - room // 3, edges[-1] - room), 0)
    if isinstance(edges, range):
        first = min(left, start)
        return first, min(first + room, len(edges) - 1)
    # A zero-width code point belongs to the one before it.
    first = min(bisect_right(edges, edges[bisect_left(edges, left)]) - 1, start)
    return first, bisect_right(edges, edges[first] + room) - 1
