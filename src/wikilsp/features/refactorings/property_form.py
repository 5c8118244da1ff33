"""Writing a property another way: as a line `key:: value`, in brackets, or in the front matter."""

import re
from collections.abc import Iterator
from functools import partial

from wikilsp.features.lines import line_at, markers_before
from wikilsp.features.offers import Offer
from wikilsp.features.refactorings.move_text import edited
from wikilsp.features.refactorings.property_text import Meant, as_line, as_yaml, meant_by
from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.facts import Property
from wikilsp.syntax.frontmatter import NAMING_KEYS, find_frontmatter
from wikilsp.syntax.keys import is_bookkeeping
from wikilsp.syntax.parse import parse
from wikilsp.text import Edit, Span
from wikilsp.vault.changes import Changes

_KIND = "refactor.rewrite"
_CLOSE = re.compile(r"[ \t]*[\])]")
_QUOTE_MARKERS = re.compile(r"[ \t]*(?:>[ \t]*)*")


def property_form(note: Note, text: str, span: Span, dialect: Dialect) -> Iterator[Offer]:
    """Offer to write the property at the cursor in each of the other ways that keep its key and its value."""
    made = next((made for made in note.facts.properties if _is_at(note, text, made, span)), None)
    if made is None or made.quiet:
        return
    ways = {
        "Write the property as a line": _as_line(note, text, made, dialect),
        "Write the property in brackets": _in_brackets(text, made, dialect),
        "Move the property to the front matter": _in_front_matter(note, text, made, dialect),
    }
    for title, edits in ways.items():
        if edits:
            yield Offer(title, _KIND, partial(Changes, {note.path: tuple(sorted(edits))}))


def _is_at(note: Note, text: str, made: Property, span: Span) -> bool:
    """Is the selection in a property, or anywhere on its line if that has nothing else?"""
    start, end = (_bracket(text, made) if made.scope == "inline" else None) or made.span
    if made.scope in ("page", "block"):
        start = line_at(note, start).start
    return start <= span.start and span.end <= end


# Line and brackets


def _in_brackets(text: str, made: Property, dialect: Dialect) -> list[Edit]:
    """Put brackets around a line. Logseq does not read them, and nothing reads there what a note is called."""
    is_read = dialect.preset != "logseq" and made.id not in NAMING_KEYS and not is_bookkeeping(made.id)
    if made.scope not in ("page", "block") or not made.value.text or not is_read:
        return []
    edits = [_insert(made.span.start, "["), _insert(made.span.end, "]")]
    return edits if _is_only(edited(text, made.span, edits), made, dialect, "inline") else []


def _as_line(note: Note, text: str, made: Property, dialect: Dialect) -> list[Edit]:
    if made.scope == "frontmatter":
        return _from_front_matter(note, text, made, dialect)
    bracket = _bracket(text, made) if made.scope == "inline" else None
    if bracket is None or markers_before(note, text, bracket) is None:
        return []
    edits = [Edit(Span(bracket.start, made.span.start), ""), Edit(Span(made.span.end, bracket.end), "")]
    # Lines of one block decide together which of them are properties.
    lines = parse(edited(text, _between_blank_lines(note, text, bracket.start), edits), dialect).properties
    return edits if any(_is_same(other, made, ("page", "block")) for other in lines) else []


def _bracket(text: str, made: Property) -> Span | None:
    close = _CLOSE.match(text, made.span.end)
    return Span(made.span.start - 1, close.end()) if close else None


def _between_blank_lines(note: Note, text: str, offset: int) -> Span:
    """Give the lines around an offset, up to blank ones."""
    first = last = line_at(note, offset)
    while first.start > 0 and text[slice(*(above := line_at(note, first.start - 1)))].strip():
        first = above
    while last.end < note.facts.length and text[slice(*(below := line_at(note, last.end)))].strip():
        last = below
    return Span(first.start, last.end)


# Front matter


def _in_front_matter(note: Note, text: str, made: Property, dialect: Dialect) -> list[Edit]:
    """Write a property of the page at the end of the front matter, which is made if there is none."""
    written = as_yaml(made, dialect) if made.scope in ("page", "inline") else None
    removal = _removal(note, text, made)
    if written is None or removal is None:
        return []
    start, others = note.facts.line_starts[0], _front(note.facts.properties)
    front = find_frontmatter(text, start)
    line = f"{written}{note.facts.newline}"
    fence = f"---{note.facts.newline}"
    insertion = _insert(front[0].end, line) if front else _insert(start, f"{fence}{line}{fence}")
    head = Span(start, front[1] if front else start)
    after = parse(edited(text, head, [insertion]), dialect)
    is_right = _front(after.properties) == [*others, (made.key, meant_by(made))]
    page = (other for other in note.facts.properties if other.scope in ("frontmatter", "page") and other != made)
    is_new = made.id not in {other.id for other in page}
    return [insertion, removal] if is_right and is_new else []


def _from_front_matter(note: Note, text: str, made: Property, dialect: Dialect) -> list[Edit]:
    """Write a property of the front matter as the first line below it."""
    written = as_line(made, dialect)
    front = find_frontmatter(text, note.facts.line_starts[0])
    if written is None or front is None:
        return []
    newline, starts = note.facts.newline, note.facts.line_starts
    last = line_at(note, made.value.span.end)
    removal = Span(line_at(note, made.span.start).start, min(last.end, front[0].end))
    head = Span(starts[0], front[1])
    after = parse(edited(text, head, [Edit(removal, "")]), dialect)
    if _front(after.properties) != [one for one in _front(note.facts.properties) if one[0] != made.key]:
        return []
    if not text[front[0].start : removal.start].strip() and not text[removal.end : front[0].end].strip():
        removal = Span(starts[0], line_at(note, front[1]).end)
    body = text[front[1] :]
    at = front[1] + len(body) - len(body.lstrip())
    if not body.strip():
        return [Edit(removal, ""), _insert(len(text), f"{'' if _ends_line(text) else newline}{written}{newline}")]
    at = line_at(note, at).start
    is_property = any(
        other.scope == "page" and line_at(note, other.span.start).start == at for other in note.facts.properties
    )
    return [Edit(removal, ""), _insert(at, f"{written}{newline}{'' if is_property else newline}")]


def _removal(note: Note, text: str, made: Property) -> Edit | None:
    """Take a property out of the body, with its line if that has nothing else."""
    if made.scope == "page":
        return Edit(_with_line_end(note, text, line_at(note, made.span.start)), "")
    bracket = _bracket(text, made) if made.scope == "inline" else None
    if bracket is None:
        return None
    if markers_before(note, text, bracket) is not None:
        line = line_at(note, bracket.start)
        # A list item would be left empty.
        is_item = not _QUOTE_MARKERS.fullmatch(text, line.start, bracket.start)
        return None if is_item else Edit(_with_line_end(note, text, line), "")
    if text[bracket.start - 1 : bracket.start] in (" ", "\t"):
        return Edit(Span(bracket.start - 1, bracket.end), "")
    return Edit(Span(bracket.start, bracket.end + (text[bracket.end : bracket.end + 1] in (" ", "\t"))), "")


# Places


def _with_line_end(note: Note, text: str, line: Span) -> Span:
    """Give a line with the line end before it if it has none itself, so that the note still ends as it did."""
    if _ends_line(text[slice(*line)]) or line.start <= note.facts.line_starts[0]:
        return line
    above = line_at(note, line.start - 1)
    return Span(above.start + len(text[slice(*above)].rstrip("\r\n")), line.end)


def _ends_line(text: str) -> bool:
    return text.endswith(("\n", "\r"))


def _insert(at: int, content: str) -> Edit:
    return Edit(Span(at, at), content)


# What a property says


def _front(properties: tuple[Property, ...]) -> list[tuple[str, Meant]]:
    return [(made.key, meant_by(made)) for made in properties if made.scope == "frontmatter"]


def _is_only(text: str, made: Property, dialect: Dialect, scope: str) -> bool:
    properties = parse(text, dialect).properties
    return len(properties) == 1 and _is_same(properties[0], made, (scope,))


def _is_same(other: Property, made: Property, scopes: tuple[str, ...]) -> bool:
    return other.scope in scopes and other.key == made.key and meant_by(other) == meant_by(made)
