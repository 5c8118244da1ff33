"""Collects the facts of a note while it is parsed."""

import re
from bisect import bisect_left
from collections import Counter
from functools import cached_property
from operator import attrgetter

from wikilsp.syntax.blocks import Block
from wikilsp.syntax.definitions import label_key
from wikilsp.syntax.facts import (
    BlockId,
    Callout,
    Candidate,
    Definition,
    Footnote,
    Heading,
    Link,
    Property,
    Query,
    Tag,
    Value,
)
from wikilsp.syntax.limits import MOST_FINDINGS
from wikilsp.text import Span

_ANCHOR = re.compile(r"""\s(?:id|name)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))""", re.IGNORECASE)


class FactsBuilder:
    """Lists of the facts found so far, and the state that the readers of a note share."""

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
        """Aliases from front matter, without quotes and escapes."""
        self.title: str | None = None
        self.footnotes: list[Footnote] = []
        self.callouts: list[Callout] = []
        self.candidates: list[Candidate] = []
        self.queries: list[Query] = []
        self.comments: list[Span] = []
        """The `%%` and HTML comments, with their markers."""
        self.without_references: list[Span] = []
        """Values in which links and tags do not count, in text order."""
        self.definitions = definitions
        self.hidden: list[Span] = []
        """The math and comments that hide whole blocks."""
        self.hidden_until = 0
        """The end of math or a comment that hides whole blocks."""
        self.hidden_by_comment = False
        self.quiet = False
        """Whether a comment (`comments = "index"`) or an admonition is being read: its links are never reported."""
        self.has_lua = False
        """Whether `${…}` is an expression, which is opaque."""
        self.labels_are_plain = labels_are_plain
        """Whether `b` in `[[a|b]]` is always a label, so that such a link needs no further parsing."""
        self._by_label = {label_key(definition.label): definition for definition in reversed(definitions)}
        self._text = text
        self._blocks = blocks
        self._marks: dict[str, list[int]] = {}

    def is_counted(self, span: Span) -> bool:
        """Whether a link or tag at this span counts."""
        index = bisect_left(self.without_references, (span.start + 1,))
        return index == 0 or self.without_references[index - 1].end <= span.start

    def add_candidate(self, candidate: Candidate) -> None:
        """Add a candidate, unless a comment is being read."""
        if not self.quiet:
            self.candidates.append(candidate)

    def add_tag(self, tag: Tag) -> None:
        """Add a tag, unless a comment is being read."""
        if not self.quiet:
            self.tags.append(tag)

    def add_anchors(self, text: str, start: int, end: int) -> None:
        """Add the values of the `id` and `name` attributes in a range of HTML."""
        for anchor in _ANCHOR.finditer(text, start, end):
            self.anchors.append(anchor[1] or anchor[2] or anchor[3] or "")

    def definition(self, key: str) -> Definition | None:
        """Return the first definition with this label, normalized by `label_key`."""
        return self._by_label.get(key)

    def distinct_candidates(self) -> tuple[Candidate, ...]:
        """Return the candidates in order, each once.

        Keep at most `MOST_FINDINGS` of each kind, and one more so that the linter reports the limit.
        """
        kept, counts = list[Candidate](), Counter[str]()
        for candidate in sorted(dict.fromkeys(self.candidates), key=attrgetter("span", "kind")):
            counts[candidate.kind] += 1
            if counts[candidate.kind] <= MOST_FINDINGS + 1:
                kept.append(candidate)
        return tuple(kept)

    def next_mark(self, mark: str, offset: int) -> int | None:
        """Return the offset of the first `mark` (`%%` or `$$`) at or after `offset` that is not in a fence."""
        if mark not in self._marks:
            self._marks[mark] = [
                match.start() for match in re.finditer(re.escape(mark), self._text) if not self.is_fenced(match.start())
            ]
        marks = self._marks[mark]
        index = bisect_left(marks, offset)
        return marks[index] if index < len(marks) else None

    def is_fenced(self, offset: int) -> bool:
        """Whether an offset is in a fence."""
        index = bisect_left(self._fences, (offset, offset))
        return index > 0 and offset < self._fences[index - 1].end

    @cached_property
    def _fences(self) -> list[Span]:
        return [block.span for block in self._blocks if block.kind == "fence"]
