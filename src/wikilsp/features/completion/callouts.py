"""Completes the types of callouts: Obsidian's, with their other names."""

import re
from collections.abc import Iterator

from wikilsp.features.completion.items import Choice, TypedText
from wikilsp.features.completion.sections import rank_in_note
from wikilsp.syntax.callout_types import TYPES
from wikilsp.text import Span

_TYPED = re.compile(r"\ufeff?((?>(?:[ \t]++|>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]))*))\[!([^\[\]|\r\n]*+)")
_REST = re.compile(r"[\w-]*+(\]?+)(\|?+)")
_NAMES = {name: kind for kind, others in TYPES.items() for name in (kind, *others)}
"""The type that each name stands for."""


def parse_typed_callout(text: str, line: Span, offset: int) -> TypedText | None:
    """Parse the unfinished type of a callout at `offset` on a line of `text`; None if there is none."""
    match = _TYPED.fullmatch(text, line.start, offset)
    rest = _REST.match(text, offset, line.end)
    if match is None or rest is None or not match[1].rstrip(" \t").endswith(">"):
        return None
    return TypedText(match[2], Span(match.start(2), rest.end(1)), "" if rest[2] else "]")


def callouts(typed: TypedText) -> Iterator[Choice]:
    """Yield the types that match the typed text, best first."""
    names = list(_NAMES)
    for fit, at in rank_in_note(typed.text, names):
        name = names[at]
        detail = f"same as “{_NAMES[name]}”" if _NAMES[name] != name else ""
        yield Choice(name, "callout", name, fit, detail=detail)
