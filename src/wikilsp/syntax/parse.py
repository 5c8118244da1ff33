"""From the text of a note to its facts: finds the blocks, and has each read by the reader of its kind."""

import re
from collections import Counter
from collections.abc import Iterator
from operator import attrgetter

from msgspec import structs

from wikilsp.settings import Dialect
from wikilsp.syntax.blocks import Block, Lines, ListItem
from wikilsp.syntax.comments import html_comments, suppressions
from wikilsp.syntax.definitions import read_definitions, without_footers
from wikilsp.syntax.facts import BlockId, Candidate, Definition, Facts, Heading, Property, Value
from wikilsp.syntax.facts_builder import FactsBuilder
from wikilsp.syntax.frontmatter import ALIAS_KEYS, FrontMatter, find_frontmatter, late_frontmatter, meant
from wikilsp.syntax.headings import heading_keys, visible
from wikilsp.syntax.inline import ANCHOR, TOKEN, InlineScan
from wikilsp.syntax.limits import MOST_FINDINGS
from wikilsp.syntax.mojibake import MojibakeReader
from wikilsp.syntax.org import read_org_lines
from wikilsp.syntax.properties import (
    LineProperties,
    Owner,
    PropertyReader,
    becomes_heading,
    hidden,
    read_brackets,
)
from wikilsp.syntax.scope import BLOCK_ID, Scope, scope_of
from wikilsp.syntax.structure import read_structure
from wikilsp.syntax.tables import broken_links, cells
from wikilsp.syntax.wikilink import trimmed
from wikilsp.syntax.yaml_nodes import unescaped
from wikilsp.text import BOM, Span

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_BY_SPAN = attrgetter("span")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def parse(text: str, dialect: Dialect) -> Facts:
    """Read a note. Total and pure: any text gives facts, the same ones every time.

    Offsets count code points of `text`, a byte order mark among them.
    """
    return _Reading(text, dialect).facts()


class _Reading:
    """One reading of one note."""

    def __init__(self, text: str, dialect: Dialect) -> None:
        self.text = text
        self.dialect = dialect
        self.start = 1 if text.startswith(BOM) else 0
        self.index = dialect.comments == "index"
        self.front = find_frontmatter(text, self.start)
        body = self.front[1] if self.front else self.start
        # Logseq has no indented code: a file whose first bullet is indented is a list there.
        logseq = dialect.preset == "logseq"
        self.lines, self.blocks, guessed = read_structure(text, self.start, body, indented_code=not logseq)
        self.definition_lines: dict[int, int] = {}
        """How many definitions begin the paragraph of a row."""
        labels_are_plain = dialect.label_order == "target-first" and not logseq
        self.found = FactsBuilder(text, self._definitions(), self.blocks, labels_are_plain=labels_are_plain)
        if guessed:
            self.found.candidate(Candidate("large-note", Span(self.start, self.start), "blocks"))
        self.reader = PropertyReader(self.found, dialect)
        self.mojibake = MojibakeReader()
        self.line_properties = LineProperties(self.reader, head=self.front is None)

    def _definitions(self) -> list[Definition]:
        found: list[Definition] = []
        for block in self.blocks if "]:" in self.text else ():
            if block.kind == "paragraph" and self.text.startswith("[", block.span.start):
                read = read_definitions(scope_of(self.text, block.lines), block.lines)
                self.definition_lines[block.first] = len(read)
                found += read
        return found

    def facts(self) -> Facts:
        if self.front:
            inner = self.front[0]
            FrontMatter(self.text, inner, self.reader).read()
            self.found.candidates += self.mojibake.read(Scope(self.text[inner.start : inner.end], inner.start), [])
        elif late := late_frontmatter(self.text, self.start):
            self.found.candidate(late)
        for block in self.blocks:
            self._read(block)
        self.line_properties.finish()
        return self._collect()

    # Blocks

    def _read(self, block: Block) -> None:
        hidden_until = self.found.hidden_until
        if block.span.end <= hidden_until:
            if self.index and self.found.hidden_by_comment and block.kind in ("paragraph", "heading", "row"):
                self._read_quietly(scope_of(self.text, block.lines))
            return
        if block.kind == "html":
            self._html(block)
        elif block.kind == "paragraph":
            self._paragraph(block, hidden_until)
            return
        elif block.kind == "heading":
            self._heading(block, hidden_until)
        elif block.kind == "row":
            self._row(block, hidden_until)
        self.line_properties.other_block(is_title=block.kind == "heading" and block.level == 1)

    def _html(self, block: Block) -> None:
        self.found.comments += html_comments(self.text, block.span)
        for anchor in ANCHOR.finditer(self.text, *block.span):
            self.found.anchors.append(anchor[1] or anchor[2] or anchor[3] or "")

    def _paragraph(self, block: Block, hidden_until: int) -> None:
        skipped = self.definition_lines.get(block.first, 0)
        lines = block.lines[skipped:]
        if not lines:
            self.line_properties.other_block(is_title=False)
            return
        scope = scope_of(self.text, lines)
        opaque = self._running_text(scope, hidden_until)
        if self.line_properties.may_be_in(scope):
            self.line_properties.read(scope, lines, block.first + skipped, self._owner(block.item), opaque)
        if self.dialect.preset == "logseq":
            read_org_lines(scope, lines, self._owner(block.item), opaque, self.reader)
        if "^" in scope.text:
            for line in lines:
                self._block_id(scope, line, opaque)

    def _owner(self, item: ListItem | None) -> Owner | None:
        return Owner(self.lines.starts[item.line] + item.depth, item.line) if item else None

    def _heading(self, block: Block, hidden_until: int) -> None:
        scope = scope_of(self.text, block.lines)
        opaque = self._running_text(scope, hidden_until)
        if scope.base < hidden_until:
            return
        seen = visible(scope.text)
        text_span = Span(block.lines[0].start, block.lines[-1].end)
        keys = heading_keys(scope.text, seen)
        self.found.headings.append(Heading(scope.text, seen, block.level, block.span, text_span, keys))
        self._block_id(scope, block.lines[-1], opaque)
        if block.setext and block.level == 2:
            self._swallowed(block, scope)

    def _swallowed(self, block: Block, scope: Scope) -> None:
        """Note a property that the dashes below it have made a heading."""
        if swallowed := becomes_heading(scope, block.lines, self.dialect):
            underline = self.lines.starts[block.first + len(block.lines)]
            at = None if block.nested else Span(underline, underline)
            self.found.candidate(Candidate("property-becomes-heading", *swallowed, at))

    def _row(self, block: Block, hidden_until: int) -> None:
        broken = broken_links(self.text, block.span)
        before = len(self.found.candidates)
        for cell in cells(self.text, block.span):
            if cell.end > hidden_until:
                self._running_text(cell, hidden_until)
        if broken:
            # The halves of a broken link are not worth a word each.
            links = [link.span for link in broken]
            self.found.candidates[before:] = [
                candidate
                for candidate in self.found.candidates[before:]
                if not hidden(links, candidate.span.start, candidate.span.start + 1)
            ]
            for candidate in broken:
                self.found.candidate(candidate)
        row = self.text[block.span.start : block.span.end]
        if row.startswith("^"):
            self._block_id(Scope(row, block.span.start), block.span, [])

    def _block_id(self, scope: Scope, line: Span, opaque: list[Span]) -> None:
        text = scope.text[line.start - scope.base : line.end - scope.base]
        match = BLOCK_ID.search(text) if "^" in text else None
        if match:
            start = line.start - scope.base + match.start()
            if not hidden(opaque, start, start + 1):
                span = scope.span(start, start + len(match[1]) + 1)
                if not self.found.quiet:
                    self.found.blocks.append(BlockId(match[1], span))

    # Running text

    def _running_text(self, scope: Scope, hidden_until: int = 0) -> list[Span]:
        """Read links, tags and inline properties; give what is opaque, in offsets into the scope."""
        if hidden_until <= scope.base and scope.text.isascii() and not TOKEN.search(scope.text):
            return []
        scan = InlineScan(scope, self.found, self.dialect)
        start = max(hidden_until - scope.base, 0)
        if start:
            scan.opaque.append(Span(0, start))
            if self.index and self.found.hidden_by_comment:
                self._read_quietly(Scope(scope.text[: max(start - 2, 0)], scope.base))
        scan.scan(start)
        if scan.bracket_keys:
            read_brackets(scope, scan.bracket_keys, scan.opaque, self.reader)
        if not scope.text.isascii() and not self.found.quiet:
            self.found.candidates += self.mojibake.read(scope, scan.opaque)
        if self.index:
            for span in scan.opaque:
                if scope.text.startswith("%%", span.start) and span.start >= start:
                    end = span.end - 2 if span.end <= len(scope.text) else len(scope.text)
                    inside = scope.text[span.start + 2 : end]
                    self._read_quietly(Scope(inside, scope.base + span.start + 2, scope.in_table))
        return scan.opaque

    def _read_quietly(self, scope: Scope) -> None:
        """Read the links and properties of a comment; nothing in it is diagnosed."""
        if self.found.quiet:
            return
        self.found.quiet = True
        opaque = self._running_text(scope)
        rows = zip(*Lines.of(scope.text, 0), strict=True)
        lines = [scope.span(*trimmed(scope.text, start, end)) for start, end in rows]
        LineProperties(self.reader, head=False).read(scope, lines, 0, None, opaque)
        self.found.quiet = False

    # Facts

    def _collect(self) -> Facts:
        found = self.found
        properties = sorted(found.properties, key=attrgetter("key_span"))
        page = [made for made in properties if made.scope == "page" and not made.quiet]
        titles = [made.value.text for made in page if made.id == "title" and made.value.type != "null"]
        aliases = [*found.aliases, *_page_aliases(page)]
        if found.without_references:
            found.without_references.sort()
            found.links = [link for link in found.links if found.counts(link.span)]
            found.tags = [tag for tag in found.tags if found.counts(tag.span)]
        blocks = found.blocks + [
            BlockId(made.value.text, made.value.span, from_property=True)
            for made in properties
            if made.id == "id" and made.scope in ("page", "block") and _UUID.fullmatch(made.value.text)
        ]
        return Facts(
            self.lines.starts,
            len(self.text),
            not self.text.isascii() and _ASTRAL.search(self.text) is not None,
            self._newline(),
            tuple(sorted(found.links, key=_BY_SPAN)),
            tuple(without_footers(found.definitions)),
            tuple(sorted(found.tags, key=_BY_SPAN)),
            tuple(properties),
            tuple(found.headings),
            tuple(sorted(blocks, key=_BY_SPAN)),
            tuple(found.anchors),
            tuple(alias for alias in aliases if alias.text),
            found.title or (_unquoted(titles[0]) if titles else None),
            suppressions(self.text, sorted(found.comments), self.lines),
            tuple(_reported(sorted(dict.fromkeys(found.candidates), key=attrgetter("span", "kind")))),
        )

    def _newline(self) -> str:
        """Give the first line end."""
        if len(self.lines.starts) == 1:
            return "\n"
        return self.text[self.lines.ends[0] : self.lines.starts[1]]


def _reported(candidates: list[Candidate]) -> Iterator[Candidate]:
    """Leave out what no rule would report, of kinds that are found very often, but for one: who lints will say so."""
    counts = Counter[str]()
    for candidate in candidates:
        counts[candidate.kind] += 1
        if counts[candidate.kind] <= MOST_FINDINGS + 1:
            yield candidate


def _page_aliases(page: list[Property]) -> Iterator[Value]:
    for made in page:
        if made.id in ALIAS_KEYS:
            yield from (structs.replace(item, text=meant(_unquoted(item.text))) for item in made.items)


def _unquoted(text: str) -> str:
    quoted = len(text) > 1 and text[0] == text[-1] == '"'
    return unescaped(text[1:-1], '"').strip() if quoted else text
