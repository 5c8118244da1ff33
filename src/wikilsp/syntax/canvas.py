"""Reads canvases: JSON files in which cards show notes and files, or text with links. Edits leave the rest as it is."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from msgspec import DecodeError
from msgspec.json import decode

from wikilsp.text import Edit, Span

# The text is known to be JSON, so everything between these is a number, a constant or a blank.
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*"|[{}\[\]:,]')
_HIGH, _LOW = r"\\u[dD][89abAB][0-9a-fA-F]{2}", r"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPE = re.compile(rf"{_HIGH}{_LOW}|\\u[0-9a-fA-F]{{4}}|\\.")
_NODE = "{[{"
"""The open brackets in a card: the file is an object, its `nodes` are a list, and each of them is an object."""


class CanvasString:
    """A string of a canvas: its value, and the span between its quotes."""

    def __init__(self, canvas: str, span: Span) -> None:
        self.span = span
        self._literal = canvas[slice(*span)]
        # In a file that has escapes instead of other letters, new text has them, too.
        self._is_ascii = "\\u" in canvas and canvas.isascii()

    @cached_property
    def value(self) -> str:
        """The text that the string stands for."""
        return decode(f'"{self._literal}"', type=str) if "\\" in self._literal else self._literal

    def edit(self, edit: Edit) -> Edit:
        """Convert an edit of the value to one of the canvas."""
        content = json.dumps(edit.content, ensure_ascii=self._is_ascii)[1:-1]
        return Edit(self.span_of(edit.span), content)

    def rewrite(self, value: str) -> Edit:
        """Return the edit that replaces the whole value."""
        return self.edit(Edit(Span(0, len(self.value)), value))

    def span_of(self, span: Span) -> Span:
        """Convert a span of the value to one of the canvas."""
        return Span(self._offset_of(span.start), self._offset_of(span.end))

    def _offset_of(self, offset: int) -> int:
        values, literals = self._escapes
        index = bisect_right(values, offset) - 1
        return self.span.start + literals[index] + offset - values[index]

    @cached_property
    def _escapes(self) -> tuple[list[int], list[int]]:
        """The offsets after each escape, in the value and in the literal; at first the start of both."""
        values, literals = [0], [0]
        for escape in _ESCAPE.finditer(self._literal):
            values.append(values[-1] + escape.start() - literals[-1] + 1)
            literals.append(escape.end())
        return values, literals


CanvasNode = dict[str, CanvasString]
"""The strings of a card by their names: `type`, `file`, `subpath`, `text`, `background`, …"""


def read_canvas(text: str) -> list[CanvasNode] | None:
    """Return the strings of each card of a canvas, or None if the text is not JSON or not all of it is UTF-8."""
    if not text.strip():
        return []  # a canvas without cards
    try:
        decode(text)
    except (DecodeError, RecursionError):
        return None
    return None if "\ufffd" in text else list(_nodes(text))


def _nodes(text: str) -> Iterator[CanvasNode]:
    opened: list[str] = []
    names: list[str] = []  # in each open object or list, the last name
    node: CanvasNode = {}
    last, sign = Span(0, 0), ""
    for match in _TOKEN.finditer(text):
        before, sign = sign, text[match.start()]
        if sign in "{[":
            opened.append(sign)
            names.append("")
            node = {} if _is_node(opened, names) else node
        elif sign in "}]":
            if _is_node(opened, names):
                yield node
            opened.pop()
            names.pop()
        elif sign == ":":
            names[-1] = CanvasString(text, last).value
        elif sign == '"':
            last = Span(match.start() + 1, match.end() - 1)
            if before == ":" and _is_node(opened, names):
                node[names[-1]] = CanvasString(text, last)


def _is_node(opened: list[str], names: list[str]) -> bool:
    """Whether the innermost object is a card: an item of the list `nodes` of the outermost object."""
    return len(opened) == len(_NODE) and names[0] == "nodes" and "".join(opened) == _NODE
