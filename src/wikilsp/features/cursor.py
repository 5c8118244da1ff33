"""Finds the element of a note under the cursor: a link, tag, property, heading, block id or footnote."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from msgspec.structs import replace

from wikilsp.note import Note
from wikilsp.syntax.facts import BlockId, Definition, Footnote, Heading, Link, Property, Tag, Value
from wikilsp.text import Span

LinkPart = Literal["whole", "path", "heading", "block", "label", "reference"]


class LinkElement(NamedTuple):
    """A link and one part of it: `whole` for its brackets, `reference` for the second label of `[text][label]`."""

    link: Link
    part: LinkPart
    span: Span
    """The span of the part; of the link for `whole`."""
    heading: int = 0
    """The index in `link.headings`, for the part `heading`."""

    @property
    def link_to_cursor(self) -> Link:
        """The link without the headings after the one that the cursor is on."""
        if self.part != "heading":
            return self.link
        return replace(self.link, headings=self.link.headings[: self.heading + 1])


class DefinitionElement(NamedTuple):
    """A reference definition. Its destination is a `LinkElement`."""

    definition: Definition
    span: Span


class TagElement(NamedTuple):
    """A tag."""

    tag: Tag
    span: Span


class AliasElement(NamedTuple):
    """An item of a note's `aliases`."""

    alias: Value
    span: Span


class KeyElement(NamedTuple):
    """The key of a property."""

    property: Property
    span: Span


class ValueElement(NamedTuple):
    """An item of the value of a property."""

    property: Property
    item: Value
    span: Span


class BlockElement(NamedTuple):
    """A block id at the end of its block."""

    block: BlockId
    span: Span


class FootnoteElement(NamedTuple):
    """A reference to a footnote, or the id at its definition."""

    footnote: Footnote
    span: Span


class HeadingElement(NamedTuple):
    """A heading."""

    heading: Heading
    span: Span


Element = (
    LinkElement
    | DefinitionElement
    | TagElement
    | AliasElement
    | KeyElement
    | ValueElement
    | BlockElement
    | FootnoteElement
    | HeadingElement
)


def element_at(note: Note, offset: int) -> Element | None:
    """Return the innermost element that touches an offset; None for plain text.

    An offset touches an element from its start up to and including its end. Where one element ends and another
    starts, the one that starts there is returned.
    """
    # Several elements may have one span, such as the tag, the alias and the value of a list item: the first one wins.
    touched = ((span, element) for span, element in _elements(note, offset) if _touches(span, offset))
    found = min(touched, key=lambda pair: _distance(pair[0], offset), default=None)
    return found[1] if found else None


def _distance(span: Span, offset: int) -> tuple[bool, int]:
    return offset == span.end, span.end - span.start


def _elements(note: Note, offset: int) -> Iterator[tuple[Span, Element]]:
    """Yield the elements of a note, each with its full span. The offset selects the part of a link."""
    facts = note.facts
    for link in (*facts.links, *(definition.link for definition in facts.definitions if definition.link)):
        yield link.span, _link_element(link, offset)
    for definition in facts.definitions:
        yield definition.span, DefinitionElement(definition, definition.label_span)
    for tag in facts.tags:
        yield tag.span, TagElement(tag, tag.span)
    for alias in facts.aliases:
        yield alias.span, AliasElement(alias, alias.span)
    for block in facts.blocks:
        yield block.span, BlockElement(block, block.span)
    for footnote in facts.footnotes:
        yield footnote.span, FootnoteElement(footnote, footnote.span)
    for prop in facts.properties:
        yield prop.key_span, KeyElement(prop, prop.key_span)
        yield from ((item.span, ValueElement(prop, item, item.span)) for item in prop.items)
    for heading in facts.headings:
        yield heading.span, HeadingElement(heading, heading.text_span)


def _link_element(link: Link, offset: int) -> LinkElement:
    if link.label_span and _touches(link.label_span, offset):
        return LinkElement(link, "label", link.label_span)
    if link.reference is not None:
        return _reference_element(link, offset)
    for number, span in enumerate(link.heading_spans):
        if _touches(span, offset):
            return LinkElement(link, "heading", span, number)
    for end in link.to_blocks:
        if end.block_span and _touches(end.block_span, offset):
            return LinkElement(end, "block", end.block_span)
    if link.path and _touches(link.path_span, offset):
        return LinkElement(link, "path", link.path_span)
    return LinkElement(link, "whole", link.span)


def _reference_element(link: Link, offset: int) -> LinkElement:
    """Return the second label of a link by reference, or the whole link. `[label]` has no second label."""
    text_end = link.label_span.end if link.label_span else link.span.start
    label = Span(text_end + len("]["), link.span.end - len("]"))
    if offset <= text_end or label.end < label.start:
        return LinkElement(link, "whole", link.span)
    return LinkElement(link, "reference", label if label.start < label.end else link.span)


def _touches(span: Span, offset: int) -> bool:
    return span.start <= offset <= span.end
