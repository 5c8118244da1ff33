"""Converts wikilinks to Markdown links and back: the link at the cursor, or all links of the note."""

import re
from collections.abc import Iterator
from functools import partial
from itertools import islice

from msgspec.structs import replace

from wikilsp.features.offers import Offer
from wikilsp.features.refactorings.retarget import Goal, goal_of, write_fragment, write_path
from wikilsp.index.graph import Edge, Graph
from wikilsp.note import Note
from wikilsp.syntax.facts import Link, LinkKind
from wikilsp.syntax.parse import parse
from wikilsp.targets import is_writable
from wikilsp.text import Edit, Span, SpanSet
from wikilsp.vault.changes import Changes
from wikilsp.vault.vault import Vault

_KIND = "refactor.rewrite"
_OTHER: dict[LinkKind, LinkKind] = {"wikilink": "link", "embed": "image", "link": "wikilink", "image": "embed"}
_WIKI: tuple[LinkKind, ...] = ("wikilink", "embed")
_IMAGE = re.compile(r"\.(?:avif|bmp|gif|ico|jpe?g|png|svg|tiff?|webp)\Z", re.IGNORECASE)
_MOST_TRIED = 200
"""Links to try before offering to convert them all, since editors ask for code actions at every cursor movement."""
_NOT_IN_LABEL = re.compile(r"[\r\n]|\[\[|\]\]|!?\[[^\]]*\]\(")
_BRACKET = re.compile(r"(?<!\\)[\[\]]")


def convert_link(graph: Graph, note: Note, text: str, span: Span) -> Iterator[Offer]:
    """Offer to convert the link at the cursor."""
    edge = _edge_at(graph, note, span)
    edit = convert(graph.vault, note, text, edge) if edge else None
    if edge and edit:
        title = "Convert to a Markdown link" if edge.link.kind in _WIKI else "Convert to a wikilink"
        yield Offer(title, _KIND, partial(Changes, {note.path: (edit,)}))


def convert_all_links(graph: Graph, note: Note, text: str, span: Span) -> Iterator[Offer]:
    """Offer to convert all links of the note that have the syntax of the link at the cursor."""
    edge = _edge_at(graph, note, span)
    if edge is None:
        return
    is_wiki = edge.link.kind in _WIKI
    others = [other for other in _convertible(graph, note) if (other.link.kind in _WIKI) == is_wiki]
    first = islice((other for other in others if other != edge), _MOST_TRIED)
    if any(convert(graph.vault, note, text, other) for other in first):
        kinds = ("wikilinks", "Markdown links") if is_wiki else ("Markdown links", "wikilinks")
        title = f"Convert all {kinds[0]} in this note to {kinds[1]}"
        yield Offer(title, _KIND, partial(_convert_all, graph, note, text, others))


def _edge_at(graph: Graph, note: Note, span: Span) -> Edge | None:
    """Return the innermost link around the selection."""
    edges = _convertible(graph, note)
    around = [edge for edge in edges if edge.link.span.start <= span.start and span.end <= edge.link.span.end]
    return around[-1] if around else None


def _convertible(graph: Graph, note: Note) -> list[Edge]:
    values = SpanSet(prop.value.span for prop in note.facts.properties)
    # In the values of properties, most apps show only wikilinks as links.
    return [
        edge
        for edge in graph.links(note.path)
        if edge.link.reference is None and not values.contains(Span(edge.link.span.start, edge.link.span.start + 1))
    ]


def convert(vault: Vault, note: Note, text: str, edge: Edge) -> Edit | None:
    """Return the edit that converts a link.

    None if no such link leads to the same place, or if the conversion would lose a title or an embedded note.
    """
    link = edge.link
    goal = goal_of(vault, note.path, link, edge.resolution)
    if goal is None or (goal.inside is None and (link.headings or link.block)):
        return None
    is_image = link.kind in ("embed", "image")
    if is_image and (goal.path in vault.notes or not _IMAGE.search(goal.path)):
        return None
    write = _write_markdown if link.kind in _WIKI else _write_wikilink
    link_text = write(vault, note, text, link, goal)
    return note.edit(link.span, link_text) if link_text and _leads_to_goal(vault, note, link_text, edge, goal) else None


def _write_markdown(vault: Vault, note: Note, text: str, link: Link, goal: Goal) -> str | None:
    other = replace(link, kind=_OTHER[link.kind])
    visible = text[slice(*link.label_span)] if link.label_span else _visible_text(link)
    if visible.count("[") != visible.count("]"):
        visible = _BRACKET.sub(r"\\\g<0>", visible)
    label = _bar_of(link).join((visible, *_size_texts(link)))
    path = "" if goal.path == note.path and goal.inside else write_path(vault, other, note, goal.path)
    return f"{'!' if link.kind == 'embed' else ''}[{label}]({path}{_fragment(vault, other, goal)})"


def _write_wikilink(vault: Vault, note: Note, text: str, link: Link, goal: Goal) -> str | None:
    last = link.block_span or (link.heading_spans or (link.path_span,))[-1]
    path = "" if goal.path == note.path and goal.inside else vault.shortest(goal.path, note)
    label = text[slice(*link.label_span)].strip() if link.label_span else ""
    # Anything after the destination, such as a title, would be lost.
    if text[last.end : link.span.end] not in (")", ">)") or _NOT_IN_LABEL.search(label) or not is_writable(path):
        return None
    other = replace(link, kind=_OTHER[link.kind])
    target = f"{path}{_fragment(vault, other, goal)}"
    labels = [label] if label not in ("", target, target.replace("#", " > ").removeprefix(" > ")) else []
    parts = (target, *labels, *_size_texts(link))
    if vault.settings.dialect.label_order == "label-first":
        parts = (*parts[1:], target)
    return f"{'!' if link.kind == 'image' else ''}[[{_bar_of(link).join(parts)}]]"


def _visible_text(link: Link) -> str:
    """Return the text that a wikilink without a label shows."""
    return " > ".join(filter(None, (link.path, *link.headings, link.block and f"^{link.block}")))


def _size_texts(link: Link) -> list[str]:
    """Return the size of an image as written, if it has one."""
    return ["x".join(str(side) for side in link.size if side is not None)] if link.size else []


def _bar_of(link: Link) -> str:
    return "\\|" if link.in_table else "|"


def _fragment(vault: Vault, link: Link, goal: Goal) -> str:
    fragment_text = write_fragment(vault, link, goal.note, goal.inside) if goal.note and goal.inside else None
    return f"#{fragment_text}" if fragment_text else ""


def _leads_to_goal(vault: Vault, note: Note, link_text: str, edge: Edge, goal: Goal) -> bool:
    """Whether a text is parsed as a single link, in a table if need be, and leads to the same goal."""
    links = parse(link_text.replace("\\|", "|") if edge.link.in_table else link_text, vault.settings.dialect).links
    if len(links) != 1 or links[0].kind != _OTHER[edge.link.kind]:
        return False
    return goal_of(vault, note.path, links[0], vault.resolve(note, links[0])) == goal


def _convert_all(graph: Graph, note: Note, text: str, edges: list[Edge]) -> Changes:
    edits: list[Edit] = []
    for edge in edges:
        edit = convert(graph.vault, note, text, edge)
        # Skip a link nested in the text of another one.
        if edit and (not edits or edits[-1].span.end <= edit.span.start):
            edits.append(edit)
    return Changes({note.path: tuple(edits)}) if edits else Changes()
