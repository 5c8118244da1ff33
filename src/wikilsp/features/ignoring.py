"""Code actions that suppress a finding with a comment, on its line or in its whole note."""

from collections.abc import Iterator
from functools import partial

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
_WHOLE_NOTE = 0
"""The row of suppressions that apply to the whole note."""


def suppression_offers(note: Note, text: str, diagnostic: Diagnostic) -> Iterator[Offer]:
    """Yield the ways to suppress a finding in a note with this text; none for a note that cannot be written."""
    code = diagnostic.code
    # An unused suppression should be deleted, not suppressed.
    if not note.is_read or note.undecodable or code == "unused-suppression":
        return
    on_line = _on_line(note, text, diagnostic)
    if on_line:
        yield Offer(f"Ignore “{code}” on this line", "quickfix", partial(Changes, {note.path: (on_line,)}))
    in_note = _extend_comment(note, _WHOLE_NOTE, code) or _append_comment(note, text, code)
    yield Offer(f"Ignore “{code}” in this note", "quickfix", partial(Changes, {note.path: (in_note,)}))


def _extend_comment(note: Note, row: int, code: str) -> Edit | None:
    """Return the edit that adds a code to the suppression comment of a row, if there is one."""
    for suppression in note.facts.suppressions:
        if suppression.row == row and suppression.code_spans:
            end = suppression.code_spans[-1].end
            return note.edit(Span(end, end), f", {code}")
    return None


def _append_comment(note: Note, text: str, code: str) -> Edit:
    """Return the edit that appends a comment, so that the properties stay at the start of the note."""
    newline, end = note.facts.newline, len(text)
    comment = f"<!-- wikilsp-ignore-file {code} -->"
    if not text.endswith(("\n", "\r")):
        return note.edit(Span(end, end), f"{newline}{newline}{comment}" if text else comment)
    return note.edit(Span(end, end), f"{newline}{comment}{newline}")


def _on_line(note: Note, text: str, diagnostic: Diagnostic) -> Edit | None:
    """Return the edit that suppresses a finding on its line.

    None in properties and front matter, where a comment would become part of the value.
    """
    row, comment = diagnostic.start.row, f"<!-- wikilsp-ignore {diagnostic.code} -->"
    if added := _extend_comment(note, row, diagnostic.code):
        return added
    line = line_content(note, text, note.facts.line_starts[row - 1])
    is_in_front = line.start < body_start(text, note.facts.line_starts[0])
    is_rule = _RULE.issuperset(text[slice(*line)])
    if is_rule or is_in_front or any(_touches(span, line) for span in _property_lines(note)):
        return None
    facts = note.facts
    spans = [heading.span for heading in facts.headings] + [definition.span for definition in facts.definitions]
    span = next((span for span in spans if _touches(span, line)), None)
    if span:
        # On its own line, since it would become part of a heading, which links name, and break a definition.
        before = text[line.start : span.start]
        above = note.edit(Span(line.start, line.start), f"{before}{comment}{note.facts.newline}")
        return None if before.strip(f"{_BLANKS}>") else above
    end = _end(note, text, line)
    # A comment right before a block id would turn the id into text.
    blank = " " if text.startswith("^", end) else ""
    return note.edit(Span(end, end), f" {comment}{blank}")


def _property_lines(note: Note) -> Iterator[Span]:
    return (prop.span for prop in note.facts.properties if prop.scope in ("page", "block"))


def _touches(span: Span, line: Span) -> bool:
    return span.start <= line.end and line.start <= span.end


def _end(note: Note, text: str, line: Span) -> int:
    """Return the end of the words on a line: before a block id, the last bar of a table row or a hard line break."""
    end = line.end
    for block in note.facts.blocks:
        if line.start < block.span.start <= line.end and not text[block.span.end : line.end].strip(_BLANKS):
            end = block.span.start
    words = text[line.start : end].rstrip(_BLANKS)
    if words.endswith(("|", "\\")):
        words = words[:-1].rstrip(_BLANKS)
    return line.start + len(words)
