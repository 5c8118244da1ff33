"""What is written into a note where YAML has quotes around it. Knows nothing of why it is written."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

from wikilsp.syntax.facts import Facts, Property, Value
from wikilsp.syntax.yaml_nodes import escaped
from wikilsp.text import Edit, Span

_Placed = TypeVar("_Placed", Property, Value)
_QUOTED = re.compile(r"""(?:\A|(?<=[\s:,\[{-]))(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')""", re.DOTALL)
_OPENING = re.compile(r"""(?:\A|[\s:,\[{-])(["'])""")
_MEANS_SOMETHING = re.compile(r"""["'\\]""")


def in_quotes(facts: Facts, edit: Edit) -> Edit:
    """Escape what would end or change the quoted scalar of the front matter in which the place of an edit lies."""
    if not _MEANS_SOMETHING.search(edit.content):
        return edit
    quote = _quote_around(facts, edit.span)
    return edit._replace(content=escaped(edit.content, quote)) if quote else edit


def _quote_around(facts: Facts, span: Span) -> str | None:
    """Give the quote that opens the scalar in which a place lies; None outside of quotes and of the front matter."""
    made = _around(facts.properties, span)
    if made is None or made.scope != "frontmatter" or not made.value.span.start <= span.start < made.value.span.end:
        return None
    item = _around(made.items, span)
    value = item if item and span.start < item.span.end else made.value
    offset = span.start - value.span.start
    starts, quotes = _quoted_parts(value.text)
    at = bisect_left(starts, offset) - 1
    return quotes[at].mark if at >= 0 and offset < quotes[at].end else None


def _around(things: Sequence[_Placed], span: Span) -> _Placed | None:
    """Return the last of these things, which are in the order of the text, that begins no later than a place."""
    at = bisect_right(things, span.start, key=lambda thing: thing.span.start) - 1
    return things[at] if at >= 0 else None


class _Quotes(NamedTuple):
    mark: str
    end: int


@lru_cache(maxsize=1)
def _quoted_parts(text: str) -> tuple[list[int], list[_Quotes]]:
    """Return the places of quotes in a value, and which they are. The last ones may have no end.

    The last answer is kept: a long value may hold thousands of places.
    """
    starts, quotes, done = list[int](), list[_Quotes](), 0
    for part in (*_QUOTED.finditer(text), None):
        end = part.start() if part else len(text)
        if opening := _OPENING.search(text, done, end):
            return [*starts, opening.start(1)], [*quotes, _Quotes(opening[1], len(text))]
        if part:
            starts.append(part.start())
            quotes.append(_Quotes(part[0][0], part.end()))
            done = part.end()
    return starts, quotes
