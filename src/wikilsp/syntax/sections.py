"""Finds the sections of a note: each heading with the text below it."""

from bisect import bisect_right
from typing import NamedTuple

from wikilsp.syntax.facts import Facts, Heading
from wikilsp.text import Span


class Section(NamedTuple):
    """A heading, and the span from its line to the last text before the next heading of its level or above."""

    heading: Heading
    span: Span


def sections(facts: Facts, text: str) -> list[Section]:
    """Return the sections of a note in order, each before its subsections."""
    result: list[Section] = []
    starts = [facts.line_starts[bisect_right(facts.line_starts, h.span.start) - 1] for h in facts.headings]
    ends = [len(text)] * 7
    for heading, start in zip(reversed(facts.headings), reversed(starts), strict=True):
        end = start + len(text[start : ends[heading.level]].rstrip())
        result.append(Section(heading, Span(start, max(end, heading.span.end))))
        # This heading ends all earlier sections of its level and below.
        ends[heading.level :] = [start] * (7 - heading.level)
    return result[::-1]


def title_heading(facts: Facts) -> Heading | None:
    """Return the first heading of level 1, which is the title of a note."""
    return next((heading for heading in facts.headings if heading.level == 1), None)
