"""Taking a stretch of a note to another note, so that every link to it and in it still leads where it did."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from wikilsp.features.refactorings.retarget import Goal, goal_of, retargeted
from wikilsp.index.graph import Graph
from wikilsp.note import Note
from wikilsp.syntax.definitions import label_key
from wikilsp.syntax.facts import BlockId, Definition, Heading, Link
from wikilsp.syntax.frontmatter import NAMING_KEYS
from wikilsp.syntax.parse import parse
from wikilsp.text import Edit, Span, apply_edits
from wikilsp.vault.changes import Changes
from wikilsp.vault.resolve import Resolution

_BRACKETED = re.compile(r"\[([^\[\]\r\n]+)\]")
_LINE_END = re.compile(r"\r\n?|\n")


class Passage(NamedTuple):
    """A piece of a note that leaves it. `edits` are made in it on the way, `indent` is cut off all its lines but one.

    The first line begins where the stretch does, behind its indent.
    """

    note: Note
    text: str
    span: Span
    edits: tuple[Edit, ...] = ()
    indent: str = ""

    def holds(self, span: Span) -> bool:
        """Does this place of the note lie in the stretch?"""
        return self.span.start <= span.start and span.end <= self.span.end

    def names_note(self) -> bool:
        """Does it hold a property that other notes may call the note by? Their links would no longer find it."""
        return any(made.id in NAMING_KEYS and self.holds(made.span) for made in self.note.facts.properties)

    def carried(self, edits: Iterable[Edit] = ()) -> str:
        """Give the text of the stretch as it arrives, with these edits, in places of the note, made as well."""
        text = edited(self.text, self.span, (*self.edits, *edits))
        indent, bare = re.escape(self.indent), re.escape(self.indent.rstrip())
        return re.sub(rf"(?<=[\r\n])(?:{indent}|{bare}(?=[\r\n]))", "", text) if self.indent else text


class MoveTarget(NamedTuple):
    """The note that a stretch arrives at the end of. One that is yet to be made has no text and is not in the vault."""

    note: Note
    text: str = ""

    def with_last(self, text: str) -> Edit:
        """Give the edit that appends a text, parted by one blank line from what is there."""
        newline, end = self.note.facts.newline, len(self.text)
        ends = len(_LINE_END.findall(self.text[len(self.text.rstrip()) :]))
        gap = newline * max(2 - ends, 0) if self.text.strip() else ""
        return Edit(Span(end, end), gap + _LINE_END.sub(newline, text) + newline)


def edited(text: str, span: Span, edits: Iterable[Edit]) -> str:
    """Give a piece of a text with edits made that are in places of the whole text."""
    shifted = (Edit(Span(start - span.start, end - span.start), content) for (start, end), content in edits)
    return apply_edits(text[slice(*span)], shifted)


def move_text(graph: Graph, stretch: Passage, home: MoveTarget, left: str) -> Changes:
    """Take a stretch to the end of another note and leave `left` where it was.

    Give no change if `left` would be no link there, as in code, or if the rest would be read otherwise, as when a
    fence is cut in two.
    """
    note, vault = stretch.note, graph.vault
    newline = note.facts.newline
    kept = [stretch.text[slice(*made.span)] for made in _definitions(stretch, inside=True)]
    leaving = Edit(stretch.span, _with_copies(left, kept, newline))
    after = _After(graph, stretch, home, leaving)
    if not after.is_as_before(left):
        return Changes()
    edits: dict[str, list[Edit]] = {note.path: [leaving]}
    carried: list[Edit] = []
    for source, link, resolution in _concerned(graph, stretch):
        leaves = source == note.path and stretch.holds(link.span)
        goal = after.goal(source, link, resolution)
        if goal:
            there = after.home if leaves else vault.notes[source]
            (carried if leaves else edits.setdefault(source, [])).extend(retargeted(vault, link, source, there, goal))
    copies = [after.copy(made) for made in _definitions(stretch, inside=False)]
    arriving = home.with_last(_with_copies(stretch.carried(carried), copies, newline))
    creates = {}
    if home.note.path in vault.notes:
        edits.setdefault(home.note.path, []).append(arriving)
    else:
        creates[home.note.path] = arriving.content
    return Changes({path: tuple(sorted(made)) for path, made in edits.items() if made}, creates=creates)


def _concerned(graph: Graph, stretch: Passage) -> Iterator[tuple[str, Link, Resolution]]:
    """Give the links that leave, and those that may mean something that leaves or is numbered anew, each once."""
    path = stretch.note.path
    leaving = [edge for edge in graph.links(path) if stretch.holds(edge.link.span)]
    coming = [
        edge
        for edge in graph.backlinks(path)
        if (edge.link.headings or edge.link.block) and not (edge.source == path and stretch.holds(edge.link.span))
    ]
    for source, link, resolution in (*leaving, *coming):
        # The destination of a link that has a reference stands at its definition. A note with bytes that are no UTF-8
        # is never written.
        if link.reference is None and graph.vault.notes[source].undecodable is None:
            yield source, link, resolution


def _definitions(stretch: Passage, *, inside: bool) -> list[Definition]:
    """Give the definitions on one side of the cut, `inside` the stretch or outside, that the other side uses."""
    definitions = stretch.note.facts.definitions
    if not definitions:
        return []
    start, end = stretch.span
    reader = stretch.text[:start] + stretch.text[end:] if inside else stretch.text[start:end]
    used = {label_key(match[1]) for match in _BRACKETED.finditer(reader)}
    return [made for made in definitions if stretch.holds(made.span) == inside and label_key(made.label) in used]


class _After:
    """The two notes as they will be, and what became of the headings and blocks that were in the one."""

    def __init__(self, graph: Graph, stretch: Passage, home: MoveTarget, leaving: Edit) -> None:
        dialect = graph.vault.settings.dialect
        self.graph = graph
        self.stretch = stretch
        self.leaving = leaving
        self.source = Note(stretch.note.path, parse(apply_edits(stretch.text, [leaving]), dialect))
        copies = [stretch.text[slice(*made.span)] for made in _definitions(stretch, inside=False)]
        arriving = home.with_last(_with_copies(stretch.carried(), copies, stretch.note.facts.newline))
        self.home = Note(home.note.path, parse(apply_edits(home.text, [arriving]), dialect))
        before, there = stretch.note.facts, home.note.facts
        self._places: dict[Span, Goal] = {}
        self._is_sure = self._place(
            before.headings, there.headings, self.source.facts.headings, self.home.facts.headings
        ) and self._place(before.blocks, there.blocks, self.source.facts.blocks, self.home.facts.blocks)
        links = len(before.links) + len(there.links) + 1
        self._is_sure = self._is_sure and links == len(self.source.facts.links) + len(self.home.facts.links)

    def is_as_before(self, left: str) -> bool:
        """Is there a link where the stretch was, and is all else still what it was?"""
        start = self.leaving.span.start
        has_link = any(link.span == Span(start, start + len(left)) for link in self.source.facts.links)
        return has_link and self._is_sure

    def goal(self, source: str, link: Link, resolution: Resolution) -> Goal | None:
        """Give where a link of the note `source` is to lead; None if it leads nowhere that it could lose."""
        goal = goal_of(self.graph.vault, source, link, resolution)
        if goal is None or goal.inside is None:
            return goal
        if goal.path == self.stretch.note.path:
            return self._places.get(goal.inside.span)
        return Goal(goal.path, self.home, goal.inside) if goal.path == self.home.path else goal

    def copy(self, made: Definition) -> str:
        """Give a definition as it is to stand in the other note."""
        note, link = self.stretch.note, made.link
        goal = self.goal(note.path, link, self.graph.vault.resolve(note, link)) if link else None
        edits = retargeted(self.graph.vault, link, note.path, self.home, goal) if link and goal else ()
        return edited(self.stretch.text, made.span, edits)

    def _place(
        self,
        before: Sequence[Heading | BlockId],
        there: Sequence[Heading | BlockId],
        source: Sequence[Heading | BlockId],
        home: Sequence[Heading | BlockId],
    ) -> bool:
        """Pair what was there with what is there now; say whether it is as many."""
        gone = [thing for thing in before if self.stretch.holds(thing.span)]
        stays = [thing for thing in before if not self.stretch.holds(thing.span)]
        arrived = home[len(there) :]
        for note, old, new in ((self.home, gone, arrived), (self.source, stays, source)):
            self._places.update({a.span: Goal(note.path, note, b) for a, b in zip(old, new, strict=False)})
        return len(gone) == len(arrived) and len(stays) == len(source)


def _with_copies(text: str, copies: list[str], newline: str) -> str:
    return newline.join([text, "", *copies] if copies else [text])
