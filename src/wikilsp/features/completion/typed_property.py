"""Parses the unfinished key or value at the cursor in the body of a note."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from wikilsp.features.completion.items import TypedText
from wikilsp.settings import Dialect
from wikilsp.syntax.keys import LONGEST, is_key, key_start, split_key_line
from wikilsp.syntax.values import split_list
from wikilsp.text import Span

_PREFIX = re.compile(r"\ufeff?[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?")
_OPENING = re.compile(rf"(?<![\[\]\\!])[\[(]([^\[\]()\r\n:]{{0,{LONGEST}}})(::(?=[ \t]|\Z))?")
_REST_OF_KEY = re.compile(r"(?:[^\s\[\]():]+(?: [^\s\[\]():]+)*)?(?=::?(?:\s|\Z|[\])]))|[\w./-]*")
_PAIRS = {"[": "]", "(": ")"}


class TypedKey(NamedTuple):
    """An unfinished key."""

    typed: TypedText
    separator: str
    """The separator to insert after the key; "" if there is one."""
    is_repeatable: bool = False
    """Whether the note may already have the key, as in brackets or a list item, which have properties of their own."""
    is_alone: bool = True
    """Whether it starts its line, which is impossible in a table."""


class TypedValue(NamedTuple):
    """An unfinished value, or item of a list."""

    typed: TypedText
    key: str
    lead: str
    """The blank to insert before the value; "" if there is one."""
    is_alone: bool = True
    """Whether its key starts the line, which is impossible in a table."""


def parse_typed_property(text: str, line: Span, offset: int, dialect: Dialect) -> TypedKey | TypedValue | None:
    """Parse the unfinished key or value at `offset` on a line of `text`; None if there is none."""
    return _parse_in_brackets(text, line, offset, dialect) or _parse_line(text, line, offset, dialect)


def piece_at(text: str, value: Span, offset: int) -> TypedText:
    """Return the part of a value around an offset: the item between two commas in a list."""
    pieces = split_list(text[slice(*value)], value.start)
    last = pieces[-1]
    piece = next((trimmed for trimmed, whole in pieces[:-1] if offset < whole.end), last[0])
    start, end = min(piece.start, offset), max(piece.end, offset)
    return TypedText(text[start:offset], Span(start, end))


def rest_of_key(text: str, offset: int, end: int) -> Span:
    """Return the rest of a key after the cursor: up to its separator, else to the end of the word."""
    rest = _REST_OF_KEY.match(text, offset, end)
    return Span(offset, rest.end() if rest else offset)


# In brackets


def _parse_in_brackets(text: str, line: Span, offset: int, dialect: Dialect) -> TypedKey | TypedValue | None:
    for opening in reversed(list(_openings(text, line, offset))):
        closer = _PAIRS[opening.group()[0]]
        is_value = opening[2] is not None
        if not is_value and opening.end() == offset and _may_be_key(opening[1], dialect):
            return _bracket_key(text, line, offset, Span(*opening.span(1)), closer)
        if (
            is_value
            and is_key(opening[1], dialect.max_key_words)
            and _find_closer(text, opening.end(), offset, closer) < 0
        ):
            return _bracket_value(text, line, offset, opening, closer)
    return None


def _openings(text: str, line: Span, offset: int) -> Iterator[re.Match[str]]:
    """Yield the brackets before the cursor that may open a property."""
    pos = line.start
    while opening := _OPENING.search(text, pos, offset):
        yield opening
        # A key contains no bracket, but a value may contain the start of another property.
        pos = opening.start() + 1


def _bracket_key(text: str, line: Span, offset: int, typed: Span, closer: str) -> TypedKey:
    rest = rest_of_key(text, offset, line.end)
    has_separator = text.startswith("::", rest.end)
    is_closed = has_separator or text.startswith(closer, rest.end)
    typed_text = TypedText(
        text[typed.start : offset], Span(typed.start, rest.end), "" if is_closed else closer, stays=True
    )
    return TypedKey(typed_text, "" if has_separator else ":: ", is_repeatable=True, is_alone=False)


def _bracket_value(text: str, line: Span, offset: int, opening: re.Match[str], closer: str) -> TypedValue:
    close = _find_closer(text, offset, line.end, closer)
    typed = piece_at(text, Span(opening.end(), close if close >= 0 else offset), offset)
    typed_text = typed._replace(closer="" if close >= 0 else closer)
    return TypedValue(typed_text, opening[1], _leading_blank(text, typed), is_alone=False)


def _find_closer(text: str, start: int, end: int, closer: str) -> int:
    """Return the offset of the bracket that closes the one open at `start`; -1 if there is none before `end`."""
    opener, depth = next(opener for opener, other in _PAIRS.items() if other == closer), 0
    for at in range(start, end):
        if text[at] == opener:
            depth += 1
        elif text[at] == closer:
            if not depth:
                return at
            depth -= 1
    return -1


# Alone on a line


def _parse_line(text: str, line: Span, offset: int, dialect: Dialect) -> TypedKey | TypedValue | None:
    prefix = _PREFIX.match(text, line.start, line.end)
    start = prefix.end() if prefix else line.start
    if offset < start:
        return None
    start = min(offset, key_start(text, start, line.end, dialect))
    split = split_key_line(text, start, line.end)
    if split and offset >= split.separator_end:
        is_separator = dialect.separator_space == "optional" or not (split.spaced or split.glued)
        key = text[slice(*split.key)]
        if not is_separator or not is_key(key, dialect.max_key_words):
            return None
        typed = piece_at(text, Span(split.separator_end, line.end), offset)
        return TypedValue(typed, key, _leading_blank(text, typed))
    rest = rest_of_key(text, offset, line.end)
    has_separator = text.startswith("::", rest.end)
    if not _may_be_key(text[start:offset], dialect) or not (has_separator or not text[rest.end : line.end].strip()):
        return None
    is_in_item = bool(text[line.start : start].strip(" \t>\ufeff"))
    typed = TypedText(text[start:offset], Span(start, rest.end))
    return TypedKey(typed, "" if has_separator else ":: ", is_repeatable=is_in_item)


def _may_be_key(typed: str, dialect: Dialect) -> bool:
    """Whether a text can be the beginning of a key. It may end with a blank between two words."""
    return not typed or is_key(typed.removesuffix(" "), dialect.max_key_words)


def _leading_blank(text: str, typed: TypedText) -> str:
    start = typed.span.start
    return "" if text[start - 1].isspace() else " "
