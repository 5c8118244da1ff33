"""A naive conversion between offsets and LSP positions, to check the conversion of the server against."""

import re

from lsprotocol import types as lsp

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_UNITS = {
    "utf-8": lambda char: len(char.encode("utf-8", "surrogatepass")),
    "utf-16": lambda char: 2 if ord(char) > 0xFFFF else 1,
    "utf-32": len,
}


def position_of(text, offset, encoding):
    """Return the position of an offset."""
    row, start = [(row, start) for row, (start, _) in enumerate(_lines(text)) if start <= offset][-1]
    return lsp.Position(row, _length(text[start:offset], encoding))


def slice_of(text, range_, encoding):
    """Return the text in a range; both ends must exist in the text."""
    return text[offset_of(text, range_.start, encoding) : offset_of(text, range_.end, encoding)]


def offset_of(text, position, encoding):
    """Return the offset of a position; raise `AssertionError` if the text has no such position."""
    start, end = _lines(text)[position.line]
    for offset in range(start, end + 1):
        if _length(text[start:offset], encoding) == position.character:
            return offset
    raise AssertionError(f"no such position: {position} in {text[start:end]!r}")


def line_span(text, row):
    """Return the start and end offset of a line, without the line end."""
    start, end = _lines(text)[row]
    return start, start + len(text[start:end].rstrip("\r\n"))


def line_count(text):
    """Return the number of lines; after a final line end there is one more, empty line."""
    return len(_lines(text))


def _length(text, encoding):
    return sum(_UNITS[encoding](char) for char in text)


def _lines(text):
    """Return the start and end offset of each line, including the line end."""
    found = [match.span() for match in _LINE.finditer(text)]
    # The pattern also matches the empty string at the end, which is a line only after a line end.
    if len(found) > 1 and not re.search(r"[\r\n]\Z", text):
        found.pop()
    return found
