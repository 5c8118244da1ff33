"""Scopes: pieces of a note that are parsed as running text."""

from itertools import pairwise

from msgspec import Struct

from wikilsp.syntax.blocks import Block


class Scope(Struct, frozen=True, gc=False):
    """A range that inline syntax does not cross: a paragraph, a heading, a table cell.

    `text` is the text of the whole note without markers (`without_markers`), and all offsets are offsets into it.
    """

    text: str
    start: int
    end: int
    in_table: bool = False


def without_markers(text: str, blocks: list[Block]) -> str:
    """Return the text with spaces for the quote markers and tabs at the starts of lines that continue a paragraph."""
    if ">" not in text and "\t" not in text:
        return text
    parts, done = list[str](), 0
    for block in blocks:
        for before, line in pairwise(block.lines) if len(block.lines) > 1 else ():
            marker = text[before.end : line.start].lstrip("\r\n")
            if marker.strip(" "):
                parts += (text[done : line.start - len(marker)], " " * len(marker))
                done = line.start
    return "".join((*parts, text[done:])) if parts else text
