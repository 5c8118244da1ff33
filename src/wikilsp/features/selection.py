"""What an editor selects when a selection grows: from the word at the cursor step by step to the whole note."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush

from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.facts import Facts, Link
from wikilsp.syntax.folds import folds
from wikilsp.syntax.sections import sections
from wikilsp.text import Span

# Blanks and punctuation end a word, of ASCII and of the Latin and CJK blocks; an emoji is a word.
_WORD = re.compile(r"[^\s!-/:-@\[-^`{-~‐-‧‰-⁞、-〿！-／：-＠［-｀｛-･]+")


def selection_ranges(note: Note, offsets: Iterable[int], text: str, dialect: Dialect) -> list[tuple[Span, ...]]:
    """Give for each offset the spans around it, the smallest first; each one holds the one before and more."""
    spans = [*_parts(note.facts), *(fold.span for fold in folds(text, dialect))]
    spans += (section.span for section in sections(note.facts, text))
    spans.append(Span(0, len(text)))
    asked = list(offsets)
    in_order = sorted(set(asked))
    spans = [*_words_and_lines(text, note.facts.line_starts, in_order), *spans]
    around = dict(zip(in_order, _around(spans, in_order), strict=True))
    return [_growing(around[offset]) for offset in asked]


def _around(spans: Sequence[Span], offsets: Iterable[int]) -> Iterator[list[Span]]:
    """Give, for each of many ascending offsets, the spans around it; each span is looked at once for all of them."""
    coming = sorted(range(len(spans)), key=lambda number: spans[number].start, reverse=True)
    begun: list[tuple[int, int]] = []
    """Ends and numbers of the spans that have begun; the one that ends first comes first."""
    for offset in offsets:
        while coming and spans[coming[-1]].start <= offset:
            number = coming.pop()
            heappush(begun, (spans[number].end, number))
        while begun and begun[0][0] < offset:
            heappop(begun)
        yield [spans[number] for number in sorted(number for _, number in begun)]


def _growing(around: Iterable[Span]) -> tuple[Span, ...]:
    chosen: list[Span] = []
    for span in sorted((span for span in around if span.start < span.end), key=lambda span: span.end - span.start):
        if not chosen or (span != chosen[-1] and span.start <= chosen[-1].start and chosen[-1].end <= span.end):
            chosen.append(span)
    return tuple(chosen)


def _words_and_lines(text: str, starts: Sequence[int], offsets: Iterable[int]) -> Iterator[Span]:
    """Give the words of the lines that offsets are on, and these lines, without the blanks at their edges."""
    for row in dict.fromkeys(bisect_right(starts, offset) for offset in offsets):
        start, end = starts[max(row - 1, 0)], starts[row] if row < len(starts) else len(text)
        yield from (Span(*word.span()) for word in _WORD.finditer(text, start, end))
        line = text[start:end]
        yield Span(start + len(line) - len(line.lstrip()), start + len(line.rstrip()))


def _parts(facts: Facts) -> Iterator[Span]:
    """Give the spans of links, tags, properties and headings, and of what they are made of."""
    for link in facts.links:
        yield from _link(link)
    for definition in facts.definitions:
        yield from (definition.span, definition.label_span)
        if definition.link:
            yield from _link(definition.link)
    yield from (tag.span for tag in facts.tags)
    yield from (block.span for block in facts.blocks)
    for made in facts.properties:
        yield from (made.key_span, made.value.span, made.span, *(item.span for item in made.items))
    for heading in facts.headings:
        yield from (heading.text_span, heading.span)


def _link(link: Link) -> Iterator[Span]:
    yield link.span
    # The parts of a link by reference, but for its label, stand at its definition.
    if link.reference is None:
        yield from (link.path_span, *link.heading_spans)
        if link.block_span:
            yield link.block_span
        if link.headings or link.block:
            last = link.block_span or link.heading_spans[-1]
            yield Span(link.path_span.start, last.end)
    if link.label_span:
        yield link.label_span
