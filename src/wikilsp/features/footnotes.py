"""The places of footnotes, and the texts of their definitions."""

import re
from textwrap import dedent

from wikilsp.features.answers import Place
from wikilsp.note import Note
from wikilsp.syntax.facts import Footnote
from wikilsp.text import Span

_MORE = re.compile(r"(?>(?:(?>(?:[ \t]*(?:\r\n?|\n))+)(?: {2}|\t)[ \t]*+[^\s][^\r\n]*+)*)")
"""The lines that belong to a definition after its first paragraph: indented by two columns or more."""
_MARKERS = re.compile(r"(?<=[\r\n])[ \t>]+")


def footnotes_with(note: Note, key: str) -> list[Footnote]:
    """Return the references to a footnote and its definitions, by the key of its id."""
    return [footnote for footnote in note.facts.footnotes if footnote.key == key]


def definition_of(note: Note, key: str) -> Footnote | None:
    """Return the first definition of a footnote, which is the one that counts; None if there is none."""
    return next((footnote for footnote in footnotes_with(note, key) if footnote.is_definition), None)


def footnote_places(note: Note, footnote: Footnote) -> tuple[Place, ...]:
    """Return where a reference leads, to its definition, or where a definition leads: back to its references."""
    if not footnote.is_definition:
        found = definition_of(note, footnote.key)
        return (_place(note, found),) if found else ()
    references = [other for other in footnotes_with(note, footnote.key) if not other.is_definition]
    return tuple(_place(note, other) for other in references or [footnote])


def _place(note: Note, footnote: Footnote) -> Place:
    end = (footnote.text_span or footnote.span).end
    return Place(note.path, Span(footnote.span.start, end), footnote.span)


def definition_text(footnote: Footnote, text: str) -> str:
    """Return the text of a definition without quote markers and indentation. `text` is the text of the note."""
    start, end = footnote.text_span or footnote.span
    more = _MORE.match(text, end)
    return _MARKERS.sub("", text[start:end]) + (dedent(more[0]) if more else "")
