"""Finds the ends of SilverBullet's Lua expressions, `${…}`."""

import re

_BRACES = re.compile(r"[{}]")


def brace_pairs(text: str, start: int, end: int) -> dict[int, int]:
    """Return the offset of the brace that closes each `{` of a range, by its offset.

    Like SilverBullet, count every brace, also in strings of Lua.
    """
    pairs: dict[int, int] = {}
    unclosed: list[int] = []
    for brace in _BRACES.finditer(text, start, end):
        if brace.group() == "{":
            unclosed.append(brace.start())
        elif unclosed:
            pairs[unclosed.pop()] = brace.start()
    return pairs
