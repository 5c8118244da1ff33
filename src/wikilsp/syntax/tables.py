"""Table rows: their cells, and wikilinks that a bare bar has broken in two."""

import re

from wikilsp.syntax.facts import Candidate
from wikilsp.syntax.scope import Scope
from wikilsp.text import Span

_BAR = re.compile(r"(?<!\\)\|")
_LINK_OR_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)|\\\[|(?P<link>!?\[\[(?:(?!\[\[|\]\]).)*\]\])")


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
    for match in _LINK_OR_CODE.finditer(text, row.start, row.end):
        bars = [bar.start() for bar in _BAR.finditer(text, *match.span("link"))] if match["link"] else []
        if bars:
            at = Span(bars[0], bars[-1] + 1)
            escaped = _BAR.sub(r"\\|", text[at.start : at.end])
            found.append(Candidate("unescaped-pipe-in-table", Span(*match.span()), escaped, at))
    return found
