"""Spans, positions and edits of a text, in code points."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

_LINE_END = re.compile(r"\r\n?|\n")
BOM = "\ufeff"

build = tuple.__new__
"""Builds a NamedTuple, as in `build(Span, (0, 1))`. Its constructor, a Python function, takes twice as long."""


class Span(NamedTuple):
    """A half-open range of code-point offsets into a note's text."""

    start: int
    end: int


class Position(NamedTuple):
    """A 1-based row and a 1-based column in code points. A byte order mark does not count as a column."""

    row: int
    column: int


class Edit(NamedTuple):
    """A replacement of the text at `span` with `content`. An empty span inserts."""

    span: Span
    content: str


class SpanSet:
    """A set of spans with fast containment tests."""

    def __init__(self, spans: Iterable[Span]) -> None:
        in_order = sorted(spans)
        self._starts = [span.start for span in in_order]
        self._ends = list(accumulate((span.end for span in in_order), max))
        """For each span, the greatest end of it and all spans before it."""

    def contains(self, span: Span) -> bool:
        """Whether `span` lies within one of these spans."""
        before = bisect_right(self._starts, span.start)
        return before > 0 and span.end <= self._ends[before - 1]


def line_starts(text: str) -> tuple[int, ...]:
    r"""Return the offset at which each line starts. Only `\n`, `\r\n` and `\r` end a line.

    The first line starts after a byte order mark.
    """
    first = 1 if text.startswith(BOM) else 0
    if "\r" in text:
        return (first, *[end.end() for end in _LINE_END.finditer(text)])
    # Twice as fast as the expression.
    starts, at = [first], 0
    while at := text.find("\n", at) + 1:
        starts.append(at)
    return tuple(starts)


def position(starts: Sequence[int], offset: int) -> Position:
    """Convert an offset to a row and a column, given the line starts of the text."""
    row = max(bisect_right(starts, offset), 1)
    return Position(row, max(offset - starts[row - 1], 0) + 1)


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return the text with all edits applied at once. Their offsets are those in the old text.

    Raise `ValueError` if two edits overlap.
    """
    out: list[str] = []
    done = 0
    for span, content in sorted(edits):
        if span.start < done:
            raise ValueError(f"two edits overlap at offset {span.start}")
        out += (text[done : span.start], content)
        done = span.end
    return "".join((*out, text[done:]))


def apply_edits_within(text: str, span: Span, edits: Iterable[Edit]) -> str:
    """Return a span of a text with edits applied. Edits are in offsets of the whole text."""
    shifted = (Edit(Span(start - span.start, end - span.start), content) for (start, end), content in edits)
    return apply_edits(text[slice(*span)], shifted)
