"""Determines the types of property values and splits lists into items."""

import re
from datetime import date

from wikilsp.settings import Dialect
from wikilsp.syntax.facts import Value, ValueType
from wikilsp.syntax.limits import MOST_ITEMS
from wikilsp.syntax.tags import is_tag_name
from wikilsp.text import Span, build

_WORDS: dict[str, ValueType] = {
    "": "null",
    "null": "null",
    "true": "boolean",
    "false": "boolean",
    "True": "boolean",
    "False": "boolean",
}
_FIRST_TYPED = frozenset('"#![-0123456789,ntfTF')
"""The first characters of typed values and of empty items: of all lists whose key is not a list key."""
_DATE = re.compile(
    r"(\d{4})-(\d{2})(?:-(\d{2})(?:T(\d{2})(?::(\d{2})(?::(\d{2})(?:\.\d{1,3})?)?)?)?)?"
    r"(?:Z|[+-](\d{1,2})(?::(\d{2}))?|\[[\w/+-]+\])?"
)
_UNIT = r"(?:years?|yrs?|months?|mos?|weeks?|wks?|w|days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)"
_DURATION = re.compile(rf"-?\d+(?:\.\d+)?\s*{_UNIT}(?:\s*,?\s*\d+(?:\.\d+)?\s*{_UNIT})*")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_LINK = re.compile(r"!?\[\[(?:(?!\]\]|\[\[).)+\]\]")
_PIECES = re.compile(r'"(?:[^"\\]|\\.)*"|\[\[(?:(?!\]\]|\[\[).)*\]\]|([,，])')


def scalar_type(text: str, *, numeric_tags: bool = False) -> ValueType | None:
    """Return the type of a trimmed value, None for unquoted text. Quoted text has the type `text`."""
    if text in _WORDS:
        return _WORDS[text]
    match text[0]:
        case '"':
            return "text" if _QUOTED.fullmatch(text) else None
        case "#":
            return "tag" if is_tag_name(text[1:], numeric=numeric_tags) else None
        case "!" | "[":
            return "link" if _LINK.fullmatch(text) else None
        case first if first in "-0123456789":
            return _number_type(text)
    return None


def _number_type(text: str) -> ValueType | None:
    if _NUMBER.fullmatch(text):
        return "number"
    if _is_date(text):
        return "date"
    return "duration" if _DURATION.fullmatch(text) else None


def _is_date(text: str) -> bool:
    match = _DATE.fullmatch(text)
    if not match:
        return False
    year, month, day, *time = match.groups()
    try:
        date(int(year), int(month), int(day or 1))
    except ValueError:
        return False
    hour, minute, second, zone_hour, zone_minute = [int(part or 0) for part in time]
    return hour < 24 and minute < 60 and second < 60 and zone_hour < 24 and zone_minute < 60


def split_list(text: str, base: int, *, wide_comma: bool = False) -> list[tuple[Span, Span]]:
    """Split a value at the commas outside links and quotes.

    Return for each piece its trimmed span and its span with the comma after it (before it for the last piece), as
    offsets in the note. `base` is the offset of `text`.
    """
    cuts = [m.start() for m in _PIECES.finditer(text) if m[1] == "," or (wide_comma and m[1])]
    pieces, start = [], 0
    for cut in (*cuts, len(text)):
        piece = text[start:cut]
        left = cut - len(piece.lstrip())
        trimmed = build(Span, (base + left, base + max(left, start + len(piece.rstrip()))))
        pieces.append((trimmed, build(Span, (base + start, base + cut + 1))))
        start = cut + 1
    trimmed, whole = pieces[-1]
    pieces[-1] = trimmed, Span(whole.start - 1 if cuts else base, base + len(text))
    return pieces


def has_too_many_items(text: str) -> bool:
    """Whether a value has too many commas to be split."""
    return len(text) > MOST_ITEMS and text.count(",") + text.count("，") > MOST_ITEMS


def typed_value(
    text: str, base: int, *, is_list_key: bool, dialect: Dialect
) -> tuple[Value, tuple[Value, ...], tuple[Span, ...]]:
    """Determine the type of a trimmed value at offset `base`.

    Return the value, its items (the value itself if it is not a list, nothing if it is null), and the spans of the
    empty items of a list key, each with its comma.
    """
    span = build(Span, (base, base + len(text)))
    numeric = dialect.numeric_tags
    too_long = has_too_many_items(text)
    whole = "text" if too_long else scalar_type(text, numeric_tags=numeric)
    wide = is_list_key and dialect.preset == "logseq"
    # Unquoted words are a list only if the key is a list key.
    if whole is None and (is_list_key or text[0] in _FIRST_TYPED) and ("," in text or (wide and "，" in text)):
        pieces = split_list(text, base, wide_comma=wide)
        full = [piece for piece, _ in pieces if piece.end > piece.start]
        items = [text[piece.start - base : piece.end - base] for piece in full]
        types = [scalar_type(item, numeric_tags=numeric) for item in items]
        # A trailing comma makes a list of one item.
        only_last_empty = len(pieces) - len(full) == (1 if pieces[-1][0] not in full else 0)
        if is_list_key or (full and None not in types and only_last_empty):
            values = [Value(item, kind or "text", piece) for item, kind, piece in zip(items, types, full, strict=True)]
            empty = tuple([with_comma for piece, with_comma in pieces if piece.end == piece.start])
            return Value(text, "list", span), tuple(values), empty if is_list_key else ()
    value = Value(text, whole or "text", span)
    return value, () if value.type == "null" else (value,), ()
