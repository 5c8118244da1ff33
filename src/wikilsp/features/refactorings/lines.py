"""Whole lines of a note."""

from wikilsp.note import Note
from wikilsp.text import Span


def lines_of(note: Note, span: Span) -> Span:
    """Give the lines that a stretch is on, with the line end of the last one."""
    starts = note.facts.line_starts
    first, last = note.position(span.start).row, note.position(span.end).row
    return Span(starts[first - 1], starts[last] if last < len(starts) else note.facts.length)


def line_at(note: Note, offset: int) -> Span:
    """Give the line that an offset is on, with its line end."""
    return lines_of(note, Span(offset, offset))
