"""The wikilink that is being typed at an offset. Looks at one line, and knows no vault."""

import re
from typing import Literal, NamedTuple

from wikilsp.features.completion.items import TypedText
from wikilsp.settings import Dialect
from wikilsp.syntax.scope import Scope
from wikilsp.syntax.wikilink import Parts
from wikilsp.text import Span

_MARK = re.compile("#")

LinkPart = Literal["path", "heading", "block", "label", "headings", "blocks"]

_SEARCHES: dict[str, LinkPart] = {"##": "headings", "^^": "blocks"}


class TypedLink(NamedTuple):
    """A link in the making, and the part of it that the cursor stands in.

    `headings` and `blocks` are searches over the vault, as in `[[##word`.
    """

    part: LinkPart
    typed: TypedText
    span: Span
    """All of the link, with its brackets where it has them."""
    path: str = ""
    """The target before `#`; "" while it is typed, and for this note."""
    headings: tuple[str, ...] = ()
    """The headings that stand before the part."""
    is_embed: bool = False
    has_label: bool = False

    @property
    def is_last(self) -> bool:
        """Does nothing of the link follow the part, so that what is put in its place has to close the link?"""
        return bool(self.typed.closer)


class _Inside(NamedTuple):
    """The inside of a link up to the brackets that close it, or up to the cursor; `after` is behind the brackets."""

    start: int
    end: int
    after: int


def typed_link(text: str, line: Span, offset: int, dialect: Dialect) -> TypedLink | None:
    """Give the link that is being typed at `offset` of `text`, in this line of it; None if there is none."""
    inside = _inside(text, line, offset)
    if inside is None:
        return None
    parts = Parts(Scope(text, 0), inside.start, inside.end, dialect)
    is_embed = text[line.start : inside.start].endswith("![[")
    span = Span(inside.start - len("[[") - is_embed, inside.after)
    whole = TypedLink("path", TypedText("", span), span, is_embed=is_embed, has_label=parts.bar is not None)
    if parts.target[0] <= offset <= parts.target[1]:
        read = _in_search if parts.is_search else _in_target
        return read(text, offset, inside, parts, whole)
    if parts.bar and parts.label[0] <= offset <= parts.label[1]:
        return _in_label(text, offset, inside, parts, whole)
    return None


def _inside(text: str, line: Span, offset: int) -> _Inside | None:
    opening = text.rfind("[[", line.start, offset)
    if opening < 0:
        return None
    start = opening + len("[[")
    close = text.find("]]", start, line.end)
    if 0 <= close < offset:
        return None
    if close >= 0 and text.find("[[", start, close) < 0:
        return _Inside(start, close, close + len("]]"))
    # Nothing closes it: the rest of the line is no part of it, but for one bracket of two.
    return _Inside(start, offset, offset + text.startswith("]", offset))


def _in_target(text: str, offset: int, inside: _Inside, parts: Parts, whole: TypedLink) -> TypedLink:
    pieces = _pieces(text, *parts.target)
    at = next(index for index, piece in enumerate(pieces) if offset <= piece.end)
    path, *headings = (text[slice(*piece)].strip() for piece in pieces[:at] or [Span(0, 0)])
    start, end = pieces[at]
    is_block = at > 0 and text.startswith("^", start) and start < offset
    return whole._replace(
        part="block" if is_block else "heading" if at else "path",
        typed=_typed(text, start + is_block, offset, end, inside),
        path=path,
        headings=tuple(filter(None, headings)),
    )


def _in_search(text: str, offset: int, inside: _Inside, parts: Parts, whole: TypedLink) -> TypedLink | None:
    start, end = parts.target
    start += len(text[start:end]) - len(text[start:end].lstrip())
    mark = text[start : start + 2]
    if offset < start + len(mark):
        return None
    typed = _typed(text, start + len(mark), offset, end, inside)
    typed = typed._replace(span=Span(start, typed.span.end), mark=mark)
    return whole._replace(part=_SEARCHES[mark], typed=typed)


def _in_label(text: str, offset: int, inside: _Inside, parts: Parts, whole: TypedLink) -> TypedLink:
    path, *headings = (text[slice(*piece)].strip() for piece in _pieces(text, *parts.target))
    start, end = parts.label
    return whole._replace(
        part="label",
        typed=_typed(text, start, offset, end, inside),
        path=path,
        headings=tuple(heading for heading in headings if heading and not heading.startswith("^")),
    )


def _typed(text: str, start: int, offset: int, end: int, inside: _Inside) -> TypedText:
    is_last = end == inside.end
    return TypedText(text[start:offset], Span(start, inside.after if is_last else end), "]]" if is_last else "")


def _pieces(text: str, start: int, end: int) -> list[Span]:
    """Divide the target of a link at each `#`."""
    marks = [match.start() for match in _MARK.finditer(text, start, end)]
    return [Span(*piece) for piece in zip([start, *(mark + 1 for mark in marks)], [*marks, end], strict=True)]
