"""Positions of the protocol, counted in the plainest way, so that the server's own counting is checked by another."""

import re

from lsprotocol import types as lsp

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_UNITS = {
    "utf-8": lambda char: len(char.encode("utf-8", "surrogatepass")),
    "utf-16": lambda char: 2 if ord(char) > 0xFFFF else 1,
    "utf-32": len,
}


def position_of(text, offset, encoding):
    """Give the position of an offset."""
    row, start = [(row, start) for row, (start, _) in enumerate(_lines(text)) if start <= offset][-1]
    return lsp.Position(row, _length(text[start:offset], encoding))


def slice_of(text, range_, encoding):
    """Give the text in a range, whose ends must be positions that exist."""
    return text[offset_of(text, range_.start, encoding) : offset_of(text, range_.end, encoding)]


def offset_of(text, position, encoding):
    """Give the offset of a position, which must exist."""
    start, end = _lines(text)[position.line]
    for offset in range(start, end + 1):
        if _length(text[start:offset], encoding) == position.character:
            return offset
    raise AssertionError(f"no such position: {position} in {text[start:end]!r}")


def line_span(text, row):
    """Give begin and end of a line, without the line end."""
    start, end = _lines(text)[row]
    return start, start + len(text[start:end].rstrip("\r\n"))


def line_count(text):
    """Give the number of lines; behind a line end at the end there is one more, which is empty."""
    return len(_lines(text))


def _length(text, encoding):
    return sum(_UNITS[encoding](char) for char in text)


def _lines(text):
    """Give begin and end of each line, the line end included."""
    found = [match.span() for match in _LINE.finditer(text)]
    # The pattern matches nothing once more at the end, which is a line only behind a line end.
    if len(found) > 1 and not re.search(r"[\r\n]\Z", text):
        found.pop()
    return found
