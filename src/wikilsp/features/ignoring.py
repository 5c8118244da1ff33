"""Suppressing findings with comments, on their lines or in the whole note: as code actions, or all at once."""

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property, partial

from wikilsp.features.lines import line_content
from wikilsp.features.offers import Offer
from wikilsp.finding import Diagnostic
from wikilsp.note import Note
from wikilsp.syntax.frontmatter import body_start
from wikilsp.text import Edit, Span
from wikilsp.vault.changes import Changes

_BLANKS = " \t"
_RULE = frozenset("-=*_ \t")
"""The characters of dividers and heading underlines: anything else on the line turns it into text."""
_NEXT_LINE = re.compile(r"(?:\r\n?|\n)[ \t>]*+[^\s>]")
_BLANK_LINE = re.compile(r"(?:\r\n?|\n)[ \t>]*(?=[\r\n])")
_CLOSED = re.compile(
    r"\\.|(?<!`)(`++)[^`]+\1(?!`)|<[^<>\n]*>|\[\[[^\[\]]*\]\]|\[[^\[\]]*\](?:\([^()\n]*\)|(?!\())|\$[^$\n]+\$",
    re.DOTALL,
)
"""Complete constructs: escapes, code, HTML, links and maths."""
_OPEN = re.compile(r"[`\[$]|\]\(|<[A-Za-z!/?]|%%")
_REACH = 2_000
"""Code points before a line in which a construct may start that the line does not end."""
_WHOLE_NOTE = 0
"""The row of suppressions that apply to the whole note."""


def suppression_offers(note: Note, text: str, diagnostic: Diagnostic) -> Iterator[Offer]:
    """Yield the ways to suppress a finding in a note with this text; none for a note that cannot be written."""
    code = diagnostic.code
    # An unused suppression should be deleted, not suppressed.
    if not note.is_read or note.undecodable or code == "unused-suppression":
        return
    rows = _Rows(note, text)
    on_line = rows.suppress(diagnostic.start.row, [code])
    if on_line:
        yield Offer(f"Ignore “{code}” on this line", "quickfix", partial(Changes, {note.path: (on_line,)}))
    in_note = rows.suppress_in_note([code])
    yield Offer(f"Ignore “{code}” in this note", "quickfix", partial(Changes, {note.path: (in_note,)}))


def suppress_all(note: Note, text: str, found: Iterable[Diagnostic], in_note: Collection[str] = ()) -> tuple[Edit, ...]:
    """Return the edits that suppress findings in a note with this text.

    Each is suppressed on its line. Codes in `in_note`, and findings on lines without a place for a comment, are
    suppressed in the whole note instead.
    """
    codes: dict[int, set[str]] = {}
    for diagnostic in found:
        codes.setdefault(diagnostic.start.row, set()).add(diagnostic.code)
    rows = _Rows(note, text)
    everywhere = set(in_note).union(*(of_row for row, of_row in codes.items() if not rows.suppress(row, of_row)))
    on_lines = [rows.suppress(row, of_row - everywhere) for row, of_row in codes.items() if of_row - everywhere]
    edits = sorted(edit for edit in on_lines if edit)
    if everywhere:
        last = rows.suppress_in_note(everywhere)
        if edits and edits[-1].span == last.span:  # both at the end of a note without a final newline
            last = note.edit(last.span, edits.pop().content + last.content)
        edits.append(last)
    return tuple(sorted(edits))


class _Rows:
    """The lines of a note, and what a comment on them would break."""

    def __init__(self, note: Note, text: str) -> None:
        self._note = note
        self._text = text
        self._facts = note.facts
        self._body = body_start(text, self._facts.line_starts[0])

    def suppress(self, row: int, codes: Collection[str]) -> Edit | None:
        """Return the edit that suppresses codes on a line.

        None in properties and front matter, where a comment would become part of the value.
        """
        if added := self._extend_comment(row, codes):
            return added
        note, text = self._note, self._text
        line = line_content(note, text, self._facts.line_starts[row - 1])
        is_rule = _RULE.issuperset(text[slice(*line)])
        if is_rule or line.start < self._body or row in self._properties:
            return None
        comment = f"<!-- wikilsp-ignore {', '.join(sorted(codes))} -->"
        if span := self._constructs.get(row):
            # On its own line, since it would become part of a heading, which links name, and break a definition.
            before = text[line.start : span.start]
            above = note.edit(Span(line.start, line.start), f"{before}{comment}{self._facts.newline}")
            return None if span.start < line.start or before.strip(f"{_BLANKS}>") else above
        end = self._end(row, line)
        if self._may_be_inside(end, line):
            return None
        # A comment right before a block id would turn the id into text.
        blank = " " if text.startswith("^", end) else ""
        return note.edit(Span(end, end), f" {comment}{blank}")

    def suppress_in_note(self, codes: Collection[str]) -> Edit:
        """Return the edit that suppresses codes in the whole note."""
        return self._extend_comment(_WHOLE_NOTE, codes) or self._append_comment(codes)

    def _extend_comment(self, row: int, codes: Collection[str]) -> Edit | None:
        """Return the edit that adds codes to the suppression comment of a row, if there is one."""
        end = self._comment_ends.get(row)
        return None if end is None else self._note.edit(Span(end, end), f", {', '.join(sorted(codes))}")

    def _append_comment(self, codes: Collection[str]) -> Edit:
        """Return the edit that appends a comment, so that the properties stay at the start of the note."""
        newline, end, text = self._facts.newline, len(self._text), self._text
        comment = f"<!-- wikilsp-ignore-file {', '.join(sorted(codes))} -->"
        if not text.endswith(("\n", "\r")):
            return self._note.edit(Span(end, end), f"{newline}{newline}{comment}" if text else comment)
        return self._note.edit(Span(end, end), f"{newline}{comment}{newline}")

    def _end(self, row: int, line: Span) -> int:
        """Return the end of the words of a line: before a block id, the last bar of a table row or a hard break."""
        end, text = line.end, self._text
        for span in self._block_ids.get(row, ()):
            if line.start < span.start and not text[span.end : line.end].strip(_BLANKS):
                end = span.start
        words = text[line.start : end].rstrip(_BLANKS)
        bare = words.removesuffix("|")
        escapes = len(bare) - len(bare.rstrip("\\"))
        if bare != words and not escapes % 2:
            words = bare.rstrip(_BLANKS)
        elif bare == words and escapes % 2:
            words = words[:-1].rstrip(_BLANKS)
        return line.start + len(words)

    def _may_be_inside(self, place: int, line: Span) -> bool:
        """Whether a place at the end of a line may be inside of something that the next line ends, such as a link.

        Facts have no links to the web, code, maths and HTML, so anything that opens and does not close counts.
        """
        text = self._text
        below = _NEXT_LINE.match(text, line.end)
        if below is None:
            return False
        start = max(
            (blank.end() for blank in _BLANK_LINE.finditer(text, max(place - _REACH, 0), line.start)), default=0
        )
        before = _CLOSED.sub("", text[max(start, place - _REACH) : place])
        return _OPEN.search(before) is not None

    @cached_property
    def _comment_ends(self) -> dict[int, int]:
        """For each row with a suppression that names codes, the end of the last one."""
        ends: dict[int, int] = {}
        for suppression in self._facts.suppressions:
            if suppression.code_spans:
                ends.setdefault(suppression.row, suppression.code_spans[-1].end)
        return ends

    @cached_property
    def _properties(self) -> set[int]:
        """The rows of properties whose value is the rest of their lines."""
        spans = (prop.span for prop in self._facts.properties if prop.scope in ("page", "block"))
        return {row for span in spans for row in self._touched(span)}

    @cached_property
    def _constructs(self) -> dict[int, Span]:
        """The heading or definition in each row that has one."""
        spans = [heading.span for heading in self._facts.headings]
        spans += [definition.span for definition in self._facts.definitions]
        return {row: span for span in reversed(spans) for row in self._touched(span)}

    @cached_property
    def _block_ids(self) -> dict[int, list[Span]]:
        ids: dict[int, list[Span]] = {}
        for block in self._facts.blocks:
            ids.setdefault(self._note.position(block.span.start).row, []).append(block.span)
        return ids

    def _touched(self, span: Span) -> range:
        """Return the rows that a span touches."""
        return range(self._note.position(span.start).row, self._note.position(span.end).row + 1)
