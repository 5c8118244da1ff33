"""Comments that silence a finding, as offers: on its line, or in its note. Does not know what the finding is."""

from collections.abc import Iterator
from functools import partial

from wikilsp.features.offers import Offer
from wikilsp.finding import Diagnostic
from wikilsp.note import Note
from wikilsp.syntax.frontmatter import find_frontmatter
from wikilsp.text import Edit, Span
from wikilsp.vault.changes import Changes

_BLANKS = " \t"
_RULE = frozenset("-=*_ \t")
"""What dividers and the underlines of headings are made of: with anything else in the line they are neither."""
_WHOLE_NOTE = 0


def ignoring(note: Note, text: str, diagnostic: Diagnostic) -> Iterator[Offer]:
    """Give the ways to silence a finding of a note, whose text this is; none for a note that cannot be written."""
    code = diagnostic.code
    # A comment that silences nothing is better deleted than silenced.
    if not note.is_read or note.undecodable or code == "unused-suppression":
        return
    on_line = _on_line(note, text, diagnostic)
    if on_line:
        yield Offer(f"Ignore “{code}” on this line", "quickfix", partial(Changes, {note.path: (on_line,)}))
    in_note = _added(note, _WHOLE_NOTE, code) or _at_end(note, text, code)
    yield Offer(f"Ignore “{code}” in this note", "quickfix", partial(Changes, {note.path: (in_note,)}))


def _added(note: Note, row: int, code: str) -> Edit | None:
    """Add a code to the comment that holds for a row already, if there is one."""
    for suppression in note.facts.suppressions:
        if suppression.row == row and suppression.code_spans:
            end = suppression.code_spans[-1].end
            return Edit(Span(end, end), f", {code}")
    return None


def _at_end(note: Note, text: str, code: str) -> Edit:
    """Put a comment behind everything else, where it parts no properties from the begin of the note."""
    newline, end = note.facts.newline, len(text)
    comment = f"<!-- wikilsp-ignore-file {code} -->"
    if not text.endswith(("\n", "\r")):
        return Edit(Span(end, end), f"{newline}{newline}{comment}" if text else comment)
    return Edit(Span(end, end), f"{newline}{comment}{newline}")


def _on_line(note: Note, text: str, diagnostic: Diagnostic) -> Edit | None:
    """Silence a finding where it stands; None in a property and in front matter, of which a comment would be a part."""
    row, comment = diagnostic.start.row, f"<!-- wikilsp-ignore {diagnostic.code} -->"
    if added := _added(note, row, diagnostic.code):
        return added
    line = _line(note, text, row)
    front = find_frontmatter(text, note.facts.line_starts[0])
    is_rule = _RULE.issuperset(text[slice(*line)])
    if is_rule or (front and line.start < front[1]) or any(_touches(span, line) for span in _property_lines(note)):
        return None
    facts = note.facts
    closed = [made.span for made in facts.headings] + [made.span for made in facts.definitions]
    thing = next((span for span in closed if _touches(span, line)), None)
    if thing:
        # In its line, the comment would be a part of a heading, which links name, and would make text of a definition.
        before = text[line.start : thing.start]
        above = Edit(Span(line.start, line.start), f"{before}{comment}{note.facts.newline}")
        return None if before.strip(f"{_BLANKS}>") else above
    end = _end(note, text, line)
    return Edit(Span(end, end), f" {comment}")


def _line(note: Note, text: str, row: int) -> Span:
    """Give the line in a 1-based row, without its end."""
    starts = note.facts.line_starts
    start, end = starts[row - 1], starts[row] if row < len(starts) else len(text)
    return Span(start, start + len(text[start:end].rstrip("\r\n")))


def _property_lines(note: Note) -> Iterator[Span]:
    return (made.span for made in note.facts.properties if made.scope in ("page", "block"))


def _touches(span: Span, line: Span) -> bool:
    return span.start <= line.end and line.start <= span.end


def _end(note: Note, text: str, line: Span) -> int:
    """Give the place behind the words of a line: before a block id, the bar of a table, a hard line break."""
    end = line.end
    for block in note.facts.blocks:
        if line.start < block.span.start <= line.end and not text[block.span.end : line.end].strip(_BLANKS):
            end = block.span.start
    words = text[line.start : end].rstrip(_BLANKS)
    if words.endswith(("|", "\\")):
        words = words[:-1].rstrip(_BLANKS)
    return line.start + len(words)
