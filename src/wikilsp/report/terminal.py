"""Colors and column widths of text on a terminal."""

import re
import unicodedata
from collections.abc import Callable

from wikilsp.settings import Severity

Paint = Callable[[str, str], str]
"""Colors a text; the color is the code between `ESC[` and `m`."""

BOLD = "1"
FAINT = "2"
RED = "31"
GREEN = "32"
CYAN = "36"
COLORS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.INFO: "1;34", Severity.HINT: "1;36"}
# Left to `re` to compile on first use.
COLOR_CODE = r"\x1b\[[0-9;]*m"
"""Matches the escape sequences that `colored` adds."""

_CLUSTERED = "[\u1160-\u11ff\u200d\u20e3\ufe0f\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]"
"""Code points that combine with others into one character on the screen: parts of Hangul and emoji."""
_TAKES_NO_COLUMN = ("Mn", "Me", "Cf")


def colored(text: str, color: str) -> str:
    """Return the text in a color, or unchanged if one of the two is empty."""
    return f"\x1b[{color}m{text}\x1b[0m" if text and color else text


def uncolored(text: str, _color: str) -> str:
    """Return the text unchanged: a `Paint` for output without colors."""
    return text


def choose_paint(*, in_color: bool) -> Paint:
    """Return the `Paint` for output in color or without."""
    return colored if in_color else uncolored


def widths(text: str) -> list[int]:
    """Return the number of columns of each code point: 0, 1 or 2.

    The columns of an emoji of several code points all count for the first one.
    """
    if text.isascii():
        return [1] * len(text)
    if not re.search(_CLUSTERED, text):
        return [_width(char) for char in text]
    import wcwidth  # noqa: PLC0415 - a slow import that few lines need

    clusters = wcwidth.iter_graphemes(text)
    return [width for one in clusters for width in (max(wcwidth.wcswidth(one), 0), *[0] * (len(one) - 1))]


def _width(char: str) -> int:
    if char.isascii():
        return 1
    if unicodedata.category(char) in _TAKES_NO_COLUMN:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
