"""Checks facts against the text: whether each fact matches the text at its spans.

Used by tests, and before edits are written, since an edit at a wrong span destroys text.
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
    Callout,
    Definition,
    Facts,
    Footnote,
    Heading,
    Link,
    Property,
    Suppression,
    Tag,
    Value,
)
from wikilsp.syntax.frontmatter import linked_name
from wikilsp.syntax.link_claims import is_destination_true, is_link_true
from wikilsp.syntax.source_text import SourceText
from wikilsp.text import Span, line_starts, position

_LINE_END = re.compile(r"[\r\n]")
_PLAIN = frozenset((str, int, bool, type(None)))
_UNDERLINES = {1: {"="}, 2: {"-"}}


class Mismatch(NamedTuple):
    """A fact that does not match the text: its span, and a description of what should be there."""

    span: Span
    claim: str


class Claim(NamedTuple):
    """A fact with its extent, from the first to the last of its spans, and functions that check and describe it."""

    extent: Span
    fact: Any
    is_true: Callable[[SourceText, Any], bool]
    name: Callable[[Any], str]


def claims_of(facts: Facts) -> tuple[Claim, ...]:
    """Return the claim of each fact."""
    return tuple(
        Claim(_extent(fact), fact, is_true, name) for several, is_true, name in _KINDS for fact in several(facts)
    )


def first_mismatch(
    text: str, facts: Facts, near: Sequence[Span] | None = None, claims: Sequence[Claim] | None = None
) -> Mismatch | None:
    """Return the first fact that does not match the text, None if all do.

    With `near`, check only facts that overlap or touch one of these spans, which do not overlap each other. Pass
    `claims` if `claims_of(facts)` was computed before.
    """
    if facts.length != len(text) or facts.line_starts != line_starts(text):
        return Mismatch(Span(0, 0), "the lines of the note")
    source = SourceText.of(text, facts.line_starts)
    wrong = (
        Mismatch(claim.extent, claim.name(claim.fact))
        for claim in _near(claims_of(facts) if claims is None else claims, near)
        if not (_lies_inside(claim.fact, text) and claim.is_true(source, claim.fact))
    )
    return min(wrong, default=None)


def _near(claims: Sequence[Claim], near: Sequence[Span] | None) -> Iterator[Claim]:
    """Yield the claims that overlap or touch one of the spans in `near`, or all claims if it is None."""
    if not near:
        yield from claims if near is None else ()
        return
    ordered = sorted(near)
    first, last = ordered[0].start, max(span.end for span in ordered)
    for claim in claims:
        start, end = claim.extent
        if start <= last and first <= end and _touches(claim.extent, ordered):
            yield claim


def spans_of(fact: Struct) -> list[Span]:
    """Return every span of a fact, including the spans of its values."""
    spans: list[Span] = []
    _collect_spans(astuple(fact), spans)
    return spans


def _collect_spans(parts: Iterable[Any], spans: list[Span]) -> None:
    # A large note has hundreds of thousands of facts, so skip values without spans as early as possible.
    for part in parts:
        kind = part.__class__
        if kind is Span:
            spans.append(part)
        elif kind is tuple:
            _collect_spans(part, spans)
        elif kind not in _PLAIN and isinstance(part, Struct):
            _collect_spans(astuple(part), spans)


def _extent(fact: Any) -> Span:
    """Return the span from the first to the last span of a fact."""
    # The destination of a reference link is in its definition.
    spans = [fact.span] if isinstance(fact, Link) and fact.reference is not None else spans_of(fact)
    return spans[0] if len(spans) == 1 else Span(min(spans).start, max([span.end for span in spans]))


def _touches(extent: Span, ordered: list[Span]) -> bool:
    index = bisect_left(ordered, (extent.start, -1))
    nearest = ordered[max(index - 1, 0) : index + 1]
    return any(one.start <= extent.end and extent.start <= one.end for one in nearest)


def _lies_inside(fact: Any, text: str) -> bool:
    """Whether all spans of a fact lie in the text, with no offset between the two characters of a line ending."""
    return all(
        0 <= span.start <= span.end <= len(text) and not any(at > 0 and text.startswith("\r\n", at - 1) for at in span)
        for span in spans_of(fact)
    )


# Kinds of facts


def _is_definition_true(source: SourceText, made: Definition) -> bool:
    text = source.at(made.span)
    return (
        text.startswith(f"[{made.label}]:")
        and made.label_span == Span(made.span.start + 1, made.span.start + 1 + len(made.label))
        and (made.link is None or is_destination_true(source, made.link))
    )


def _is_tag_true(source: SourceText, tag: Tag) -> bool:
    text = source.at(tag.span)
    if text.startswith("#[["):
        # A tag of several words is written as a link.
        return text.endswith("]]") and tag.name in text
    return any(form.removeprefix("#") == tag.name for form in source.forms(tag.span))


def _is_property_true(source: SourceText, made: Property) -> bool:
    whole = made.value.span
    has_separator = ":" in source.text[made.key_span.end : whole.start]
    # In front matter a key may have no colon.
    is_alone = source.is_in_front_matter(made.key_span) and not made.value.text
    return (
        source.at(made.key_span) == made.key
        and (has_separator or is_alone)
        and all(source.at(value.span) == value.text for value in (made.value, *made.items))
        and all(whole.start <= item.span.start <= item.span.end <= whole.end for item in made.items)
    )


def _is_heading_true(source: SourceText, heading: Heading) -> bool:
    if not source.matches(heading.text_span, heading.text):
        return False
    if not heading.span.start <= heading.text_span.start <= heading.text_span.end <= heading.span.end:
        return False
    text = source.at(heading.span)
    if heading.span.start < heading.text_span.start:
        return len(text) - len(text.lstrip("#")) == heading.level
    *above, underline = _LINE_END.split(text)
    return bool(above) and heading.level in _UNDERLINES and set(underline.strip(" \t>")) == _UNDERLINES[heading.level]


def _is_block_true(source: SourceText, block: BlockId) -> bool:
    return source.at(block.span) == (block.id if block.from_property else f"^{block.id}")


def _is_alias_true(source: SourceText, alias: Value) -> bool:
    return any(linked_name(form) == alias.text for form in source.forms(alias.span))


def _is_suppression_true(source: SourceText, made: Suppression) -> bool:
    row = position(source.starts, made.span.end - 1).row
    first = position(source.starts, made.span.start).row
    return (
        source.at(made.span).startswith(("<!--", "%%"))
        and made.codes == tuple(source.at(span) for span in made.code_spans)
        and all(made.span.start < span.start < span.end < made.span.end for span in made.code_spans)
        and made.row in (0, first, row + 1)
    )


def _is_footnote_true(source: SourceText, made: Footnote) -> bool:
    if source.at(made.span) != f"[^{made.id}]":
        return False
    if made.text_span is None:
        return True
    start = made.span.end + len(":")
    text, before = source.at(made.text_span), source.at(Span(start, made.text_span.start))
    is_after = source.text.startswith(":", made.span.end) and start <= made.text_span.start
    # Where the text starts on the next line of a quote, the markers of that line come first.
    return is_after and not before.replace(">", " ").strip() and text == text.lstrip()


def _is_callout_true(source: SourceText, made: Callout) -> bool:
    opening = source.text.rfind("[!", 0, made.span.start)
    is_opened = opening >= 0 and not source.text[opening + len("[!") : made.span.start].strip()
    return is_opened and source.at(made.span) == made.type


_Kind = tuple[Callable[[Facts], Sequence[Any]], Callable[[SourceText, Any], bool], Callable[[Any], str]]


def _link_name(link: Link) -> str:
    return f"the link to “{link.path or '#'.join(('', *link.headings, *([f'^{link.block}'] if link.block else [])))}”"


_KINDS: tuple[_Kind, ...] = (
    (lambda facts: facts.links, is_link_true, _link_name),
    (lambda facts: facts.definitions, _is_definition_true, lambda made: f"the definition “[{made.label}]”"),
    (lambda facts: facts.tags, _is_tag_true, lambda tag: f"the tag “#{tag.name}”"),
    (lambda facts: facts.properties, _is_property_true, lambda made: f"the property “{made.key}”"),
    (lambda facts: facts.headings, _is_heading_true, lambda heading: f"the heading “{heading.text}”"),
    (lambda facts: facts.blocks, _is_block_true, lambda block: f"the block id “{block.id}”"),
    (lambda facts: facts.footnotes, _is_footnote_true, lambda made: f"the footnote “[^{made.id}]”"),
    (lambda facts: facts.callouts, _is_callout_true, lambda made: f"the callout “[!{made.type}]”"),
    (lambda facts: facts.aliases, _is_alias_true, lambda alias: f"the alias “{alias.text}”"),
    (lambda facts: facts.suppressions, _is_suppression_true, lambda _: "the suppression comment"),
    (lambda facts: facts.queries, lambda source, query: source.at(query.span) == query.text, lambda _: "the query"),
    (lambda facts: facts.candidates, is_candidate_true, lambda candidate: f"the finding of “{candidate.kind}”"),
)
