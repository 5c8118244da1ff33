"""Is it running text where something is typed or named, or code, maths, a comment, HTML? Looks at what is around it.

The facts of a note do not say what is opaque, so the stretch around the place is read once more: from the heading
above it, or from a blank line if that is far away, to the next blank line. A stretch that begins in the middle of a
list is moved out to the left, since it would be taken for code.
"""

import re

from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.facts import Link
from wikilsp.syntax.frontmatter import find_frontmatter
from wikilsp.syntax.parse import parse
from wikilsp.text import Span

_REACH = 2_000
_BLANK_LINE = re.compile(r"(?:\r\n?|\n)[ \t>]*(?=[\r\n])")
_ITEM_INSIDE = re.compile(r"([ \t]+)(?:[-*+]|\d{1,9}[.)])[ \t]")
_FAR_MARKS = ("%%", "$$")
_PROBE = "[[x]]"
_DEEPEST_INDENT = 3


def link_in_place_of(note: Note, text: str, span: Span, dialect: Dialect) -> Link | None:
    """Give the link that would stand there if one were put in the place of `span`; None where there could be none.

    `text` is that of the note, and `span` is within a line, outside of front matter.
    """
    whole = _begin(note, text, span.start)
    begin, end = _near(text, whole, _line_start(note, span.start)), _end(text, span.end)
    before, after = text[begin : span.start], text[span.end : end]
    if begin > whole and (item := _ITEM_INSIDE.match(before)):
        before, after = (re.sub(rf"(\A|[\r\n]){item[1]}", r"\1", piece) for piece in (before, after))
    for mark in _FAR_MARKS:
        # Maths and comments go on over blank lines, and hide nothing if they do not end.
        if mark in before and text.find(mark, end) >= 0:
            after += f"\n\n{mark}"
    # A line before all others keeps a rule from passing for the begin of front matter.
    facts = parse(f"\n{before}{_PROBE}{after}", dialect)
    place = len(before) + 1
    return next((link for link in facts.links if link.span.end == place + len(_PROBE)), None)


def _begin(note: Note, text: str, offset: int) -> int:
    """Give where the section of an offset begins; the begin of the body if it is in none."""
    start, line = note.facts.line_starts[0], _line_start(note, offset)
    if front := find_frontmatter(text, start):
        start = front[1]
    for heading in reversed(note.facts.headings):
        above = _line_start(note, heading.span.start)
        # In a list or quote the blanks before the lines that follow would mean something else.
        indent = text[above : heading.span.start]
        if above < line and len(indent) <= _DEEPEST_INDENT and not indent.strip(" "):
            return above
    return start


def _near(text: str, begin: int, line: int) -> int:
    """Give where to begin if `begin` is too far above a line."""
    if line - begin <= _REACH:
        return begin
    blank = _BLANK_LINE.search(text, line - _REACH, line)
    return blank.end() if blank else line


def _line_start(note: Note, offset: int) -> int:
    return note.facts.line_starts[note.position(offset).row - 1]


def _end(text: str, offset: int) -> int:
    blank = _BLANK_LINE.search(text, offset, offset + _REACH)
    return blank.start() if blank else min(offset + _REACH, len(text))
