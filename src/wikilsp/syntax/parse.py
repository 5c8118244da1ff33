"""Parses a note: finds its blocks and passes each to the reader for its kind."""

from collections.abc import Sequence
from functools import cached_property
from operator import attrgetter

from wikilsp.settings import Dialect
from wikilsp.syntax.app_links import correct_links
from wikilsp.syntax.block_ids import block_id_at_end, ids_from_properties
from wikilsp.syntax.blocks import Block, Lines, ListItem
from wikilsp.syntax.callouts import may_hold_callouts, read_callouts
from wikilsp.syntax.comments import html_comments, suppressions
from wikilsp.syntax.definitions import drop_footers, may_hold_definitions, read_definitions
from wikilsp.syntax.facts import BlockId, Candidate, Definition, Facts, Heading, Query, checksum, has_astral
from wikilsp.syntax.facts_builder import FactsBuilder
from wikilsp.syntax.fences import read_fence
from wikilsp.syntax.footnotes import FootnoteReader, may_hold_footnotes
from wikilsp.syntax.frontmatter import find_frontmatter, find_toml_end, is_name, late_frontmatter, template_end
from wikilsp.syntax.frontmatter_reader import FrontMatterReader
from wikilsp.syntax.headings import heading_keys, visible_text
from wikilsp.syntax.inline import InlineScan
from wikilsp.syntax.keys import has_separator
from wikilsp.syntax.mojibake import MojibakeReader, may_hold_mojibake
from wikilsp.syntax.org import may_hold_org_lines, read_org_lines
from wikilsp.syntax.org_blocks import read_org_blocks, without_properties
from wikilsp.syntax.page_names import page_aliases, page_title
from wikilsp.syntax.properties import (
    LineProperties,
    Owner,
    PropertyReader,
    property_in_heading,
    read_brackets,
)
from wikilsp.syntax.queries import add_macro_queries
from wikilsp.syntax.scope import Scope, without_markers
from wikilsp.syntax.structure import read_structure
from wikilsp.syntax.tables import broken_links, cells, lines_below, with_missing_line, without_halves
from wikilsp.syntax.wikilink import is_template, trim
from wikilsp.text import BOM, Span, build

_BY_SPAN, _BY_KEY_SPAN = attrgetter("span"), attrgetter("key_span")


def parse(text: str, dialect: Dialect) -> Facts:
    """Return the facts of a note. Total and pure: never raises, and returns equal facts for equal arguments.

    Offsets count the code points of `text`, including a byte order mark.
    """
    return _Parser(text, dialect).facts()


class _Parser:
    """Parses one note, once."""

    def __init__(self, text: str, dialect: Dialect) -> None:
        self.source = text
        self.dialect = dialect
        self.logseq = dialect.preset == "logseq"
        self.org_prose: list[Span] = []
        """The Org blocks in which no property is read."""
        queries: list[Query] = []
        if self.logseq:
            org = read_org_blocks(text)
            queries = [Query("datalog", span, text[slice(*span)]) for span in org.queries]
            text, self.org_prose = org.text, org.prose
        self.text = text
        self.start = 1 if text.startswith(BOM) else 0
        self.index = dialect.comments == "index"
        self.front = find_frontmatter(text, self.start)
        body = self.front[1] if self.front else find_toml_end(text, self.start) or self.start
        self.lines, self.blocks, guessed = read_structure(text, self.start, body, logseq=self.logseq)
        self.has_org_lines = self.logseq and may_hold_org_lines(text)
        self.has_carets = "^" in text
        self.unmarked = without_markers(text, self.blocks)
        """The text of all scopes."""
        self.definition_lines: dict[int, int] = {}
        """The number of definitions at the start of a paragraph, by the row of the paragraph."""
        labels_are_plain = dialect.label_order == "target-first" and not self.logseq
        self.builder = FactsBuilder(text, self._definitions(), self.blocks, labels_are_plain=labels_are_plain)
        self.builder.queries += queries
        self.builder.has_lua = dialect.preset == "silverbullet"
        if guessed:
            self.builder.add_candidate(Candidate("large-note", Span(self.start, self.start), "blocks"))
        self.reader = PropertyReader(self.builder, dialect)
        self.footnotes = FootnoteReader(self.builder) if may_hold_footnotes(text) else None
        self.inline = InlineScan(self.builder, dialect)
        self.mojibake = MojibakeReader() if may_hold_mojibake(text) else None
        head, has_separators = body == self.start, has_separator(text)
        self.line_properties = LineProperties(self.reader, head=head, has_separators=has_separators)

    def _definitions(self) -> list[Definition]:
        definitions: list[Definition] = []
        for block in self.blocks if may_hold_definitions(self.text) else ():
            if block.kind == "paragraph" and self.text.startswith("[", block.span.start):
                own = read_definitions(self._scope(block.lines), block.lines)
                self.definition_lines[block.first] = len(own)
                definitions += own
        return definitions

    def facts(self) -> Facts:
        if self.front:
            inner = self.front[0]
            FrontMatterReader(self.text, inner, self.reader).read()
            if self.mojibake:
                self.builder.candidates += self.mojibake.read(Scope(self.text, *inner), [])
        elif late := late_frontmatter(self.text, self.start):
            self.builder.add_candidate(late)
        for block in self.blocks:
            self._read(block)
        self.line_properties.finish()
        if may_hold_callouts(self.text):
            read_callouts(self.builder, self.text, self.lines, self.blocks)
        if self.footnotes:
            self.footnotes.finish()
        return self._collect()

    # Blocks

    def _scope(self, lines: list[Span]) -> Scope:
        return Scope(self.unmarked, lines[0].start, lines[-1].end)

    def _read(self, block: Block) -> None:
        hidden_until = self.builder.hidden_until
        if block.span.end <= hidden_until:
            if self.index and self.builder.hidden_by_comment and block.kind in ("paragraph", "heading", "row"):
                self._read_quietly(self._scope(block.lines))
            return
        if block.kind == "paragraph":
            self._paragraph(block, hidden_until)
            return
        if block.kind == "heading":
            self._heading(block, hidden_until)
        elif block.kind == "row":
            self._row(block, hidden_until)
        elif block.kind == "html":
            self._html(block)
        elif block.kind == "fence":
            read_fence(self.text, block, self.lines, self.inline)
        elif block.kind == "code" and self.footnotes:
            self.footnotes.read_code(self.text, block.span)
        self.line_properties.other_block(is_title=block.level == 1)

    def _html(self, block: Block) -> None:
        self.builder.comments += html_comments(self.text, block.span)
        self.builder.add_anchors(self.text, *block.span)

    def _paragraph(self, block: Block, hidden_until: int) -> None:
        lines, first = block.lines, block.first
        if skipped := self.definition_lines.get(first):
            lines, first = lines[skipped:], first + skipped
            if not lines:
                self.line_properties.other_block(is_title=False)
                return
        scope, is_first = self._scope(lines), self.line_properties.first_block
        opaque = self._running_text(scope, hidden_until, lines)
        hidden = without_properties(scope, opaque, self.org_prose)
        if self.line_properties.may_be_in(scope):
            self.line_properties.read(scope, lines, first, self._owner(block.item), hidden)
        if self.has_org_lines:
            read_org_lines(scope, lines, self._owner(block.item), hidden, self.reader, is_first=is_first)
        if self.has_carets:
            for line in lines:
                self._add_block_id(line, opaque)

    def _owner(self, item: ListItem | None) -> Owner | None:
        return Owner(self.lines.starts[item.line] + item.depth, item.line) if item else None

    def _heading(self, block: Block, hidden_until: int) -> None:
        scope = self._scope(block.lines)
        opaque = self._running_text(scope, hidden_until, block.lines if block.setext else ())
        if scope.start < hidden_until:
            return
        own_id = self._add_block_id(block.lines[-1], opaque) if self.has_carets else None
        end = own_id.span.start if own_id and own_id.attached else scope.end
        text = scope.text[scope.start : scope.end]
        seen = visible_text(text[: end - scope.start])
        text_span = build(Span, (scope.start, scope.end))
        keys = heading_keys(text, seen)
        self.builder.headings.append(Heading(text, seen, block.level, block.span, text_span, keys))
        if block.setext and block.level == 2:
            self._check_swallowed_property(block, scope)

    def _check_swallowed_property(self, block: Block, scope: Scope) -> None:
        """Add a candidate if the dashes below a property turn it into a heading."""
        if swallowed := property_in_heading(scope, block.lines, self.dialect):
            underline = self.lines.starts[block.first + len(block.lines)]
            at = None if block.nested else Span(underline, underline)
            self.builder.add_candidate(Candidate("property-becomes-heading", *swallowed, at))

    def _row(self, block: Block, hidden_until: int) -> None:
        broken = broken_links(self.text, block.span)
        before = len(self.builder.candidates)
        for cell in cells(self.text, block.span):
            if cell.end > hidden_until:
                self._running_text(cell, hidden_until)
        if broken:
            self.builder.candidates[before:] = without_halves(self.builder.candidates[before:], broken)
            for candidate in broken:
                self.builder.add_candidate(with_missing_line(candidate, block.span, self._below_tables))
        if self.text.startswith("^", block.span.start) and self.text.rfind("^", *block.span) == block.span.start:
            self._add_block_id(block.span, [])

    @cached_property
    def _below_tables(self) -> dict[Span, Span | None]:
        return lines_below(self.text, self.lines, self.blocks)

    def _add_block_id(self, line: Span, opaque: list[Span]) -> BlockId | None:
        """Add the block id at the end of a line, and return it."""
        found = block_id_at_end(self.text, line, opaque)
        if found:
            self.builder.blocks.append(found)
        return found

    # Running text

    def _running_text(self, scope: Scope, hidden_until: int = 0, lines: Sequence[Span] = ()) -> list[Span]:
        """Read links, tags, inline properties and footnotes. Return the spans of opaque text.

        A footnote may be defined at the start of one of the `lines`.
        """
        start = scope.start
        if hidden_until > start:
            start = hidden_until
            if self.index and self.builder.hidden_by_comment:
                self._read_quietly(Scope(scope.text, scope.start, min(max(start - 2, scope.start), scope.end)))
        opaque = self.inline.scan(scope, start)
        if self.footnotes and not self.builder.quiet:
            self.footnotes.read(scope, opaque, lines)
        if self.inline.bracket_keys:
            hidden = without_properties(scope, opaque, self.org_prose)
            read_brackets(scope, self.inline.bracket_keys, hidden, self.reader)
        if self.mojibake and not self.builder.quiet:
            self.builder.candidates += self.mojibake.read(scope, opaque)
        if self.index:
            self._read_comments(scope, start, opaque)
        return opaque

    def _read_comments(self, scope: Scope, start: int, opaque: list[Span]) -> None:
        for span in opaque:
            if scope.text.startswith("%%", span.start) and span.start >= start:
                end = span.end - 2 if span.end <= scope.end else scope.end
                self._read_quietly(Scope(scope.text, span.start + 2, end, scope.in_table))

    def _read_quietly(self, scope: Scope) -> None:
        """Read the links and properties in a comment, without adding candidates."""
        if self.builder.quiet:
            return
        self.builder.quiet = True
        opaque = self._running_text(scope)
        text, base = scope.text, scope.start
        starts, ends, _ = Lines.of(text[base : scope.end], 0)
        lines = [Span(*trim(text, base + start, base + end)) for start, end in zip(starts, ends, strict=True)]
        properties = LineProperties(self.reader, head=False, has_separators=True)
        properties.read(scope, lines, 0, None, opaque)
        properties.finish()
        self.builder.quiet = False

    # Facts

    def _collect(self) -> Facts:
        builder = self.builder
        add_macro_queries(self.text, builder)
        builder.links, builder.candidates = correct_links(
            self.text, self.dialect.preset, builder.links, builder.candidates
        )
        properties = sorted(builder.properties, key=_BY_KEY_SPAN)
        page = [made for made in properties if made.scope == "page" and not made.quiet]
        titles = (builder.title, page_title(page))
        aliases = [*builder.aliases, *page_aliases(page)]
        if builder.without_references:
            builder.without_references.sort()
            builder.links = [link for link in builder.links if builder.is_counted(link.span)]
            builder.tags = [tag for tag in builder.tags if builder.is_counted(tag.span)]
        blocks = [*builder.blocks, *ids_from_properties(properties)]
        return Facts(
            self.lines.starts,
            len(self.text),
            has_astral(self.source),
            self.lines.newline(self.text),
            tuple(sorted(builder.links, key=_BY_SPAN)),
            tuple(drop_footers(builder.definitions)),
            tuple(sorted(builder.tags, key=_BY_SPAN)),
            tuple(properties),
            tuple(builder.headings),
            tuple(sorted(blocks, key=_BY_SPAN)),
            tuple(builder.anchors),
            tuple(filter(is_name, aliases)),
            next((title for title in titles if title and not is_template(title)), None),
            suppressions(self.text, sorted(builder.comments), self.lines) if builder.comments else (),
            builder.distinct_candidates() if builder.candidates else (),
            checksum(self.source),
            template_end(self.text, self.front),
            tuple(sorted(builder.queries, key=_BY_SPAN)) if builder.queries else (),
            tuple(builder.footnotes),
            tuple(builder.callouts),
        )
