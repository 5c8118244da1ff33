"""Folding ranges of a note: front matter, sections, lists, quotes, code, tables, comments, maths."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.folds import folds
from wikilsp.syntax.sections import sections
from wikilsp.text import Span

_FOLDED = frozenset({"frontmatter", "list", "item", "quote", "fence", "code", "html", "table", "comment", "math"})


class FoldingRange(NamedTuple):
    """Lines to fold under the first one. `span` ends before the line end of the last one."""

    span: Span
    is_comment: bool = False


def folding(note: Note, text: str, dialect: Dialect) -> list[FoldingRange]:
    """Return the folding ranges of a note, in order: each of two lines or more, at most one per first line."""
    blocks = [fold for fold in folds(text, dialect) if fold.kind in _FOLDED]
    # A list starts on the line of its first item. If that item can be folded by itself, it wins over the list.
    blocks.sort(key=lambda fold: fold.kind == "list")
    found = [FoldingRange(section.span) for section in sections(note.facts, text)]
    found += [FoldingRange(fold.span, fold.kind == "comment") for fold in blocks]
    starts = note.facts.line_starts
    by_row: dict[int, FoldingRange] = {}
    for folding_range in found:
        first = _row(starts, folding_range.span.start)
        if _row(starts, folding_range.span.end) > first:
            by_row.setdefault(first, folding_range)
    return [by_row[row] for row in sorted(by_row)]


def _row(starts: Sequence[int], offset: int) -> int:
    return bisect_right(starts, offset)
