"""Finds the foldable ranges of a note, which consist of whole lines."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from wikilsp.settings import Dialect
from wikilsp.syntax.blocks import BlockSpan, Lines, OutlineKind
from wikilsp.syntax.frontmatter import body_start
from wikilsp.syntax.org_blocks import read_org_blocks
from wikilsp.syntax.outline import scan_outline
from wikilsp.text import BOM, Span, build

FoldKind = OutlineKind | Literal["frontmatter", "comment", "math"]

_COMMENT_OR_MATH = re.compile(r"(?:(?<=[\r\n])|\A)[ \t]*(%%.*?%%)|(\$\$.*?\$\$)", re.DOTALL)
_CONTAINERS = ("quote", "list", "item")
_VERBATIM = ("code", "fence", "html")


class Fold(NamedTuple):
    """A foldable range, from the start of its first line to the end of its last line, without the line ending."""

    kind: FoldKind
    span: Span


@lru_cache(maxsize=1)
def folds(text: str, dialect: Dialect) -> tuple[Fold, ...]:
    """Return the front matter, blocks, comments and math of a note, in order. Containers come before their contents.

    The last result is cached, since editors request folds and growing selections for the same text.
    """
    is_logseq = dialect.preset == "logseq"
    text = read_org_blocks(text).text if is_logseq else text
    start = 1 if text.startswith(BOM) else 0
    lines = Lines.of(text, start)
    body = body_start(text, start)
    spans = _outline(text, lines, body, logseq=is_logseq)
    result = [Fold("frontmatter", Span(start, body))] if body > start else []
    result += block_folds(text, lines, spans)
    others = list(_comments_and_math(text, lines, body, [fold.span for fold in result if fold.kind in _VERBATIM]))
    # Blocks are in order, and there may be hundreds of thousands.
    return tuple(sorted([*result, *others], key=_order) if others else result)


def _order(fold: Fold) -> tuple[int, int]:
    return fold.span.start, -fold.span.end


def _outline(text: str, lines: Lines, start: int, *, logseq: bool) -> list[BlockSpan]:
    spans = scan_outline(text, lines, start, logseq=logseq)
    if spans is not None:
        return spans
    from wikilsp.syntax.markdown import TooManyStepsError, read_outline  # noqa: PLC0415 - as in `read_structure`

    try:
        return list(read_outline(text, lines, start, logseq=logseq))
    except TooManyStepsError:
        return scan_outline(text, lines, start, logseq=logseq, guesses=True) or []


def block_folds(text: str, lines: Lines, spans: list[BlockSpan]) -> Iterator[Fold]:
    """Yield the folds of the blocks at these spans, each once, in the same order."""
    # In CommonMark a list includes the blank lines after it. Here a container ends with its last block.
    ends = sorted({s.first + 1 if s.kind in _CONTAINERS else s.end for s in spans})
    starts, line_ends = lines.starts, lines.ends
    seen = set[tuple[str, int]]()
    row = -1
    for kind, first, end in spans:
        last = end
        if kind in _CONTAINERS:
            last = ends[bisect_right(ends, end) - 1]
            if first != row:
                seen.clear()
                row = first
            # Nested items that start on one line, up to a hundred, often end on one line as well.
            if (kind, last) in seen:
                continue
            seen.add((kind, last))
        span = build(Span, (starts[first], line_ends[last - 1]))
        is_comment = kind == "html" and text[span.start : span.end].lstrip(" \t>").startswith("<!--")
        yield build(Fold, ("comment" if is_comment else kind, span))


def _comments_and_math(text: str, lines: Lines, body: int, verbatim: list[Span]) -> Iterator[Fold]:
    """Yield the folds of `%%` comments that start a line and of `$$` math, unless they start in code."""
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
