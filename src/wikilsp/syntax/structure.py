"""The lines and blocks of a note, by the fastest reader that can tell them."""

from functools import lru_cache
from typing import NamedTuple

from wikilsp.syntax.blocks import Block, Lines
from wikilsp.syntax.scanner import scan_blocks


class Structure(NamedTuple):
    """What a note is made of."""

    lines: Lines
    blocks: list[Block]
    """Those that hold text, in order."""
    guessed: bool
    """Whether the note is too large for the reader that could tell for sure."""


@lru_cache(maxsize=1)
def read_structure(text: str, start: int, body: int, *, indented_code: bool) -> Structure:
    """Return the lines of a text whose first one starts at `start`, and the blocks from `body` on.

    The last answer is kept: a note that is not plain at a glance is parsed next.
    """
    lines = Lines.of(text, start)
    blocks = scan_blocks(text, lines, body, indented_code=indented_code)
    if blocks is not None:
        return Structure(lines, blocks, guessed=False)
    # The scanner says what markdown-it-py says, many times faster, but for the few texts that it is not sure of.
    from wikilsp.syntax.markdown import TooManyStepsError, read_blocks  # noqa: PLC0415

    try:
        return Structure(lines, list(read_blocks(text, lines, body, indented_code=indented_code)), guessed=False)
    except TooManyStepsError:
        guessed = scan_blocks(text, lines, body, indented_code=indented_code, guesses=True)
        return Structure(lines, guessed or [], guessed=True)
