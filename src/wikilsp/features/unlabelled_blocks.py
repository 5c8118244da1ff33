"""The blocks of a note that no link can name yet, and the id that each of them would get."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from zlib import crc32

from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.folds import folds
from wikilsp.text import Edit, Span

_MARKERS = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?:\[.\][ \t]+)?")
_NEW_ID = re.compile(r"[0-9a-f]{6}")
_LONGEST_SHOWN = 80
_LONGEST_READ = 200_000
"""To find the blocks of a longer text takes longer than a person waits for a list."""


class UnlabelledBlock(NamedTuple):
    """A paragraph, maybe that of a list item, and the id that it would get."""

    span: Span
    id: str
    shown: str
    """The begin of its text."""

    @property
    def edit(self) -> Edit:
        """What gives it the id."""
        return Edit(Span(self.span.end, self.span.end), f" ^{self.id}")


def unlabelled_blocks(note: Note, text: str, dialect: Dialect) -> Iterator[UnlabelledBlock]:
    """Give the blocks of a note that no id ends, in their order; `text` is that of the note.

    The same text gives the same ids.
    """
    if len(text) > _LONGEST_READ:
        return
    found = folds(text, dialect)
    opaque = [fold.span for fold in found if fold.kind in ("comment", "math")]
    ids = {block.id.casefold() for block in note.facts.blocks}
    # An id behind the value of a property would be a part of that.
    values = {made.value.span.end for made in note.facts.properties if made.scope in ("page", "block")}
    taken = values | {block.span.end for block in note.facts.blocks}
    for kind, (start, fold_end) in found:
        end = start + len(text[start:fold_end].rstrip())
        is_hidden = any(hidden.start <= start < hidden.end for hidden in opaque)
        if kind == "paragraph" and end not in taken and not is_hidden:
            block_id = _new_id(text[start:end], ids)
            ids.add(block_id)
            yield UnlabelledBlock(Span(start, end), block_id, gist(text[start:end]))


def may_be_new(block_id: str) -> bool:
    """Whether a block that has no id yet could get this one."""
    return bool(_NEW_ID.fullmatch(block_id))


def gist(text: str) -> str:
    """Give the begin of a block's text as one line, without what marks it as a list item or a task."""
    start = _MARKERS.match(text)
    words = " ".join(text[start.end() if start else 0 :].split())
    return words if len(words) <= _LONGEST_SHOWN else f"{words[: _LONGEST_SHOWN - 1]}…"


def _new_id(text: str, taken: set[str]) -> str:
    """Make an id out of a text, so that the same question gets the same answer."""
    number = crc32(text.encode("utf-8", "surrogatepass"))
    while (made := f"{number % 0x1000000:06x}") in taken:
        number += 1
    return made
