"""The outline of a note: its headings, nested, with the properties, blocks and tags below each."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from wikilsp.note import Note
from wikilsp.syntax.facts import Facts, Property
from wikilsp.syntax.sections import Section, sections
from wikilsp.text import Span, Stretches

SymbolKind = Literal["heading", "property", "block", "tag"]

_LONGEST_DETAIL = 80


class Symbol(NamedTuple):
    """An entry of the outline. `span` is all that belongs to it, `selection` the place to go to, which lies in it."""

    name: str
    kind: SymbolKind
    span: Span
    selection: Span
    detail: str = ""
    children: tuple["Symbol", ...] = ()


def document_symbols(note: Note, text: str) -> tuple[Symbol, ...]:
    """Give the outline of a note, whose text is `text`; nothing in it has an empty name."""
    symbols = [*map(_heading, sections(note.facts, text)), *_leaves(note.facts)]
    # The last one comes first, so that each is taken from the end.
    symbols.sort(key=lambda symbol: (symbol.span.start, -symbol.span.end), reverse=True)
    return tuple(_nested(symbols, len(text) + 1))


def _nested(symbols: list[Symbol], end: int) -> Iterator[Symbol]:
    """Take from the end of `symbols` those that begin before `end`, each with those inside it."""
    while symbols and symbols[-1].span.start < end:
        symbol = symbols.pop()
        children = tuple(_nested(symbols, symbol.span.end)) if symbol.kind == "heading" else ()
        yield symbol._replace(children=children)


def _heading(section: Section) -> Symbol:
    heading = section.heading
    return Symbol(heading.visible or heading.text or "#" * heading.level, "heading", section.span, heading.text_span)


def _leaves(facts: Facts) -> Iterator[Symbol]:
    properties = [made for made in facts.properties if not made.quiet]
    for made in properties:
        yield Symbol(made.key or "::", "property", made.span, made.key_span, _detail(made))
    for block in facts.blocks:
        # Where it is the value of a property, that says it already.
        if not block.from_property:
            yield Symbol(f"^{block.id}", "block", block.span, block.span)
    said = Stretches(made.span for made in properties)
    for tag in facts.tags:
        if not said.hold(Span(tag.span.start, tag.span.start + 1)):
            yield Symbol(f"#{tag.name}", "tag", tag.span, tag.span)


def _detail(made: Property) -> str:
    value = " ".join(made.value.text.split())
    return value if len(value) <= _LONGEST_DETAIL else f"{value[: _LONGEST_DETAIL - 1]}…"
