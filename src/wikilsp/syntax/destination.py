"""Reads and writes the destinations of Markdown links."""

import re
from functools import lru_cache
from urllib.parse import quote, unquote

from msgspec import Struct

from wikilsp.syntax.facts import Link, LinkKind
from wikilsp.syntax.scope import Scope
from wikilsp.syntax.wikilink import image_size, is_template
from wikilsp.text import Span, build

_ANGLE = re.compile(r"<((?:[^<>\n\r\\]|\\.)*)>")
_BLANKS = re.compile(r"[ \t]*(?:(?:\r\n?|\n)[ \t]*)?")
_EXTERNAL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_QUOTES = {"'": "'", '"': '"', "“": "”", "‘": "’"}
_CODED = re.compile(r"\\([!-/:-@\[-`{-~])|&(?:#(?:[0-9]{1,7}|[xX][0-9a-fA-F]{1,6})|[A-Za-z][A-Za-z0-9]{1,31});")
_UNSAFE = re.compile(r"""[\s\x00-\x1f\x7f()<>\[\]{}"\\:?#&|`*$%]""")
_UNSAFE_IN_ANGLES = re.compile(r"[\r\n<>\\?#&|`$%]|\A[^/]*?:")
_WIDEST = 33
"""The maximum length of one encoded character."""
_TITLE = re.compile(r"""(?s)"(?>(?:[^"\\]++|\\.)*)"|'(?>(?:[^'\\]++|\\.)*)'|\((?>(?:[^)\\]++|\\.)*)\)""")
MAX_TITLE = 1000
"""The maximum length of a title, which bounds the time for many unclosed ones."""
MAX_PARENS = 32
"""Parentheses nested deeper than this end the search for a destination, which keeps it linear."""


class Tail(Struct, frozen=True, gc=False):
    """The part of a link after `](`: the destination without `<` and `>`, and the offset after `)`."""

    start: int
    end: int
    after: int


def read_tail(text: str, pos: int, limit: int) -> Tail | None:
    """Read `destination "title")` at `pos`, up to `limit`. Return None if there is no such text."""
    pos = _skip(text, pos, limit)
    found = read_destination(text, pos, limit)
    if found is None:
        return None
    start, end, after = found
    pos = _skip(text, after, limit)
    if pos > after and (title := _TITLE.match(text, pos, min(pos + MAX_TITLE, limit))):
        pos = _skip(text, title.end(), limit)
    return Tail(start, end, pos + 1) if text.startswith(")", pos) else None


def _skip(text: str, pos: int, limit: int) -> int:
    match = _BLANKS.match(text, pos, limit)
    return match.end() if match else pos


def read_destination(text: str, pos: int, limit: int) -> tuple[int, int, int] | None:
    """Read a destination at `pos`, up to `limit`. Return its start, its end, and the offset after it."""
    if angle := _ANGLE.match(text, pos, limit):
        return angle.start(1), angle.end(1), angle.end()
    # Patterns for deeper parentheses take longer to compile, and few destinations need them.
    for depth in (0, 2, MAX_PARENS):
        bare = _bare(depth).match(text, pos, limit)
        end = bare.end() if bare else pos
        if not text.startswith("(", end):
            return pos, end, end
    return None


@lru_cache(maxsize=3)
def _bare(depth: int) -> re.Pattern[str]:
    """Return the pattern of a destination without `<` and `>`, with parentheses balanced down to a depth."""
    plain = r"[^\s\\()]++|\\\S|\\"
    inside = f"(?>(?:{plain})*)"
    for _ in range(depth):
        inside = rf"(?>(?:{plain}|\({inside}\))*)"
    return re.compile(rf"(?!<){inside}")


def is_external(destination: str) -> bool:
    """Whether a destination has a scheme or a host, so that it is not a local path."""
    return bool(_EXTERNAL.match(destination))


def unquoted(destination: str) -> str | None:
    """Return the text between the quotes around a destination, where CommonMark has none; None without quotes."""
    closing = _QUOTES.get(destination[:1])
    return destination[1:-1] if closing and len(destination) > 2 and destination.endswith(closing) else None


def encode_path(path: str, *, in_angles: bool = False) -> str:
    """Return a path as a destination. Percent-encode only the characters with a special meaning.

    `in_angles` means that it is written between `<` and `>`, where spaces are allowed.
    """
    unsafe = _UNSAFE_IN_ANGLES if in_angles else _UNSAFE
    return unsafe.sub(lambda match: quote(match.group(), safe=""), path)


def local_link(
    kind: LinkKind,
    span: Span,
    scope: Scope,
    destination: tuple[int, int],
    *,
    label: tuple[int, int] | None = None,
    quiet: bool = False,
) -> Link | None:
    """Return the link to a local file, or None if the destination is external or blank."""
    text, (start, end) = scope.text, destination
    raw = text[start:end]
    if not raw.strip() or is_external(raw.strip()):
        return None
    path_end, mark = _split(text, start, end)
    anchor = decode(text[mark + 1 : end]) if mark >= 0 else ""
    anchor_span = Span(mark + 1, end) if mark >= 0 else None
    block = anchor[1:] if anchor.startswith("^") else None
    size = None
    if kind == "image" and label is not None:
        label, size = image_size(text, *label)
    return Link(
        kind,
        span,
        decode(text[start:path_end]),
        build(Span, (start, path_end)),
        (anchor,) if anchor and block is None else (),
        (anchor_span,) if anchor and block is None and anchor_span else (),
        block,
        _after_caret(text, mark + 1, end) if block is not None else None,
        None if label is None else text[slice(*label)],
        None if label is None else build(Span, label),
        size,
        quiet=quiet
        or is_template(text[max(start - 1, 0) : end + 1], liquid=True)
        or (label is not None and is_template(text[slice(*label)], liquid=True)),
        in_table=scope.in_table,
    )


def _split(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the end of the path in a destination, and the position of the `#` after it, -1 if there is none."""
    if is_external(unquoted(text[start:end]) or ""):
        return end, -1
    mark = text.find("#", start, end)
    path_end = end if mark < 0 else mark
    query = text.find("?", start, path_end)
    return path_end if query < 0 else query, mark


def _after_caret(text: str, start: int, end: int) -> Span:
    """Return the span of the id in a fragment `^id`, whose caret may be encoded, as in `%5E`."""
    widths = range(1, min(_WIDEST, end - start) + 1)
    width = next((width for width in widths if decode(text[start : start + width]) == "^"), 1)
    return Span(start + width, end)


def decode(text: str) -> str:
    """Return a destination without backslash escapes, character references and percent-encoding.

    See CommonMark 0.31, sections 2.4 and 2.5.
    """
    if "\\" in text or "&" in text:
        text = _CODED.sub(_replace, text)
    return unquote(text, errors="replace") if "%" in text else text


def _replace(match: re.Match[str]) -> str:
    if match[1]:
        return match[1]
    reference = match[0][1:]
    if reference.startswith("#"):
        digits = reference[1:-1]
        code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
        return chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd"
    from html.entities import html5  # noqa: PLC0415 - a large table that is rarely needed

    return html5.get(reference, match[0])
