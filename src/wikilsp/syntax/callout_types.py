"""The types of callouts that Obsidian knows, and those that a misspelled one may mean."""

from collections.abc import Mapping
from functools import lru_cache
from itertools import takewhile

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
