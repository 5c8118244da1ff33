"""Selection ranges: expand a selection step by step from the word at the cursor to the whole note."""

import re
from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush

from wikilsp.features.lines import line_at
from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.facts import Facts, Link
from wikilsp.syntax.folds import folds
from wikilsp.syntax.sections import sections
from wikilsp.text import Span

# Blanks and the punctuation of ASCII, Latin and CJK separate words; an emoji is a word.
_WORD = re.compile(r"[^\s!-/:-@\[-^`{-~‐-‧‰-⁞、-〿！-／：-＠［-｀｛-･]+")


def selection_ranges(note: Note, offsets: Iterable[int], text: str, dialect: Dialect) -> list[tuple[Span, ...]]:
    """Return for each offset the spans around it, from the smallest to the whole note, each within the next."""
    spans = [*_element_spans(note.facts), *(fold.span for fold in folds(text, dialect))]
    spans += (section.span for section in sections(note.facts, text))
    spans.append(Span(0, len(text)))
    offsets = list(offsets)
    in_order = sorted(set(offsets))
    spans = [*_words_and_lines(note, text, in_order), *spans]
    around = dict(zip(in_order, _spans_around(spans, in_order), strict=True))
    return [_nested_spans(around[offset]) for offset in offsets]


def _spans_around(spans: Sequence[Span], offsets: Iterable[int]) -> Iterator[list[Span]]:
    """Yield for each of many ascending offsets the spans around it, in a single pass over all spans."""
    pending = sorted(range(len(spans)), key=lambda number: spans[number].start, reverse=True)
    open_spans: list[tuple[int, int]] = []
    """A heap of the end and index of each span that starts at or before the offset."""
    for offset in offsets:
        while pending and spans[pending[-1]].start <= offset:
            number = pending.pop()
            heappush(open_spans, (spans[number].end, number))
        while open_spans and open_spans[0][0] < offset:
            heappop(open_spans)
        yield [spans[number] for number in sorted(number for _, number in open_spans)]


def _nested_spans(around: Iterable[Span]) -> tuple[Span, ...]:
    chosen: list[Span] = []
    for span in sorted((span for span in around if span.start < span.end), key=lambda span: span.end - span.start):
        if not chosen or (span != chosen[-1] and span.start <= chosen[-1].start and chosen[-1].end <= span.end):
            chosen.append(span)
    return tuple(chosen)


def _words_and_lines(note: Note, text: str, offsets: Iterable[int]) -> Iterator[Span]:
    """Yield the words of the lines of some offsets, and these lines without surrounding blanks."""
    for start, end in dict.fromkeys(line_at(note, offset) for offset in offsets):
        yield from (Span(*word.span()) for word in _WORD.finditer(text, start, end))
        line = text[start:end]
        yield Span(start + len(line) - len(line.lstrip()), start + len(line.rstrip()))


def _element_spans(facts: Facts) -> Iterator[Span]:
    """Yield the spans of links, tags, footnotes, properties and headings, and of their parts."""
    for link in facts.links:
        yield from _link_spans(link)
    for definition in facts.definitions:
        yield from (definition.span, definition.label_span)
        if definition.link:
            yield from _link_spans(definition.link)
    yield from (tag.span for tag in facts.tags)
    yield from (block.span for block in facts.blocks)
    for footnote in facts.footnotes:
        yield from (footnote.id_span, footnote.span)
        if footnote.text_span:
            yield Span(footnote.span.start, footnote.text_span.end)
    for prop in facts.properties:
        yield from (prop.key_span, prop.value.span, prop.span, *(item.span for item in prop.items))
    for heading in facts.headings:
        yield from (heading.text_span, heading.span)


def _link_spans(link: Link) -> Iterator[Span]:
    yield link.span
    # The parts of a link by reference, except for its label, are at its definition.
    if link.reference is None:
        yield from (link.path_span, *link.heading_spans)
        yield from (end.block_span for end in link.to_blocks if end.block_span)
        if link.headings or link.block:
            last = link.block_span or link.heading_spans[-1]
            yield Span(link.path_span.start, last.end)
    if link.label_span:
        yield link.label_span
