"""Call hierarchy: the links between notes as calls, incoming and outgoing."""

from itertools import groupby
from typing import NamedTuple

from wikilsp.features.answers import Place
from wikilsp.features.cursor import LinkElement, element_at
from wikilsp.features.places import note_place, target_notes
from wikilsp.index.graph import Graph
from wikilsp.note import Note
from wikilsp.text import Span
from wikilsp.vault.name_registry import link_name


class CallItem(NamedTuple):
    """A note in the tree."""

    name: str
    place: Place


class Call(NamedTuple):
    """The note at the other end of some links, and their spans in the note that contains them."""

    item: CallItem
    spans: tuple[Span, ...]


def item(graph: Graph, note: Note, offset: int) -> CallItem:
    """Return the target of the link at an offset of `note`, or `note` itself if there is no link."""
    element = element_at(note, offset)
    targets = target_notes(graph.vault, note, element.link) if isinstance(element, LinkElement) else iter(())
    return _item(graph, next(targets, note))


def incoming(graph: Graph, path: str) -> list[Call]:
    """Return the notes that link to the note at `path`, sorted by path, each with its links to it."""
    others = (edge for edge in graph.backlinks(path) if edge.source != path)
    return [
        Call(_item(graph, graph.vault.notes[source]), tuple(edge.link.span for edge in edges))
        for source, edges in groupby(others, key=lambda edge: edge.source)
    ]


def outgoing(graph: Graph, path: str) -> list[Call]:
    """Return the notes that the note at `path` links to, in the order of their first link, each with these links."""
    spans: dict[str, list[Span]] = {}
    for edge in graph.links(path):
        target = edge.resolution.target
        if target in graph.vault.notes and target != path:
            spans.setdefault(target, []).append(edge.link.span)
    return [Call(_item(graph, graph.vault.notes[target]), tuple(found)) for target, found in spans.items()]


def _item(graph: Graph, note: Note) -> CallItem:
    return CallItem(link_name(note.path, graph.vault.settings.dialect), note_place(note))
