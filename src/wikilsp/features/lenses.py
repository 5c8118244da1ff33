"""Code lenses that count the backlinks of a note and of each of its headings."""

from collections.abc import Iterator
from typing import NamedTuple

from wikilsp.features.answers import Mention
from wikilsp.features.referents import FileReferent, HeadingReferent, mentions
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.note import Note
from wikilsp.text import Span


class Lens(NamedTuple):
    """A place for a count of backlinks: of the note, or of the heading at `span`."""

    span: Span
    is_note: bool


def lenses(note: Note) -> list[Lens]:
    """Return the lenses of a note: at its beginning and at each heading. Nothing is counted yet."""
    start = note.facts.line_starts[0]
    return [
        Lens(Span(start, start), is_note=True),
        *(Lens(heading.span, is_note=False) for heading in note.facts.headings),
    ]


def backlinks(graph: Graph, uses: Usages, note: Note, lens: Lens) -> list[Mention]:
    """Return the backlinks that a lens counts, without links from the note itself; none if its heading is gone."""
    return [mention for mention in _mentions(graph, uses, note, lens) if mention.path != note.path]


def _mentions(graph: Graph, uses: Usages, note: Note, lens: Lens) -> Iterator[Mention]:
    if lens.is_note:
        return mentions(graph, uses, FileReferent(note.path))
    heading = next((heading for heading in note.facts.headings if heading.span == lens.span), None)
    return mentions(graph, uses, HeadingReferent(note.path, heading)) if heading else iter(())
