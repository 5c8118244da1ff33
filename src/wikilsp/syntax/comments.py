"""Comments that silence findings: `<!-- wikilsp-ignore CODE -->` and `%% wikilsp-ignore CODE %%`."""

import re

from wikilsp.syntax.blocks import Lines
from wikilsp.syntax.facts import Suppression
from wikilsp.text import Span, position

_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_DIRECTIVE = re.compile(r"(?:<!--|%%)\s*wikilsp-ignore(-file)?(?:\s+([\w\s,-]*?))?\s*(?:-->|%%)")
_MARKERS = re.compile(r"(?:[ \t>]|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))*")


def html_comments(text: str, block: Span) -> list[Span]:
    """Give the comments inside an HTML block."""
    return [Span(*match.span()) for match in _COMMENT.finditer(text, block.start, block.end)]


def suppressions(text: str, comments: list[Span], lines: Lines) -> tuple[Suppression, ...]:
    """Read the directives among the comments.

    One that is alone on its line holds for the next line, else for its own; `-file` holds for the note (row 0).
    """
    found = []
    for span in comments:
        match = _DIRECTIVE.fullmatch(text, span.start, span.end)
        if not match:
            continue
        codes = tuple(dict.fromkeys((match[2] or "").replace(",", " ").split()))
        found.append(Suppression(codes, span, 0 if match[1] else _row(text, span, lines)))
    return tuple(found)


def _row(text: str, span: Span, lines: Lines) -> int:
    first, last = position(lines.starts, span.start).row, position(lines.starts, span.end - 1).row
    before = _MARKERS.fullmatch(text, lines.starts[first - 1], span.start)
    alone = before and not text[span.end : lines.ends[last - 1]].strip()
    return last + 1 if alone else first
