"""The stretches of a note that an editor may fold or select as one: whole lines each. Knows no links and no vault."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from wikilsp.settings import Dialect
from wikilsp.syntax.blocks import BlockSpan, Lines, StretchKind
from wikilsp.syntax.frontmatter import find_frontmatter
from wikilsp.syntax.outline import scan_stretches
from wikilsp.text import BOM, Span

FoldKind = StretchKind | Literal["frontmatter", "comment", "math"]

_COMMENT_OR_MATH = re.compile(r"(?:(?<=[\r\n])|\A)[ \t]*(%%.*?%%)|(\$\$.*?\$\$)", re.DOTALL)
_CONTAINERS = ("quote", "list", "item")
_VERBATIM = ("code", "fence", "html")


class Fold(NamedTuple):
    """A stretch of a note, from the begin of its first line to the end of its last one, without the line end."""

    kind: FoldKind
    span: Span


@lru_cache(maxsize=1)
def folds(text: str, dialect: Dialect) -> tuple[Fold, ...]:
    """Give every block of a note, and each block of comment or maths, in order; what holds another comes before it.

    The last answer is kept: of one text, editors ask for folds, and for a larger selection again and again.
    """
    start = 1 if text.startswith(BOM) else 0
    lines = Lines.of(text, start)
    front = find_frontmatter(text, start)
    body = front[1] if front else start
    # As in `parse`: Logseq has no indented code.
    stretches = _stretches(text, lines, body, indented_code=dialect.preset != "logseq")
    found = [Fold("frontmatter", Span(start, front[1]))] if front else []
    found += blocks_of(text, lines, stretches)
    found += _comments_and_maths(text, lines, body, [fold.span for fold in found if fold.kind in _VERBATIM])
    return tuple(sorted(found, key=lambda fold: (fold.span.start, -fold.span.end)))


def _stretches(text: str, lines: Lines, start: int, *, indented_code: bool) -> list[BlockSpan]:
    stretches = scan_stretches(text, lines, start, indented_code=indented_code)
    if stretches is not None:
        return stretches
    from wikilsp.syntax.markdown import TooManyStepsError, read_stretches  # noqa: PLC0415 - as in `read_structure`

    try:
        return list(read_stretches(text, lines, start, indented_code=indented_code))
    except TooManyStepsError:
        return scan_stretches(text, lines, start, indented_code=indented_code, guesses=True) or []


def blocks_of(text: str, lines: Lines, stretches: list[BlockSpan]) -> Iterator[Fold]:
    """Yield the folds of blocks, in any order; `stretches` are those of the whole text. None is yielded twice."""
    # To CommonMark the blank lines behind a list are a part of it; here it ends where the last thing in it does.
    ends = sorted({s.first + 1 if s.kind in _CONTAINERS else s.end for s in stretches})
    seen = set[tuple[str, int, int]]()
    for kind, first, end in stretches:
        last = end
        if kind in _CONTAINERS:
            last = ends[bisect_right(ends, end) - 1]
            # Items that begin on one line, each in the one before, often end on one, too: there may be a hundred.
            if (kind, first, last) in seen:
                continue
            seen.add((kind, first, last))
        span = Span(lines.starts[first], lines.ends[last - 1])
        is_comment = kind == "html" and text[span.start : span.end].lstrip(" \t>").startswith("<!--")
        yield Fold("comment" if is_comment else kind, span)


def _comments_and_maths(text: str, lines: Lines, body: int, verbatim: list[Span]) -> Iterator[Fold]:
    """Find what `%%` at the begin of a line, or `$$`, begins and ends, if code does not hold its begin."""
    pos = body
    while match := _COMMENT_OR_MATH.search(text, pos):
        kind: FoldKind = "comment" if match[1] else "math"
        start, pos = match.span(1 if match[1] else 2)
        index = bisect_right(verbatim, Span(start, len(text))) - 1
        if index >= 0 and start < verbatim[index].end:
            pos = verbatim[index].end
            continue
        rows = (bisect_right(lines.starts, at) - 1 for at in (start, pos))
        yield Fold(kind, Span(lines.starts[next(rows)], lines.ends[next(rows)]))
