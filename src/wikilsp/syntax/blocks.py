"""The blocks that a note is made of, and its lines: values. Knows no Markdown."""

import re
from itertools import accumulate
from typing import Literal, NamedTuple

from wikilsp.text import Span

BlockKind = Literal["paragraph", "heading", "row", "code", "fence", "html"]
StretchKind = Literal["quote", "list", "item", "table", "paragraph", "heading", "code", "fence", "html"]

MAX_DEPTH = 100
"""Quotes and list items nested deeper than this are plain text, so that hostile input stays cheap."""

_LINE_END = re.compile(r"\r\n?|\n")


class ListItem(NamedTuple):
    """A list item: the line it begins on (0-based), and how many begin before it on that line."""

    line: int
    depth: int


class Block(NamedTuple):
    """A block that holds text. `lines` are the content of each of its lines, without list and quote markers.

    Of a heading `lines` is its text only; `span` is always all of the block, from its first content on.
    """

    kind: BlockKind
    first: int
    """The first line, 0-based."""
    span: Span
    lines: list[Span]
    item: ListItem | None
    """The innermost list item that the block stands in."""
    level: int = 0
    """Of a heading: 1 to 6."""
    setext: bool = False
    nested: bool = False
    """Inside a quote or a list item."""


class BlockSpan(NamedTuple):
    """The lines that a block takes up, blocks that hold other blocks among them: 0-based, without the line at `end`."""

    kind: StretchKind
    first: int
    end: int


class Lines(NamedTuple):
    """Where each line of a note starts, and where its content ends (before the line end)."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, text: str, start: int) -> "Lines":
        """Find the lines of a text whose first one starts at `start`."""
        if "\r" not in text:
            after = list(accumulate([len(line) + 1 for line in text.split("\n")]))
            return cls((start, *after[:-1]), tuple([end - 1 for end in after]))
        ends = [match.span() for match in _LINE_END.finditer(text)]
        return cls((start, *(end for _, end in ends)), (*(start for start, _ in ends), len(text)))
