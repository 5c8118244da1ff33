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


class _Blocks:
    """One pass over the lines of a note."""

    def __init__(self, text: str) -> None:
        self.opaque: list[Span] = []
        self.prose: list[Span] = []
        edges = ((_EDGE.match(line[3]), line.start()) for line in _LINE.finditer(text))
        self._last_ends = {edge[2].upper(): at for edge, at in edges if edge and edge[1].upper() == "END"}
        """The offset of the last `#+END_X` by name. Without it, a block that is not closed would hide the rest."""
        self._fence = ""
        self._fence_line = ("", "")
        self._open: dict[str, int] = {}
        """The starts of the open blocks by name."""
        self._inside = ""
        """The name of the open block if it is opaque."""

    def read(self, line: re.Match[str]) -> None:
        """Read the next line."""
        edge = _EDGE.match(line[3])
        is_end = edge is not None and edge[1].upper() == "END"
        name = edge[2].upper() if edge else ""
        if self._inside:
            if is_end and name == self._inside:
                self.opaque.append(Span(self._open.pop(name), line.start()))
                self._inside = ""
        elif self._is_in_fence(line):
            pass
        elif is_end and name in self._open:
            self.prose.append(Span(self._open.pop(name), line.start()))
        elif edge and not is_end and self._last_ends.get(name, -1) > line.start():
            self._open.setdefault(name, line.start(3) + edge.end())
            self._inside = name if name in _OPAQUE else ""

    def _is_in_fence(self, line: re.Match[str]) -> bool:
        """Whether a line is part of a fence, which ends with its closing mark or with the list item that it is in."""
        if self._fence and line[3] and self._is_outside(line[1]):
            self._fence = ""
        mark = _FENCE.match(line[3])
        if not self._fence:
            self._fence = mark[1] if mark else ""
            self._fence_line = (line[1], line[2])
            return bool(mark)
        if mark and mark[1].startswith(self._fence) and not mark[2].strip():
            self._fence = ""
        return True

    def _is_outside(self, indentation: str) -> bool:
        """Whether a line with this indentation is outside of the list item or quote that the open fence is in."""
        before = "".join(self._fence_line)
        if ">" in before:
            return ">" not in indentation
        return len(indentation.expandtabs(TAB)) < len(before.expandtabs(TAB))


def _union(spans: list[Span]) -> list[Span]:
    """Return spans that cover the same, in order, and do not overlap."""
    united: list[Span] = []
    for span in sorted(spans):
        if united and span.start <= united[-1].end:
            united[-1] = Span(united[-1].start, max(united[-1].end, span.end))
        else:
            united.append(span)
    return united
