"""Splits table rows into cells, and finds wikilinks that an unescaped pipe breaks in two."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile

from msgspec import structs

from wikilsp.syntax.blocks import Block, Lines
from wikilsp.syntax.facts import Candidate
from wikilsp.syntax.properties import is_hidden
from wikilsp.syntax.scope import Scope
from wikilsp.text import Span

_PIPE = re.compile(r"\|(?<!\\\|)")
_TICKS = re.compile("`+")
# Brackets around a Markdown link, such as `[[text](url)]`, are no link.
_LINK = r"\[\[(?!!\[|(?:[^\[\]|]*+\])?[^\[\]|]*+\]\()(?:(?!\[\[|\]\]).)*\]\]"
_LINK_OR_TICKS = re.compile(rf"``*|\\\[|!{_LINK}|{_LINK}")


def cells(text: str, row: Span) -> list[Scope]:
    """Return the cells of a row, split at each pipe without a backslash before it, even in code, as in GFM tables."""
    found = []
    start = end = row.start
    for piece in text[start : row.end].split("|"):
        end += len(piece)
        if piece[-1:] != "\\" or end == row.end:
            if start < end and not text[start:end].isspace():
                found.append(Scope(text, start, end, in_table=True))
            start = end + 1
        end += 1
    return found


def broken_links(text: str, row: Span) -> list[Candidate]:
    """Return candidates for the wikilinks of a row that an unescaped pipe breaks. Links in code are ignored."""
    if text.find("[[", row.start, row.end) < 0:
        return []
    candidates = []
    for link in _links(text, row):
        pipes = [pipe.start() for pipe in _PIPE.finditer(text, *link)]
        if pipes:
            at = Span(pipes[0], pipes[-1] + 1)
            escaped = _PIPE.sub(r"\\|", text[at.start : at.end])
            candidates.append(Candidate("unescaped-pipe-in-table", link, escaped, at))
    return candidates


def lines_below(text: str, lines: Lines, blocks: Iterable[Block]) -> dict[Span, Span | None]:
    """Return the rows at the ends of tables whose only pipes are in links: text that was meant to be below the table.

    Each comes with the place where a blank line would end its table; None inside a quote, where the line has a marker.
    """
    found: dict[Span, Span | None] = {}
    for table in _tables(blocks):
        below = list(takewhile(lambda row: _has_pipes_in_links_only(text, row.span), reversed(table[1:])))
        if below:
            start = lines.starts[below[-1].first]
            is_unmarked = not text[start : below[-1].span.start].strip()
            found |= dict.fromkeys([row.span for row in below], Span(start, start) if is_unmarked else None)
    return found


def _tables(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Yield the rows of each table, from its header on. The line below the header is no block."""
    table: list[Block] = []
    for row in (block for block in blocks if block.kind == "row"):
        if table and (row.first, row.item) == (table[-1].first + (2 if len(table) == 1 else 1), table[-1].item):
            table.append(row)
        else:
            yield table
            table = [row]
    yield table


def _has_pipes_in_links_only(text: str, row: Span) -> bool:
    in_links = sum(text.count("|", *link) for link in _links(text, row))
    return in_links == text.count("|", *row)


def without_halves(candidates: list[Candidate], broken: list[Candidate]) -> list[Candidate]:
    """Return the candidates without those for the two halves of a broken link."""
    links = [link.span for link in broken]
    return [made for made in candidates if not is_hidden(links, made.span.start, made.span.start + 1)]


def with_missing_line(broken: Candidate, row: Span, below: Mapping[Span, Span | None]) -> Candidate:
    """Return the candidate for a broken link; for a row that is meant to be below its table, the one that says so.

    `below` are such rows (`lines_below`).
    """
    return structs.replace(broken, text="", at=below[row]) if row in below else broken


def _links(text: str, row: Span) -> Iterator[Span]:
    """Yield the wikilinks of a row that are not in code."""
    runs: dict[int, list[int]] = {}
    for run in _TICKS.finditer(text, *row):
        runs.setdefault(len(run[0]), []).append(run.start())
    pos = row.start
    while token := _LINK_OR_TICKS.search(text, pos, row.end):
        pos, head = token.end(), token[0][0]
        if head == "`":
            same = runs.get(len(token[0]), [])
            closer = bisect_right(same, token.start())
            pos = same[closer] + len(token[0]) if closer < len(same) else pos
        elif head != "\\":
            yield Span(*token.span())
