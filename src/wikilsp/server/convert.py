"""Offsets to protocol positions and back, paths to URIs and back. Only here are UTF-8, UTF-16 and UTF-32 known."""

import ntpath
import os
import posixpath
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from urllib.parse import quote, unquote

from lsprotocol import types as lsp

from wikilsp.text import Span, line_starts

_CODECS = {
    lsp.PositionEncodingKind.Utf8: ("utf-8", 1),
    lsp.PositionEncodingKind.Utf16: ("utf-16-le", 2),
    lsp.PositionEncodingKind.Utf32: ("utf-32-le", 4),
}
_CODE_POINT = 4
"""The bytes of a unit that holds every code point."""
_STRIDE = 64
_ON_WINDOWS = os.name == "nt"
_ESCAPES = {code: quote(chr(code)) for code in range(128)}
_DRIVE = re.compile(r"/[A-Za-z]:")


def utf16_length(text: str) -> int:
    """Return the length of a text in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


class Columns:
    """How many units of an encoding stand before each place of a text, counted once for all places.

    The count is kept for every 64th code point; from there on it is a matter of a few.
    """

    def __init__(self, text: str, codec: str, width: int) -> None:
        self._text = text
        self._codec = codec
        self._width = width
        pieces = (text[at : at + _STRIDE] for at in range(0, len(text), _STRIDE))
        self._before = list(accumulate(map(self._units, pieces), initial=0))

    def before(self, offset: int) -> int:
        """Count the units before an offset, which is at most the length of the text."""
        piece = offset // _STRIDE
        return self._before[piece] + self._units(self._text[piece * _STRIDE : offset])

    def offset(self, units: int) -> int:
        """Find the first offset with so many units before it; the text has them."""
        piece = max(bisect_left(self._before, units) - 1, 0)
        offset, left = piece * _STRIDE, units - self._before[piece]
        while left > 0:
            left -= self._units(self._text[offset])
            offset += 1
        return offset

    def _units(self, text: str) -> int:
        return len(text) if text.isascii() else len(text.encode(self._codec, "surrogatepass")) // self._width


class Lines:
    """The lines of a text as an editor sees them. Without `columns`, each code point takes one unit."""

    def __init__(self, starts: Sequence[int], length: int, columns: Columns | None = None) -> None:
        self._starts = starts
        self._length = length
        self._columns = columns

    def position(self, offset: int) -> lsp.Position:
        """Turn an offset into a position; a byte order mark is no column."""
        offset = min(offset, self._length)
        row = max(bisect_right(self._starts, offset) - 1, 0)
        return lsp.Position(row, self._column(row, offset))

    def range(self, span: Span) -> lsp.Range:
        """Turn a span into a range."""
        start, end = self.position(span.start), min(span.end, self._length)
        row = start.line
        # Most of what there is ends in the line in which it begins, and some answers have thousands of ranges.
        is_in_row = row + 1 == len(self._starts) or end < self._starts[row + 1]
        return lsp.Range(start, lsp.Position(row, self._column(row, end)) if is_in_row else self.position(end))

    def _column(self, row: int, offset: int) -> int:
        start = self._starts[row]
        if self._columns is not None and offset > start:
            return self._columns.before(offset) - self._columns.before(start)
        return max(offset - start, 0)


class EncodedText(Lines):
    r"""A text as an editor sees it: lines that end with `\n`, `\r\n` or `\r`, columns in units of its encoding."""

    def __init__(self, text: str, starts: Sequence[int], columns: Columns | None) -> None:
        super().__init__(starts, len(text), columns)
        self.text = text

    def offset(self, position: lsp.Position) -> int:
        """Turn a position into an offset; what lies beyond a line's or the text's end is clamped to it."""
        if position.line >= len(self._starts):
            return self._length
        start, end = self._starts[position.line], self._end(position.line)
        if position.character >= self._column(position.line, end):
            return end
        if self._columns is None:
            return start + position.character
        return self._columns.offset(self._columns.before(start) + position.character)

    def span(self, range_: lsp.Range) -> Span:
        """Turn a range into a span."""
        start = self.offset(range_.start)
        return Span(start, max(start, self.offset(range_.end)))

    def _end(self, row: int) -> int:
        """Give where the words of a line end, before its line end."""
        start = self._starts[row]
        end = self._starts[row + 1] if row + 1 < len(self._starts) else self._length
        while end > start and self.text[end - 1] in "\r\n":
            end -= 1
        return end


@lru_cache(maxsize=4)
def encoded_text(text: str, encoding: str) -> EncodedText:
    """Give a text in the position encoding that client and server have agreed on.

    The last answers are kept: an editor asks many things about one text.
    """
    codec, width = _CODECS[lsp.PositionEncodingKind(encoding)]
    is_plain = width == _CODE_POINT or text.isascii() or (width > 1 and utf16_length(text) == len(text))
    return EncodedText(text, line_starts(text), None if is_plain else Columns(text, codec, width))


def path_of(uri: str) -> Path | None:
    """Give the path that a `file:` URI names; None for any other."""
    path = file_path(uri, windows=_ON_WINDOWS)
    return Path(path) if path else None


def uri_of(path: Path) -> str:
    """Give the `file:` URI of an absolute path."""
    return file_uri(str(path), windows=_ON_WINDOWS)


def uri_below(folder_uri: str, path: str) -> str:
    """Give the URI of the file at a relative path, with `/`, below the folder of a URI."""
    return f"{folder_uri.removesuffix('/')}/{_quoted(path)}"


def file_path(uri: str, *, windows: bool) -> str | None:
    """Give the path of a `file:` URI as the system writes it; None if there is no such path there."""
    scheme, _, rest = uri.partition(":")
    rest = rest.partition("#")[0].partition("?")[0]
    host = ""
    if rest.startswith("//"):
        host, slash, rest = rest[2:].partition("/")
        rest = slash + rest
    path = unquote(rest, errors="surrogateescape")
    if scheme != "file" or not path.startswith("/") or "\0" in path or not _can_be_named(path):
        return None
    # This host says no more than none.
    host = "" if host == "localhost" else unquote(host)
    path = f"/{path.lstrip('/')}"
    if windows:
        has_drive = _DRIVE.match(path)
        return ntpath.normpath(f"//{host}{path}" if host else path[1:] if has_drive else path)
    # On other systems, a share of another host has no path.
    return None if host else posixpath.normpath(path)


def _can_be_named(path: str) -> bool:
    """Is there a name in bytes for a path? Half a character has none."""
    try:
        path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True


def file_uri(path: str, *, windows: bool) -> str:
    """Give the `file:` URI of an absolute path as the system writes it."""
    if not windows:
        return f"file://{_quoted(path)}"
    path = path.replace("\\", "/")
    if path.startswith("//"):
        return f"file:{_quoted(path)}"
    # Editors write the letter of a drive small.
    drive, colon, rest = path.partition(":")
    return f"file:///{drive.lower()}{colon}{_quoted(rest)}"


def _quoted(path: str) -> str:
    # Some answers have ten thousand URIs in them.
    return path.translate(_ESCAPES) if path.isascii() else quote(path, errors="surrogateescape")
