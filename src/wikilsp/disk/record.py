"""Records: notes as plain values that other processes and the cache can exchange."""

from wikilsp.note import Note
from wikilsp.syntax.summary import NoteSummary
from wikilsp.text import Span

Record = tuple[tuple[object, ...], bytes | memoryview, tuple[int, int] | None, int | None]
"""A note without its path: summary, encoded facts, undecodable span, size if too large."""

ReadResult = Record | str | None
"""The record of a note, or the reason why it cannot be read; None if the note is gone."""


def note_from_record(path: str, record: Record) -> Note:
    """Build a note from its record."""
    summary, facts, undecodable, oversize = record
    return Note(path, facts, undecodable and Span(*undecodable), oversize, summary=NoteSummary._make(summary))
