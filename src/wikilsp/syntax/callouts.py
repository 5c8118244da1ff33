"""Reads callouts, `> [!type] Title`, and knows Obsidian's types."""

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import takewhile

from wikilsp.syntax.facts import Callout
from wikilsp.text import Span, build

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
_LONG = tuple(name for name in _KNOWN if len(name) > 3)
"""The types that others are compared with: too many words are like the shorter ones."""
_MARK = re.compile(r">[ \t]*+\[!")
_CALLOUT = re.compile(r"\[!\s*+([^\[\]|\s]+(?>(?:[ \t]+[^\[\]|\s]+)*))\s*+(?:\|[^\[\]\r\n]*+)?\]")


def may_hold_callouts(text: str) -> bool:
    """Whether a text has a `[!` after a quote marker, without which it has no callouts."""
    # Single characters are found many times faster.
    return "!" in text and ">" in text and _MARK.search(text) is not None


def read_callout(text: str, line: Span, markers: str, above: str) -> Callout | None:
    """Return the callout that a paragraph starts with its first `line`; None if it starts none.

    `markers` is the text before the line's content, and `above` the line above: only the first line of a quote counts.
    """
    match = _CALLOUT.match(text, *line)
    if match is None or not markers.rstrip(" \t").endswith(">"):
        return None
    if ">" in above and not markers.strip("> \t") and _count_markers(above) >= markers.count(">"):
        return None
    return Callout(match[1], build(Span, match.span(1)))


def _count_markers(line: str) -> int:
    return line[: len(line) - len(line.lstrip("> \t"))].count(">")


@lru_cache(maxsize=64)
def near_types(written: str) -> tuple[str, ...]:
    """Return the known types that a type is misspelled for: those that one letter, or two swapped ones, make of it.

    A type that is known has none, and neither has one that is not a word: vaults may define types of their own.
    """
    name = written.casefold()
    if name in _KNOWN or not name.isalpha():
        return ()
    return tuple(sorted(other for other in _LONG if _is_one_mistake(name, other)))


def _is_one_mistake(written: str, name: str) -> bool:
    """Whether two different words differ by one letter, or by two neighboring letters that are swapped."""
    start = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(written, name, strict=False)))
    rest, other = written[start:], name[start:]
    is_swapped = rest[:2] == other[1::-1] and rest[2:] == other[2:]
    return is_swapped or rest[1:] in (other, other[1:]) or rest == other[1:]
