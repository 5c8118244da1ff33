"""Whole lines of a note, and what stands alone on one."""

import re

from wikilsp.note import Note
from wikilsp.text import Span

_MARKERS = re.compile(r"[ \t]*+(?:>[ \t]?+|(?:[-*+]|\d{1,9}[.)])[ \t]++)*+[ \t]*+")


def lines_of(note: Note, span: Span) -> Span:
    """Give the lines that a stretch is on, with the line end of the last one."""
    starts = note.facts.line_starts
    first, last = note.position(span.start).row, note.position(span.end).row
    return Span(starts[first - 1], starts[last] if last < len(starts) else note.facts.length)


def line_at(note: Note, offset: int) -> Span:
    """Give the line that an offset is on, with its line end."""
    return lines_of(note, Span(offset, offset))


def marks_before(note: Note, text: str, span: Span) -> str | None:
    """Give the marks of quotes and lists before a stretch of a note; None if anything else is on its line."""
    line = lines_of(note, span)
    before, after = text[line.start : span.start], text[span.end : line.end]
    return before if _MARKERS.fullmatch(before) and not after.strip() else None
