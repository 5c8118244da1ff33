"""The wikilink that is being typed at an offset of a text that has not been parsed since. Knows no vault."""

import re
from typing import Literal, NamedTuple

from wikilsp.settings import Dialect
from wikilsp.syntax import parse
from wikilsp.syntax.facts import Facts
from wikilsp.syntax.frontmatter import find_frontmatter
from wikilsp.syntax.scope import Scope
from wikilsp.syntax.wikilink import Parts
from wikilsp.text import Span, position

_LINE_END = re.compile(r"[\r\n]")
_MARK = re.compile("#")


class TypedLink(NamedTuple):
    """A link in the making, and the part of it that the cursor stands in."""

    part: Literal["path", "heading", "block"]
    typed: str
    """What stands between the begin of the part and the cursor."""
    span: Span
    """What is replaced: the part with what follows the cursor in it, and the closing brackets if it is the last one."""
    is_last: bool
    """Nothing of the link follows the part: what is put in its place has to close the link."""
    has_label: bool
    path: str
    """The target before `#`; "" while it is typed, and for this note."""
    headings: tuple[str, ...]
    """The headings that stand before the part."""
    is_embed: bool
    in_table: bool
    facts: Facts
    """The note as it would be with the link finished; up to the link its offsets are those of the text."""


class _Inside(NamedTuple):
    """The inside of a link up to the brackets that close it, or up to the cursor; `after` is behind the brackets."""

    start: int
    end: int
    after: int


class _Finished(NamedTuple):
    facts: Facts
    is_embed: bool
    in_table: bool


def typed_link(text: str, offset: int, dialect: Dialect) -> TypedLink | None:
    """Give the link that is being typed at `offset`; None if there is none, or if the dialect would not read it as one.

    None as well in the label of a link, and in the searches `[[##` and `[[^^`.
    """
    inside = _inside(text, offset)
    if inside is None:
        return None
    parts = Parts(Scope(text, 0), inside.start, inside.end, dialect)
    if parts.is_search or not parts.target[0] <= offset <= parts.target[1]:
        return None
    pieces = _pieces(text, *parts.target)
    at = next(index for index, piece in enumerate(pieces) if offset <= piece.end)
    path, *headings = (text[slice(*piece)].strip() for piece in pieces[:at] or [Span(0, 0)])
    start, end = pieces[at]
    is_block = at > 0 and text.startswith("^", start) and start < offset
    is_last = end == inside.end
    span = Span(start + is_block, inside.after if is_last else end)
    finished = _finished(f"{text[: span.start]}x{']]' if is_last else ''}{text[span.end :]}", inside.start, dialect)
    if finished is None:
        return None
    return TypedLink(
        "block" if is_block else "heading" if at else "path",
        text[span.start : offset],
        span,
        is_last,
        parts.bar is not None,
        path,
        tuple(filter(None, headings)),
        finished.is_embed,
        finished.in_table,
        finished.facts,
    )


def _inside(text: str, offset: int) -> _Inside | None:
    begin = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    end = _line_end(text, offset)
    opening = text.rfind("[[", begin, offset)
    if opening < 0:
        return None
    start = opening + 2
    close = text.find("]]", start, end)
    if 0 <= close < offset:
        return None
    if close >= 0 and text.find("[[", start, close) < 0:
        return _Inside(start, close, close + 2)
    # Nothing closes it: the rest of the line is no part of it, but for one bracket of two.
    return _Inside(start, offset, offset + text.startswith("]", offset))


def _line_end(text: str, offset: int) -> int:
    end = _LINE_END.search(text, offset)
    return end.start() if end else len(text)


def _pieces(text: str, start: int, end: int) -> list[Span]:
    """Divide the target of a link at each `#`."""
    marks = [match.start() for match in _MARK.finditer(text, start, end)]
    return [Span(*piece) for piece in zip([start, *(mark + 1 for mark in marks)], [*marks, end], strict=True)]


def _finished(text: str, start: int, dialect: Dialect) -> _Finished | None:
    """Read a note with the link finished whose inside is at `start`: only so can be told whether it is one, or code."""
    facts = parse(text, dialect)
    for link in facts.links:
        if link.span.start in (start - len("[["), start - len("![[")) and link.kind in ("wikilink", "embed"):
            return _Finished(facts, link.kind == "embed", link.in_table)
    # In front matter the quotes around the link may be missing yet.
    front = find_frontmatter(text, facts.line_starts[0])
    line = text[facts.line_starts[position(facts.line_starts, start).row - 1] : start]
    if front and front[0].start <= start <= front[0].end and not line.lstrip().startswith("#"):
        return _Finished(facts, line.endswith("![["), in_table=False)
    return None
