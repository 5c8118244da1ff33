"""Replaces an embed with the text that it shows."""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from wikilsp.features.answers import TextReader
from wikilsp.features.lines import markers_before
from wikilsp.features.offers import Offer
from wikilsp.features.places import fragment
from wikilsp.features.preview import block_span
from wikilsp.features.refactorings.retarget import Goal, goal_of, retarget
from wikilsp.index.graph import Edge, Graph
from wikilsp.note import Note
from wikilsp.syntax.facts import BlockId, Heading, Link
from wikilsp.syntax.frontmatter import body_start
from wikilsp.syntax.parse import parse
from wikilsp.syntax.sections import sections
from wikilsp.text import Edit, Span, apply_edits, apply_edits_within
from wikilsp.vault.changes import Changes
from wikilsp.vault.vault import Vault

_ITEM_MARKER = re.compile(r"[-*+]|\d{1,9}[.)]")
_LINE_END = re.compile(r"\r\n?|\n")
_DEEPEST = 6


def inline_embed(graph: Graph, note: Note, text: str, span: Span, read: TextReader) -> Iterator[Offer]:
    """Offer to inline the embed of another note at the cursor, if it is alone on its line."""
    for edge in graph.links(note.path):
        link, target = edge.link, graph.vault.notes.get(edge.resolution.target or "")
        is_selected = link.span.start <= span.start and span.end <= link.span.end
        if link.kind == "embed" and is_selected and target and target.is_read and target.path != note.path:
            before = None if link.in_table else markers_before(note, text, link.span)
            is_known = not (link.headings or link.block) or fragment(graph.vault, target, link) is not None
            if before is not None and is_known:
                make = partial(_inline, graph, note, text, edge, read, before)
                yield Offer(f"Replace {text[slice(*link.span)]} with its contents", "refactor.inline", make)


def _inline(graph: Graph, note: Note, text: str, edge: Edge, read: TextReader, before: str) -> Changes:
    target = graph.vault.notes[edge.resolution.target or ""]
    content = read(target.path)
    # The facts of the note must be up to date with this text.
    if content is None or len(content) != target.facts.length:
        return Changes()
    span, id_span = _embedded_span(graph.vault, target, content, edge.link)
    changes = [target.edit(id_span, "")] if id_span else []
    changes += _lower_headings(note, edge.link, target, content, span)
    for source, link, resolution in graph.links(target.path):
        if span.start <= link.span.start and link.span.end <= span.end and link.reference is None:
            goal = goal_of(graph.vault, source, link, resolution)
            changes += retarget(graph.vault, link, source, note, goal) if goal else ()
    lines = _dedent(_LINE_END.split(apply_edits_within(content, span, changes).strip("\r\n")))
    indent = _ITEM_MARKER.sub(lambda marker: " " * len(marker[0]), before)
    # A blank line needs no indent, but in a quote it needs the marker.
    later = ((indent + line).rstrip() if not line else indent + line for line in lines[1:])
    return _preserve_links(graph, note, text, note.edit(edge.link.span, note.facts.newline.join([lines[0], *later])))


def _dedent(lines: list[str]) -> list[str]:
    """Remove the indent of the first line from all lines, since a list item may be nested."""
    indent = lines[0][: len(lines[0]) - len(lines[0].lstrip(" \t"))]
    return [line.removeprefix(indent) for line in lines]


def _preserve_links(graph: Graph, note: Note, text: str, inlining: Edit) -> Changes:
    """Add the edits that preserve links to the note to the edit that inlines: headings may now be ambiguous."""
    after = Note(note.path, parse(apply_edits(text, [inlining]), graph.vault.settings.dialect))
    places: dict[Span, Heading | BlockId] = {}
    before: tuple[tuple[Sequence[Heading | BlockId], Sequence[Heading | BlockId]], ...] = (
        (note.facts.headings, after.facts.headings),
        (note.facts.blocks, after.facts.blocks),
    )
    for old, new in before:
        above = sum(each.span.start < inlining.span.start for each in old)
        places |= {each.span: new[at if at < above else at - len(old)] for at, each in enumerate(old)}
    edits = {note.path: [inlining]}
    for source, link, resolution in graph.backlinks(note.path):
        is_written = link.reference is None and graph.vault.notes[source].undecodable is None
        goal = goal_of(graph.vault, source, link, resolution) if is_written else None
        if goal and goal.inside:
            goal = Goal(note.path, after, places[goal.inside.span])
            edits.setdefault(source, []).extend(retarget(graph.vault, link, source, graph.vault.notes[source], goal))
    return Changes({path: tuple(sorted(of_note)) for path, of_note in edits.items() if of_note})


def _embedded_span(vault: Vault, target: Note, text: str, link: Link) -> tuple[Span, Span | None]:
    """Return the span of the target's text that an embed shows, and within it the span of a block id to drop."""
    inside = fragment(vault, target, link)
    if isinstance(inside, Heading):
        return next(section.span for section in sections(target.facts, text) if section.heading == inside), None
    if isinstance(inside, BlockId):
        span = block_span(target, inside, text, vault.settings.dialect)
        if inside.from_property or not span.start <= inside.span.start < span.end:
            return span, None
        blanks = len(text[: inside.span.start]) - len(text[: inside.span.start].rstrip(" \t"))
        return span, Span(inside.span.start - blanks, inside.span.end)
    start = body_start(text, target.facts.line_starts[0])
    return Span(start, max(start, len(text.rstrip()))), None


def _lower_headings(note: Note, link: Link, target: Note, text: str, span: Span) -> list[Edit]:
    """Return the edits that lower the embedded headings below the heading above the embed."""
    above = [heading.level for heading in note.facts.headings if heading.span.end <= link.span.start]
    inside = [heading for heading in target.facts.headings if span.start <= heading.span.start < span.end]
    # An underlined heading cannot be lowered.
    if not above or not inside or not all(text.startswith("#", heading.span.start) for heading in inside):
        return []
    levels = [heading.level for heading in inside]
    by = min(above[-1] + 1 - min(levels), _DEEPEST - max(levels))
    return [target.edit(Span(h.span.start, h.span.start), "#" * by) for h in inside if by > 0]
