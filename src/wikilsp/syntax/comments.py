"""Reads suppression comments: `<!-- wikilsp-ignore CODE -->` and `%% wikilsp-ignore CODE %%`."""

import re

from wikilsp.syntax.blocks import Lines
from wikilsp.syntax.facts import Suppression
from wikilsp.syntax.wikilink import trim
from wikilsp.text import Span, position

_DIRECTIVE = re.compile(r"wikilsp-ignore(-file)?(?:\s++([\w\s,-]*+))?")
_MARKS = {"<!--": "-->", "%%": "%%"}
_CODE = re.compile(r"[^\s,]+")
_MARKERS = re.compile(r"(?:[ \t>]|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))*")


def html_comments(text: str, block: Span) -> list[Span]:
    """Return the comments in an HTML block."""
    found, pos = [], block.start
    while (start := text.find("<!--", pos, block.end)) >= 0:
        end = text.find("-->", start + 4, block.end)
        if end < 0:
            break
        pos = end + 3
        found.append(Span(start, pos))
    return found


def suppressions(text: str, comments: list[Span], lines: Lines) -> tuple[Suppression, ...]:
    """Return the suppressions among the comments.

    A comment alone on its line applies to the next line, any other to its own line, and `wikilsp-ignore-file` to the
    whole note (row 0).
    """
    found = []
    for span in comments:
        match = _DIRECTIVE.fullmatch(text, *_inside(text, span))
        if not match:
            continue
        codes = list(_CODE.finditer(text, *match.span(2))) if match[2] else []
        spans = tuple(Span(*code.span()) for code in codes)
        row = 0 if match[1] else _row(text, span, lines)
        found.append(Suppression(tuple(code.group() for code in codes), spans, span, row))
    return tuple(found)


def _inside(text: str, comment: Span) -> tuple[int, int]:
    """Return the start and end of the text of a comment, without its markers."""
    mark = "%%" if text.startswith("%%", comment.start) else "<!--"
    start, end = comment.start + len(mark), comment.end - len(_MARKS[mark])
    return trim(text, start, max(start, end))


def _row(text: str, span: Span, lines: Lines) -> int:
    first, last = position(lines.starts, span.start).row, position(lines.starts, span.end - 1).row
    before = _MARKERS.fullmatch(text, lines.starts[first - 1], span.start)
    alone = before and not text[span.end : lines.ends[last - 1]].strip()
    return last + 1 if alone else first
