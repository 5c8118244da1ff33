"""The links between notes as a tree of calls: who links to a note, and to whom it links."""

from itertools import groupby
from typing import NamedTuple

from wikilsp.features.answers import Place
from wikilsp.features.cursor import OnLink, at
from wikilsp.features.places import note_place, notes_behind
from wikilsp.index.graph import Graph
from wikilsp.note import Note
from wikilsp.text import Span
from wikilsp.vault.names import without_extension


class CallItem(NamedTuple):
    """A note in the tree, by its name."""

    name: str
    place: Place


class Call(NamedTuple):
    """The note at the other end of links, and where these stand: in the note that has them."""

    item: CallItem
    spans: tuple[Span, ...]


def item(graph: Graph, note: Note, offset: int) -> CallItem:
    """Give the note that the link at an offset of `note` leads to; without such a link, `note` itself."""
    thing = at(note, offset)
    targets = notes_behind(graph.vault, note, thing.link) if isinstance(thing, OnLink) else iter(())
    return _item(next(targets, note))


def incoming(graph: Graph, path: str) -> list[Call]:
    """Give the notes that link to the note at `path`, by path, each with its links to it."""
    others = (edge for edge in graph.backlinks(path) if edge.source != path)
    return [
        Call(_item(graph.vault.notes[source]), tuple(edge.link.span for edge in edges))
        for source, edges in groupby(others, key=lambda edge: edge.source)
    ]


def outgoing(graph: Graph, path: str) -> list[Call]:
    """Give the notes that the note at `path` links to, in the order of their first link, each with these links."""
    spans: dict[str, list[Span]] = {}
    for edge in graph.links(path):
        target = edge.resolution.target
        if target in graph.vault.notes and target != path:
            spans.setdefault(target, []).append(edge.link.span)
    return [Call(_item(graph.vault.notes[target]), tuple(found)) for target, found in spans.items()]


def _item(note: Note) -> CallItem:
    return CallItem(without_extension(note.path.rpartition("/")[2]), note_place(note))
