"""What stands at an offset of a note: the innermost thing that means something. Knows one note and no vault."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from msgspec.structs import replace

from wikilsp.note import Note
from wikilsp.syntax.facts import BlockId, Definition, Heading, Link, Property, Tag, Value
from wikilsp.text import Span

LinkPart = Literal["whole", "path", "heading", "block", "label", "reference"]


class OnLink(NamedTuple):
    """A link, and the part of it: `whole` for its brackets, `reference` for the second label of `[text][label]`."""

    link: Link
    part: LinkPart
    span: Span
    """The part; the link for `whole`."""
    heading: int = 0
    """Which of the headings of the path it is, if it is one."""

    @property
    def followed(self) -> Link:
        """The link as a reader follows it: no further than the heading that the offset is on."""
        if self.part != "heading":
            return self.link
        return replace(self.link, headings=self.link.headings[: self.heading + 1])


class OnDefinition(NamedTuple):
    """A reference definition, outside of its destination."""

    definition: Definition
    span: Span


class OnTag(NamedTuple):
    """A tag."""

    tag: Tag
    span: Span


class OnAlias(NamedTuple):
    """An item of the list that gives the note its aliases."""

    alias: Value
    span: Span


class OnKey(NamedTuple):
    """The key of a property."""

    property: Property
    span: Span


class OnValue(NamedTuple):
    """An item of the value of a property."""

    property: Property
    item: Value
    span: Span


class OnBlock(NamedTuple):
    """A block id, where it names its block."""

    block: BlockId
    span: Span


class OnHeading(NamedTuple):
    """A heading."""

    heading: Heading
    span: Span


Thing = OnLink | OnDefinition | OnTag | OnAlias | OnKey | OnValue | OnBlock | OnHeading


def at(note: Note, offset: int) -> Thing | None:
    """Give the innermost thing at an offset; None for plain text. A thing is touched by an offset right behind it too.

    Of two that touch the offset, the one that begins there is meant.
    """
    # Of things with one span, such as the tag, the alias and the value of a list item, the first one is meant.
    touched = ((span, thing) for span, thing in _things(note, offset) if _holds(span, offset))
    found = min(touched, key=lambda pair: _distance(pair[0], offset), default=None)
    return found[1] if found else None


def _distance(span: Span, offset: int) -> tuple[bool, int]:
    return offset == span.end, span.end - span.start


def _things(note: Note, offset: int) -> Iterator[tuple[Span, Thing]]:
    """Give the things of a note, each with all that it takes up; the offset tells the parts of links."""
    facts = note.facts
    for link in (*facts.links, *(made.link for made in facts.definitions if made.link)):
        yield link.span, _on_link(link, offset)
    for definition in facts.definitions:
        yield definition.span, OnDefinition(definition, definition.label_span)
    for tag in facts.tags:
        yield tag.span, OnTag(tag, tag.span)
    for alias in facts.aliases:
        yield alias.span, OnAlias(alias, alias.span)
    for block in facts.blocks:
        yield block.span, OnBlock(block, block.span)
    for made in facts.properties:
        yield made.key_span, OnKey(made, made.key_span)
        yield from ((item.span, OnValue(made, item, item.span)) for item in made.items)
    for heading in facts.headings:
        yield heading.span, OnHeading(heading, heading.text_span)


def _on_link(link: Link, offset: int) -> OnLink:
    if link.label_span and _holds(link.label_span, offset):
        return OnLink(link, "label", link.label_span)
    if link.reference is not None:
        return _on_reference(link, offset)
    for number, span in enumerate(link.heading_spans):
        if _holds(span, offset):
            return OnLink(link, "heading", span, number)
    if link.block_span and _holds(link.block_span, offset):
        return OnLink(link, "block", link.block_span)
    if link.path and _holds(link.path_span, offset):
        return OnLink(link, "path", link.path_span)
    return OnLink(link, "whole", link.span)


def _on_reference(link: Link, offset: int) -> OnLink:
    """Tell the brackets from the second label, which `[label]` has not; the destination stands at the definition."""
    text_end = link.label_span.end if link.label_span else link.span.start
    label = Span(text_end + len("]["), link.span.end - len("]"))
    if offset <= text_end or label.end < label.start:
        return OnLink(link, "whole", link.span)
    return OnLink(link, "reference", label if label.start < label.end else link.span)


def _holds(span: Span, offset: int) -> bool:
    return span.start <= offset <= span.end
