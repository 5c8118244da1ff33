"""How many links lead to a note and to each of its headings: first where to say so, then, one by one, the links."""

from collections.abc import Iterator
from typing import NamedTuple

from wikilsp.features.answers import Mention
from wikilsp.features.referents import FileReferent, HeadingReferent, mentions
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.note import Note
from wikilsp.text import Span


class Lens(NamedTuple):
    """A place for a count of links: to the note, or to the heading that stands there."""

    span: Span
    is_note: bool


def lenses(note: Note) -> list[Lens]:
    """Give the places in a note: its begin, and each heading. Counts nothing."""
    begin = note.facts.line_starts[0]
    return [
        Lens(Span(begin, begin), is_note=True),
        *(Lens(heading.span, is_note=False) for heading in note.facts.headings),
    ]


def backlinks(graph: Graph, uses: Usages, note: Note, lens: Lens) -> list[Mention]:
    """Give the links to what a lens is about, none if it is no longer there. Links of a note to itself do not count."""
    return [mention for mention in _mentions(graph, uses, note, lens) if mention.path != note.path]


def _mentions(graph: Graph, uses: Usages, note: Note, lens: Lens) -> Iterator[Mention]:
    if lens.is_note:
        return mentions(graph, uses, FileReferent(note.path))
    heading = next((heading for heading in note.facts.headings if heading.span == lens.span), None)
    return mentions(graph, uses, HeadingReferent(note.path, heading)) if heading else iter(())
