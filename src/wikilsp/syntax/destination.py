"""The destination of a Markdown link: its grammar, whether it names a local file, and how a path is written as one."""

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote

from wikilsp.syntax.facts import Link, LinkKind
from wikilsp.syntax.scope import Scope
from wikilsp.syntax.wikilink import image_size, is_template
from wikilsp.text import Span

_ANGLE = re.compile(r"<((?:[^<>\n\r\\]|\\.)*)>")
_BLANKS = re.compile(r"[ \t]*(?:(?:\r\n?|\n)[ \t]*)?")
_EXTERNAL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_CODED = re.compile(r"\\([!-/:-@\[-`{-~])|&(?:#(?:[0-9]{1,7}|[xX][0-9a-fA-F]{1,6})|[A-Za-z][A-Za-z0-9]{1,31});")
_UNSAFE = re.compile(r"""[\s\x00-\x1f\x7f()<>\[\]{}"\\:?#&|`*$%]""")
_UNSAFE_IN_ANGLES = re.compile(r"[\r\n<>\\?#&|`$%]|\A[^/]*?:")
_WIDEST = 33
"""Characters of the longest way in which one character may be written."""
_TITLE = re.compile(r"""(?s)"(?:[^"\\]++|\\.)*+"|'(?:[^'\\]++|\\.)*+'|\((?:[^)\\]++|\\.)*+\)""")
MAX_TITLE = 1000
"""A title is looked for in so many characters, which keeps many that do not end cheap."""
MAX_PARENS = 32
"""Parentheses nested deeper than this end the search for a destination, which keeps it linear."""


class Tail(NamedTuple):
    """What follows `](`: the destination (without `<` and `>`) and the offset behind `)`, in the scope's text."""

    start: int
    end: int
    after: int


def read_tail(text: str, pos: int) -> Tail | None:
    """Read `destination "title")` from `pos` on; None if it is not that."""
    pos = _skip(text, pos)
    found = read_destination(text, pos)
    if found is None:
        return None
    start, end, after = found
    pos = _skip(text, after)
    if pos > after and (title := _TITLE.match(text, pos, pos + MAX_TITLE)):
        pos = _skip(text, title.end())
    return Tail(start, end, pos + 1) if text.startswith(")", pos) else None


def _skip(text: str, pos: int) -> int:
    match = _BLANKS.match(text, pos)
    return match.end() if match else pos


def read_destination(text: str, pos: int) -> tuple[int, int, int] | None:
    """Read a destination at `pos`: its start, its end, and the offset behind it."""
    if angle := _ANGLE.match(text, pos):
        return angle.start(1), angle.end(1), angle.end()
    # Deeper parentheses take more time to compile, and hardly any destination has them.
    for depth in (0, 2, MAX_PARENS):
        bare = _bare(depth).match(text, pos)
        end = bare.end() if bare else pos
        if not text.startswith("(", end):
            return pos, end, end
    return None


@lru_cache(maxsize=3)
def _bare(depth: int) -> re.Pattern[str]:
    """Return the pattern of a destination without `<` and `>` in which parentheses are balanced, down to a depth."""
    plain = r"[^\s\\()]++|\\\S|\\"
    inside = f"(?:{plain})*+"
    for _ in range(depth):
        inside = rf"(?:{plain}|\({inside}\))*+"
    return re.compile(rf"(?!<){inside}")


def is_external(destination: str) -> bool:
    """Does the destination lead out of the file system: a scheme or a host?"""
    return bool(_EXTERNAL.match(destination))


def escaped(path: str, *, in_angles: bool = False) -> str:
    """Write a path as a destination: percent-encode what would end it or mean something else, and no letters.

    `in_angles`: between `<` and `>`, where blanks may stay.
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
    """Make the link to a local file, or None if the destination is external or says nothing."""
    text, (start, end) = scope.text, destination
    raw = text[start:end]
    if not raw.strip() or is_external(raw):
        return None
    mark = text.find("#", start, end)
    path_end = end if mark < 0 else mark
    query = text.find("?", start, path_end)
    path_end = path_end if query < 0 else query
    anchor = decoded(text[mark + 1 : end]) if mark >= 0 else ""
    anchor_span = scope.span(mark + 1, end) if mark >= 0 else None
    block = anchor[1:] if anchor.startswith("^") else None
    size = None
    if kind == "image" and label is not None:
        label, size = image_size(text, *label)
    return Link(
        kind,
        span,
        decoded(text[start:path_end]),
        scope.span(start, path_end),
        (anchor,) if anchor and block is None else (),
        (anchor_span,) if anchor and block is None and anchor_span else (),
        block,
        _behind_caret(scope, (mark + 1, end)) if block is not None else None,
        None if label is None else text[slice(*label)],
        None if label is None else scope.span(*label),
        size,
        quiet=quiet
        or is_template(text[max(start - 1, 0) : end + 1], liquid=True)
        or (label is not None and is_template(text[slice(*label)], liquid=True)),
        in_table=scope.in_table,
    )


def _behind_caret(scope: Scope, fragment: tuple[int, int]) -> Span:
    """Find the id in a fragment that means `^id`, whose mark may be written in another way, as `%5E`."""
    start, end = fragment
    widths = range(1, min(_WIDEST, end - start) + 1)
    width = next((width for width in widths if decoded(scope.text[start : start + width]) == "^"), 1)
    return scope.span(start + width, end)


def decoded(text: str) -> str:
    """Undo backslash escapes and character references (CommonMark 0.31, 2.4 and 2.5), and percent-encoding."""
    if "\\" in text or "&" in text:
        text = _CODED.sub(_replaced, text)
    return unquote(text, errors="replace") if "%" in text else text


def _replaced(match: re.Match[str]) -> str:
    if match[1]:
        return match[1]
    reference = match[0][1:]
    if reference.startswith("#"):
        digits = reference[1:-1]
        code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
        return chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd"
    from html.entities import html5  # noqa: PLC0415 - rarely needed, and it costs a cold start its table of names

    return html5.get(reference, match[0])
