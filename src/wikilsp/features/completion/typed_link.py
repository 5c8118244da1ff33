"""Parses the unfinished wikilink at the cursor."""

import re
from typing import Literal, NamedTuple

from wikilsp.features.completion.items import TypedText
from wikilsp.settings import Dialect
from wikilsp.syntax.scope import Scope
from wikilsp.syntax.wikilink import Parts
from wikilsp.text import Span

_MARK = re.compile("#")

TypedPart = Literal["path", "heading", "block", "label", "headings", "blocks"]

_SEARCHES: dict[str, TypedPart] = {"##": "headings", "^^": "blocks"}


class TypedLink(NamedTuple):
    """An unfinished link, and the part of it that the cursor is in.

    The parts `headings` and `blocks` are searches of the whole vault, as in `[[##word`.
    """

    part: TypedPart
    typed: TypedText
    span: Span
    """The span of the link, closing brackets included if there are any."""
    path: str = ""
    """The path before `#`; "" for this note, or if the cursor is in the path."""
    headings: tuple[str, ...] = ()
    """The headings before the part."""
    is_embed: bool = False
    has_label: bool = False

    @property
    def is_last(self) -> bool:
        """Whether the part is the last of the link, so that an item must close the link."""
        return bool(self.typed.closer)


class _Brackets(NamedTuple):
    """The span between the brackets of a link, or from the opening brackets to the cursor if the link is open.

    `after` is the offset after the closing brackets.
    """

    start: int
    end: int
    after: int


def parse_typed_link(text: str, line: Span, offset: int, dialect: Dialect) -> TypedLink | None:
    """Parse the unfinished link at `offset` on a line of `text`; None if there is none."""
    brackets = _find_brackets(text, line, offset)
    if brackets is None:
        return None
    parts = Parts(Scope(text, 0, len(text)), brackets.start, brackets.end, dialect)
    is_embed = text[line.start : brackets.start].endswith("![[")
    span = Span(brackets.start - len("[[") - is_embed, brackets.after)
    whole = TypedLink("path", TypedText("", span), span, is_embed=is_embed, has_label=parts.bar is not None)
    if parts.target[0] <= offset <= parts.target[1]:
        parse_part = _parse_search if parts.is_search else _parse_target
        return parse_part(text, offset, brackets, parts, whole)
    if parts.bar and parts.label[0] <= offset <= parts.label[1]:
        return _parse_label(text, offset, brackets, parts, whole)
    return None


def _find_brackets(text: str, line: Span, offset: int) -> _Brackets | None:
    opening = text.rfind("[[", line.start, offset)
    if opening < 0:
        return None
    start = opening + len("[[")
    close = text.find("]]", start, line.end)
    if 0 <= close < offset:
        return None
    if close >= 0 and text.find("[[", start, close) < 0:
        return _Brackets(start, close, close + len("]]"))
    # The link is open. The rest of the line is not part of it, except for a single closing bracket.
    return _Brackets(start, offset, offset + text.startswith("]", offset))


def _parse_target(text: str, offset: int, brackets: _Brackets, parts: Parts, whole: TypedLink) -> TypedLink:
    pieces = _split_target(text, *parts.target)
    at = next(index for index, piece in enumerate(pieces) if offset <= piece.end)
    path, *headings = (text[slice(*piece)].strip() for piece in pieces[:at] or [Span(0, 0)])
    start, end = pieces[at]
    is_block = at > 0 and text.startswith("^", start) and start < offset
    return whole._replace(
        part="block" if is_block else "heading" if at else "path",
        typed=_typed_text(text, start + is_block, offset, end, brackets),
        path=path,
        headings=tuple(filter(None, headings)),
    )


def _parse_search(text: str, offset: int, brackets: _Brackets, parts: Parts, whole: TypedLink) -> TypedLink | None:
    start, end = parts.target
    start += len(text[start:end]) - len(text[start:end].lstrip())
    mark = text[start : start + 2]
    if offset < start + len(mark):
        return None
    typed = _typed_text(text, start + len(mark), offset, end, brackets)
    typed = typed._replace(span=Span(start, typed.span.end), mark=mark)
    return whole._replace(part=_SEARCHES[mark], typed=typed)


def _parse_label(text: str, offset: int, brackets: _Brackets, parts: Parts, whole: TypedLink) -> TypedLink:
    path, *headings = (text[slice(*piece)].strip() for piece in _split_target(text, *parts.target))
    start, end = parts.label
    return whole._replace(
        part="label",
        typed=_typed_text(text, start, offset, end, brackets),
        path=path,
        headings=tuple(heading for heading in headings if heading and not heading.startswith("^")),
    )


def _typed_text(text: str, start: int, offset: int, end: int, brackets: _Brackets) -> TypedText:
    is_last = end == brackets.end
    return TypedText(text[start:offset], Span(start, brackets.after if is_last else end), "]]" if is_last else "")


def _split_target(text: str, start: int, end: int) -> list[Span]:
    """Split the target of a link at each `#`."""
    marks = [match.start() for match in _MARK.finditer(text, start, end)]
    return [Span(*piece) for piece in zip([start, *(mark + 1 for mark in marks)], [*marks, end], strict=True)]
