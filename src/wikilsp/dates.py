"""Reads and writes dates in the formats that apps have for the names of daily notes.

A format is text with tokens, such as `YYYY`, for the parts of a date. Obsidian and Logseq have different tokens.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple
from unicodedata import normalize

FormatStyle = Literal["obsidian", "logseq"]
"""The app whose tokens a format has."""

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LONGEST = 200
"""Characters of a format. No file name is longer."""
_FIRST_OLD = 69
"""The first two-digit year that is one of the 20th century."""


class _Token(NamedTuple):
    """A part of a date: a pattern for its text, which need not be exact, and a function that writes it."""

    pattern: str
    write: Callable[[date], str]


def _names(names: tuple[str, ...], length: int | None = None) -> str:
    return "|".join(name[:length] for name in names)


def _ordinal(number: int) -> str:
    ending = "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


_TOKENS: Mapping[str, _Token] = {
    "YYYY": _Token("[0-9]{4}", lambda day: f"{day.year:04}"),
    "YY": _Token("[0-9]{2}", lambda day: f"{day.year % 100:02}"),
    "MMMM": _Token(_names(_MONTHS), lambda day: _MONTHS[day.month - 1]),
    "MMM": _Token(_names(_MONTHS, 3), lambda day: _MONTHS[day.month - 1][:3]),
    "MM": _Token("[0-9]{2}", lambda day: f"{day.month:02}"),
    "M": _Token("[0-9]{1,2}", lambda day: str(day.month)),
    "DD": _Token("[0-9]{2}", lambda day: f"{day.day:02}"),
    "D": _Token("[0-9]{1,2}", lambda day: str(day.day)),
    "Do": _Token("[0-9]{1,2}(?:st|nd|rd|th)", lambda day: _ordinal(day.day)),
    "dddd": _Token(_names(WEEKDAYS), lambda day: WEEKDAYS[day.weekday()]),
    "ddd": _Token(_names(WEEKDAYS, 3), lambda day: WEEKDAYS[day.weekday()][:3]),
}
"""The tokens of Obsidian."""
_LOGSEQ = {
    "yyyy": "YYYY",
    "yy": "YY",
    "MMMM": "MMMM",
    "MMM": "MMM",
    "MM": "MM",
    "M": "M",
    "dd": "DD",
    "d": "D",
    "do": "Do",
    "EEEE": "dddd",
    "EEE": "ddd",
    "E": "ddd",
}
"""The tokens of Logseq, and Obsidian's for the same parts."""
_STYLES: Mapping[FormatStyle, tuple[str, Mapping[str, str]]] = {
    "obsidian": (r"\[([^\]]*)\]|(Do|([A-Za-z])\3*)|(.)", {token: token for token in _TOKENS}),
    "logseq": (r"'((?:[^']|'')*)'|(do|([A-Za-z])\3*)|(.)", _LOGSEQ),
}
"""The pattern of the parts of a format (quoted text, a token, other text), and the tokens."""
_PARTS = {"year": ("YYYY", "YY"), "month": ("MMMM", "MMM", "MM", "M"), "day": ("DD", "D", "Do")}


class DateFormatError(Exception):
    """The reason why a format cannot be used."""


class DateFormat:
    """A format for dates. What it writes, it reads; month and weekday names are English."""

    def __init__(self, text: str, style: FormatStyle) -> None:
        """`text` is a format in the style of an app. Raise `DateFormatError` if it cannot be used."""
        self._parts = list(_split(text, style))
        tokens = [token for token, _ in self._parts]
        lacking = next((part for part, names in _PARTS.items() if not any(name in tokens for name in names)), None)
        if lacking:
            raise DateFormatError(f"it has no {lacking}")
        self._pattern = re.compile(_pattern(self._parts), re.IGNORECASE)

    def write(self, day: date) -> str:
        """Return the name of a day."""
        return "".join(_TOKENS[token].write(day) if token else text for token, text in self._parts)

    def read(self, name: str) -> date | None:
        """Return the day that has this name, which must be NFC. Case and the number of blanks do not matter.

        None if no day has the name: no such day exists, or its weekday is another one.
        """
        found = self._pattern.fullmatch(name)
        day = _day(found.groupdict()) if found else None
        return day if day and _bare(self.write(day)) == _bare(name) else None


@lru_cache(maxsize=32)
def date_format(text: str, style: FormatStyle) -> DateFormat:
    """Return a format in the style of an app. Raise `DateFormatError` if it cannot be used."""
    return DateFormat(text, style)


def _split(text: str, style: FormatStyle) -> Iterator[tuple[str, str]]:
    """Yield the parts of a format: Obsidian's token for a part of the date, or "" and other text."""
    if len(text) > _LONGEST:
        raise DateFormatError(f"it is longer than {_LONGEST} characters")
    pattern, tokens = _STYLES[style]
    for quoted, token, _, other in re.findall(pattern, normalize("NFC", text), re.DOTALL):
        if token and token not in tokens:
            raise DateFormatError(f"“{token}” is none of {', '.join(tokens)}")
        yield tokens.get(token, ""), other or (quoted.replace("''", "'") if style == "logseq" else quoted)


def _pattern(parts: list[tuple[str, str]]) -> str:
    """Return the pattern of names. A token that is repeated stands for the same text, so there is little to try."""
    pattern, seen = "", set[str]()
    for token, text in parts:
        if token:
            pattern += f"(?P={token})" if token in seen else f"(?P<{token}>{_TOKENS[token].pattern})"
            seen.add(token)
        else:
            pattern += r"\s+".join(map(re.escape, re.split(r"\s+", text)))
    return re.sub(r"(?:\\s\+){2,}", r"\\s+", pattern)


def _day(texts: Mapping[str, str]) -> date | None:
    year, month, day = (next(texts[name] for name in names if name in texts) for names in _PARTS.values())
    try:
        return date(_year(year), _month(month), int(day.rstrip("stndrhSTNDRH")))
    except ValueError:
        return None


def _year(text: str) -> int:
    century = 0 if len(text) > 2 else 1900 if int(text) >= _FIRST_OLD else 2000
    return century + int(text)


def _month(text: str) -> int:
    return int(text) if text.isdecimal() else [name[:3] for name in _MONTHS].index(text[:3].capitalize()) + 1


def _bare(name: str) -> str:
    return " ".join(name.casefold().split())
