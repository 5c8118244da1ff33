"""The sections of a note: each heading with what stands below it. Knows one note at a time."""

from bisect import bisect_right
from typing import NamedTuple

from wikilsp.syntax.facts import Facts, Heading
from wikilsp.text import Span


class Section(NamedTuple):
    """A heading, and the span from the begin of its line to the last word before the next one of its level or above."""

    heading: Heading
    span: Span


def sections(facts: Facts, text: str) -> list[Section]:
    """Give the sections of a note in order; one that holds others comes before them."""
    found: list[Section] = []
    begins = [facts.line_starts[bisect_right(facts.line_starts, h.span.start) - 1] for h in facts.headings]
    ends = [len(text)] * 7
    for heading, begin in zip(reversed(facts.headings), reversed(begins), strict=True):
        end = begin + len(text[begin : ends[heading.level]].rstrip())
        found.append(Section(heading, Span(begin, max(end, heading.span.end))))
        # For what stands above, this heading ends every section of its level or below.
        ends[heading.level :] = [begin] * (7 - heading.level)
    return found[::-1]


def title_heading(facts: Facts) -> Heading | None:
    """Give the first heading of level 1, which is the title of a note."""
    return next((heading for heading in facts.headings if heading.level == 1), None)
