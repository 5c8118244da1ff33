"""Escapes text that is written between the quotes of front matter."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

from wikilsp.syntax.facts import Facts, Property, Value
from wikilsp.syntax.yaml_nodes import escape_scalar
from wikilsp.text import Span

_Placed = TypeVar("_Placed", Property, Value)
_QUOTED = re.compile(r"""(?:\A|(?<=[\s:,\[{-]))(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')|(?<=\s)\#[^\r\n]*""", re.DOTALL)
"""A quoted scalar, or a comment, whose quotation marks mean nothing."""
_OPENING = re.compile(r"""(?:\A|[\s:,\[{-])(["'])""")


def escape_between_quotes(facts: Facts, span: Span, text: str) -> str:
    """Return a text to write at a span, escaped if the span is in a quoted scalar of the front matter."""
    quote = _quote_around(facts, span)
    return escape_scalar(text, quote) if quote else text


def _quote_around(facts: Facts, span: Span) -> str | None:
    """Return the opening quote of the front matter scalar that contains a span, None if it is not in quotes."""
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
    """Return the last property or value that starts no later than a span. They are in text order."""
    at = bisect_right(things, span.start, key=lambda thing: thing.span.start) - 1
    return things[at] if at >= 0 else None


class _Quotes(NamedTuple):
    """A quoted scalar: its quotation mark and its end."""

    mark: str
    end: int


@lru_cache(maxsize=1)
def _quoted_parts(text: str) -> tuple[list[int], list[_Quotes]]:
    """Return the starts of the quoted scalars in a value, and the scalars. The last one may be unclosed.

    The last result is cached, since a long value may have thousands of edits.
    """
    starts, quotes, done = list[int](), list[_Quotes](), 0
    for part in (*_QUOTED.finditer(text), None):
        end = part.start() if part else len(text)
        if opening := _OPENING.search(text, done, end):
            return [*starts, opening.start(1)], [*quotes, _Quotes(opening[1], len(text))]
        if part:
            done = part.end()
            if not part[0].startswith("#"):
                starts.append(part.start())
                quotes.append(_Quotes(part[0][0], done))
    return starts, quotes
