"""Reads the text at a span, raw or with the escapes undone that the parser undoes."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from wikilsp.syntax.folded_text import fold_lines, has_line_break
from wikilsp.syntax.frontmatter import find_frontmatter
from wikilsp.syntax.yaml_nodes import YamlError, read_yaml, unescape_scalar
from wikilsp.text import Span

_QUOTES = ("'", '"')
_MARKERS = re.compile(r"(?<=[\r\n])[ \t>]+")


class SourceText(NamedTuple):
    """A text with its line starts and the span of its front matter, empty if it has none."""

    text: str
    starts: tuple[int, ...]
    front: Span

    @classmethod
    def of(cls, text: str, starts: tuple[int, ...]) -> "SourceText":
        """Return the text with its front matter located."""
        front = find_frontmatter(text, starts[0])
        return cls(text, starts, front[0] if front else Span(0, 0))

    def at(self, span: Span) -> str:
        """Return the text at a span."""
        return self.text[span.start : span.end]

    def matches(self, span: Span, text: str) -> bool:
        """Whether `text` is at the span. Spaces in it may stand for the quote markers of continuation lines."""
        actual = self.at(span)
        return actual == text or _blank_markers(actual) == _blank_markers(text)

    def is_in_front_matter(self, span: Span) -> bool:
        """Whether a span lies in the front matter."""
        return self.front.start <= span.start and span.end <= self.front.end and self.front.start < self.front.end

    def forms(self, span: Span) -> Iterator[str]:
        """Yield the text at a span as written, and as YAML may read it: unquoted, unescaped, with lines folded."""
        piece = self.at(span)
        yield piece
        yield from (unescape_scalar(piece, quote) for quote in _QUOTES)
        if len(piece) > 1 and piece[0] == piece[-1] == '"':
            yield unescape_scalar(piece[1:-1], '"').strip()
        if self.is_in_front_matter(span):
            if has_line_break(piece):
                yield from (unescape_scalar(fold_lines(piece, quote).text, quote) for quote in _QUOTES)
            try:
                node = read_yaml(piece, 0)
            except YamlError:
                return
            if node is not None and node.kind == "scalar":
                yield node.value


def _blank_markers(text: str) -> str:
    return _MARKERS.sub(lambda match: " " * len(match[0]), text)
