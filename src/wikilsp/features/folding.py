"""What an editor may fold in a note: front matter, sections, lists, quotes, code, tables, comments, maths."""

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
    """Lines that fold under the first of them: from its begin to the end of the last one, without the line end."""

    span: Span
    is_comment: bool = False


def folding(note: Note, text: str, dialect: Dialect) -> list[FoldingRange]:
    """Give what can be folded in a note, in order: two lines or more each, and one at most for each first line."""
    blocks = [fold for fold in folds(text, dialect) if fold.kind in _FOLDED]
    # A list begins on the line of its first item; where that one folds by itself, it is what a reader wants to fold.
    blocks.sort(key=lambda fold: fold.kind == "list")
    found = [FoldingRange(section.span) for section in sections(note.facts, text)]
    found += [FoldingRange(fold.span, fold.kind == "comment") for fold in blocks]
    starts = note.facts.line_starts
    by_row: dict[int, FoldingRange] = {}
    for folded in found:
        first = _row(starts, folded.span.start)
        if _row(starts, folded.span.end) > first:
            by_row.setdefault(first, folded)
    return [by_row[row] for row in sorted(by_row)]


def _row(starts: Sequence[int], offset: int) -> int:
    return bisect_right(starts, offset)
