"""Moving the section that the cursor is in to the end of a note that it speaks of."""

from collections.abc import Iterator
from functools import partial

from wikilsp.features.answers import Read
from wikilsp.features.offers import Offer
from wikilsp.features.refactorings.extract import section_at
from wikilsp.features.refactorings.move_text import MoveTarget, Passage, move_text
from wikilsp.index.graph import Graph
from wikilsp.note import Note
from wikilsp.syntax.facts import Link
from wikilsp.syntax.sections import Section
from wikilsp.targets import heading_text, is_writable
from wikilsp.text import Span
from wikilsp.vault.changes import Changes
from wikilsp.vault.vault import Vault

_MOST_HOMES = 3
_NOWHERE = Span(0, 0)


def move_section(graph: Graph, note: Note, text: str, span: Span, read: Read) -> Iterator[Offer]:
    """Offer to move the section at the cursor to a note that its heading names or links to, else that its text does."""
    section = section_at(note, text, span.start) if span.start == span.end else None
    if section is None or Passage(note, text, section.span).names_note():
        return
    for home in _homes(graph, note, section):
        name = graph.vault.shortest(home.path, note)
        if is_writable(name):
            make = partial(
                _moved, graph, Passage(note, text, section.span), home, read, _left(graph.vault, home, name, section)
            )
            yield Offer(f"Move section to “{name}”, leave a link", "refactor.move", make)


def _homes(graph: Graph, note: Note, section: Section) -> list[Note]:
    vault, heading = graph.vault, section.heading
    links = [edge for edge in graph.links(note.path) if edge.link.kind in ("wikilink", "link")]
    named = _named(vault, note, heading.visible)
    title = [edge.resolution.target for edge in links if _holds(heading.span, edge.link.span)]
    inside = [edge.resolution.target for edge in links if _holds(section.span, edge.link.span)]
    paths = dict.fromkeys([*named, *title] if named or title else inside)
    homes = (vault.notes[path] for path in paths if path in vault.notes and path != note.path)
    return [home for home in homes if home.is_read and home.undecodable is None][:_MOST_HOMES]


def _named(vault: Vault, note: Note, name: str) -> list[str]:
    found = vault.resolve(note, Link("wikilink", _NOWHERE, name, _NOWHERE)) if name else None
    return [found.target] if found and found.target and found.how in ("name", "title", "alias") else []


def _moved(graph: Graph, stretch: Passage, home: Note, read: Read, left: str) -> Changes:
    text = read(home.path)
    # What is known of the note must be of this text.
    if text is None or len(text) != home.facts.length:
        return Changes()
    return move_text(graph, stretch, MoveTarget(home, text), left)


def _left(vault: Vault, home: Note, name: str, section: Section) -> str:
    """Write the link that stays: to the section, or to the note if it has a heading of these words already."""
    heading = heading_text(section.heading)
    link = Link("wikilink", _NOWHERE, name, _NOWHERE, (heading,), (_NOWHERE,))
    return f"[[{name}#{heading}]]" if heading and vault.heading(home, link) is None else f"[[{name}]]"


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
