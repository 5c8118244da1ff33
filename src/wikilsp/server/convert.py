"""Offsets to protocol positions and back, paths to URIs and back. Only here are UTF-8, UTF-16 and UTF-32 known."""

import ntpath
import os
import posixpath
import re
from bisect import bisect_right
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote

from lsprotocol import types as lsp

from wikilsp.text import Span, line_starts

_CODECS = {
    lsp.PositionEncodingKind.Utf8: ("utf-8", 1),
    lsp.PositionEncodingKind.Utf16: ("utf-16-le", 2),
    lsp.PositionEncodingKind.Utf32: ("utf-32-le", 4),
}
_ON_WINDOWS = os.name == "nt"
_ESCAPES = {code: quote(chr(code)) for code in range(128)}
_DRIVE = re.compile(r"/[A-Za-z]:")


class Plain(NamedTuple):
    """The lines of a text whose characters take one unit each. Columns are code points, so the text is not needed."""

    starts: tuple[int, ...]
    length: int

    def position(self, offset: int) -> lsp.Position:
        """Turn an offset into a position; a byte order mark is no column."""
        offset = min(offset, self.length)
        row = max(bisect_right(self.starts, offset) - 1, 0)
        return lsp.Position(row, max(offset - self.starts[row], 0))

    def range(self, span: Span) -> lsp.Range:
        """Turn a span into a range."""
        start, end = self.position(span.start), min(span.end, self.length)
        row = start.line
        # Most of what there is ends in the line in which it begins, and some answers have thousands of ranges.
        is_in_row = row + 1 == len(self.starts) or end < self.starts[row + 1]
        return lsp.Range(start, lsp.Position(row, max(end - self.starts[row], 0)) if is_in_row else self.position(end))


class Shown(NamedTuple):
    r"""A text as an editor sees it: lines that end with `\n`, `\r\n` or `\r`, columns in units of its encoding."""

    text: str
    starts: tuple[int, ...]
    codec: str
    width: int

    def position(self, offset: int) -> lsp.Position:
        """Turn an offset into a position; a byte order mark is no column."""
        offset = min(offset, len(self.text))
        row = max(bisect_right(self.starts, offset) - 1, 0)
        return lsp.Position(row, self._units(self.text[self.starts[row] : offset]))

    def range(self, span: Span) -> lsp.Range:
        """Turn a span into a range."""
        return lsp.Range(self.position(span.start), self.position(span.end))

    def offset(self, position: lsp.Position) -> int:
        """Turn a position into an offset; what lies behind a line's or the text's end is clamped to it."""
        if position.line >= len(self.starts):
            return len(self.text)
        start = self.starts[position.line]
        end = self.starts[position.line + 1] if position.line + 1 < len(self.starts) else len(self.text)
        line = self.text[start:end].rstrip("\r\n")
        if line.isascii():
            return start + min(position.character, len(line))
        left = position.character
        for index, char in enumerate(line):
            if left <= 0:
                return start + index
            left -= self._units(char)
        return start + len(line)

    def span(self, range_: lsp.Range) -> Span:
        """Turn a range into a span."""
        start = self.offset(range_.start)
        return Span(start, max(start, self.offset(range_.end)))

    def _units(self, text: str) -> int:
        if text.isascii():
            return len(text)
        return len(text.encode(self.codec, "surrogatepass")) // self.width


def shown(text: str, encoding: lsp.PositionEncodingKind | str) -> Shown:
    """Give a text in the position encoding that client and server have agreed on."""
    return Shown(text, line_starts(text), *_CODECS[lsp.PositionEncodingKind(encoding)])


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
