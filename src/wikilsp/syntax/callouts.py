"""Reads callouts, `> [!type] Title`, and knows Obsidian's types."""

import re
from collections.abc import Mapping
from itertools import takewhile

from wikilsp.syntax.facts import Callout
from wikilsp.syntax.wikilink import trim
from wikilsp.text import Span

TYPES: Mapping[str, tuple[str, ...]] = {
    "note": (),
    "abstract": ("summary", "tldr"),
    "info": (),
    "todo": (),
    "tip": ("hint", "important"),
    "success": ("check", "done"),
    "question": ("help", "faq"),
    "warning": ("caution", "attention"),
    "failure": ("fail", "missing"),
    "danger": ("error",),
    "bug": (),
    "example": (),
    "quote": ("cite",),
}
"""Obsidian's types of callouts, each with its other names."""
_KNOWN = frozenset(name for kind, others in TYPES.items() for name in (kind, *others))
_SHORTEST_NEAR = 4
"""Shorter types are not suggested: too many other words are like them."""
_CALLOUT = re.compile(r"\[!([^\[\]|\r\n]+)(?:\|[^\[\]\r\n]*)?\]")


def may_hold_callouts(text: str) -> bool:
    """Whether a text has a `[!`, without which it has no callouts."""
    return "[!" in text


def read_callout(text: str, above: str, markers: str, line: Span) -> Callout | None:
    """Return the callout that a paragraph starts with its first `line`; None if it starts none.

    `markers` is the text before the line's content, and `above` the line above: only the first line of a quote counts.
    """
    match = _CALLOUT.match(text, *line)
    if match is None or not markers.rstrip(" \t").endswith(">"):
        return None
    if not markers.strip("> \t") and _count_markers(above) >= markers.count(">"):
        return None
    span = Span(*trim(text, *match.span(1)))
    return Callout(text[slice(*span)], span) if span.start < span.end else None


def _count_markers(line: str) -> int:
    return line[: len(line) - len(line.lstrip("> \t"))].count(">")


def near_types(written: str) -> list[str]:
    """Return the known types that a type is misspelled for: those that one letter, or two swapped ones, make of it.

    A type that is known has none, and neither has one that is not a word: vaults may define types of their own.
    """
    name = written.casefold()
    if name in _KNOWN or not name.isalpha():
        return []
    return sorted(other for other in _KNOWN if len(other) >= _SHORTEST_NEAR and _is_one_mistake(name, other))


def _is_one_mistake(written: str, name: str) -> bool:
    """Whether two different words differ by one letter, or by two neighboring letters that are swapped."""
    start = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(written, name, strict=False)))
    rest, other = written[start:], name[start:]
    is_swapped = rest[:2] == other[1::-1] and rest[2:] == other[2:]
    return is_swapped or rest[1:] in (other, other[1:]) or rest == other[1:]
