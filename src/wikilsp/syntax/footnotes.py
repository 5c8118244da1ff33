"""Reads footnotes: references `[^id]`, and definitions `[^id]:` at the start of a block."""

import re
from collections.abc import Iterator, Sequence

from wikilsp.syntax.facts import Candidate, Footnote
from wikilsp.syntax.facts_builder import FactsBuilder
from wikilsp.syntax.properties import is_hidden
from wikilsp.syntax.scope import Scope
from wikilsp.text import Span

_MARK = re.compile(r"\\[!-/:-@\[-`{-~]|\[\^([\w-]++)\]")
_DEFINITION = re.compile(r"\[\^[\w-]++\]:")
_AFTER_CLASS = ("+", "*", "?", "{", "]", ")")
"""Characters that often follow a character class such as `[^a-z]` in a regular expression."""


def may_hold_footnotes(text: str) -> bool:
    """Whether a text has a `[^`, without which it has no footnotes."""
    # Most texts have no caret, and a single character is found many times faster than two.
    return "^" in text and "[^" in text


class FootnoteReader:
    """Adds the footnotes of a note to the facts, with candidates for those that are missing, unused or repeated."""

    def __init__(self, builder: FactsBuilder) -> None:
        self.builder = builder
        self._marks: list[Footnote] = []
        self._doubtful: set[Span] = set()
        """The references that are text unless there is such a footnote."""
        self._definition_end = -1
        """The end of the last paragraph, if it defines a footnote."""

    def read(self, scope: Scope, opaque: list[Span], lines: Sequence[Span]) -> None:
        """Read the footnotes of a scope. A definition can be at the start of one of the `lines`."""
        text = scope.text
        self._definition_end = -1
        if text.find("[^", scope.start, scope.end) < 0:
            return
        texts = dict(_definition_texts(text, lines))
        if texts:
            self._definition_end = scope.end
        for match in _MARK.finditer(text, scope.start, scope.end):
            span = Span(*match.span())
            if match[1] and not is_hidden(opaque, span.start, span.start + 1):
                self._marks.append(Footnote(match[1], span, texts.get(span.start)))
                if text.startswith(_AFTER_CLASS, span.end):
                    self._doubtful.add(span)

    def read_code(self, text: str, block: Span) -> None:
        """Read indented code. Directly below a definition, the apps read it as further paragraphs of the footnote."""
        below, self._definition_end = self._definition_end, -1
        if below < 0 or text[below : block.start].strip():
            return
        self._definition_end = block.end
        for match in _MARK.finditer(text, *block):
            if match[1]:
                self._marks.append(Footnote(match[1], Span(*match.span())))
                self._doubtful.add(Span(*match.span()))

    def finish(self) -> None:
        """Add the footnotes and the candidates."""
        first: dict[str, Footnote] = {}
        for mark in self._marks:
            if mark.is_definition:
                first.setdefault(mark.key, mark)
        used: set[str] = set()
        for mark in self._marks:
            key = mark.key
            if key in first:
                used.update(() if mark.is_definition else (key,))
                if mark.is_definition and mark is not first[key]:
                    self._add("duplicate-footnote", mark, first[key].span)
            elif mark.span in self._doubtful:
                continue
            elif first:
                self._add("missing-footnote", mark)
            self.builder.footnotes.append(mark)
        for key, mark in first.items():
            if key not in used:
                self._add("unused-footnote", mark)

    def _add(self, kind: str, mark: Footnote, at: Span | None = None) -> None:
        self.builder.add_candidate(Candidate(kind, mark.span, mark.id, at))


def _definition_texts(text: str, lines: Sequence[Span]) -> Iterator[tuple[int, Span]]:
    """Yield the start of each definition in a paragraph, and the span of its text: up to the next definition."""
    found = [(row, match) for row, line in enumerate(lines) if (match := _DEFINITION.match(text, *line))]
    rows_below = [*(row for row, _ in found[1:]), len(lines)]
    for (_, match), below in zip(found, rows_below, strict=False):
        end = lines[below - 1].end
        yield match.start(), Span(end - len(text[match.end() : end].lstrip()), end)
