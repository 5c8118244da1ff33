"""Offsets to protocol positions and back, paths to URIs and back. Only here are UTF-8, UTF-16 and UTF-32 known."""

from bisect import bisect_right
from pathlib import Path
from typing import NamedTuple

from lsprotocol import types as lsp
from pygls import uris

from wikilsp.text import Span, line_starts

_CODECS = {
    lsp.PositionEncodingKind.Utf8: ("utf-8", 1),
    lsp.PositionEncodingKind.Utf16: ("utf-16-le", 2),
    lsp.PositionEncodingKind.Utf32: ("utf-32-le", 4),
}


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
    # A host would be that of a Windows share, but for this one, which says no more than none.
    uri = uri.replace("file://localhost/", "file:///", 1)
    path = uris.to_fs_path(uri) if uri.startswith("file:") else None
    return Path(path) if path else None


def uri_of(path: Path) -> str:
    """Give the `file:` URI of an absolute path."""
    uri = uris.from_fs_path(str(path))
    if uri is None:
        raise ValueError(f"no URI can name {path}")
    return str(uri)
