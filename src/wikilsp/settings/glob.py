"""One glob as `.gitignore` has it, translated for `re`. Knows no path.

Comparing a path takes time proportional to its length times that of the glob, whatever they are: what stands between
two wildcards is taken where it first fits, and no other place is tried. None has to be, since the second wildcard
stands for whatever comes after. Atomic groups, `(?>...)`, tell `re` so.
"""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

LONGEST = 1_000
"""Characters of a glob, and of what it is compared with where that is no path on the disk."""

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
    """Whether a line may match more than one text: a quick look, after which `parse_glob` may know better."""
    return _SPECIAL.search(line) is not None and not line.startswith("#")


class GlobError(ValueError):
    """A glob goes beyond a limit: “is longer than ...”."""


class Glob(NamedTuple):
    """One pattern. `negated` is that of `!pattern`, `folders_only` that of `pattern/`."""

    regex: str
    """What it matches if it has wildcards: the last name of a path if `is_name`, else the whole path."""
    literal: str | None
    """The one text that it matches; None if it has wildcards."""
    is_name: bool
    negated: bool
    folders_only: bool


class _Segment(NamedTuple):
    """What stands between two slashes, but for `**`."""

    regex: str
    literal: str | None


def parse_glob(line: str) -> Glob | None:
    """Return the pattern that a line of `.gitignore` writes; None for a comment, and for what can match nothing.

    Raise `GlobError` for one that is too long.
    """
    body = _without_last_blanks(line)
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
    known = [segment for segment in segments if segment is not None]
    if len(known) < len(segments):
        return None
    literals = [segment.literal for segment in known if isinstance(segment, _Segment) and segment.literal is not None]
    literal = "/".join(literals) if len(literals) == len(known) else None
    return Glob(_path(known), literal, is_name, negated, folders_only)


def _without_last_blanks(line: str) -> str:
    """Return the line without the spaces at its end, but for one that a backslash keeps."""
    body = line.rstrip(" ")
    backslashes = len(body) - len(body.rstrip("\\"))
    return line[: len(body) + backslashes % 2]


def _path(segments: Sequence[_Segment | str]) -> str:
    """Translate a whole pattern; `**` stands for any number of folders, and at the end for all that is in one."""
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
    """Translate what stands between two slashes; None if it is empty, cannot be read or matches nothing."""
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
    return _Segment(_starred(pieces), "".join(literal) if len(literal) == len(chars) else None)


def _starred(pieces: Sequence[str]) -> str:
    """Join pieces with any text but a slash between them."""
    first, *others = pieces
    if not others:
        return first
    *middle, last = others
    if not (first or middle or last):
        return "[^/]+"
    return first + "".join(f"(?>[^/]*?{piece})" for piece in middle) + f"[^/]*{last}"


def _set(content: str | None, negation: str) -> str | None:
    """Translate the set between `[` and `]`, which no slash is in; None if it is empty or a range runs backwards."""
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
