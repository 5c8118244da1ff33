"""Translates a `.gitignore` glob to a regular expression.

Matching never backtracks: it takes time proportional to the length of the path times the length of the glob. Text
between two wildcards is matched at its first occurrence only, which is enough because the second wildcard matches
whatever follows. The atomic groups `(?>...)` express this.
"""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

LONGEST = 1_000
"""Limit on the length of a glob, and of a text that is matched and is not the path of a file."""

_TOKEN = re.compile(
    r"""
      \\ (?P<escaped> .)
    | \[ (?P<negated> [!^]?+) (?P<set> \]?+ [^\]]*+) \]
    | (?P<stars> \*+)
    | (?P<any> \?)
    | (?P<plain> [^\\\[])
    """,
    re.DOTALL | re.VERBOSE,
)
_OF_SET = re.compile(r"(?P<first>.)-(?P<last>.)|(?P<one>.)", re.DOTALL)
_ANY_FOLDER = "**"
_SPECIAL = re.compile(r"[\\*?\[]")


def may_have_wildcards(line: str) -> bool:
    """Whether a line may match more than one text. A quick check; `parse_glob` decides."""
    return _SPECIAL.search(line) is not None and not line.startswith("#")


class GlobError(ValueError):
    """A glob exceeds a limit. The message completes a sentence about the glob: “is longer than …”."""


class Glob(NamedTuple):
    """A parsed glob. `negated` means it was written as `!pattern`, `folders_only` as `pattern/`."""

    regex: str
    """The regular expression of a glob with wildcards, for the last name of a path if `is_name`, else for all of it."""
    literal: str | None
    """The only text that it matches, None if it has wildcards."""
    is_name: bool
    negated: bool
    folders_only: bool


class _Segment(NamedTuple):
    """The part of a glob between two slashes, except `**`."""

    regex: str
    literal: str | None


def parse_glob(line: str) -> Glob | None:
    """Parse a line of a `.gitignore` file. Return None for a comment and for a glob that cannot match anything.

    Raise `GlobError` if the glob is too long.
    """
    body = _strip_trailing_spaces(line)
    if body.startswith("#"):
        return None
    negated = body.startswith("!")
    body = body.removeprefix("!")
    folders_only = body.endswith("/")
    body = body.removesuffix("/")
    if len(body) > LONGEST:
        raise GlobError(f"is longer than {LONGEST:,} characters")
    if not _SPECIAL.search(body):
        is_path = body not in ("", "/") and "//" not in body
        return Glob("", body.removeprefix("/"), "/" not in body, negated, folders_only) if is_path else None
    names = body.removeprefix("/").split("/")
    if "/" not in body:
        names.insert(0, _ANY_FOLDER)
    # “**/**” means the same as “**”.
    names = [name for name, same in groupby(names) for name in ([name] if name == _ANY_FOLDER else same)]
    is_name = len(names) == 2 and names[0] == _ANY_FOLDER
    segments = [name if name == _ANY_FOLDER else _segment(name) for name in names[is_name:]]
    valid = [segment for segment in segments if segment is not None]
    if len(valid) < len(segments):
        return None
    literals = [segment.literal for segment in valid if isinstance(segment, _Segment) and segment.literal is not None]
    literal = "/".join(literals) if len(literals) == len(valid) else None
    return Glob(_path(valid), literal, is_name, negated, folders_only)


def _strip_trailing_spaces(line: str) -> str:
    """Return the line without trailing spaces, except one that a backslash escapes."""
    body = line.rstrip(" ")
    backslashes = len(body) - len(body.rstrip("\\"))
    return line[: len(body) + backslashes % 2]


def _path(segments: Sequence[_Segment | str]) -> str:
    """Translate a whole glob. `**` matches any number of folders, and at the end everything inside a folder."""
    groups = [
        "/".join(segment.regex for segment in group if isinstance(segment, _Segment))
        for is_known, group in groupby(segments, key=lambda segment: isinstance(segment, _Segment))
        if is_known
    ]
    first = "" if segments[0] == _ANY_FOLDER else groups.pop(0)
    if not groups and segments[-1] != _ANY_FOLDER:
        return first
    last = ".+" if segments[-1] == _ANY_FOLDER else f"(?:[^/]+/)*{groups.pop()}"
    between = "".join(rf"(?>(?:[^/]+/)*?{group}/)" for group in groups)
    return f"{first}/{between}{last}" if first else between + last


def _segment(name: str) -> _Segment | None:
    """Translate the part between two slashes. Return None if it is empty, invalid or cannot match anything."""
    if not _SPECIAL.search(name):
        return _Segment(re.escape(name), name) if name else None
    pieces, chars, at = [""], list[str | None](), 0
    while token := _TOKEN.match(name, at):
        at = token.end()
        char = token["escaped"] or token["plain"]
        chars.append(char)
        one = re.escape(char) if char else "[^/]" if token["any"] else _set(token["set"], token["negated"])
        if token["stars"]:
            pieces.append("")
        elif one:
            pieces[-1] += one
        else:
            return None
    if at < len(name):
        return None
    literal = [char for char in chars if char]
    return _Segment(_join_at_stars(pieces), "".join(literal) if len(literal) == len(chars) else None)


def _join_at_stars(pieces: Sequence[str]) -> str:
    """Join pieces so that any text without a slash can stand between them."""
    first, *others = pieces
    if not others:
        return first
    *middle, last = others
    if not (first or middle or last):
        return "[^/]+"
    return first + "".join(f"(?>[^/]*?{piece})" for piece in middle) + f"[^/]*{last}"


def _set(content: str | None, negation: str) -> str | None:
    """Translate the set between `[` and `]`, which never matches a slash.

    Return None if it is empty or a range runs backwards.
    """
    parts, has_slash = [], False
    for part in _OF_SET.finditer(content or ""):
        first, last = part["first"] or part["one"], part["last"] or part["one"]
        if first > last:
            return None
        has_slash |= first < "/" < last
        parts.append(re.escape(first) if first == last else f"{re.escape(first)}-{re.escape(last)}")
    if not parts:
        return None
    listed = "".join(parts)
    return f"[^{listed}/]" if negation else f"(?!/)[{listed}]" if has_slash else f"[{listed}]"
