"""Table rows: their cells, and wikilinks that a bare bar has broken in two."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from wikilsp.syntax.facts import Candidate
from wikilsp.syntax.scope import Scope
from wikilsp.text import Span

_BAR = re.compile(r"(?<!\\)\|")
_TICKS = re.compile("`+")
_LINK_OR_TICKS = re.compile(r"(?P<ticks>`+)|\\\[|(?P<link>!?\[\[(?:(?!\[\[|\]\]).)*\]\])")


def cells(text: str, row: Span) -> list[Scope]:
    """Cut a row at each bar that has no backslash before it, as CommonMark tables do, even inside of code."""
    cuts = [match.start() for match in _BAR.finditer(text, row.start, row.end)]
    starts, ends = [row.start, *(cut + 1 for cut in cuts)], [*cuts, row.end]
    return [
        Scope(text[start:end], start, in_table=True)
        for start, end in zip(starts, ends, strict=True)
        if not text[start:end].isspace() and start < end
    ]


def broken_links(text: str, row: Span) -> list[Candidate]:
    """Find the wikilinks of a row that a bare bar cuts. One in code is an example, and is left alone."""
    if text.find("[[", row.start, row.end) < 0:
        return []
    found = []
    for link in _links(text, row):
        bars = [bar.start() for bar in _BAR.finditer(text, *link)]
        if bars:
            at = Span(bars[0], bars[-1] + 1)
            escaped = _BAR.sub(r"\\|", text[at.start : at.end])
            found.append(Candidate("unescaped-pipe-in-table", link, escaped, at))
    return found


def _links(text: str, row: Span) -> Iterator[Span]:
    """Yield the wikilinks of a row that stand in no code."""
    runs: dict[int, list[int]] = {}
    for run in _TICKS.finditer(text, *row):
        runs.setdefault(len(run[0]), []).append(run.start())
    pos = row.start
    while token := _LINK_OR_TICKS.search(text, pos, row.end):
        pos = token.end()
        if token["link"]:
            yield Span(*token.span())
        elif same := runs.get(len(token[0])) if token["ticks"] else None:
            closer = bisect_right(same, token.start())
            pos = same[closer] + len(token[0]) if closer < len(same) else pos
