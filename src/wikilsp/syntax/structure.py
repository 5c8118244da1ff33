"""Reads the lines and blocks of a note with the fastest reader that can."""

from typing import NamedTuple

from wikilsp.syntax.blocks import Block, Lines
from wikilsp.syntax.scanner import scan_blocks


class Structure(NamedTuple):
    """The lines and blocks of a note."""

    lines: Lines
    blocks: list[Block]
    """The leaf blocks, in order."""
    guessed: bool
    """Whether the note is too large for markdown-it-py, so that the scanner had to guess."""


def read_structure(text: str, start: int, body: int, *, logseq: bool) -> Structure:
    """Return the lines of a text from `start` on, and the blocks from `body` on."""
    lines = Lines.of(text, start)
    blocks = scan_blocks(text, lines, body, logseq=logseq)
    if blocks is not None:
        return Structure(lines, blocks, guessed=False)
    # The scanner agrees with markdown-it-py and is many times faster, but gives up on a few texts.
    from wikilsp.syntax.markdown import TooManyStepsError, read_blocks  # noqa: PLC0415

    try:
        return Structure(lines, list(read_blocks(text, lines, body, logseq=logseq)), guessed=False)
    except TooManyStepsError:
        guessed = scan_blocks(text, lines, body, logseq=logseq, guesses=True)
        return Structure(lines, guessed or [], guessed=True)
