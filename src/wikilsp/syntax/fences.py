"""Reads fences that are more than code: admonitions, whose links count, and queries."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from wikilsp.syntax.blocks import Block, Lines
from wikilsp.syntax.inline import InlineScan
from wikilsp.syntax.queries import add_fenced_query
from wikilsp.syntax.scope import Scope

# The markers of quotes and list items come first.
_LANGUAGE = re.compile(r"[^`~]*+(?:`{3,}+|~{3,}+)[ \t]*+(ad-[\w-]+|dataview(?:js)?)(?=[\s{]|\Z)")
_MARK = re.compile(r"[ \t>]*(`{3,}|~{3,})(.*)")
_MARKERS = " \t>"


def read_fence(text: str, block: Block, lines: Lines, inline: InlineScan) -> None:
    """Add the query in a fence, or the links in an admonition. Nothing in either is ever reported."""
    first = block.first
    match = _LANGUAGE.match(text, block.span.start, lines.ends[first])
    if match is None:
        return
    rows = range(first + 1, _end(lines, first, bisect_left(lines.ends, block.span.end) + 1))
    if not rows:
        return
    if match[1].startswith("ad-"):
        _read_admonition(text, rows, lines, inline)
    else:
        scope = Scope(text, lines.starts[rows[0]], lines.ends[rows[-1]])
        add_fenced_query(scope, match[1], inline.builder, inline.dialect)


def _end(lines: Lines, first: int, after: int) -> int:
    """Return the row after the contents of a fence in the rows from `first` on, without the closing mark."""
    mark = _MARK.fullmatch(lines.rows[after - 1]) if after - 1 > first else None
    return after - 1 if mark and not mark[2].strip() else after


def _read_admonition(text: str, rows: range, lines: Lines, inline: InlineScan) -> None:
    """Add the links of an admonition, but no other facts."""
    builder = inline.builder
    hidden = builder.hidden_until, builder.hidden_by_comment
    comments, anchors = len(builder.comments), len(builder.anchors)
    builder.quiet = True
    for first, last in _paragraphs(rows, lines):
        start = lines.starts[first]
        inline.scan(Scope(text, start, lines.ends[last]), start)
    builder.quiet = False
    builder.hidden_until, builder.hidden_by_comment = hidden
    del builder.comments[comments:], builder.anchors[anchors:]


def _paragraphs(rows: range, lines: Lines) -> Iterator[tuple[int, int]]:
    """Yield the first and last row of each run of rows without blank lines and fences."""
    first: int | None = None
    opened = ""
    for row in rows:
        line = lines.rows[row]
        mark = _MARK.fullmatch(line)
        is_text = not (opened or mark) and bool(line.strip(_MARKERS))
        if first is not None and not is_text:
            yield first, row - 1
            first = None
        elif first is None and is_text:
            first = row
        if mark and not opened:
            opened = mark[1]
        elif mark and mark[1].startswith(opened) and not mark[2].strip():
            opened = ""
    if first is not None:
        yield first, rows[-1]
