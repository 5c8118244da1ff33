"""Finds embeds that lead back to themselves: what they embed contains them, directly or by further embeds.

Only the embedded part counts: a whole note, a section, or the line of a block. The names that notes embed show which
notes may be on a cycle; only these are looked into.
"""

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from wikilsp.note import Note
from wikilsp.syntax.facts import Heading, Link
from wikilsp.text import Span
from wikilsp.vault.fragments import Fragments
from wikilsp.vault.resolve import Resolution

_Node = TypeVar("_Node", bound=Hashable)
_WHOLE = -1


class _Part(NamedTuple):
    """A part of a note that is embedded: from the start of a heading or block line, `_WHOLE` for the whole note."""

    path: str
    start: int
    is_block: bool = False


class EmbedCycles:
    """Finds embeds on cycles. The functions resolve a text, resolve a link, and return the fragments of a note."""

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

    def find(self, paths: Iterable[str]) -> dict[str, frozenset[Span]]:
        """Return the spans of the embeds on cycles, by note. `paths` are the notes with embeds of notes."""
        notes = {path: list(self._embedded_notes(path)) for path in sorted(paths)}
        groups = [group for group in components(notes) if len(group) > 1 or group[0] in notes[group[0]]]
        return {path: spans for group in groups for path, spans in self._find_in(group).items() if spans}

    def _embedded_notes(self, path: str) -> Iterator[str]:
        note = self._notes[path]
        for text in note.summary.embeds:
            target = self._resolve_text(note, text).target if text else path
            if target is not None and target in self._notes:
                yield target

    def _find_in(self, group: list[str]) -> dict[str, frozenset[Span]]:
        """Return the spans of the embeds on cycles in notes that embed each other."""
        embeds = [(path, link, part) for path in group for link, part in self._embeds(path, set(group))]
        parts = {part for _, _, part in embeds}
        within = [
            [part for part in self._parts_around(path, link.span.start) if part in parts] for path, link, _ in embeds
        ]
        edges: dict[_Part, list[_Part]] = {part: [] for part in parts}
        for (_, _, part), outer in zip(embeds, within, strict=True):
            for each in outer:
                edges[each].append(part)
        number = {part: at for at, group in enumerate(components(edges)) for part in group}
        found: dict[str, set[Span]] = {}
        for (path, link, part), outer in zip(embeds, within, strict=True):
            if any(number[each] == number[part] for each in outer):
                found.setdefault(path, set()).add(link.span)
        return {path: frozenset(spans) for path, spans in found.items()}

    def _embeds(self, path: str, group: set[str]) -> Iterator[tuple[Link, _Part]]:
        """Yield the embeds of a note with the parts that they embed, if these are in a group of notes."""
        note = self._notes[path]
        front = max((made.value.span.end for made in note.facts.properties if made.scope == "frontmatter"), default=-1)
        for link in note.facts.links:
            if link.kind == "embed" and not link.quiet and link.span.start > front:
                target = self._resolve(note, link).target
                part = self._part(self._notes[target], link) if target in group else None
                if part:
                    yield link, part

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

    def _parts_around(self, path: str, offset: int) -> Iterator[_Part]:
        """Yield the parts of a note that contain an offset: all of it, its line, and the sections around it."""
        note = self._notes[path]
        yield _Part(path, _WHOLE)
        yield _Part(path, _line(note, offset), is_block=True)
        headings: tuple[Heading, ...] = note.facts.headings
        at = bisect_right(headings, offset, key=lambda heading: heading.span.start) - 1
        while at >= 0:
            yield _Part(path, headings[at].span.start)
            at = self._fragments(note).parent_of(at)


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
