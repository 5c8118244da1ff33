"""Whether facts are true: what each of them claims is compared with what stands in the text at its places.

The parser does not need it. It is for tests, and for those who are about to write: a place that is wrong destroys text.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import astuple

from wikilsp.syntax.candidate_claims import is_candidate_true
from wikilsp.syntax.facts import (
    BlockId,
    Definition,
    Facts,
    Heading,
    Link,
    Property,
    Suppression,
    Tag,
    Value,
)
from wikilsp.syntax.frontmatter import meant
from wikilsp.syntax.link_claims import is_destination_true, is_link_true
from wikilsp.syntax.written import Written
from wikilsp.text import Span, line_starts, position

_LINE_END = re.compile(r"[\r\n]")
_PLAIN = frozenset((str, int, bool, type(None)))
_UNDERLINES = {1: {"="}, 2: {"-"}}


class Mismatch(NamedTuple):
    """A fact that is not true: the place that it speaks of, and in words what should stand there."""

    span: Span
    claim: str


class Claim(NamedTuple):
    """A fact, the stretch from the first to the last place of it, what tells whether it is true, and its name."""

    extent: Span
    fact: Any
    is_true: Callable[[Written, Any], bool]
    name: Callable[[Any], str]


def claims_of(facts: Facts) -> tuple[Claim, ...]:
    """Return what each of the facts claims. To find out which of them are near some places takes this first."""
    return tuple(
        Claim(_extent(fact), fact, is_true, name) for several, is_true, name in _KINDS for fact in several(facts)
    )


def first_mismatch(
    text: str, facts: Facts, near: Sequence[Span] | None = None, claims: Sequence[Claim] | None = None
) -> Mismatch | None:
    """Return the first of the facts that does not say what stands in the text, None if all of them do.

    With `near`, only facts that overlap or touch one of these places are looked at; places do not overlap. Offsets are
    code points of `text`. `claims` are those of the facts, if they are known already.
    """
    if facts.length != len(text) or facts.line_starts != line_starts(text):
        return Mismatch(Span(0, 0), "the lines of the note")
    written = Written.of(text, facts.line_starts)
    wrong = (
        Mismatch(claim.extent, claim.name(claim.fact))
        for claim in _near(claims_of(facts) if claims is None else claims, near)
        if not (_lies_inside(claim.fact, text) and claim.is_true(written, claim.fact))
    )
    return min(wrong, default=None)


def _near(claims: Sequence[Claim], near: Sequence[Span] | None) -> Iterator[Claim]:
    """Yield the claims that overlap or touch one of some places, or all of them."""
    if not near:
        yield from claims if near is None else ()
        return
    ordered = sorted(near)
    first, last = ordered[0].start, max(span.end for span in ordered)
    for claim in claims:
        start, end = claim.extent
        if start <= last and first <= end and _touches(claim.extent, ordered):
            yield claim


def places(fact: Struct) -> list[Span]:
    """Return every span that a fact holds, those of the values in it too."""
    found: list[Span] = []
    _gather(astuple(fact), found)
    return found


def _gather(parts: Iterable[Any], found: list[Span]) -> None:
    # A large note has hundreds of thousands of facts, so what holds no span is passed as soon as can be.
    for part in parts:
        kind = part.__class__
        if kind is Span:
            found.append(part)
        elif kind is tuple:
            _gather(part, found)
        elif kind not in _PLAIN and isinstance(part, Struct):
            _gather(astuple(part), found)


def _extent(fact: Any) -> Span:
    """Return the stretch from the first to the last place of a fact."""
    # The destination of a link with a reference stands at its definition.
    spans = [fact.span] if isinstance(fact, Link) and fact.reference is not None else places(fact)
    return spans[0] if len(spans) == 1 else Span(min(spans).start, max([span.end for span in spans]))


def _touches(extent: Span, ordered: list[Span]) -> bool:
    index = bisect_left(ordered, (extent.start, -1))
    nearest = ordered[max(index - 1, 0) : index + 1]
    return any(one.start <= extent.end and extent.start <= one.end for one in nearest)


def _lies_inside(fact: Any, text: str) -> bool:
    """Are all places of a fact places of the text, none of them inside of a line end?"""
    return all(
        0 <= span.start <= span.end <= len(text) and not any(at > 0 and text.startswith("\r\n", at - 1) for at in span)
        for span in places(fact)
    )


# What is true of each kind


def _is_definition_true(written: Written, made: Definition) -> bool:
    said = written.at(made.span)
    return (
        said.startswith(f"[{made.label}]:")
        and made.label_span == Span(made.span.start + 1, made.span.start + 1 + len(made.label))
        and (made.link is None or is_destination_true(written, made.link))
    )


def _is_tag_true(written: Written, tag: Tag) -> bool:
    said = written.at(tag.span)
    if said.startswith("#[["):
        # A tag of several words is a link, of which it has the target.
        return said.endswith("]]") and tag.name in said
    return any(form.removeprefix("#") == tag.name for form in written.forms(tag.span))


def _is_property_true(written: Written, made: Property) -> bool:
    whole = made.value.span
    has_separator = ":" in written.text[made.key_span.end : whole.start]
    # In front matter a key may stand alone.
    is_alone = written.is_in_front(made.key_span) and not made.value.text
    return (
        written.at(made.key_span) == made.key
        and (has_separator or is_alone)
        and all(written.at(value.span) == value.text for value in (made.value, *made.items))
        and all(whole.start <= item.span.start <= item.span.end <= whole.end for item in made.items)
    )


def _is_heading_true(written: Written, heading: Heading) -> bool:
    if not written.reads(heading.text_span, heading.text):
        return False
    if not heading.span.start <= heading.text_span.start <= heading.text_span.end <= heading.span.end:
        return False
    said = written.at(heading.span)
    if heading.span.start < heading.text_span.start:
        return len(said) - len(said.lstrip("#")) == heading.level
    *above, underline = _LINE_END.split(said)
    return bool(above) and heading.level in _UNDERLINES and set(underline.strip(" \t>")) == _UNDERLINES[heading.level]


def _is_block_true(written: Written, block: BlockId) -> bool:
    return written.at(block.span) == (block.id if block.from_property else f"^{block.id}")


def _is_alias_true(written: Written, alias: Value) -> bool:
    return any(meant(form) == alias.text for form in written.forms(alias.span))


def _is_suppression_true(written: Written, made: Suppression) -> bool:
    row = position(written.starts, made.span.end - 1).row
    first = position(written.starts, made.span.start).row
    return (
        written.at(made.span).startswith(("<!--", "%%"))
        and made.codes == tuple(written.at(span) for span in made.code_spans)
        and all(made.span.start < span.start < span.end < made.span.end for span in made.code_spans)
        and made.row in (0, first, row + 1)
    )


_Kind = tuple[Callable[[Facts], Sequence[Any]], Callable[[Written, Any], bool], Callable[[Any], str]]


def _link_name(link: Link) -> str:
    return f"the link to “{link.path or '#'.join(('', *link.headings, *([f'^{link.block}'] if link.block else [])))}”"


_KINDS: tuple[_Kind, ...] = (
    (lambda facts: facts.links, is_link_true, _link_name),
    (lambda facts: facts.definitions, _is_definition_true, lambda made: f"the definition “[{made.label}]”"),
    (lambda facts: facts.tags, _is_tag_true, lambda tag: f"the tag “#{tag.name}”"),
    (lambda facts: facts.properties, _is_property_true, lambda made: f"the property “{made.key}”"),
    (lambda facts: facts.headings, _is_heading_true, lambda heading: f"the heading “{heading.text}”"),
    (lambda facts: facts.blocks, _is_block_true, lambda block: f"the block id “{block.id}”"),
    (lambda facts: facts.aliases, _is_alias_true, lambda alias: f"the alias “{alias.text}”"),
    (lambda facts: facts.suppressions, _is_suppression_true, lambda _: "the comment that silences findings"),
    (lambda facts: facts.candidates, is_candidate_true, lambda it: f"what “{it.kind}” is about"),
)
