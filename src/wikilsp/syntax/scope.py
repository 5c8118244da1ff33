"""Scopes: pieces of a note that are parsed as running text."""

import re
from itertools import pairwise
from typing import NamedTuple

from wikilsp.text import Span

BLOCK_ID = re.compile(r"(?:\A|(?<=[ \t]))\^([\w-]+)[ \t]*\Z")
"""A block id at the end of a line."""

_LINE_END = re.compile(r"\r\n?|\n")


class Scope(NamedTuple):
    """Text that inline syntax does not cross: a paragraph, a heading, a table cell. `base` is its offset in the note.

    It is the text of the note, except that quote markers at line starts are replaced by spaces.
    """

    text: str
    base: int
    in_table: bool = False

    def span(self, start: int, end: int) -> Span:
        """Convert offsets into this text to a span of the note."""
        return Span(self.base + start, self.base + end)

    @property
    def end(self) -> int:
        """The end of this text as an offset in the note."""
        return self.base + len(self.text)


def scope_of(text: str, lines: list[Span]) -> Scope:
    """Return the scope of a block with these content lines."""
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
