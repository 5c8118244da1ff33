"""Corrects wikilinks, read like Obsidian's, where Dendron and SilverBullet read them differently."""

import re
from collections.abc import Callable, Iterator, Mapping

from msgspec import structs

from wikilsp.settings import Preset
from wikilsp.syntax.facts import BlockEnd, Candidate, Link
from wikilsp.text import Span

_RANGE_END = re.compile(r"\s*(?:,\s*\d+\s*)?:?\Z")
_FIRST_BLOCK = re.compile(r"#[ \t]*+\^([^#|\r\n]+)#")
_WILDCARD = "*"
_LUA_STRING = re.compile(r"(?<!\w)(?:query|template)\Z")
_LONGEST_OPENER = 9
"""The length of `template` and a character before it."""
_POSITION = re.compile(r"@(?:\d+|[Ll]\d+(?:[Cc]\d+)?)\Z")


def correct_links(
    text: str, preset: Preset, links: list[Link], candidates: list[Candidate]
) -> tuple[list[Link], list[Candidate]]:
    """Return the links of a note, and the candidates, as the app of a preset reads them."""
    if preset == "silverbullet":
        candidates = [made for made in candidates if not _is_lua_string(text, made.span.start)]
    correct = _CORRECT.get(preset)
    return (links if correct is None else [right for link in links for right in correct(text, link)]), candidates


# Dendron


def _dendron(text: str, link: Link) -> Iterator[Link]:
    """Yield the link with the ends of a range: `from` and `to` of `#from,1:#to`, `head` of `#head:#*`, `#^a:#^b`."""
    if link.kind not in ("wikilink", "embed") or not (link.headings or link.block):
        yield link
        return
    spans = [span for span in map(_without_range, link.headings, link.heading_spans) if text[slice(*span)] != _WILDCARD]
    spans = [span for span in spans if span.start < span.end]
    block = _without_range(link.block, link.block_span) if link.block and link.block_span else None
    first = _FIRST_BLOCK.search(text, link.path_span.end, block.start) if block else None
    start = _without_range(first[1].rstrip(), Span(*first.span(1))) if first else None
    yield structs.replace(
        link,
        headings=tuple(text[slice(*span)] for span in spans),
        heading_spans=tuple(spans),
        block=text[slice(*block)] if block else None,
        block_span=block,
        first_block=BlockEnd(text[slice(*start)], start) if start and start.start < start.end else None,
    )


def _without_range(end: str, span: Span) -> Span:
    """Return the span of one end of a range without an offset in lines and the colon before the other end."""
    mark = _RANGE_END.search(end)
    return Span(span.start, span.start + mark.start()) if mark else span


# SilverBullet


def _silverbullet(text: str, link: Link) -> Iterator[Link]:
    """Yield the link without `^` and `@position` around its name, unless the brackets are a string of Lua."""
    if link.kind not in ("wikilink", "embed"):
        yield link
    elif not _is_lua_string(text, link.span.start):
        start, end = link.path_span
        position = _POSITION.search(link.path)
        start += link.path.startswith("^")
        end -= len(position[0]) if position else 0
        path = Span(start, max(start, end))
        yield structs.replace(link, path=text[slice(*path)], path_span=path) if path != link.path_span else link


def _is_lua_string(text: str, start: int) -> bool:
    is_string = text.startswith("[[", start)
    return is_string and _LUA_STRING.search(text[max(start - _LONGEST_OPENER, 0) : start]) is not None


_CORRECT: Mapping[Preset, Callable[[str, Link], Iterator[Link]]] = {"dendron": _dendron, "silverbullet": _silverbullet}
