"""Reads properties in Logseq's Org syntax: `:PROPERTIES:` drawers and `#+key: value` lines."""

import re

from wikilsp.syntax.keys import is_key
from wikilsp.syntax.properties import Owner, PropertyReader, is_hidden
from wikilsp.syntax.scope import Scope
from wikilsp.text import Span

_SETTING = re.compile(r"#\+")
_DRAWER = re.compile(r":(?i:PROPERTIES):")
_DRAWER_LINE = re.compile(r":([^:\s][^:\r\n]*):(?:[ \t]+(.*))?")
_SETTING_LINE = re.compile(r"#\+([^:\s][^:\r\n]*):(?:[ \t]+(.*))?")


def may_hold_org_lines(text: str) -> bool:
    """Whether a text has the mark of a drawer or of a `#+` line. Most have neither."""
    return bool(_SETTING.search(text) or _DRAWER.search(text))


def read_org_lines(
    scope: Scope, lines: list[Span], item: Owner | None, opaque: list[Span], reader: PropertyReader, *, is_first: bool
) -> None:
    """Add the properties in drawers and `#+` lines of a paragraph. `lines` are its content lines.

    `is_first`: the paragraph is the first block of the page. Only there can a drawer have properties of the page.
    """
    drawer = False
    for line in lines:
        start, end = line
        text = scope.text[start:end].strip().upper()
        if text in (":PROPERTIES:", ":END:"):
            drawer = text == ":PROPERTIES:"
            continue
        match = (_DRAWER_LINE if drawer else _SETTING_LINE).fullmatch(scope.text, start, end)
        if (
            not match
            or not is_key(match[1], reader.dialect.max_key_words)
            or is_hidden(opaque, start, match.end(1) + 1)
        ):
            continue
        if drawer and not (item or is_first):
            continue
        value = match.span(2) if match[2] is not None else (match.end(1) + 1, match.end(1) + 1)
        blank = len(scope.text[slice(*value)]) - len(scope.text[slice(*value)].rstrip())
        key, trimmed = match.span(1), (value[0], value[1] - blank)
        if drawer and item:
            reader.add(scope, key, trimmed, "block", item.id)
        else:
            reader.add(scope, key, trimmed, "page")
