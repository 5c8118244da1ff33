"""Moves the section at the cursor to the end of a note that it mentions."""

from collections.abc import Iterator
from functools import partial

from wikilsp.features.answers import TextReader
from wikilsp.features.offers import Offer
from wikilsp.features.refactorings.extract import section_at
from wikilsp.features.refactorings.move_text import MoveTarget, Passage, move_text
from wikilsp.index.graph import Graph
from wikilsp.note import Note
from wikilsp.syntax.sections import Section
from wikilsp.targets import heading_text, is_writable
from wikilsp.text import Span
from wikilsp.vault.changes import Changes
from wikilsp.vault.vault import Vault

_MOST_TARGETS = 3


def move_section(graph: Graph, note: Note, text: str, span: Span, read: TextReader) -> Iterator[Offer]:
    """Offer to move the section at the cursor to a note that its heading, or else its text, mentions."""
    section = section_at(note, text, span.start) if span.start == span.end else None
    if section is None or Passage(note, text, section.span).names_note():
        return
    for target in _candidate_notes(graph, note, section):
        name = graph.vault.shortest(target.path, note)
        if is_writable(name):
            make = partial(
                _move,
                graph,
                Passage(note, text, section.span),
                target,
                read,
                _remaining_link(graph.vault, target, name, section),
            )
            yield Offer(f"Move section to “{name}”, leave a link", "refactor.move", make)


def _candidate_notes(graph: Graph, note: Note, section: Section) -> list[Note]:
    vault, heading = graph.vault, section.heading
    links = [edge for edge in graph.links(note.path) if edge.link.kind in ("wikilink", "link")]
    named = _paths_named(vault, note, heading.visible)
    title = [edge.resolution.target for edge in links if _contains(heading.span, edge.link.span)]
    inside = [edge.resolution.target for edge in links if _contains(section.span, edge.link.span)]
    paths = dict.fromkeys([*named, *title] if named or title else inside)
    targets = (vault.notes[path] for path in paths if path in vault.notes and path != note.path)
    return [target for target in targets if target.is_read and target.undecodable is None][:_MOST_TARGETS]


def _paths_named(vault: Vault, note: Note, name: str) -> list[str]:
    found = vault.resolve_text(note, name) if name else None
    return [found.target] if found and found.target and found.how in ("name", "title", "alias") else []


def _move(graph: Graph, passage: Passage, target: Note, read: TextReader, remaining_link: str) -> Changes:
    text = read(target.path)
    # The facts of the note must be up to date with this text.
    if text is None or len(text) != target.facts.length:
        return Changes()
    return move_text(graph, passage, MoveTarget(target, text), remaining_link)


def _remaining_link(vault: Vault, target: Note, name: str, section: Section) -> str:
    """Return the link to leave: to the section, or to the note if the note already has a heading with this text."""
    heading = heading_text(section.heading)
    return f"[[{name}#{heading}]]" if heading and vault.fragments(target).heading([heading]) is None else f"[[{name}]]"


def _contains(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
