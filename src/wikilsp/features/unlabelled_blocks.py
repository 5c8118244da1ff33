"""Finds the blocks of a note without an id, and generates an id for each."""

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
"""Code points. Finding the blocks of a longer text would delay completion noticeably."""


class UnlabelledBlock(NamedTuple):
    """A paragraph or list item without an id, and a generated id for it."""

    span: Span
    id: str
    excerpt: str
    """The beginning of its text, on one line."""
    edit: Edit
    """The edit that adds the id."""


def unlabelled_blocks(note: Note, text: str, dialect: Dialect) -> Iterator[UnlabelledBlock]:
    """Yield the blocks without an id in a note with this text, in order. The same text yields the same ids."""
    if len(text) > _LONGEST_READ:
        return
    found = folds(text, dialect)
    opaque = [fold.span for fold in found if fold.kind in ("comment", "math")]
    ids = {block.id.casefold() for block in note.facts.blocks}
    # An id after the value of a property would become part of the value.
    values = {prop.value.span.end for prop in note.facts.properties if prop.scope in ("page", "block")}
    taken = values | {block.span.end for block in note.facts.blocks}
    for kind, (start, fold_end) in found:
        end = start + len(text[start:fold_end].rstrip())
        is_hidden = any(hidden.start <= start < hidden.end for hidden in opaque)
        if kind == "paragraph" and end not in taken and not is_hidden:
            block_id = _new_id(text[start:end], ids)
            ids.add(block_id)
            yield UnlabelledBlock(
                Span(start, end), block_id, excerpt(text[start:end]), note.edit(Span(end, end), f" ^{block_id}")
            )


def is_generated_id(block_id: str) -> bool:
    """Whether a block id looks like a generated one."""
    return bool(_NEW_ID.fullmatch(block_id))


def excerpt(text: str) -> str:
    """Return the beginning of a block's text on one line, without the marker of a list item or task."""
    start = _MARKERS.match(text)
    words = " ".join(text[start.end() if start else 0 :].split())
    return words if len(words) <= _LONGEST_SHOWN else f"{words[: _LONGEST_SHOWN - 1]}…"


def _new_id(text: str, taken: set[str]) -> str:
    """Return an unused id that depends only on the text, so that it is the same on every request."""
    number = crc32(text.encode("utf-8", "surrogatepass"))
    while (new_id := f"{number % 0x1000000:06x}") in taken:
        number += 1
    return new_id
