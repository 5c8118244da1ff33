"""Completes the ids of footnotes: of defined ones in a reference, of missing ones where a definition can start."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from wikilsp.features.completion.items import Choice, TypedText
from wikilsp.features.completion.sections import rank_in_note
from wikilsp.features.unlabelled_blocks import excerpt
from wikilsp.note import Note
from wikilsp.syntax.facts import Footnote
from wikilsp.text import Span

_TYPED = re.compile(r"(?<![\[\\])\[\^([\w-]*+)\Z")
_REST = re.compile(r"[\w-]*+(\]?+)(:?+)")
_MARKERS = re.compile(r"\ufeff?[ \t>]*+(?>(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)*)")


class TypedFootnote(NamedTuple):
    """An unfinished `[^id]` or `[^id]:`, and the footnotes that it may become."""

    typed: TypedText
    span: Span
    """The span with the opening bracket."""
    choices: tuple[Footnote, ...]


def parse_typed_footnote(note: Note, text: str, line: Span, offset: int) -> TypedFootnote | None:
    """Parse the unfinished footnote at `offset` on a line of `text`; None if there is none."""
    match = _TYPED.search(text, line.start, offset)
    rest = _REST.match(text, offset, line.end)
    if match is None or rest is None:
        return None
    start = match.start()
    others = [other for other in note.facts.footnotes if other.span.start != start]
    defined, missing = dict[str, Footnote](), dict[str, Footnote]()
    for other in others:
        if other.is_definition:
            defined.setdefault(other.key, other)
    for other in others:
        if other.key not in defined:
            missing.setdefault(other.key, other)
    is_definition = bool(missing) and _MARKERS.fullmatch(text, line.start, start) is not None
    closer = "]: " if is_definition and not rest[2] else "]"
    typed = TypedText(match[1], Span(match.start(1), rest.end(1)), closer)
    choices = tuple((missing if is_definition else defined).values())
    return TypedFootnote(typed, Span(start, rest.end(1)), choices)


def footnotes(footnote: TypedFootnote, text: str) -> Iterator[Choice]:
    """Yield the footnotes that match the typed text, best first, each with the beginning of its text."""
    for fit, at in rank_in_note(footnote.typed.text, [choice.id for choice in footnote.choices]):
        found = footnote.choices[at]
        detail = excerpt(text[slice(*found.text_span)]) if found.text_span else "not defined yet"
        yield Choice(found.id, "footnote", found.id, fit, detail=detail)
