"""Whether what a link claims of its places is true."""

from wikilsp.syntax.destination import decoded
from wikilsp.syntax.facts import Link
from wikilsp.syntax.written import Written
from wikilsp.text import Span

_OPENINGS = {"wikilink": "[[", "embed": "![[", "link": "[", "image": "!["}
_WIKI = ("wikilink", "embed")


def is_link_true(written: Written, link: Link) -> bool:
    """Is a link there, with its brackets, and does each of its parts say what the link says?"""
    said = written.at(link.span)
    opening = _OPENINGS[link.kind]
    closing = "]]" if link.kind in _WIKI else ")" if link.reference is None else "]"
    inside = Span(link.span.start + len(opening), link.span.end - len(closing))
    # The destination of a link with a reference stands at its definition, which claims the same.
    parts = [] if link.reference is not None else _parts(link)
    return (
        said.startswith(opening)
        and said.endswith(closing)
        and _within(inside, link.label_span)
        and all(_within(inside, span) and _says(written, link, span, part) for span, part in parts)
        and (link.label is None or (link.label_span is not None and _shows(written, link, link.label_span, link.label)))
        and (link.whole is None or link.whole in said)
    )


def is_destination_true(written: Written, link: Link) -> bool:
    """Is the destination of a definition there, and does each of its parts say what the link says?"""
    return all(_within(link.span, span) and _says(written, link, span, said) for span, said in _parts(link))


def _parts(link: Link) -> list[tuple[Span | None, str]]:
    """Return the places of what a link leads to, and what is to stand there."""
    block = [] if link.block is None else [(link.block_span, link.block)]
    return [(link.path_span, link.path), *zip(link.heading_spans, link.headings, strict=True), *block]


def _within(outer: Span, span: Span | None) -> bool:
    return span is None or outer.start <= span.start <= span.end <= outer.end


def _says(written: Written, link: Link, span: Span | None, said: str) -> bool:
    if span is None:
        return False
    piece = written.at(span)
    if link.kind not in _WIKI:
        return decoded(piece) == said
    return piece == said or (written.is_in_front(span) and said in written.forms(span))


def _shows(written: Written, link: Link, span: Span, said: str) -> bool:
    return _says(written, link, span, said) if link.kind in _WIKI else written.reads(span, said)
