"""Document symbols: the outline of a note, with nested headings and the properties, blocks and tags below each."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from wikilsp.note import Note
from wikilsp.syntax.facts import Facts, Property
from wikilsp.syntax.sections import Section, sections
from wikilsp.text import Span, SpanSet

SymbolKind = Literal["heading", "property", "block", "tag"]

_LONGEST_DETAIL = 80


class Symbol(NamedTuple):
    """An entry of the outline. `selection`, the part of `span` to select, lies within it."""

    name: str
    kind: SymbolKind
    span: Span
    selection: Span
    detail: str = ""
    children: tuple["Symbol", ...] = ()


def document_symbols(note: Note, text: str) -> tuple[Symbol, ...]:
    """Return the outline of a note, whose text is `text`. No symbol has an empty name."""
    symbols = [*map(_heading, sections(note.facts, text)), *_leaves(note.facts)]
    # In reverse order, so that the next symbol is popped from the end.
    symbols.sort(key=lambda symbol: (symbol.span.start, -symbol.span.end), reverse=True)
    return tuple(_nest(symbols, len(text) + 1))


def _nest(symbols: list[Symbol], end: int) -> Iterator[Symbol]:
    """Pop the symbols that start before `end`, and yield each with the ones inside it as children."""
    while symbols and symbols[-1].span.start < end:
        symbol = symbols.pop()
        children = tuple(_nest(symbols, symbol.span.end)) if symbol.kind == "heading" else ()
        yield symbol._replace(children=children)


def _heading(section: Section) -> Symbol:
    heading = section.heading
    return Symbol(heading.visible or heading.text or "#" * heading.level, "heading", section.span, heading.text_span)


def _leaves(facts: Facts) -> Iterator[Symbol]:
    properties = [prop for prop in facts.properties if not prop.quiet]
    for prop in properties:
        yield Symbol(prop.key or "::", "property", prop.span, prop.key_span, _detail(prop))
    for block in facts.blocks:
        # An id from a property is shown as that property.
        if block.is_listed:
            yield Symbol(f"^{block.id}", "block", block.span, block.span)
    in_properties = SpanSet(prop.span for prop in properties)
    for tag in facts.tags:
        if not in_properties.contains(Span(tag.span.start, tag.span.start + 1)):
            yield Symbol(f"#{tag.name}", "tag", tag.span, tag.span)


def _detail(prop: Property) -> str:
    value = " ".join(prop.value.text.split())
    return value if len(value) <= _LONGEST_DETAIL else f"{value[: _LONGEST_DETAIL - 1]}…"
