"""Detects whether a link could be written at a place: in running text, but not in code, maths, comments or HTML.

Facts do not record opaque spans, so the text around the place is parsed again: from the heading above it, or from a
blank line if the heading is far away, to the next blank line. A text that starts in the middle of a list is dedented,
since it would be parsed as code.
"""

import re

from wikilsp.features.lines import line_start
from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.facts import Link
from wikilsp.syntax.frontmatter import body_start
from wikilsp.syntax.parse import parse
from wikilsp.text import Span

_REACH = 2_000
_BLANK_LINE = re.compile(r"(?:\r\n?|\n)[ \t>]*(?=[\r\n])")
_ITEM_INSIDE = re.compile(r"([ \t]+)(?:[-*+]|\d{1,9}[.)])[ \t]")
_FAR_MARKS = ("%%", "$$")
_PROBE = "[[x]]"
_DEEPEST_INDENT = 3


def link_in_place_of(note: Note, text: str, span: Span, dialect: Dialect) -> Link | None:
    """Return the link that `[[x]]` in place of `span` would be; None where it would not be a link.

    `text` is the text of the note. `span` lies within a line, outside front matter.
    """
    section = _section_start(note, text, span.start)
    start, end = _limit_start(text, section, line_start(note, span.start)), _paragraph_end(text, span.end)
    before, after = text[start : span.start], text[span.end : end]
    if start > section and (item := _ITEM_INSIDE.match(before)):
        before, after = (re.sub(rf"(\A|[\r\n]){item[1]}", r"\1", piece) for piece in (before, after))
    for mark in _FAR_MARKS:
        # Maths and comments span blank lines, but only if they are closed.
        if mark in before and text.find(mark, end) >= 0:
            after += f"\n\n{mark}"
    # The empty first line keeps a divider from being parsed as front matter.
    facts = parse(f"\n{before}{_PROBE}{after}", dialect)
    place = len(before) + 1
    return next((link for link in facts.links if link.span.end == place + len(_PROBE)), None)


def _section_start(note: Note, text: str, offset: int) -> int:
    """Return the start of the section of an offset; the start of the body if there is no heading above."""
    start, line = body_start(text, note.facts.line_starts[0]), line_start(note, offset)
    for heading in reversed(note.facts.headings):
        above = line_start(note, heading.span.start)
        # After a heading in a list or quote, the indent of the following lines has another meaning.
        indent = text[above : heading.span.start]
        if above < line and len(indent) <= _DEEPEST_INDENT and not indent.strip(" "):
            return above
    return start


def _limit_start(text: str, start: int, line: int) -> int:
    """Return `start`, or a blank line closer to `line` if `start` is too far above it."""
    if line - start <= _REACH:
        return start
    blank = _BLANK_LINE.search(text, line - _REACH, line)
    return blank.end() if blank else line


def _paragraph_end(text: str, offset: int) -> int:
    blank = _BLANK_LINE.search(text, offset, offset + _REACH)
    return blank.start() if blank else min(offset + _REACH, len(text))
