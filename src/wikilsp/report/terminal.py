"""How a terminal shows text: how wide, made harmless, in colour. Knows neither notes nor findings."""

import unicodedata
from collections.abc import Callable

from wikilsp.settings import Severity

Paint = Callable[[str, str], str]
"""Gives a text in a colour: what stands between `ESC[` and `m`."""

BOLD = "1"
FAINT = "2"
COLORS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.INFO: "1;34", Severity.HINT: "1;36"}

_REPLACEMENT = "\ufffd"
_STEERS_THE_TERMINAL = ("Cc", "Zl", "Zp")
_TAKES_NO_COLUMN = ("Mn", "Me", "Cf")


def colored(text: str, color: str) -> str:
    """Give the text in a colour."""
    return f"\x1b[{color}m{text}\x1b[0m" if text else ""


def plain(text: str, _color: str) -> str:
    """Give the text as it is, where colours are not wanted."""
    return text


def printable(text: str) -> str:
    """Put U+FFFD in place of every control character and line break, so that no note can steer the terminal."""
    return text if text.isprintable() else "".join(map(_harmless, text))


def width(char: str) -> int:
    """How many columns a printable character takes: 0, 1 or 2.

    Terminals differ in the emoji that are made of several code points; this counts each code point by itself.
    """
    if char.isascii():
        return 1
    if unicodedata.category(char) in _TAKES_NO_COLUMN:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _harmless(char: str) -> str:
    return _REPLACEMENT if unicodedata.category(char) in _STEERS_THE_TERMINAL else char
