"""Finds the front matter of a note, and where its body starts."""

import re

from wikilsp.syntax.facts import Candidate, Value
from wikilsp.syntax.limits import MOST_MARKS
from wikilsp.syntax.wikilink import is_template
from wikilsp.text import Span

_OPEN = re.compile(r"---[ \t]*(?:\r\n?|\n)")
# The literals come before what precedes them, so that `re` can skip ahead.
_CLOSE = re.compile(r"(?:---(?<=[\r\n]---)|\.\.\.(?<=[\r\n]\.\.\.))[ \t]*+(?=[\r\n]|\Z)")
_OPEN_TOML = re.compile(r"\+\+\+[ \t]*(?:\r\n?|\n)")
_CLOSE_TOML = re.compile(r"\+\+\+(?<=[\r\n]\+\+\+)[ \t]*+(?=[\r\n]|\Z)")
# `\r\n` must not match as two line endings, which would double the attempts with each blank line.
_LATE = re.compile(r"(?:[ \t]*(?:\r\n|\r(?!\n)|\n))+(?=---[ \t]*[\r\n])")
_YAML_LINE = re.compile(r"[ \t]*(?:#.*|-(?:[ \t].*)?)?|[ \t]+.*|[\w][\w ./-]*:(?:[ \t].*)?")
KEY_LINE = re.compile(r"[^\s#\-:,\[\]{}\"'&*!|>%@`][^:\r\n]*::?(?=\s|\Z)")
"""The start of a line that has a key."""
TAG_KEYS = ("tags", "tag")
ALIAS_KEYS = ("alias", "aliases")
NAMING_KEYS = frozenset((*ALIAS_KEYS, "title"))
"""Normalized keys of the properties that name a note."""


def find_frontmatter(text: str, start: int) -> tuple[Span, int] | None:
    """Find the front matter at `start`.

    Return the span of the YAML between the `---` lines, and the offset after the closing one. Return None if there is
    no front matter.
    """
    opening = _OPEN.match(text, start)
    if not opening:
        return None
    close = _CLOSE.search(text, opening.end())
    return (Span(opening.end(), close.start()), close.end()) if close else None


def body_start(text: str, start: int) -> int:
    """Return the offset where the body of a note starts: after its front matter if it has any, YAML or TOML."""
    front = find_frontmatter(text, start)
    return front[1] if front else find_toml_end(text, start) or start


def find_toml_end(text: str, start: int) -> int | None:
    """Return the offset after the closing `+++` of front matter in TOML at `start`, None if there is none.

    Site generators use it. No app for notes reads it.
    """
    opening = _OPEN_TOML.match(text, start) if text.startswith("+++", start) else None
    close = _CLOSE_TOML.search(text, opening.end()) if opening else None
    return close.end() if close else None


def template_end(text: str, front: tuple[Span, int] | None) -> int:
    """Return the end of front matter that has placeholders of a template, 0 if there is none."""
    return front[1] if front and is_template(text[slice(*front[0])]) else 0


def has_too_many_marks(yaml: str) -> bool:
    """Whether the YAML of front matter has too many parts to be parsed."""
    return len(yaml) > MOST_MARKS and sum(map(yaml.count, "\n\r,:-[]{}")) > MOST_MARKS


def late_frontmatter(text: str, start: int) -> Candidate | None:
    """Return a candidate for front matter that has blank lines before it, None if there is none."""
    blank = _LATE.match(text, start)
    block = find_frontmatter(text, blank.end()) if blank else None
    if not blank or not block:
        return None
    rows = re.split(r"\r\n?|\n", text[block[0].start : block[0].end])
    if not any(KEY_LINE.match(row) for row in rows) or not all(_YAML_LINE.fullmatch(row) for row in rows):
        return None
    return Candidate("late-frontmatter", Span(blank.end(), blank.end() + 3), "", Span(start, blank.end()))


def is_name(alias: Value) -> bool:
    """Whether an item of `aliases` is a name: not empty, not null, and without placeholders of a template."""
    return bool(alias.text) and alias.type != "null" and not is_template(alias.text)


def linked_name(text: str) -> str:
    """Return the name that an alias or a title stands for. If it is a link, that is the target."""
    text = text.strip()
    if text.startswith("[[") and text.endswith("]]"):
        return text[2:-2].partition("|")[0].strip()
    return text
