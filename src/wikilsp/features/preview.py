"""Excerpts of notes, short enough for a hover."""

import re
from collections.abc import Iterable

from wikilsp.features.places import block_place, heading_place
from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.facts import BlockId, Heading
from wikilsp.syntax.folds import folds
from wikilsp.syntax.frontmatter import body_start
from wikilsp.text import Span

MOST_LINES = 20
MOST_CHARACTERS = 1_500

_LONGEST_READ = 100_000
"""Code points. Finding the blocks of a longer text would delay the hover noticeably."""
_LINE_END = re.compile(r"\r\n?|\n")
_FENCE = re.compile(r"((?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*)(`{3,}|~{3,})([^\r\n]*)")
_NO_PREFIX = re.compile(r"[^\s>]")


def beginning_span(note: Note, text: str) -> Span:
    """Return the span of a note after its front matter and page properties."""
    start = body_start(text, note.facts.line_starts[0])
    for prop in note.facts.properties:
        if prop.scope == "page":
            if text[start : prop.key_span.start].strip(" \t\r\n>-*_~="):
                break
            start = prop.span.end
    return Span(start, len(text))


def section_span(note: Note, heading: Heading) -> Span:
    """Return the span of a heading's section, with the heading."""
    return heading_place(note, heading).span


def block_span(note: Note, found: BlockId, text: str, dialect: Dialect) -> Span:
    """Return the span of the block that an id names.

    That is the paragraph, table row or list item that the id ends; if it is alone, the block before it.
    """
    line = block_place(note, found).span
    blocks = folds(text, dialect) if len(text) <= _LONGEST_READ else ()
    around = [fold for fold in blocks if fold.span.start <= found.span.start and found.span.end <= fold.span.end]
    span = min((fold.span for fold in around), key=lambda span: span.end - span.start, default=line)
    if text[slice(*span)].strip() == text[slice(*found.span)]:
        before = [fold.span for fold in blocks if fold.span.end < span.start]
        span = max(before, key=lambda span: (span.end, -span.start), default=span)
    # A list item includes everything nested below it, not only its first paragraph.
    items = [fold.span for fold in around if fold.kind == "item" and fold.span.start == span.start]
    return items[-1] if items else span


def truncate(text: str) -> str:
    """Return the first lines of a text, as many as fit. Mark an omission with “…” and close an open fence."""
    lines = _LINE_END.split(text.strip("\ufeff\r\n"), MOST_LINES)
    shown: list[str] = []
    left = MOST_CHARACTERS
    for line in lines[:MOST_LINES]:
        left -= len(line) + 1
        if left < 0:
            break
        shown.append(line)
    if not shown:
        shown = [_truncate_line(lines[0])]
    is_truncated = shown != lines
    while is_truncated and shown and not shown[-1].strip():
        shown.pop()
    return "\n".join([*shown, *_closing_fence(shown), *(["", "…"] if is_truncated else [])]).rstrip()


def _truncate_line(line: str) -> str:
    """Truncate a line that is too long by itself, between words if possible."""
    words, blank, _ = line[:MOST_CHARACTERS].rpartition(" ")
    return words if blank else line[:MOST_CHARACTERS]


def _closing_fence(lines: Iterable[str]) -> list[str]:
    """Return the line that closes the last fence if it is open."""
    is_open, prefix, fence = False, "", ""
    for line in lines:
        match = _FENCE.match(line)
        if not match:
            continue
        if not is_open:
            # A backtick later on the line makes it a code span.
            is_open = match[2][0] == "~" or "`" not in match[3]
            prefix, fence = _NO_PREFIX.sub(" ", match[1]), match[2]
        elif match[2].startswith(fence) and not match[3].strip():
            is_open = False
    return [prefix + fence] if is_open else []
