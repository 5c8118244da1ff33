"""Folds the lines of quoted YAML scalars, and finds the places in the source that the folded text comes from."""

import re
from bisect import bisect_right
from operator import attrgetter
from typing import NamedTuple

from wikilsp.text import Span

_BREAK = re.compile(r"\r\n?|\n")
_BREAKS = re.compile(r"(?:\r\n?|\n)(?>(?:[ \t]*+(?:\r\n?|\n))*)[ \t]*+")
"""Line endings, with the blank lines between them and the indentation after them."""


class _Line(NamedTuple):
    """A line of the source: where it starts in the folded text and in the note, and how much of it is kept."""

    at: int
    offset: int
    kept: int


class FoldedText(NamedTuple):
    """The inside of a quoted scalar, or a part of it, as YAML folds it. Other escapes are kept."""

    text: str
    lines: list[_Line]

    def source(self, span: Span) -> Span:
        """Return the span in the note of a span of the folded text."""
        start = self._offset(span.start)
        return Span(start, self._end(span.end)) if span.end > span.start else Span(start, start)

    def _offset(self, at: int) -> int:
        line = self.lines[self._index(at)]
        return line.offset + min(at - line.at, line.kept)

    def _end(self, at: int) -> int:
        index = self._index(at - 1)
        line = self.lines[index]
        return line.offset + at - line.at if at - line.at <= line.kept else self.lines[index + 1].offset

    def _index(self, at: int) -> int:
        return bisect_right(self.lines, at, key=attrgetter("at")) - 1


def has_line_break(text: str) -> bool:
    """Whether a text consists of several lines."""
    return "\n" in text or "\r" in text


def fold_lines(source: str, quote: str, base: int = 0) -> FoldedText:
    """Fold the inside of a scalar with these quotes, which starts at offset `base` of the note.

    A line ending becomes a space, or line endings if blank lines follow; a double-quoted one after a backslash nothing.
    """
    parts, lines, at, done = list[str](), list[_Line](), 0, 0
    for run in _BREAKS.finditer(source):
        kept, joint = _fold_end(source[done : run.start()], quote)
        joint = "\n" * (len(_BREAK.findall(run[0])) - 1) or joint
        lines.append(_Line(at, base + done, len(kept)))
        parts += (kept, joint)
        at += len(kept) + len(joint)
        done = run.end()
    lines.append(_Line(at, base + done, len(source) - done))
    return FoldedText("".join((*parts, source[done:])), lines)


def _fold_end(line: str, quote: str) -> tuple[str, str]:
    """Split a line, which a line ending follows, into the kept text and the replacement of the line ending."""
    if quote == '"' and _is_escaped(line, len(line)):
        return line[:-1], ""
    kept = len(line.rstrip(" \t"))
    # A blank after a backslash is kept.
    kept += quote == '"' and kept < len(line) and _is_escaped(line, kept)
    return line[:kept], " "


def _is_escaped(text: str, end: int) -> bool:
    """Whether an odd number of backslashes stands before `end`."""
    before = text[:end]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1
