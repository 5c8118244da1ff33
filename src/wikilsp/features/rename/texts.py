"""Reads the texts of notes and checks that their facts are up to date."""

from wikilsp.features.answers import TextReader
from wikilsp.features.rename.result import RenameRefused
from wikilsp.note import Note
from wikilsp.text import Span, line_starts


class Texts:
    """Caches the text of the last note read."""

    def __init__(self, read: TextReader) -> None:
        self._read = read
        self._last: Note | None = None
        self._text = ""

    def of(self, note: Note) -> str:
        """Return the text of a note. Raise `RenameRefused` if its facts are out of date."""
        if self._last is not note:
            self._text, self._last = text_of(note, self._read), note
        return self._text


def text_of(note: Note, read: TextReader) -> str:
    """Return the text of a note. Raise `RenameRefused` if its facts are out of date."""
    text = read(note.path)
    facts = note.facts
    if text is None or len(text) != facts.length or line_starts(text) != facts.line_starts:
        raise RenameRefused(f"“{note.path}” has changed since it was read; try again")
    return text


def raw_destination(note: Note, span: Span, text: str) -> str:
    """Return a destination in a text as it is written; "" if YAML escapes it, which an edit would do again."""
    raw = text[slice(*span)]
    return raw if note.edit(span, raw).content == raw else ""


def text_to_edit(note: Note, read: TextReader) -> str:
    """Return the text of a note to edit, like `text_of`. Also raise `RenameRefused` if it is not UTF-8."""
    if note.undecodable:
        raise RenameRefused(f"“{note.path}” is not valid UTF-8; save it as UTF-8 first")
    return text_of(note, read)
