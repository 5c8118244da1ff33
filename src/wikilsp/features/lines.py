"""Spans of the lines of a note."""

import re

from wikilsp.note import Note
from wikilsp.text import Span

_MARKERS = re.compile(r"[ \t]*+(?>(?:>[ \t]?+|(?:[-*+]|\d{1,9}[.)])[ \t]++)*)[ \t]*+")


def line_start(note: Note, offset: int) -> int:
    """Return the offset at which the line of an offset starts."""
    return note.facts.line_starts[note.position(offset).row - 1]


def line_at(note: Note, offset: int) -> Span:
    """Return the line of an offset, line end included."""
    return lines_of(note, Span(offset, offset))


def lines_of(note: Note, span: Span) -> Span:
    """Return the lines that a span touches, the line end of the last one included."""
    starts = note.facts.line_starts
    row = note.position(span.end).row
    return Span(line_start(note, span.start), starts[row] if row < len(starts) else note.facts.length)


def line_content(note: Note, text: str, offset: int) -> Span:
    """Return the line of an offset without its line end. `text` is the text of the note."""
    start, end = line_at(note, offset)
    return Span(start, start + len(text[start:end].rstrip("\r\n")))


def line_content_by_facts(note: Note, offset: int) -> Span:
    """Return the line of an offset without its line end, when the text of the note is not at hand.

    Every line is taken to end like the first line of the note.
    """
    start, end = line_at(note, offset)
    is_last = start == note.facts.line_starts[-1]
    # With mixed line ends, an empty line may be shorter than the usual line end.
    return Span(start, end if is_last else max(end - len(note.facts.newline), start))


def markers_before(note: Note, text: str, span: Span) -> str | None:
    """Return the quote and list markers before a span; None if anything else is on its lines."""
    line = lines_of(note, span)
    before, after = text[line.start : span.start], text[span.end : line.end]
    return before if _MARKERS.fullmatch(before) and not after.strip() else None
