"""The key or the value of a property that is being typed in the body of a note. Looks at one line."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from wikilsp.features.completion.items import TypedText
from wikilsp.settings import Dialect
from wikilsp.syntax.keys import LONGEST, is_key, split_key_line
from wikilsp.syntax.values import split_list
from wikilsp.text import Span

_PREFIX = re.compile(r"\ufeff?[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?")
_OPENING = re.compile(rf"(?<![\[\]\\!])[\[(]([^\[\]()\r\n:]{{0,{LONGEST}}})(::(?=[ \t]|\Z))?")
_REST_OF_KEY = re.compile(r"(?:[^\s\[\]():]+(?: [^\s\[\]():]+)*)?(?=::?(?:\s|\Z|[\])]))|[\w./-]*")
_PAIRS = {"[": "]", "(": ")"}


class TypedKey(NamedTuple):
    """A key in the making."""

    typed: TypedText
    separator: str
    """What has to follow the key: nothing where it stands there already."""
    is_repeatable: bool = False
    """The note may have the key already, since it is another thing that has it here."""
    is_alone: bool = True
    """It begins its line, and would be text in a table."""


class TypedValue(NamedTuple):
    """A value in the making, or one piece of a list."""

    typed: TypedText
    key: str
    lead: str
    """The blank that has to come before it, where there is none."""
    is_alone: bool = True
    """Its key begins the line, and would be text in a table."""


def typed_property(text: str, line: Span, offset: int, dialect: Dialect) -> TypedKey | TypedValue | None:
    """Give what is being typed of a property at `offset` of `text`, in this line of it; None if it is none."""
    return _in_brackets(text, line, offset, dialect) or _in_line(text, line, offset, dialect)


def piece_at(text: str, value: Span, offset: int) -> TypedText:
    """Give the piece of a value that is being typed: of a list what stands between two commas."""
    pieces = split_list(text[slice(*value)], value.start)
    last = pieces[-1]
    piece = next((trimmed for trimmed, whole in pieces[:-1] if offset < whole.end), last[0])
    start, end = min(piece.start, offset), max(piece.end, offset)
    return TypedText(text[start:offset], Span(start, end))


def rest_of_key(text: str, offset: int, end: int) -> Span:
    """Give what follows the cursor in a key: all up to its separator, else the rest of the word."""
    rest = _REST_OF_KEY.match(text, offset, end)
    return Span(offset, rest.end() if rest else offset)


# In brackets


def _in_brackets(text: str, line: Span, offset: int, dialect: Dialect) -> TypedKey | TypedValue | None:
    for opening in reversed(list(_openings(text, line, offset))):
        closer = _PAIRS[opening.group()[0]]
        is_value = opening[2] is not None
        if not is_value and opening.end() == offset and _may_be_key(opening[1], dialect):
            return _bracket_key(text, line, offset, Span(*opening.span(1)), closer)
        if is_value and is_key(opening[1], dialect.max_key_words) and _closing(text, opening.end(), offset, closer) < 0:
            return _bracket_value(text, line, offset, opening, closer)
    return None


def _openings(text: str, line: Span, offset: int) -> Iterator[re.Match[str]]:
    """Give the brackets before the cursor that a key may follow."""
    pos = line.start
    while opening := _OPENING.search(text, pos, offset):
        yield opening
        # The key may hold no bracket, but something that looks like one may begin in a value.
        pos = opening.start() + 1


def _bracket_key(text: str, line: Span, offset: int, typed: Span, closer: str) -> TypedKey:
    rest = rest_of_key(text, offset, line.end)
    has_separator = text.startswith("::", rest.end)
    is_closed = has_separator or text.startswith(closer, rest.end)
    placed = TypedText(text[typed.start : offset], Span(typed.start, rest.end), "" if is_closed else closer, stays=True)
    return TypedKey(placed, "" if has_separator else ":: ", is_repeatable=True, is_alone=False)


def _bracket_value(text: str, line: Span, offset: int, opening: re.Match[str], closer: str) -> TypedValue:
    close = _closing(text, offset, line.end, closer)
    typed = piece_at(text, Span(opening.end(), close if close >= 0 else offset), offset)
    placed = typed._replace(closer="" if close >= 0 else closer)
    return TypedValue(placed, opening[1], _lead(text, typed), is_alone=False)


def _closing(text: str, start: int, end: int, closer: str) -> int:
    """Give the offset of the bracket that closes what is open at `start`, -1 if none does before `end`."""
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


def _in_line(text: str, line: Span, offset: int, dialect: Dialect) -> TypedKey | TypedValue | None:
    prefix = _PREFIX.match(text, line.start, line.end)
    start = prefix.end() if prefix else line.start
    if offset < start:
        return None
    split = split_key_line(text, start, line.end)
    if split and offset >= split.separator_end:
        exact = dialect.separator_space == "optional" or not (split.spaced or split.glued)
        key = text[slice(*split.key)]
        if not exact or not is_key(key, dialect.max_key_words):
            return None
        typed = piece_at(text, Span(split.separator_end, line.end), offset)
        return TypedValue(typed, key, _lead(text, typed))
    rest = rest_of_key(text, offset, line.end)
    has_separator = text.startswith("::", rest.end)
    if not _may_be_key(text[start:offset], dialect) or not (has_separator or not text[rest.end : line.end].strip()):
        return None
    in_item = bool(text[line.start : start].strip(" \t>\ufeff"))
    typed = TypedText(text[start:offset], Span(start, rest.end))
    return TypedKey(typed, "" if has_separator else ":: ", is_repeatable=in_item)


def _may_be_key(typed: str, dialect: Dialect) -> bool:
    """Can what is typed so far be the begin of a key? A blank at its end parts two words."""
    return not typed or is_key(typed.removesuffix(" "), dialect.max_key_words)


def _lead(text: str, typed: TypedText) -> str:
    start = typed.span.start
    return "" if text[start - 1].isspace() else " "
