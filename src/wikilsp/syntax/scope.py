"""A stretch of a note that is read as running text, and places in it."""

import re
from itertools import pairwise
from typing import NamedTuple

from wikilsp.text import Span

BLOCK_ID = re.compile(r"(?:\A|(?<=[ \t]))\^([\w-]+)[ \t]*\Z")
"""What a line ends with that names the block it stands in."""

_LINE_END = re.compile(r"\r\n?|\n")


class Scope(NamedTuple):
    """Text that no inline construct crosses: a paragraph, a heading, a table cell; `base` is its offset in the note.

    Quote markers at the line starts are blanked: but for them it is the note's text, with the same offsets.
    """

    text: str
    base: int
    in_table: bool = False

    def span(self, start: int, end: int) -> Span:
        """Turn offsets into this text into a span of the note."""
        return Span(self.base + start, self.base + end)

    @property
    def end(self) -> int:
        """The offset in the note where this text ends."""
        return self.base + len(self.text)


def scope_of(text: str, lines: list[Span]) -> Scope:
    """Make a scope of the content lines of a block, in order."""
    start, end = lines[0].start, lines[-1].end
    piece = text[start:end]
    if len(lines) == 1:
        return Scope(piece, start)
    parts = [text[start : lines[0].end]]
    for before, line in pairwise(lines):
        gap = text[before.end : line.start]
        ending = _LINE_END.match(gap)
        head = ending.group() if ending else ""
        parts += (head, " " * (len(gap) - len(head)), text[line.start : line.end])
    return Scope("".join(parts), start)
