"""Validates and normalizes property keys, and splits property lines at `::`."""

import re
import unicodedata
from functools import lru_cache

from msgspec import Struct

from wikilsp.settings import Dialect

_PLAIN_KEY = re.compile(r"[\w./-]+(?: [\w./-]+)*")
_SEPARATOR = re.compile("::")
_WRAPS = ("**", "__", "~~", "==", "*", "_")
_WRAP_STARTS = frozenset("*_~=")
_BOOKKEEPING = frozenset(
    (
        "id",
        "collapsed",
        "heading",
        "background-color",
        "created-at",
        "updated-at",
        "ls-type",
        "logseq.order-list-type",
        "title",
        "icon",
        "public",
        "filters",
        "template",
        "exclude-from-graph-view",
    )
)
_BOOKKEEPING_PREFIXES = ("query-", "hl-", "card-")
_KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")
_JOINERS = "\u200d\ufe0f"
LONGEST = 120
"""The distance from the start of a line within which `::` is a separator, which bounds the time for long lines."""


def key_id(key: str) -> str:
    """Return the normalized key. `Due date`, `due_date` and `due-date` are the same."""
    return _cached_id(key) if len(key) <= LONGEST else _id(key)


@lru_cache(maxsize=4096)
def _cached_id(key: str) -> str:
    return _id(key)


def _id(key: str) -> str:
    return unicodedata.normalize("NFC", key).casefold().replace(" ", "-").replace("_", "-")


def is_bookkeeping(key: str) -> bool:
    """Whether a normalized key is one that Logseq writes itself and that is valid anywhere."""
    return key in _BOOKKEEPING or key.startswith(_BOOKKEEPING_PREFIXES)


def is_key(text: str, max_words: int) -> bool:
    """Whether a text is a valid key.

    A key consists of words of letters, combining marks, digits, `_ - / .` and emoji, separated by single spaces, and
    has at least one letter or emoji.
    """
    return (_cached_is_key if len(text) <= LONGEST else _is_key)(text, max_words)


@lru_cache(maxsize=4096)
def _cached_is_key(text: str, max_words: int) -> bool:
    return _is_key(text, max_words)


def _is_key(text: str, max_words: int) -> bool:
    if text.count(" ") >= max_words or not text:
        return False
    # Exclude other markup such as `.. note::`.
    if not any(map(_is_letter_or_digit, text.partition(" ")[0])):
        return False
    if not _PLAIN_KEY.fullmatch(text):
        words = text.split(" ")
        if "" in words or not all(_is_key_char(char) for word in words for char in word):
            return False
    return any(map(_is_letter, text))


def _is_letter(char: str) -> bool:
    return char.isalpha() or unicodedata.category(char) == "So"


def _is_letter_or_digit(char: str) -> bool:
    return char.isdecimal() or _is_letter(char)


def _is_key_char(char: str) -> bool:
    return char.isalnum() or char in "_-/." or _is_emoji(char)


def _is_emoji(char: str) -> bool:
    """Whether a character is an emoji, another symbol, or part of one. Marks that combine with letters are as well."""
    if char.isascii():
        return False
    # So: emoji and other symbols; Sk: skin color modifiers; M: combining marks.
    category = unicodedata.category(char)
    return char in _JOINERS or category in ("So", "Sk") or category.startswith("M")


def key_start(text: str, start: int, end: int, dialect: Dialect) -> int:
    """Return the offset of the key in a text that starts with it. In Dataview, emoji before it are no part of it."""
    if dialect.preset != "dataview":
        return start
    pos, end = start, min(end, start + LONGEST)
    while pos < end:
        if keycap := _KEYCAP.match(text, pos, end):
            pos = keycap.end()
        elif _is_emoji(text[pos]) or (pos > start and text[pos] in " \t"):
            pos += 1
        else:
            break
    is_all = pos == end or text.startswith(":", pos)
    return start if is_all else pos


def has_separator(text: str) -> bool:
    """Whether a text has a `::`. Many notes have none, and `re` finds it in half the time that `in` takes."""
    return _SEPARATOR.search(text) is not None


class KeyLine(Struct, frozen=True, gc=False):
    """A line split at its first `::`, in offsets into the text."""

    key: tuple[int, int]
    """The key without the emphasis markers and spaces around it."""
    separator: int
    """The offset of `::`."""
    separator_end: int
    """The offset after `::` and after a closing emphasis marker that follows it."""
    value: tuple[int, int]
    spaced: bool
    """Whether there are spaces between the key and `::`."""
    glued: bool
    """Whether the value follows `::` without a space."""


def split_key_line(text: str, start: int, end: int) -> KeyLine | None:
    """Split the line from `start` to `end` at its first `::`. Return None if it has no `::` that can be a separator."""
    at = text.find("::", start, min(end, start + LONGEST))
    if at < 0 or text.startswith(":", at + 2):
        return None
    before = text[start:at]
    key_start, key_end, separator_end = start, start + len(before.rstrip()), at + 2
    spaced = key_end < at
    for wrap in _WRAPS if before[:1] in _WRAP_STARTS else ():
        if before.startswith(wrap):
            inside = before[len(wrap) :].rstrip()
            if inside.endswith(wrap) and len(inside) > len(wrap):
                key_start, key_end = start + len(wrap), key_end - len(wrap)
            elif text.startswith(wrap, at + 2):
                key_start, separator_end = start + len(wrap), at + 2 + len(wrap)
            break
    rest = text[separator_end:end]
    value_start = end - len(rest.lstrip())
    value = (value_start, separator_end + len(rest.rstrip())) if value_start < end else (separator_end, separator_end)
    glued = value[0] == separator_end < end
    glued = glued and not rest[0].isspace()
    return KeyLine((key_start, key_end), at, separator_end, value, spaced, glued)
