"""Checks links against the text."""

from wikilsp.syntax.destination import decode
from wikilsp.syntax.facts import Link
from wikilsp.syntax.source_text import SourceText
from wikilsp.text import Span

_OPENINGS = {"wikilink": "[[", "embed": "![[", "link": "[", "image": "!["}
_WIKI = ("wikilink", "embed")


def is_link_true(source: SourceText, link: Link) -> bool:
    """Whether the text has this link with its brackets, and each of its parts at its span."""
    text = source.at(link.span)
    opening = _OPENINGS[link.kind]
    closing = "]]" if link.kind in _WIKI else ")" if link.reference is None else "]"
    inside = Span(link.span.start + len(opening), link.span.end - len(closing))
    # The destination of a reference link is in its definition, which is checked by itself.
    parts = [] if link.reference is not None else _parts(link)
    return (
        text.startswith(opening)
        and text.endswith(closing)
        and _within(inside, link.label_span)
        and all(_within(inside, span) and _matches(source, link, span, part) for span, part in parts)
        and (bool(link.path) or link.kind not in _WIKI or _is_after_mark(source, link.path_span))
        and (link.label is None or _has_label(source, link, link.label))
        and (link.whole is None or link.whole in text)
    )


def is_destination_true(source: SourceText, link: Link) -> bool:
    """Whether the text has the destination of a definition, with each of its parts at its span."""
    return all(_within(link.span, span) and _matches(source, link, span, part) for span, part in _parts(link))


def _parts(link: Link) -> list[tuple[Span | None, str]]:
    """Return the span and the expected text of each part of a link's target."""
    blocks = [(each.block_span, each.block or "") for each in link.to_blocks]
    return [(link.path_span, link.path), *zip(link.heading_spans, link.headings, strict=True), *blocks]


def _within(outer: Span, span: Span | None) -> bool:
    return span is None or outer.start <= span.start <= span.end <= outer.end


def _matches(source: SourceText, link: Link, span: Span | None, part: str) -> bool:
    if span is None:
        return False
    text = source.at(span)
    read = (lambda form: form) if link.kind in _WIKI else decode
    return read(text) == part or (source.is_in_front_matter(span) and part in map(read, source.forms(span)))


def _is_after_mark(source: SourceText, span: Span) -> bool:
    """Whether the span of an empty path is where the target starts: after a bracket or a bar."""
    return source.at(Span(span.start - 1, span.start)) in ("[", "|")


def _has_label(source: SourceText, link: Link, label: str) -> bool:
    span = link.label_span
    if span is None:
        return False
    is_unescaped = source.is_in_front_matter(span) and label in source.forms(span)
    return source.at(span) == label or is_unescaped or (link.kind not in _WIKI and source.matches(span, label))
