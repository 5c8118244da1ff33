"""What is kept of a note: in plain values, which another process or the cache can hand over as they are."""

from collections.abc import Callable
from sys import intern

from wikilsp.note import Note
from wikilsp.syntax.facts import Facts
from wikilsp.syntax.summary import NoteSummary
from wikilsp.text import Span

Record = tuple[tuple[object, ...], bytes | None, tuple[int, int] | None, int | None]
"""A note but for its path: sketch, encoded facts (None if not parsed), bytes that are no UTF-8, a size too large."""

StoredRecord = tuple[NoteSummary, bytes | None, tuple[int, int] | None, int | None]
"""A record as a cache must hold it."""

ReadResult = Record | str | None
"""What came of reading a note: its record, or why there is none; None if it is gone."""


def plain(summary: NoteSummary) -> tuple[object, ...]:
    """Give the values of a sketch. A name that many notes say is one text, even when `marshal` has handed it over."""
    return tuple([tuple(map(intern, part)) if type(part) is tuple else part for part in summary])


def note_of(path: str, record: Record, parse: Callable[[], Facts]) -> Note:
    """Give the note of a record. Where it holds no facts, they are parsed when they are asked for."""
    summary, facts, undecodable, oversize = record
    return Note(path, facts or parse, undecodable and Span(*undecodable), oversize, summary=NoteSummary._make(summary))
