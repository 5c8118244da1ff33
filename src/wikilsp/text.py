"""Places in a text and changes to it, in code points; knows neither Markdown nor any editor protocol."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

_LINE_END = re.compile(r"\r\n?|\n")
BOM = "\ufeff"


class Span(NamedTuple):
    """A half-open range of code-point offsets into a note's text."""

    start: int
    end: int


class Position(NamedTuple):
    """A 1-based row and a 1-based column in code points; a byte order mark is no column."""

    row: int
    column: int


class Edit(NamedTuple):
    """Replace what stands at `span` by `content`; an empty span inserts."""

    span: Span
    content: str


class Stretches:
    """Many spans, ready to be asked again and again whether one of them holds a place."""

    def __init__(self, spans: Iterable[Span]) -> None:
        in_order = sorted(spans)
        self._starts = [span.start for span in in_order]
        self._ends = list(accumulate((span.end for span in in_order), max))
        """The last end of all spans that begin no later than each."""

    def hold(self, span: Span) -> bool:
        """Whether all of a span lies in one of these."""
        before = bisect_right(self._starts, span.start)
        return before > 0 and span.end <= self._ends[before - 1]


def line_starts(text: str) -> tuple[int, ...]:
    r"""Give the offset of each line's first column. Only `\n`, `\r\n` and `\r` end a line."""
    first = 1 if text.startswith(BOM) else 0
    return (first, *(m.end() for m in _LINE_END.finditer(text)))


def utf16_length(text: str) -> int:
    """Give the length of a text in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def position(starts: Sequence[int], offset: int) -> Position:
    """Turn an offset into a row and a column, given the line starts of the text."""
    row = max(bisect_right(starts, offset), 1)
    return Position(row, max(offset - starts[row - 1], 0) + 1)


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Give the text with all edits made at once.

    Edits are in offsets of the old text. Raises `ValueError` if two of them overlap.
    """
    out: list[str] = []
    done = 0
    for span, content in sorted(edits):
        if span.start < done:
            raise ValueError(f"two edits overlap at offset {span.start}")
        out += (text[done : span.start], content)
        done = span.end
    return "".join((*out, text[done:]))
