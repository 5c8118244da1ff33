"""Values for the blocks and lines of a note."""

import re
from itertools import accumulate
from typing import Literal, NamedTuple

from msgspec import Struct

from wikilsp.text import Span

BlockKind = Literal["paragraph", "heading", "row", "code", "fence", "html"]
OutlineKind = Literal["quote", "list", "item", "table", "paragraph", "heading", "code", "fence", "html"]

MAX_DEPTH = 100
"""Quotes and list items nested deeper than this are plain text, which bounds the time for hostile input."""

_LINE_END = re.compile(r"\r\n?|\n")


class ListItem(Struct, frozen=True, gc=False):
    """A list item, identified by its first line (0-based) and the number of items that start before it on that line."""

    line: int
    depth: int


class Block(Struct, frozen=True, gc=False):
    """A leaf block. `lines` is the content of each line, without list and quote markers.

    The `lines` of a heading are its text only. `span` always covers the whole block, from its first content.
    """

    kind: BlockKind
    first: int
    """The first line, 0-based."""
    span: Span
    lines: list[Span]
    item: ListItem | None
    """The innermost list item that contains the block."""
    level: int = 0
    """The level of a heading, 1 to 6."""
    setext: bool = False
    nested: bool = False
    """Whether the block is inside a quote or a list item."""


class BlockSpan(NamedTuple):
    """The lines of a leaf or container block, 0-based and without the line `end`."""

    kind: OutlineKind
    first: int
    end: int


class Lines(NamedTuple):
    """The lines of a note, without their line endings, and the offsets where each starts and ends."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    rows: list[str]

    def newline(self, text: str) -> str:
        """Return the first line ending of the text with these lines."""
        return text[self.ends[0] : self.starts[1]] if len(self.starts) > 1 else "\n"

    @classmethod
    def of(cls, text: str, start: int) -> "Lines":
        """Return the lines of a text. The first one starts at `start`."""
        if "\r" in text:
            endings = [match.span() for match in _LINE_END.finditer(text)]
            starts, ends = (start, *[end for _, end in endings]), (*[start for start, _ in endings], len(text))
            return cls(starts, ends, list(map(text.__getitem__, map(slice, starts, ends))))
        rows = text.split("\n")
        after = list(accumulate([len(row) + 1 for row in rows]))
        rows[0] = rows[0][start:]
        return cls((start, *after[:-1]), tuple([end - 1 for end in after]), rows)
