"""Finds embeds that lead back to themselves: what they embed contains them, directly or by further embeds.

Only the embedded part counts: a whole note, a section, or the line of a block. The names that notes embed show which
notes may be on a cycle; only these are looked into.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from wikilsp.note import Note
from wikilsp.syntax.facts import Link
from wikilsp.vault.fragments import Fragments
from wikilsp.vault.resolve import Resolution

_Node = TypeVar("_Node", bound=Hashable)
_WHOLE = -1


class _Part(NamedTuple):
    """A part of a note that is embedded: from the start of a heading or block line, `_WHOLE` for the whole note."""

    path: str
    start: int
    is_block: bool = False


class _Embed(NamedTuple):
    """An embed: its note, its number and offset there, and the part that it embeds."""

    path: str
    number: int
    offset: int
    part: _Part


class EmbedSearch:
    """Looks at embeds of notes. The functions resolve a text, resolve a link, and return the fragments of a note."""

    def __init__(
        self,
        notes: Mapping[str, Note],
        resolve_text: Callable[[Note, str], Resolution],
        resolve: Callable[[Note, Link], Resolution],
        fragments: Callable[[Note], Fragments],
    ) -> None:
        self._notes = notes
        self._resolve_text = resolve_text
        self._resolve = resolve
        self._fragments = fragments

    def edges(self, paths: Iterable[str]) -> dict[str, list[str]]:
        """Return the notes that each of these notes embeds."""
        return {path: list(self._embedded_notes(self._notes[path])) for path in sorted(paths)}

    def _embedded_notes(self, note: Note) -> Iterator[str]:
        for text in note.summary.embeds:
            target = self._resolve_text(note, text).target if text else note.path
            if target is not None and target in self._notes:
                yield target

    def cycles(self, group: list[str]) -> dict[str, frozenset[int]]:
        """Return the numbers of the embeds on cycles in notes that embed each other."""
        members = set(group)
        embeds = [embed for path in group for embed in self._embeds(path, members)]
        parts = {embed.part for embed in embeds}
        within = [[part for part in self._parts_around(embed) if part in parts] for embed in embeds]
        edges: dict[_Part, list[_Part]] = {part: [] for part in parts}
        for embed, outer in zip(embeds, within, strict=True):
            for each in outer:
                edges[each].append(embed.part)
        component = {part: at for at, group in enumerate(components(edges)) for part in group}
        found: dict[str, set[int]] = {}
        for embed, outer in zip(embeds, within, strict=True):
            if any(component[each] == component[embed.part] for each in outer):
                found.setdefault(embed.path, set()).add(embed.number)
        return {path: frozenset(numbers) for path, numbers in found.items()}

    def _embeds(self, path: str, group: set[str]) -> Iterator[_Embed]:
        """Yield the embeds of a note whose parts are in a group of notes. Those in front matter do not count."""
        note = self._notes[path]
        front = _front_end(note)
        for number, link in enumerate(embeds_in(note)):
            if not link.quiet and link.span.start > front:
                target = self._resolve(note, link).target
                part = self._part(self._notes[target], link) if target in group else None
                if part:
                    yield _Embed(path, number, link.span.start, part)

    def _part(self, target: Note, link: Link) -> _Part | None:
        """Return the part of a note that a link names, None if it does not exist."""
        fragments = self._fragments(target)
        if link.block is not None:
            block = fragments.block(link.block)
            return _Part(target.path, _line(target, block.span.start), is_block=True) if block else None
        if not link.headings:
            return _Part(target.path, _WHOLE)
        heading = fragments.heading(link.headings)
        return _Part(target.path, heading.span.start) if heading else None

    def _parts_around(self, embed: _Embed) -> Iterator[_Part]:
        """Yield the parts of its note that contain an embed: all of it, its line, and the sections around it."""
        path, note = embed.path, self._notes[embed.path]
        yield _Part(path, _WHOLE)
        yield _Part(path, _line(note, embed.offset), is_block=True)
        at = _section(note, embed.offset)
        while at >= 0:
            yield _Part(path, note.facts.headings[at].span.start)
            at = self._fragments(note).parent_of(at)


class EmbedCycles:
    """The embeds on cycles. What a change of a note cannot affect is kept, since thousands of notes may embed one."""

    def __init__(self) -> None:
        self._edges: dict[str, list[str]] | None = None
        """The notes that each note embeds; None if names have changed since."""
        self._embedded = Counter[str]()
        """How many notes embed each note."""
        self._grouped: set[str] = set()
        """The notes that embed themselves, directly or by others."""
        self._found: dict[str, frozenset[int]] | None = None

    def find(self, search: EmbedSearch, paths: Iterable[str]) -> dict[str, frozenset[int]]:
        """Return the numbers of the embeds on cycles, by note. `paths` are the notes with embeds of notes."""
        if self._edges is None:
            self._edges = search.edges(paths)
            self._embedded = Counter(target for targets in self._edges.values() for target in targets)
            self._found = None
        if self._found is None:
            edges = self._edges
            groups = [group for group in components(edges) if len(group) > 1 or group[0] in edges[group[0]]]
            self._grouped = {path for group in groups for path in group}
            self._found = {path: found for group in groups for path, found in search.cycles(group).items()}
        return self._found

    def forget(self) -> None:
        """Look for all cycles again, since names have changed."""
        self._edges = None

    def change(self, search: EmbedSearch, old: Note, new: Note) -> None:
        """Record that a note of the vault was replaced by another version of it."""
        path = new.path
        if self._edges is None:
            return
        if old.summary.embeds == new.summary.embeds:
            if path in self._grouped and _shape(old) != _shape(new):
                self._found = None
            return
        self._embedded.subtract(self._edges.pop(path, ()))
        is_embedded = self._embedded[path] > 0
        if new.summary.embeds:
            self._edges |= search.edges([path])
            self._embedded.update(self._edges[path])
        # A note that no other one embeds is on no cycle, unless it embeds itself.
        if is_embedded or path in self._grouped or self._embedded[path]:
            self._found = None


def embeds_in(note: Note) -> list[Link]:
    """Return the embeds of a note, in the order of the text."""
    return [link for link in note.facts.links if link.kind == "embed"]


def _shape(note: Note) -> object:
    """Return what cycles depend on in a note besides the names in it: which of its parts each embed is in."""
    facts, front = note.facts, _front_end(note)
    blocks: dict[int, list[str]] = {}
    for block in facts.blocks:
        blocks.setdefault(_line(note, block.span.start), []).append(block.id)
    links = embeds_in(note)
    targets = [(link.path, link.headings, link.block, link.quiet or link.span.start < front) for link in links]
    places = [(_section(note, link.span.start), blocks.get(_line(note, link.span.start))) for link in links]
    return targets, places, list(blocks.values()), [(heading.level, heading.text) for heading in facts.headings]


def _front_end(note: Note) -> int:
    """Return the end of the last value in front matter, -1 if there is none."""
    return max((made.value.span.end for made in note.facts.properties if made.scope == "frontmatter"), default=-1)


def _section(note: Note, offset: int) -> int:
    """Return the number of the last heading before an offset, -1 if there is none."""
    return bisect_right(note.facts.headings, offset, key=lambda heading: heading.span.start) - 1


def _line(note: Note, offset: int) -> int:
    """Return the start of the line at an offset."""
    starts = note.facts.line_starts
    return starts[bisect_right(starts, offset) - 1]


def components(edges: Mapping[_Node, Iterable[_Node]]) -> list[list[_Node]]:
    """Return the strongly connected components of a graph. Nodes that are no key have no edges and are left out."""
    order: dict[_Node, int] = {}
    low: dict[_Node, int] = {}
    place: dict[_Node, int] = {}
    stack, on_stack, found = list[_Node](), set[_Node](), list[list[_Node]]()
    for root in edges:
        work = [] if root in order else [(root, iter(edges[root]))]
        while work:
            node, rest = work[-1]
            if node not in order:
                order[node] = low[node] = len(order)
                place[node] = len(stack)
                stack.append(node)
                on_stack.add(node)
            for child in rest:
                if child not in edges:
                    continue
                if child not in order:
                    work.append((child, iter(edges[child])))
                    break
                if child in on_stack:
                    low[node] = min(low[node], order[child])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    found.append(stack[place[node] :])
                    on_stack.difference_update(found[-1])
                    del stack[place[node] :]
    return found
