"""What stands in a text at a place, and what it means once what the parser undoes is undone. Knows no facts."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from wikilsp.syntax.frontmatter import find_frontmatter
from wikilsp.syntax.yaml_nodes import YamlError, read_yaml, unescaped
from wikilsp.text import Span

_MARKERS = re.compile(r"(?<=[\r\n])[ \t>]+")


class Written(NamedTuple):
    """A text, where its lines start, and its front matter (an empty span if it has none)."""

    text: str
    starts: tuple[int, ...]
    front: Span

    @classmethod
    def of(cls, text: str, starts: tuple[int, ...]) -> "Written":
        """Find the front matter of a text whose lines start there."""
        front = find_frontmatter(text, starts[0])
        return cls(text, starts, front[0] if front else Span(0, 0))

    def at(self, span: Span) -> str:
        """Return what stands at a place."""
        return self.text[span.start : span.end]

    def reads(self, span: Span, said: str) -> bool:
        """Does `said` stand there, but for the markers of quotes before its later lines, for which blanks stand?"""
        piece = self.at(span)
        return piece == said or _blanked(piece) == _blanked(said)

    def is_in_front(self, span: Span) -> bool:
        """Does a place lie in the front matter?"""
        return self.front.start <= span.start and span.end <= self.front.end and self.front.start < self.front.end

    def forms(self, span: Span) -> Iterator[str]:
        """Yield what stands at a place as it is written, and what it may mean to YAML: unquoted, unescaped, folded."""
        piece = self.at(span)
        yield piece
        yield from (unescaped(piece, quote) for quote in ("'", '"'))
        if len(piece) > 1 and piece[0] == piece[-1] == '"':
            yield unescaped(piece[1:-1], '"').strip()
        if self.is_in_front(span):
            try:
                node = read_yaml(piece, 0)
            except YamlError:
                return
            if node is not None and node.kind == "scalar":
                yield node.value


def _blanked(text: str) -> str:
    return _MARKERS.sub(lambda found: " " * len(found[0]), text)
