"""Finds which headings of a note are inside the sections of others."""

from collections.abc import Sequence
from typing import NamedTuple

from wikilsp.syntax.facts import Heading


class Nesting(NamedTuple):
    """For each heading, the indexes of its parent (-1 if it has none) and of the heading that ends its section."""

    parents: list[int]
    ends: list[int]

    @classmethod
    def of(cls, headings: Sequence[Heading]) -> "Nesting":
        """Return the nesting of these headings, which are in text order."""
        count = len(headings)
        parents, ends, sections = [-1] * count, [count] * count, list[int]()
        for at, heading in enumerate(headings):
            while sections and headings[sections[-1]].level >= heading.level:
                ends[sections.pop()] = at
            parents[at] = sections[-1] if sections else -1
            sections.append(at)
        return cls(parents, ends)
