"""Moves a passage of a note to another note, preserving every link to it and in it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from wikilsp.features.refactorings.retarget import Goal, goal_of, retarget
from wikilsp.index.graph import Graph
from wikilsp.note import Note
from wikilsp.syntax.definitions import label_key
from wikilsp.syntax.facts import BlockId, Definition, Heading, Link
from wikilsp.syntax.frontmatter import NAMING_KEYS
from wikilsp.syntax.parse import parse
from wikilsp.text import Edit, Span, apply_edits, apply_edits_within
from wikilsp.vault.changes import Changes
from wikilsp.vault.resolve import Resolution

_BRACKETED = re.compile(r"\[([^\[\]\r\n]+)\]")
_LINE_END = re.compile(r"\r\n?|\n")


class Passage(NamedTuple):
    """A span of a note to move. `edits` are applied to it, and `indent` is removed from all lines except the first.

    The first line has no indent, since the span starts after it.
    """

    note: Note
    text: str
    span: Span
    edits: tuple[Edit, ...] = ()
    indent: str = ""

    def contains(self, span: Span) -> bool:
        """Whether a span of the note lies in the passage."""
        return self.span.start <= span.start and span.end <= self.span.end

    def names_note(self) -> bool:
        """Whether it contains a property that names the note, such as an alias, which other notes may link by."""
        return any(prop.id in NAMING_KEYS and self.contains(prop.span) for prop in self.note.facts.properties)

    def moved_text(self, edits: Iterable[Edit] = ()) -> str:
        """Return the text to insert in the other note, with additional edits. Edits are in offsets of the note."""
        text = apply_edits_within(self.text, self.span, (*self.edits, *edits))
        indent, bare = re.escape(self.indent), re.escape(self.indent.rstrip())
        return re.sub(rf"(?<=[\r\n])(?:{indent}|{bare}(?=[\r\n]))", "", text) if self.indent else text


class MoveTarget(NamedTuple):
    """The note to append to. A note to create has no text and is not in the vault."""

    note: Note
    text: str = ""

    def append_edit(self, text: str) -> Edit:
        """Return the edit that appends a text after a blank line."""
        newline, end = self.note.facts.newline, len(self.text)
        ends = len(_LINE_END.findall(self.text[len(self.text.rstrip()) :]))
        gap = newline * max(2 - ends, 0) if self.text.strip() else ""
        return self.note.edit(Span(end, end), gap + _LINE_END.sub(newline, text) + newline)


def move_text(graph: Graph, passage: Passage, target: MoveTarget, leftover: str) -> Changes:
    """Return the changes that move a passage to the end of another note and leave the link `leftover` in its place.

    No changes if `leftover` would not be a link there, as in code, or if the rest of a note would be parsed
    differently, as when a fence is split.
    """
    note, vault = passage.note, graph.vault
    newline = note.facts.newline
    copied = [passage.text[slice(*definition.span)] for definition in _shared_definitions(passage, inside=True)]
    leaving = note.edit(passage.span, _with_copies(leftover, copied, newline))
    after = _NotesAfterMove(graph, passage, target, leaving)
    if not after.is_intact(leftover):
        return Changes()
    edits: dict[str, list[Edit]] = {note.path: [leaving]}
    edits_inside: list[Edit] = []
    for source, link, resolution in _affected_links(graph, passage):
        leaves = source == note.path and passage.contains(link.span)
        goal = after.goal(source, link, resolution)
        if goal:
            new_source = after.target if leaves else vault.notes[source]
            new_edits = edits_inside if leaves else edits.setdefault(source, [])
            new_edits.extend(retarget(vault, link, source, new_source, goal))
    copies = [after.copy(definition) for definition in _shared_definitions(passage, inside=False)]
    arriving = target.append_edit(_with_copies(passage.moved_text(edits_inside), copies, newline))
    creates = {}
    if target.note.path in vault.notes:
        edits.setdefault(target.note.path, []).append(arriving)
    else:
        creates[target.note.path] = arriving.content
    return Changes(
        {path: tuple(sorted(note_edits)) for path, note_edits in edits.items() if note_edits}, creates=creates
    )


def _affected_links(graph: Graph, passage: Passage) -> Iterator[tuple[str, Link, Resolution]]:
    """Yield once each link in the passage, and each link to a heading or block of the note, which may move with it."""
    path = passage.note.path
    leaving = [edge for edge in graph.links(path) if passage.contains(edge.link.span)]
    incoming = [
        edge
        for edge in graph.backlinks(path)
        if (edge.link.headings or edge.link.block) and not (edge.source == path and passage.contains(edge.link.span))
    ]
    for source, link, resolution in (*leaving, *incoming):
        # The destination of a link by reference is at its definition. A note that is not UTF-8 is never written.
        if link.reference is None and graph.vault.notes[source].undecodable is None:
            yield source, link, resolution


def _shared_definitions(passage: Passage, *, inside: bool) -> list[Definition]:
    """Return the definitions inside or outside the passage that are used on the other side."""
    definitions = passage.note.facts.definitions
    if not definitions:
        return []
    start, end = passage.span
    other_side = passage.text[:start] + passage.text[end:] if inside else passage.text[start:end]
    used = {label_key(match[1]) for match in _BRACKETED.finditer(other_side)}
    return [
        definition
        for definition in definitions
        if passage.contains(definition.span) == inside and label_key(definition.label) in used
    ]


class _NotesAfterMove:
    """The two notes after the move, with the new places of headings and blocks."""

    def __init__(self, graph: Graph, passage: Passage, target: MoveTarget, leaving: Edit) -> None:
        dialect = graph.vault.settings.dialect
        self.graph = graph
        self.passage = passage
        self.leaving = leaving
        self.source = Note(passage.note.path, parse(apply_edits(passage.text, [leaving]), dialect))
        copies = [passage.text[slice(*definition.span)] for definition in _shared_definitions(passage, inside=False)]
        arriving = target.append_edit(_with_copies(passage.moved_text(), copies, passage.note.facts.newline))
        self.target = Note(target.note.path, parse(apply_edits(target.text, [arriving]), dialect))
        before, appended_to = passage.note.facts, target.note.facts
        self._places: dict[Span, Goal] = {}
        self._is_complete = self._record_pairs(
            before.headings, appended_to.headings, self.source.facts.headings, self.target.facts.headings
        ) and self._record_pairs(before.blocks, appended_to.blocks, self.source.facts.blocks, self.target.facts.blocks)
        links = len(before.links) + len(appended_to.links) + 1
        self._is_complete = self._is_complete and links == len(self.source.facts.links) + len(self.target.facts.links)

    def is_intact(self, leftover: str) -> bool:
        """Whether `leftover` is a link, and every other link, heading and block still exists."""
        start = self.leaving.span.start
        has_link = any(link.span == Span(start, start + len(leftover)) for link in self.source.facts.links)
        return has_link and self._is_complete

    def goal(self, source: str, link: Link, resolution: Resolution) -> Goal | None:
        """Return the goal of a link of the note `source` after the move; None if it has none to preserve."""
        goal = goal_of(self.graph.vault, source, link, resolution)
        if goal is None or goal.inside is None:
            return goal
        if goal.path == self.passage.note.path:
            return self._places.get(goal.inside.span)
        return Goal(goal.path, self.target, goal.inside) if goal.path == self.target.path else goal

    def copy(self, definition: Definition) -> str:
        """Return the text of a definition for the other note."""
        note, link = self.passage.note, definition.link
        goal = self.goal(note.path, link, self.graph.vault.resolve(note, link)) if link else None
        edits = retarget(self.graph.vault, link, note.path, self.target, goal) if link and goal else ()
        return apply_edits_within(self.passage.text, definition.span, edits)

    def _record_pairs(
        self,
        source_before: Sequence[Heading | BlockId],
        target_before: Sequence[Heading | BlockId],
        source_after: Sequence[Heading | BlockId],
        target_after: Sequence[Heading | BlockId],
    ) -> bool:
        """Record where headings or blocks are after the move. Return True if all of them pair up one to one."""
        moved = [each for each in source_before if self.passage.contains(each.span)]
        remaining = [each for each in source_before if not self.passage.contains(each.span)]
        appended = target_after[len(target_before) :]
        for note, old, new in ((self.target, moved, appended), (self.source, remaining, source_after)):
            self._places.update({a.span: Goal(note.path, note, b) for a, b in zip(old, new, strict=False)})
        return len(moved) == len(appended) and len(remaining) == len(source_after)


def _with_copies(text: str, copies: list[str], newline: str) -> str:
    return newline.join([text, "", *copies] if copies else [text])
