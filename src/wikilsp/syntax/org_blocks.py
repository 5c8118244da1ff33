"""Finds Logseq's Org blocks, from `#+BEGIN_X` to `#+END_X`, before anything else of a note is read."""

import re
from bisect import bisect_left
from typing import NamedTuple

from wikilsp.syntax.openers import TAB
from wikilsp.syntax.properties import is_hidden
from wikilsp.syntax.scope import Scope
from wikilsp.text import Span

# Ignoring case takes `re` ten times as long, so the mark is looked for by itself.
_BEGIN = re.compile(r"#\+(?i:BEGIN_)")
_MARK = re.compile(r"#\+|```|~~~")
_END = re.compile(r"#\+(?i:END)_([^\s:]+)")
# Groups: indentation and quote markers, list markers, the rest of the line.
_LINE = re.compile(r"([ \t>]*)((?:[-*+][ \t]+)*)([^\r\n]*)(?:\r\n?|\n|\Z)")
_EDGE = re.compile(r"#\+(BEGIN|END)_([^\s:]+)", re.IGNORECASE)
_FENCE = re.compile(r"(```+(?=[^`]*\Z)|~~~+)(.*)", re.DOTALL)
_NOT_LINE_END = re.compile(r"[^\r\n]")
_QUERY = "QUERY"
_OPAQUE = frozenset(("SRC", "EXAMPLE", "EXPORT", "COMMENT", _QUERY))


class OrgBlocks(NamedTuple):
    """The Org blocks of a note."""

    text: str
    """The text of the note, with spaces in place of the contents of opaque blocks."""
    prose: list[Span]
    """The contents of the other blocks, in which no line is a property. They do not overlap."""
    queries: list[Span]
    """The contents of the blocks `#+BEGIN_QUERY`, which are opaque."""


def read_org_blocks(text: str) -> OrgBlocks:
    """Find the Org blocks of a note. `#+BEGIN_X` in a fence, or without an end, is text."""
    if not _BEGIN.search(text):
        return OrgBlocks(text, [], [])
    blocks, pos = _Blocks(text), 0
    while line := _next_line(text, pos, skips=blocks.is_idle):
        blocks.read(line)
        pos = line.end()
    parts, done = list[str](), 0
    for start, end in blocks.opaque:
        parts += (text[done:start], _NOT_LINE_END.sub(" ", text[start:end]))
        done = end
    return OrgBlocks("".join((*parts, text[done:])), _union(blocks.prose), blocks.queries)


def without_properties(scope: Scope, opaque: list[Span], prose: list[Span]) -> list[Span]:
    """Return the spans of a scope in which no property is read: its opaque text, and the prose in Org blocks."""
    if not prose or not is_hidden(prose, scope.start, scope.end):
        return opaque
    first = max(bisect_left(prose, (scope.start,)) - 1, 0)
    inside = prose[first : bisect_left(prose, (scope.end,))]
    return sorted(inside + [span for span in opaque if not is_hidden(inside, *span)])


def _next_line(text: str, pos: int, *, skips: bool) -> re.Match[str] | None:
    """Return the line at `pos`, or with `skips` the next one with a mark that may open something. None at the end."""
    if skips:
        mark = _MARK.search(text, pos)
        pos = _line_start(text, mark.start(), pos) if mark else len(text)
    return _LINE.match(text, pos) if pos < len(text) else None


def _line_start(text: str, offset: int, after: int) -> int:
    """Return the start of the line of an offset; `after` is the start of this or an earlier line."""
    return max(text.rfind("\n", after, offset) + 1, text.rfind("\r", after, offset) + 1, after)


def _last_ends(text: str) -> dict[str, int]:
    """Return the offset of the last line `#+END_X` by name."""
    ends: dict[str, int] = {}
    pos = 0
    while (end := _END.search(text, pos)) and (line := _LINE.match(text, _line_start(text, end.start(), pos))):
        if line.start(3) == end.start():
            ends[end[1].upper()] = line.start()
        pos = line.end()
    return ends


class _Opening(NamedTuple):
    """The line that opens a block or a fence: its markers, and the offset after it."""

    markers: str
    end: int


class _Blocks:
    """One pass over the lines of a note."""

    def __init__(self, text: str) -> None:
        self.opaque: list[Span] = []
        self.prose: list[Span] = []
        self.queries: list[Span] = []
        self._last_ends = _last_ends(text)
        """Without a later end, a block is not opened, since it would hide the rest."""
        self._open: dict[str, _Opening] = {}
        """The open blocks by name."""
        self._order: list[str] = []
        """The names in the order of their opening, with some that are closed."""
        self._inside = ""
        """The name of the open block if it is opaque."""
        self._fence = ("", _Opening("", 0))
        """The mark of the open fence."""

    @property
    def is_idle(self) -> bool:
        """Whether neither a block nor a fence is open."""
        return not (self._open or self._fence[0])

    def read(self, line: re.Match[str]) -> None:
        """Read the next line."""
        if line[2]:
            self._leave_items(line[1])
        edge = _EDGE.match(line[3])
        is_end = edge is not None and edge[1].upper() == "END"
        name = edge[2].upper() if edge else ""
        if self._inside:
            if is_end and name == self._inside:
                self.opaque.append(Span(self._open.pop(name).end, line.start()))
                self.queries += self.opaque[-1:] if name == _QUERY else ()
                self._inside = ""
        elif self._is_in_fence(line):
            pass
        elif is_end and name in self._open:
            self.prose.append(Span(self._open.pop(name).end, line.start()))
        elif edge and not is_end and name not in self._open and self._last_ends.get(name, -1) > line.start():
            self._open[name] = _Opening(line[1] + line[2], line.start(3) + edge.end())
            self._order.append(name)
            self._inside = name if name in _OPAQUE else ""

    def _leave_items(self, indentation: str) -> None:
        """Before a list item, leave the items that it is not in, with the blocks in them that are not closed."""
        while self._order:
            opening = self._open.get(self._order[-1])
            if opening and not _is_outside(indentation, opening):
                break
            name = self._order.pop()
            self._open.pop(name, None)
            self._inside = "" if name == self._inside else self._inside

    def _is_in_fence(self, line: re.Match[str]) -> bool:
        """Whether a line is part of a fence, which ends with its closing mark or with the list item that it is in."""
        mark, opening = self._fence
        if mark and line[3] and _is_outside(line[1], opening):
            mark = ""
        fence = _FENCE.match(line[3])
        is_closed = fence and mark and fence[1].startswith(mark) and not fence[2].strip()
        if mark:
            self._fence = ("" if is_closed else mark, opening)
        else:
            self._fence = (fence[1] if fence else "", _Opening(line[1] + line[2], 0))
        return bool(mark or fence)


def _is_outside(indentation: str, opening: _Opening) -> bool:
    """Whether a line with this indentation is outside of the list item or quote that a block is in."""
    if ">" in opening.markers:
        return ">" not in indentation
    return len(indentation.expandtabs(TAB)) < len(opening.markers.expandtabs(TAB))


def _union(spans: list[Span]) -> list[Span]:
    """Return spans that cover the same, in order, and do not overlap."""
    united: list[Span] = []
    for span in sorted(spans):
        if united and span.start <= united[-1].end:
            united[-1] = Span(united[-1].start, max(united[-1].end, span.end))
        else:
            united.append(span)
    return united
