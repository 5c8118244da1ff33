"""Writing wikilinks as Markdown links, and Markdown links as wikilinks: the one at the cursor, or all in the note."""

import re
from collections.abc import Iterator
from functools import partial
from itertools import islice

from msgspec.structs import replace

from wikilsp.features.offers import Offer
from wikilsp.features.refactorings.retarget import Goal, goal_of, written_fragment, written_path
from wikilsp.index.graph import Edge, Graph
from wikilsp.note import Note
from wikilsp.syntax.facts import Link, LinkKind
from wikilsp.syntax.parse import parse
from wikilsp.targets import is_writable
from wikilsp.text import Edit, Span, Stretches
from wikilsp.vault.changes import Changes
from wikilsp.vault.vault import Vault

_KIND = "refactor.rewrite"
_OTHER: dict[LinkKind, LinkKind] = {"wikilink": "link", "embed": "image", "link": "wikilink", "image": "embed"}
_WIKI: tuple[LinkKind, ...] = ("wikilink", "embed")
_IMAGE = re.compile(r"\.(?:avif|bmp|gif|ico|jpe?g|png|svg|tiff?|webp)\Z", re.IGNORECASE)
_MOST_TRIED = 200
"""Links that are tried for an offer, since an editor asks for offers wherever the cursor goes."""
_NOT_IN_LABEL = re.compile(r"[\r\n]|\[\[|\]\]|!?\[[^\]]*\]\(")
_BRACKET = re.compile(r"(?<!\\)[\[\]]")


def convert_link(graph: Graph, note: Note, text: str, span: Span) -> Iterator[Offer]:
    """Offer to write the link at the cursor the other way."""
    edge = _here(graph, note, span)
    edit = converted(graph.vault, note, text, edge) if edge else None
    if edge and edit:
        title = "Write as a Markdown link" if edge.link.kind in _WIKI else "Write as a wikilink"
        yield Offer(title, _KIND, partial(Changes, {note.path: (edit,)}))


def convert_all_links(graph: Graph, note: Note, text: str, span: Span) -> Iterator[Offer]:
    """Offer to write the other way all links that lead somewhere and are of the kind of the one at the cursor."""
    edge = _here(graph, note, span)
    if edge is None:
        return
    is_wiki = edge.link.kind in _WIKI
    others = [other for other in _convertible(graph, note) if (other.link.kind in _WIKI) == is_wiki]
    first = islice((other for other in others if other != edge), _MOST_TRIED)
    if any(converted(graph.vault, note, text, other) for other in first):
        kinds = ("wikilinks", "Markdown links") if is_wiki else ("Markdown links", "wikilinks")
        title = f"Write all {kinds[0]} in this note as {kinds[1]}"
        yield Offer(title, _KIND, partial(_all_converted, graph, note, text, others))


def _here(graph: Graph, note: Note, span: Span) -> Edge | None:
    """Give the innermost link at the cursor."""
    edges = _convertible(graph, note)
    here = [edge for edge in edges if edge.link.span.start <= span.start and span.end <= edge.link.span.end]
    return here[-1] if here else None


def _convertible(graph: Graph, note: Note) -> list[Edge]:
    values = Stretches(made.value.span for made in note.facts.properties)
    # Only a wikilink is read as one in the value of a property.
    return [
        edge
        for edge in graph.links(note.path)
        if edge.link.reference is None and not values.hold(Span(edge.link.span.start, edge.link.span.start + 1))
    ]


def converted(vault: Vault, note: Note, text: str, edge: Edge) -> Edit | None:
    """Give the edit that writes a link the other way.

    None if no such link leads to the same place, or if something would be lost by it: a title, or an embedded note.
    """
    link = edge.link
    goal = goal_of(vault, note.path, link, edge.resolution)
    if goal is None or (goal.inside is None and (link.headings or link.block)):
        return None
    is_image = link.kind in ("embed", "image")
    if is_image and (goal.path in vault.notes or not _IMAGE.search(goal.path)):
        return None
    write = _as_markdown if link.kind in _WIKI else _as_wikilink
    written = write(vault, note, text, link, goal)
    return Edit(link.span, written) if written and _leads_there(vault, note, written, edge, goal) else None


def _as_markdown(vault: Vault, note: Note, text: str, link: Link, goal: Goal) -> str | None:
    other = replace(link, kind=_OTHER[link.kind])
    shown = text[slice(*link.label_span)] if link.label_span else _shown(link)
    if shown.count("[") != shown.count("]"):
        shown = _BRACKET.sub(r"\\\g<0>", shown)
    label = _bar(link).join((shown, *_size(link)))
    path = "" if goal.path == note.path and goal.inside else written_path(vault, other, note, goal.path)
    return f"{'!' if link.kind == 'embed' else ''}[{label}]({path}{_fragment(vault, other, goal)})"


def _as_wikilink(vault: Vault, note: Note, text: str, link: Link, goal: Goal) -> str | None:
    last = link.block_span or (link.heading_spans or (link.path_span,))[-1]
    path = "" if goal.path == note.path and goal.inside else vault.shortest(goal.path, note)
    label = text[slice(*link.label_span)].strip() if link.label_span else ""
    # What stands behind the destination would be lost.
    if text[last.end : link.span.end] not in (")", ">)") or _NOT_IN_LABEL.search(label) or not is_writable(path):
        return None
    other = replace(link, kind=_OTHER[link.kind])
    target = f"{path}{_fragment(vault, other, goal)}"
    labels = [label] if label not in ("", target, target.replace("#", " > ").removeprefix(" > ")) else []
    parts = (target, *labels, *_size(link))
    if vault.settings.dialect.label_order == "label-first":
        parts = (*parts[1:], target)
    return f"{'!' if link.kind == 'image' else ''}[[{_bar(link).join(parts)}]]"


def _shown(link: Link) -> str:
    """Give what a reader sees of a wikilink without a label."""
    return " > ".join(filter(None, (link.path, *link.headings, link.block and f"^{link.block}")))


def _size(link: Link) -> list[str]:
    """Give the size of an image as it is written, if it has one."""
    return ["x".join(str(side) for side in link.size if side is not None)] if link.size else []


def _bar(link: Link) -> str:
    return "\\|" if link.in_table else "|"


def _fragment(vault: Vault, link: Link, goal: Goal) -> str:
    written = written_fragment(vault, link, goal.note, goal.inside) if goal.note and goal.inside else None
    return f"#{written}" if written else ""


def _leads_there(vault: Vault, note: Note, written: str, edge: Edge, goal: Goal) -> bool:
    """Is what was written one link, to the same place? In a table it is read in a table."""
    made = parse(written.replace("\\|", "|") if edge.link.in_table else written, vault.settings.dialect).links
    if len(made) != 1 or made[0].kind != _OTHER[edge.link.kind]:
        return False
    return goal_of(vault, note.path, made[0], vault.resolve(note, made[0])) == goal


def _all_converted(graph: Graph, note: Note, text: str, edges: list[Edge]) -> Changes:
    edits: list[Edit] = []
    for edge in edges:
        edit = converted(graph.vault, note, text, edge)
        # A link in the text of another one is left alone.
        if edit and (not edits or edits[-1].span.end <= edit.span.start):
            edits.append(edit)
    return Changes({note.path: tuple(edits)}) if edits else Changes()
