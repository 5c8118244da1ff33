"""Table rows: their cells, and wikilinks that a bare bar has broken in two."""

import re

from wikilsp.syntax.facts import Candidate
from wikilsp.syntax.scope import Scope
from wikilsp.text import Span

_BAR = re.compile(r"(?<!\\)\|")
_BROKEN_LINK = re.compile(
    r"(`+)(?!`).*?(?<!`)\1(?!`)|\\\[|(!?\[\[(?:(?!\[\[|\]\]|\|).)*?)(?<!\\)\|(?:(?!\[\[|\]\]).)*?\]\]"
)


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
    """Find the wikilinks of a row whose bar cuts the cell. One in code is an example, and is left alone."""
    if text.find("[[", row.start, row.end) < 0:
        return []
    return [
        Candidate(
            "unescaped-pipe-in-table", Span(match.start(2), match.end()), "", Span(match.end(2), match.end(2) + 1)
        )
        for match in _BROKEN_LINK.finditer(text, row.start, row.end)
        if match[2]
    ]
