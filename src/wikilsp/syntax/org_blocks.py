"""Finds Logseq's Org blocks, from `#+BEGIN_X` to `#+END_X`, before anything else of a note is read."""

import re
from typing import NamedTuple

from wikilsp.syntax.openers import TAB
from wikilsp.text import Span

_BEGIN = re.compile(r"#\+BEGIN_", re.IGNORECASE)
# Groups: indentation and quote markers, list markers, the rest of the line.
_LINE = re.compile(r"([ \t>]*)((?:[-*+][ \t]+)*)([^\r\n]*)(?:\r\n?|\n|\Z)")
_EDGE = re.compile(r"#\+(BEGIN|END)_([^\s:]+)", re.IGNORECASE)
_FENCE = re.compile(r"(```+(?=[^`]*\Z)|~~~+)(.*)", re.DOTALL)
_NOT_LINE_END = re.compile(r"[^\r\n]")
_OPAQUE = frozenset(("SRC", "EXAMPLE", "EXPORT", "COMMENT", "QUERY"))


class OrgBlocks(NamedTuple):
    """The Org blocks of a note."""

    text: str
    """The text of the note, with spaces in place of the contents of opaque blocks."""
    prose: list[Span]
    """The contents of the other blocks, in which no line is a property. They do not overlap."""


def read_org_blocks(text: str) -> OrgBlocks:
    """Find the Org blocks of a note. `#+BEGIN_X` in a fence, or without an end, is text."""
    if not _BEGIN.search(text):
        return OrgBlocks(text, [])
    blocks = _Blocks(text)
    for line in _LINE.finditer(text):
        blocks.read(line)
    parts, done = list[str](), 0
    for start, end in blocks.opaque:
        parts += (text[done:start], _NOT_LINE_END.sub(" ", text[start:end]))
        done = end
    return OrgBlocks("".join((*parts, text[done:])), _union(blocks.prose))


class _Opening(NamedTuple):
    """The line that opens a block or a fence: its markers, and the offset after it."""

    markers: str
    end: int


class _Blocks:
    """One pass over the lines of a note."""

    def __init__(self, text: str) -> None:
        self.opaque: list[Span] = []
        self.prose: list[Span] = []
        edges = ((_EDGE.match(line[3]), line.start()) for line in _LINE.finditer(text))
        self._last_ends = {edge[2].upper(): at for edge, at in edges if edge and edge[1].upper() == "END"}
        """The offset of the last `#+END_X` by name. Without it, a block that is not closed would hide the rest."""
        self._open: dict[str, _Opening] = {}
        """The open blocks by name."""
        self._order: list[str] = []
        """The names in the order of their opening, with some that are closed."""
        self._inside = ""
        """The name of the open block if it is opaque."""
        self._fence = ("", _Opening("", 0))
        """The mark of the open fence."""

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
