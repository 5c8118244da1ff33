"""Pieces of notes as Markdown that is short enough for a hover. Knows texts and facts, but no vault."""

import re
from collections.abc import Iterable

from wikilsp.features.places import block_place, heading_place
from wikilsp.features.rendering import table
from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.facts import BlockId, Heading
from wikilsp.syntax.folds import folds
from wikilsp.syntax.frontmatter import find_frontmatter
from wikilsp.text import Span

MOST_LINES = 40
MOST_CHARACTERS = 1_500

_LONGEST_READ = 100_000  # To find the blocks of a longer text takes longer than a reader waits for a hover.
_LINE_END = re.compile(r"\r\n?|\n")
_FENCE = re.compile(r"((?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*)(`{3,}|~{3,})([^\r\n]*)")
_NO_PREFIX = re.compile(r"[^\s>]")


def beginning(note: Note, text: str) -> str:
    """Give the begin of a note, without front matter and the properties that open the page: they make the table."""
    front = find_frontmatter(text, note.facts.line_starts[0])
    start = front[1] if front else note.facts.line_starts[0]
    for made in note.facts.properties:
        if made.scope == "page":
            if text[start : made.key_span.start].strip(" \t\r\n>-*_~="):
                break
            start = made.span.end
    return cut(text[start:])


def section(note: Note, heading: Heading, text: str) -> str:
    """Give the begin of a heading's section, with the heading."""
    return cut(text[slice(*heading_place(note, heading).span)])


def block(note: Note, found: BlockId, text: str, dialect: Dialect) -> str:
    """Give the begin of the block that an id names."""
    return cut(text[slice(*block_span(note, found, text, dialect))])


def block_span(note: Note, found: BlockId, text: str, dialect: Dialect) -> Span:
    """Give the block that an id names: the paragraph, row or item it ends; the block before it if it stands alone."""
    line = block_place(note, found).span
    blocks = folds(text, dialect) if len(text) <= _LONGEST_READ else ()
    around = [made for made in blocks if made.span.start <= found.span.start and found.span.end <= made.span.end]
    span = min((made.span for made in around), key=lambda span: span.end - span.start, default=line)
    if text[slice(*span)].strip() == text[slice(*found.span)]:
        before = [made.span for made in blocks if made.span.end < span.start]
        span = max(before, key=lambda span: (span.end, -span.start), default=span)
    # An item is all that hangs below it, not only its first paragraph.
    items = [made.span for made in around if made.kind == "item" and made.span.start == span.start]
    return items[-1] if items else span


def properties(note: Note) -> str:
    """Give the properties of the page as a table, "" if it has none."""
    page = (made for made in note.facts.properties if made.scope in ("frontmatter", "page") and not made.quiet)
    rows = [(made.key, ", ".join(item.text for item in made.items)) for made in page if made.items]
    return table(("property", "value"), rows)


def cut(text: str) -> str:
    """Give the first lines of a text, as many as fit; what is left out is marked, an open fence closed."""
    lines = _LINE_END.split(text.strip("\ufeff\r\n"), MOST_LINES)
    kept: list[str] = []
    left = MOST_CHARACTERS
    for line in lines[:MOST_LINES]:
        left -= len(line) + 1
        if left < 0:
            break
        kept.append(line)
    if not kept:
        kept = [_begin_of_line(lines[0])]
    is_cut = kept != lines
    while is_cut and kept and not kept[-1].strip():
        kept.pop()
    return "\n".join([*kept, *_closing(kept), *(["", "…"] if is_cut else [])]).rstrip()


def _begin_of_line(line: str) -> str:
    """Cut a line that is too long by itself, between words if it has any."""
    words, blank, _ = line[:MOST_CHARACTERS].rpartition(" ")
    return words if blank else line[:MOST_CHARACTERS]


def _closing(lines: Iterable[str]) -> list[str]:
    """Give the line that closes the fence that is left open, if one is."""
    is_open, prefix, fence = False, "", ""
    for line in lines:
        match = _FENCE.match(line)
        if not match:
            continue
        if not is_open:
            # A back-quote in the same line makes it a code span.
            is_open = match[2][0] == "~" or "`" not in match[3]
            prefix, fence = _NO_PREFIX.sub(" ", match[1]), match[2]
        elif match[2].startswith(fence) and not match[3].strip():
            is_open = False
    return [prefix + fence] if is_open else []
