"""Finds the ends of wikilinks."""

import re
from collections import deque

from wikilsp.syntax.facts import Candidate
from wikilsp.syntax.facts_builder import FactsBuilder
from wikilsp.syntax.opaque import OPAQUE, OpaqueEnds
from wikilsp.syntax.scope import Scope
from wikilsp.text import Span

MAX_NESTED = 10
"""Limit on the nesting of links, and of images. Each is a copy of everything inside it."""
MAX_OPEN = 100
"""Limit on the open brackets that are remembered, which bounds the time for hostile input."""

_LINE_END = re.compile(r"[\r\n]")
_OPAQUE_INSIDE = re.compile(r"\\[!-/:-@\[-`{-~]|" + OPAQUE)
_BRACKETS = re.compile(r"\[\[|\]\]")


class WikilinkEnds:
    """Finds the `]]` of the wikilinks in a scope, from left to right. Brackets are looked up once per line."""

    def __init__(self, scope: Scope, builder: FactsBuilder, opaque_ends: OpaqueEnds, *, nested: bool) -> None:
        self._text = scope.text
        self._end = scope.end
        self._builder = builder
        self._opaque_ends = opaque_ends
        self._nested = nested
        self._line_end = -1
        self._close = -1
        self._pairs: dict[int, int] | None = None
        self._unterminated: dict[int, Candidate] = {}

    def explain(self, opener: int) -> None:
        """Drop the candidate for a `[[` that turned out to start a Markdown link, whose own bracket is at `opener`."""
        for pos in range(opener - 1, opener + 2):
            self._unterminated.pop(pos, None)

    def report(self) -> None:
        """Add the candidates for links without an end."""
        for candidate in self._unterminated.values():
            self._builder.add_candidate(candidate)

    def end(self, pos: int) -> int | None:
        """Return the position of the `]]` of the link that starts at `pos`, None if no link starts there."""
        if pos >= self._line_end:
            line_end = _LINE_END.search(self._text, pos, self._end)
            self._line_end = line_end.start() if line_end else self._end
            self._close, self._pairs = -1, None
        if self._close < pos + 2:
            close = self._text.find("]]", pos + 2, self._line_end)
            self._close = close if close >= 0 else self._line_end
        if self._close >= self._line_end:
            self._check_unterminated(pos)
            return None
        inner = self._text.find("[[", pos + 2, self._close)
        end = self._close if inner < 0 else self._find_balanced_close(pos) if self._nested else None
        return None if end is None or self._is_crossed(pos + 2, end) else end

    def _check_unterminated(self, pos: int) -> None:
        """Remember a candidate if this is the last `[[` of a line without a `]]` after it."""
        if self._text.find("[[", pos + 2, self._line_end) < 0:
            span = Span(pos, self._line_end)
            text = self._text[pos + 2 : self._line_end].strip()
            self._unterminated[pos] = Candidate("unterminated-link", span, text)

    def _find_balanced_close(self, pos: int) -> int | None:
        """Return the position of the `]]` that balances the `[[` at `pos` on its line."""
        if self._pairs is None:
            self._pairs, stack = {}, deque[int](maxlen=MAX_NESTED)
            for match in _BRACKETS.finditer(self._text, pos, self._line_end):
                if match.group() == "[[":
                    stack.append(match.start())
                elif stack:
                    self._pairs[stack.pop()] = match.start()
        return self._pairs.get(pos)

    def _is_crossed(self, start: int, close: int) -> bool:
        """Whether opaque text starts inside the brackets and ends after them. Then it wins over the link."""
        pos = start
        while match := _OPAQUE_INSIDE.search(self._text, pos, close):
            pos = match.end()
            if not match.group().startswith("\\"):
                end = self._opaque_ends.end(match)
                if end is not None and end > close:
                    return True
                pos = end or pos
        return False
