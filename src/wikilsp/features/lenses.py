"""Code lenses that count the backlinks of a note and of each of its headings."""

from collections.abc import Iterator
from typing import NamedTuple

from wikilsp.features.answers import Mention
from wikilsp.features.places import fragment
from wikilsp.features.referents import FileReferent, HeadingReferent, links_to_headings, mentions
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.note import Note
from wikilsp.syntax.facts import Heading, Link
from wikilsp.text import Span
from wikilsp.vault.vault import Vault

_MANY = 200
"""Notes with backlinks above which finding all the links takes noticeably long."""


class Lens(NamedTuple):
    """A place for a count of backlinks: of the note, or of the heading at `span`."""

    span: Span
    is_note: bool


def lenses(graph: Graph, note: Note) -> list[tuple[Lens, list[Mention] | None]]:
    """Return the lenses of a note: at its beginning and at each heading, if other notes link to it.

    Each comes with the backlinks that it counts; None if there are so many that `backlinks` should find them later.
    """
    sources = sorted(graph.sources(note.path) - {note.path})
    is_many, start = len(sources) > _MANY, note.facts.line_starts[0]
    found: list[Mention] = []
    in_headings: dict[Span, list[Mention]] = {}
    spans: dict[tuple[str, tuple[str, ...]], frozenset[Span]] = {}
    for source in sources:
        if is_many and not graph.vault.notes[source].summary.inside:
            continue
        for link in graph.links_between(source, note.path):
            found.append(Mention(source, link.span))
            key = link.kind, () if link.block is not None else link.headings
            if key not in spans:
                spans[key] = frozenset(_headings(graph.vault, note, link))
            for span in spans[key]:
                in_headings.setdefault(span, []).append(found[-1])
    ends = [heading.span for heading in note.facts.headings if heading.span in in_headings]
    counted = [(Lens(Span(start, start), is_note=True), found)] if sources else []
    counted += ((Lens(span, is_note=False), in_headings[span]) for span in ends)
    return [(lens, None if is_many else links) for lens, links in counted]


def _headings(vault: Vault, note: Note, link: Link) -> Iterator[Span]:
    """Yield the spans of the headings of a note that a link leads to or through."""
    for step in links_to_headings(link) if link.block is None else ():
        heading = fragment(vault, note, step)
        if isinstance(heading, Heading):
            yield heading.span


def backlinks(graph: Graph, uses: Usages, note: Note, lens: Lens) -> list[Mention]:
    """Return the backlinks that a lens counts, without links from the note itself; none if its heading is gone."""
    return [mention for mention in _mentions(graph, uses, note, lens) if mention.path != note.path]


def _mentions(graph: Graph, uses: Usages, note: Note, lens: Lens) -> Iterator[Mention]:
    if lens.is_note:
        return mentions(graph, uses, FileReferent(note.path))
    heading = next((heading for heading in note.facts.headings if heading.span == lens.span), None)
    return mentions(graph, uses, HeadingReferent(note.path, heading)) if heading else iter(())
