"""Converts offsets to LSP positions and paths to URIs, and back. Only here are UTF-8, UTF-16 and UTF-32 known."""

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
"""Bytes per unit of an encoding in which every code point takes one unit."""
_STRIDE = 64
_ON_WINDOWS = os.name == "nt"
_ESCAPES = {code: quote(chr(code)) for code in range(128)}
_DRIVE = re.compile(r"/[A-Za-z]:")


def utf16_length(text: str) -> int:
    """Return the length of a text in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


class Columns:
    """The number of code units before each offset of a text in one encoding.

    Counts are stored for every 64th code point and completed from there.
    """

    def __init__(self, text: str, codec: str, width: int) -> None:
        self._text = text
        self._codec = codec
        self._width = width
        pieces = (text[at : at + _STRIDE] for at in range(0, len(text), _STRIDE))
        self._before = list(accumulate(map(self._units, pieces), initial=0))

    def before(self, offset: int) -> int:
        """Return the number of units before an offset, which must be at most the length of the text."""
        piece = offset // _STRIDE
        return self._before[piece] + self._units(self._text[piece * _STRIDE : offset])

    def offset(self, units: int) -> int:
        """Return the first offset with that many units before it, which the text must have."""
        piece = max(bisect_left(self._before, units) - 1, 0)
        offset, left = piece * _STRIDE, units - self._before[piece]
        while left > 0:
            left -= self._units(self._text[offset])
            offset += 1
        return offset

    def _units(self, text: str) -> int:
        return len(text) if text.isascii() else len(text.encode(self._codec, "surrogatepass")) // self._width


class LineTable:
    """Converts offsets in a text to positions. Without `columns`, each code point takes one unit."""

    def __init__(self, starts: Sequence[int], length: int, columns: Columns | None = None) -> None:
        self._starts = starts
        self._length = length
        self._columns = columns

    def position(self, offset: int) -> lsp.Position:
        """Convert an offset to a position. An offset before the first line is at its start."""
        offset = min(offset, self._length)
        row = max(bisect_right(self._starts, offset) - 1, 0)
        return lsp.Position(row, self._column(row, offset))

    def range(self, span: Span) -> lsp.Range:
        """Convert a span to a range."""
        start, end = self.position(span.start), min(span.end, self._length)
        row = start.line
        # A fast path, because most spans end on the line they start on, and some answers have thousands of ranges.
        is_in_row = row + 1 == len(self._starts) or end < self._starts[row + 1]
        return lsp.Range(start, lsp.Position(row, self._column(row, end)) if is_in_row else self.position(end))

    def _column(self, row: int, offset: int) -> int:
        start = self._starts[row]
        if self._columns is not None and offset > start:
            return self._columns.before(offset) - self._columns.before(start)
        return max(offset - start, 0)


class EncodedText(LineTable):
    r"""A text in a position encoding: lines end with `\n`, `\r\n` or `\r`, columns are code units.

    A byte order mark takes no column in a file, since editors remove it when they open the file. In a buffer it takes
    one, since the editor sent it as part of the text.
    """

    def __init__(self, text: str, columns: Columns | None, *, is_buffer: bool) -> None:
        starts = line_starts(text)
        self._first = starts[0]
        super().__init__((0, *starts[1:]) if is_buffer and self._first else starts, len(text), columns)
        self.content = text

    def offset(self, position: lsp.Position) -> int:
        """Convert a position to an offset, never before a byte order mark.

        Positions past the end of a line or of the text are clamped to it.
        """
        if position.line >= len(self._starts):
            return self._length
        start, end = self._starts[position.line], self._end(position.line)
        if position.character >= self._column(position.line, end):
            return max(end, self._first)
        if self._columns is None:
            return max(start + position.character, self._first)
        return max(self._columns.offset(self._columns.before(start) + position.character), self._first)

    def span(self, range_: lsp.Range) -> Span:
        """Convert a range to a span."""
        start = self.offset(range_.start)
        return Span(start, max(start, self.offset(range_.end)))

    def _end(self, row: int) -> int:
        """Return the offset of the end of a line, without its line ending."""
        start = self._starts[row]
        end = self._starts[row + 1] if row + 1 < len(self._starts) else self._length
        while end > start and self.content[end - 1] in "\r\n":
            end -= 1
        return end


@lru_cache(maxsize=4)
def encoded_text(text: str, encoding: str, *, is_buffer: bool = False) -> EncodedText:
    """Return the text of a file or buffer in the negotiated position encoding.

    The last results are cached, because an editor sends many requests about one text.
    """
    codec, width = _CODECS[lsp.PositionEncodingKind(encoding)]
    is_fixed_width = width == _CODE_POINT or text.isascii() or (width > 1 and utf16_length(text) == len(text))
    return EncodedText(text, None if is_fixed_width else Columns(text, codec, width), is_buffer=is_buffer)


def path_of(uri: str) -> Path | None:
    """Return the path of a `file:` URI; None for other URIs."""
    path = file_path(uri, windows=_ON_WINDOWS)
    return Path(path) if path else None


def uri_of(path: Path) -> str:
    """Return the `file:` URI of an absolute path."""
    return file_uri(str(path), windows=_ON_WINDOWS)


def uri_below(folder_uri: str, path: str) -> str:
    """Return the URI of the file at a relative path, with `/`, below the folder of a URI."""
    return f"{folder_uri.removesuffix('/')}/{_quote(path)}"


def file_path(uri: str, *, windows: bool) -> str | None:
    """Return the path of a `file:` URI in the notation of the system; None if the URI denotes no path there."""
    scheme, _, rest = uri.partition(":")
    rest = rest.partition("#")[0].partition("?")[0]
    host = ""
    if rest.startswith("//"):
        host, slash, rest = rest[2:].partition("/")
        rest = slash + rest
    path = unquote(rest, errors="surrogateescape")
    if scheme != "file" or not path.startswith("/") or "\0" in path or not _is_encodable(path):
        return None
    # The same as no host.
    host = "" if host == "localhost" else unquote(host)
    path = f"/{path.lstrip('/')}"
    if windows:
        has_drive = _DRIVE.match(path)
        return ntpath.normpath(f"//{host}{path}" if host else path[1:] if has_drive else path)
    # Only Windows has paths to shares of other hosts.
    return None if host else posixpath.normpath(path)


def _is_encodable(path: str) -> bool:
    """Whether a path can be encoded for the file system. Half of a surrogate pair can't."""
    try:
        path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True


def file_uri(path: str, *, windows: bool) -> str:
    """Return the `file:` URI of an absolute path in the notation of the system."""
    if not windows:
        return f"file://{_quote(path)}"
    path = path.replace("\\", "/")
    if path.startswith("//"):
        return f"file:{_quote(path)}"
    # Editors use a lower-case drive letter.
    drive, colon, rest = path.partition(":")
    return f"file:///{drive.lower()}{colon}{_quote(rest)}"


def _quote(path: str) -> str:
    # A fast path, because some answers have ten thousand URIs.
    return path.translate(_ESCAPES) if path.isascii() else quote(path, errors="surrogateescape")
