"""Converts a property between its forms: a line `key:: value`, brackets, and front matter."""

import re
from collections.abc import Iterator
from functools import partial

from wikilsp.features.lines import line_at, line_content, markers_before
from wikilsp.features.offers import Offer
from wikilsp.features.refactorings.property_text import Meaning, meaning_of, write_line, write_yaml
from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.facts import Property
from wikilsp.syntax.frontmatter import NAMING_KEYS, find_frontmatter, find_toml_end
from wikilsp.syntax.keys import is_bookkeeping
from wikilsp.syntax.parse import parse
from wikilsp.text import Edit, Span, apply_edits_within
from wikilsp.vault.changes import Changes

_KIND = "refactor.rewrite"
_CLOSE = re.compile(r"[ \t]*[\])]")
_QUOTE_MARKERS = re.compile(r"[ \t]*(?:>[ \t]*)*")


def property_form(note: Note, text: str, span: Span, dialect: Dialect) -> Iterator[Offer]:
    """Offer each other form of the property at the cursor that preserves its key and its value."""
    prop = next((prop for prop in note.facts.properties if _is_selected(note, text, prop, span)), None)
    if prop is None or prop.quiet:
        return
    forms = {
        "Convert the property to a line": _to_line(note, text, prop, dialect),
        "Put the property in brackets": _to_brackets(note, text, prop, dialect),
        "Move the property to the front matter": _to_front_matter(note, text, prop, dialect),
    }
    for title, edits in forms.items():
        if edits:
            yield Offer(title, _KIND, partial(Changes, {note.path: tuple(sorted(edits))}))


def _is_selected(note: Note, text: str, prop: Property, span: Span) -> bool:
    """Whether the selection lies in a property, or on its line if the property starts the line."""
    start, end = (_bracket(text, prop) if prop.scope == "inline" else None) or prop.span
    if prop.scope in ("page", "block"):
        start = line_at(note, start).start
    return start <= span.start and span.end <= end


# Line and brackets


def _to_brackets(note: Note, text: str, prop: Property, dialect: Dialect) -> list[Edit]:
    """Put brackets around a line. Not in Logseq, which ignores them, nor for keys that no program reads in brackets."""
    is_read = dialect.preset != "logseq" and prop.id not in NAMING_KEYS and not is_bookkeeping(prop.id)
    if prop.scope not in ("page", "block") or not prop.value.text or not is_read:
        return []
    edits = [_insert(note, prop.span.start, "["), _insert(note, prop.span.end, "]")]
    return edits if _is_single_property(apply_edits_within(text, prop.span, edits), prop, dialect, "inline") else []


def _to_line(note: Note, text: str, prop: Property, dialect: Dialect) -> list[Edit]:
    if prop.scope == "frontmatter":
        return _front_matter_to_line(note, text, prop, dialect)
    bracket = _bracket(text, prop) if prop.scope == "inline" else None
    if bracket is None or markers_before(note, text, bracket) is None:
        return []
    edits = [note.edit(Span(bracket.start, prop.span.start), ""), note.edit(Span(prop.span.end, bracket.end), "")]
    # Whether a line is a property depends on the other lines of its block.
    lines = parse(apply_edits_within(text, _paragraph_at(note, text, bracket.start), edits), dialect).properties
    return edits if any(_has_same_meaning(other, prop, ("page", "block")) for other in lines) else []


def _bracket(text: str, prop: Property) -> Span | None:
    """Return the span of the brackets around an inline property, None if there is more than its key before `::`."""
    close = _CLOSE.match(text, prop.span.end)
    start = prop.span.start - 1
    return Span(start, close.end()) if close and text[start] in "[(" else None


def _paragraph_at(note: Note, text: str, offset: int) -> Span:
    """Return the lines around an offset, up to blank lines."""
    first = last = line_at(note, offset)
    while first.start > 0 and text[slice(*(above := line_at(note, first.start - 1)))].strip():
        first = above
    while last.end < note.facts.length and text[slice(*(below := line_at(note, last.end)))].strip():
        last = below
    return Span(first.start, last.end)


# Front matter


def _to_front_matter(note: Note, text: str, prop: Property, dialect: Dialect) -> list[Edit]:
    """Move a property of the page to the end of the front matter, which is created if there is none."""
    line = write_yaml(prop, dialect) if prop.scope in ("page", "inline") else None
    removal = _removal(note, text, prop)
    start = note.facts.line_starts[0]
    if line is None or removal is None or find_toml_end(text, start) is not None:
        return []
    others = _front_matter_meanings(note.facts.properties)
    front = find_frontmatter(text, start)
    newline = note.facts.newline
    content = f"{line}{newline}" if front else f"---{newline}{line}{newline}---{newline}"
    insertion = _insert(note, front[0].end if front else start, content)
    head = Span(start, front[1] if front else start)
    after = parse(apply_edits_within(text, head, [insertion]), dialect)
    is_right = _front_matter_meanings(after.properties) == [*others, (prop.key, meaning_of(prop))]
    page = (other for other in note.facts.properties if other.scope in ("frontmatter", "page") and other != prop)
    is_new = prop.id not in {other.id for other in page}
    return [insertion, removal] if is_right and is_new else []


def _front_matter_to_line(note: Note, text: str, prop: Property, dialect: Dialect) -> list[Edit]:
    """Move a property of the front matter to the first line below it."""
    line = write_line(prop, dialect)
    front = find_frontmatter(text, note.facts.line_starts[0])
    if line is None or front is None:
        return []
    newline, starts = note.facts.newline, note.facts.line_starts
    last = line_at(note, prop.value.span.end)
    removal = Span(line_at(note, prop.span.start).start, min(last.end, front[0].end))
    head = Span(starts[0], front[1])
    after = parse(apply_edits_within(text, head, [note.edit(removal, "")]), dialect)
    if _front_matter_meanings(after.properties) != [
        (key, meaning) for key, meaning in _front_matter_meanings(note.facts.properties) if key != prop.key
    ]:
        return []
    if not text[front[0].start : removal.start].strip() and not text[removal.end : front[0].end].strip():
        removal = Span(starts[0], line_at(note, front[1]).end)
    body = text[front[1] :]
    at = front[1] + len(body) - len(body.lstrip())
    if not body.strip():
        return [
            note.edit(removal, ""),
            _insert(note, len(text), f"{'' if _ends_line(text) else newline}{line}{newline}"),
        ]
    at = line_at(note, at).start
    is_property = any(
        other.scope == "page" and line_at(note, other.span.start).start == at for other in note.facts.properties
    )
    return [note.edit(removal, ""), _insert(note, at, f"{line}{newline}{'' if is_property else newline}")]


def _removal(note: Note, text: str, prop: Property) -> Edit | None:
    """Remove a property from the body, with its line if nothing else is on it."""
    if prop.scope == "page":
        return note.edit(_with_line_end(note, text, line_at(note, prop.span.start)), "")
    bracket = _bracket(text, prop) if prop.scope == "inline" else None
    if bracket is None:
        return None
    if markers_before(note, text, bracket) is not None:
        line = line_at(note, bracket.start)
        # Removing it would leave an empty list item.
        is_item = not _QUOTE_MARKERS.fullmatch(text, line.start, bracket.start)
        return None if is_item else note.edit(_with_line_end(note, text, line), "")
    if text[bracket.start - 1 : bracket.start] in (" ", "\t"):
        return note.edit(Span(bracket.start - 1, bracket.end), "")
    return note.edit(Span(bracket.start, bracket.end + (text[bracket.end : bracket.end + 1] in (" ", "\t"))), "")


# Lines


def _with_line_end(note: Note, text: str, line: Span) -> Span:
    """Return a line, with the line end before it if it has none itself, so that the end of the note is preserved."""
    if _ends_line(text[slice(*line)]) or line.start <= note.facts.line_starts[0]:
        return line
    return Span(line_content(note, text, line.start - 1).end, line.end)


def _ends_line(text: str) -> bool:
    return text.endswith(("\n", "\r"))


def _insert(note: Note, at: int, content: str) -> Edit:
    return note.edit(Span(at, at), content)


# Comparison


def _front_matter_meanings(properties: tuple[Property, ...]) -> list[tuple[str, Meaning]]:
    return [(prop.key, meaning_of(prop)) for prop in properties if prop.scope == "frontmatter"]


def _is_single_property(text: str, prop: Property, dialect: Dialect, scope: str) -> bool:
    properties = parse(text, dialect).properties
    return len(properties) == 1 and _has_same_meaning(properties[0], prop, (scope,))


def _has_same_meaning(other: Property, prop: Property, scopes: tuple[str, ...]) -> bool:
    return other.scope in scopes and other.key == prop.key and meaning_of(other) == meaning_of(prop)
