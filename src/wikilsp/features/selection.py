"""What an editor selects when a selection grows: from the word at the cursor step by step to the whole note."""

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from wikilsp.features.sections import sections
from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.facts import Facts, Link
from wikilsp.syntax.folds import folds
from wikilsp.text import Span

# Blanks and punctuation end a word, of ASCII and of the Latin and CJK blocks; an emoji is a word.
_WORD = re.compile(r"[^\s!-/:-@\[-^`{-~‐-‧‰-⁞、-〿！-／：-＠［-｀｛-･]+")


def selection_ranges(note: Note, offsets: Iterable[int], text: str, dialect: Dialect) -> list[tuple[Span, ...]]:
    """Give for each offset the spans around it, the smallest first; each one holds the one before and more."""
    spans = [*_parts(note.facts), *(fold.span for fold in folds(text, dialect))]
    spans += (section.span for section in sections(note.facts, text))
    spans.append(Span(0, len(text)))
    around = _around(spans, offsets := list(offsets))
    return [_growing([*_at(text, note.facts.line_starts, offset), *around[offset]], offset) for offset in offsets]


def _around(spans: Iterable[Span], offsets: Iterable[int]) -> dict[int, list[Span]]:
    """Return for each offset the spans that it lies in; they are looked at once, however many offsets there are."""
    waiting = deque(sorted(set(spans)))
    found, here = dict[int, list[Span]](), list[Span]()
    for offset in sorted(set(offsets)):
        while waiting and waiting[0].start <= offset:
            here.append(waiting.popleft())
        found[offset] = here = [span for span in here if span.end >= offset]
    return found


def _growing(spans: list[Span], offset: int) -> tuple[Span, ...]:
    chosen: list[Span] = []
    around = [span for span in spans if span.start <= offset <= span.end and span.start < span.end]
    for span in sorted(around, key=lambda span: span.end - span.start):
        if not chosen or (span != chosen[-1] and span.start <= chosen[-1].start and chosen[-1].end <= span.end):
            chosen.append(span)
    return tuple(chosen)


def _at(text: str, starts: Sequence[int], offset: int) -> Iterator[Span]:
    """Give the word and the line at an offset, without the blanks at their edges."""
    row = bisect_right(starts, offset)
    start, end = starts[max(row - 1, 0)], starts[row] if row < len(starts) else len(text)
    for word in _WORD.finditer(text, start, end):
        if word.start() <= offset <= word.end():
            yield Span(*word.span())
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
