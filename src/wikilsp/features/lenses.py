"""Code lenses that count the backlinks of a note and of each of its headings."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from wikilsp.features.answers import Mention
from wikilsp.features.places import fragment
from wikilsp.features.referents import FileReferent, HeadingReferent, links_to_headings, mentions
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.note import Note
from wikilsp.syntax.facts import Heading
from wikilsp.text import Span


class Lens(NamedTuple):
    """A place for a count of backlinks: of the note, or of the heading at `span`."""

    span: Span
    is_note: bool


def lenses(graph: Graph, note: Note) -> list[Lens]:
    """Return the lenses of a note: at its beginning, and at each heading with backlinks; none without any backlinks.

    Links from the note itself don't count. Nothing is counted yet.
    """
    sources = graph.sources(note.path) - {note.path}
    if not sources:
        return []
    start = note.facts.line_starts[0]
    linked = _linked_headings(graph, note, sources)
    headings = (heading for heading in note.facts.headings if heading.span in linked)
    return [Lens(Span(start, start), is_note=True), *(Lens(heading.span, is_note=False) for heading in headings)]


def _linked_headings(graph: Graph, note: Note, sources: Iterable[str]) -> set[Span]:
    """Return the spans of the headings of a note that links from `sources` lead to or through."""
    found, seen = set[Span](), set[tuple[str, tuple[str, ...]]]()
    for source in sources if note.facts.headings else ():
        if not graph.vault.notes[source].summary.inside:
            continue
        for link in graph.links_between(source, note.path):
            if link.block is not None:
                continue
            for step in links_to_headings(link):
                if (step.kind, step.headings) in seen:
                    break  # as are the headings above it
                seen.add((step.kind, step.headings))
                heading = fragment(graph.vault, note, step)
                if isinstance(heading, Heading):
                    found.add(heading.span)
        if len(found) == len(note.facts.headings):
            break
    return found


def backlinks(graph: Graph, uses: Usages, note: Note, lens: Lens) -> list[Mention]:
    """Return the backlinks that a lens counts, without links from the note itself; none if its heading is gone."""
    return [mention for mention in _mentions(graph, uses, note, lens) if mention.path != note.path]


def _mentions(graph: Graph, uses: Usages, note: Note, lens: Lens) -> Iterator[Mention]:
    if lens.is_note:
        return mentions(graph, uses, FileReferent(note.path))
    heading = next((heading for heading in note.facts.headings if heading.span == lens.span), None)
    return mentions(graph, uses, HeadingReferent(note.path, heading)) if heading else iter(())
