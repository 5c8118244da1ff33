"""What a reading of a note has found so far: the one mutable value while facts are gathered."""

import re
from bisect import bisect_left
from functools import cached_property

from wikilsp.syntax.blocks import Block
from wikilsp.syntax.definitions import label_key
from wikilsp.syntax.facts import BlockId, Candidate, Definition, Heading, Link, Property, Tag, Value
from wikilsp.text import Span


class FactsBuilder:
    """Lists of facts, in the order in which they were found."""

    def __init__(
        self, text: str, definitions: list[Definition], blocks: list[Block], *, labels_are_plain: bool
    ) -> None:
        self.links: list[Link] = []
        self.tags: list[Tag] = []
        self.properties: list[Property] = []
        self.headings: list[Heading] = []
        self.blocks: list[BlockId] = []
        self.anchors: list[str] = []
        self.aliases: list[Value] = []
        """Names from front matter, without its quotes and escapes."""
        self.title: str | None = None
        self.candidates: list[Candidate] = []
        self.comments: list[Span] = []
        """Each `%%` or HTML comment, with its markers."""
        self.without_references: list[Span] = []
        """Values in which links and tags do not count, in order."""
        self.definitions = definitions
        self.hidden_until = 0
        """Where the maths or comment ends that hides whole blocks."""
        self.hidden_by_comment = False
        self.quiet = False
        """Inside a comment that is read (`comments = "index"`): links and properties count, nothing is diagnosed."""
        self.labels_are_plain = labels_are_plain
        """Of a link `[[a|b]]`, is `b` a label and nothing else, whatever the note's dialect?"""
        self._by_label = {label_key(definition.label): definition for definition in reversed(definitions)}
        self._text = text
        self._blocks = blocks
        self._marks: dict[str, list[int]] = {}

    def counts(self, span: Span) -> bool:
        """Does a link or tag at this place count?"""
        index = bisect_left(self.without_references, (span.start + 1,))
        return index == 0 or self.without_references[index - 1].end <= span.start

    def candidate(self, candidate: Candidate) -> None:
        """Add something that a rule may report."""
        if not self.quiet:
            self.candidates.append(candidate)

    def tag(self, tag: Tag) -> None:
        """Add a tag."""
        if not self.quiet:
            self.tags.append(tag)

    def definition(self, key: str) -> Definition | None:
        """Give the definition that a reference label means: the first one of that label."""
        return self._by_label.get(key)

    def later_mark(self, mark: str, offset: int) -> int | None:
        """Give the offset of the first `mark` (`%%` or `$$`) from `offset` on that stands outside of fences."""
        if mark not in self._marks:
            self._marks[mark] = [
                match.start()
                for match in re.finditer(re.escape(mark), self._text)
                if not self._is_fenced(match.start())
            ]
        marks = self._marks[mark]
        index = bisect_left(marks, offset)
        return marks[index] if index < len(marks) else None

    def _is_fenced(self, offset: int) -> bool:
        index = bisect_left(self._fences, (offset, offset))
        return index > 0 and offset < self._fences[index - 1].end

    @cached_property
    def _fences(self) -> list[Span]:
        return [block.span for block in self._blocks if block.kind == "fence"]
