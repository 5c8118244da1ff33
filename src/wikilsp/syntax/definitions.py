"""Reference definitions: `[label]: destination "title"` at the head of a paragraph."""

import re

from wikilsp.syntax.destination import local_link
from wikilsp.syntax.facts import Definition
from wikilsp.syntax.scope import Scope
from wikilsp.text import Span

_DEFINITION = re.compile(
    r"""\[(?!\^)((?:[^\[\]\\\s]|\\.)(?:[^\[\]\\]|\\.)*)\]:[ \t]*"""
    r"""(?:<([^<>\n\r]*)>|([^\s<]\S*))"""
    r"""(?:[ \t]+(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\)))?[ \t]*"""
)
_FOOTER_BEGIN, _FOOTER_END = "//begin", "//end"


def label_key(label: str) -> str:
    """Give the form in which reference labels are compared."""
    return " ".join(label.split()).casefold()


def read_definitions(scope: Scope, lines: list[Span]) -> list[Definition]:
    """Read the definitions that a paragraph begins with, one a line. Stops at the first line that is none."""
    found = []
    for line in lines:
        start, end = line.start - scope.base, line.end - scope.base
        match = _DEFINITION.fullmatch(scope.text, start, end)
        if not match:
            break
        group = 2 if match[2] is not None else 3
        span, destination = scope.span(start, end), match.span(group)
        link = local_link("link", scope.span(*destination), scope, destination)
        found.append(Definition(match[1], span, scope.span(*match.span(1)), link))
    return found


def without_footers(definitions: list[Definition]) -> list[Definition]:
    """Drop what Foam writes between `[//begin]` and `[//end]` for other programs: it repeats the wikilinks above it."""
    kept, generated = [], False
    for definition in definitions:
        generated = generated or definition.label == _FOOTER_BEGIN
        if not generated:
            kept.append(definition)
        generated = generated and definition.label != _FOOTER_END
    return kept
