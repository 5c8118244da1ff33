"""Extracts the selection, or the section at the cursor, into a new note."""

import re
from collections.abc import Iterator
from functools import partial

from wikilsp.features.lines import lines_of
from wikilsp.features.offers import Offer
from wikilsp.features.refactorings.move_text import MoveTarget, Passage, move_text
from wikilsp.index.graph import Graph
from wikilsp.index.unlinked_mentions import markup_spans, non_prose
from wikilsp.note import Note
from wikilsp.syntax.facts import Facts, Heading
from wikilsp.syntax.frontmatter import body_start
from wikilsp.syntax.headings import visible_text
from wikilsp.syntax.sections import Section, sections
from wikilsp.text import Edit, Span
from wikilsp.vault.filenames import is_legal
from wikilsp.vault.name_registry import link_name, page_encoding
from wikilsp.vault.vault import Vault

_KIND = "refactor.extract"
_WAYS = (("a link", ""), ("an embed", "!"))
_MOST_WORDS = 8
_LONGEST_NAME = 80
_MOST_TRIES = 1_000
_NOT_IN_NAME = re.compile(r"""[\s*"\\/<>:|?#^%\[\]{}`\x00-\x1f\x7f]+""")
_MARKER = re.compile(r"\s*(?:>\s*)*(?:[-*+]\s+|\d{1,9}[.)]\s+)?(?:\[.\]\s+)?(?:#{1,6}\s+)?")
_INDENT = re.compile(r"[ \t]*(?:>[ \t]?)*[ \t]*")


def extract(graph: Graph, note: Note, text: str, span: Span) -> Iterator[Offer]:
    """Offer to move the selection, else the section, into a new note, and to leave a link or an embed."""
    if text[slice(*span)].strip():
        passage, kind = selected_passage(note, text, span), "selection"
        title = _first_words(passage.moved_text()) if passage else ""
    else:
        section = section_at(note, text, span.start)
        passage, kind = (_raised_section(note, text, section) if section else None), "section"
        title = section.heading.visible if section else ""
    path = _free_path(graph.vault, note, title) if passage and not passage.names_note() else None
    if passage is None or path is None:
        return
    name = link_name(path, graph.vault.settings.dialect)
    target = MoveTarget(Note(path, Facts(newline=note.facts.newline)))
    for leftover, mark in _WAYS:
        make = partial(move_text, graph, passage, target, f"{mark}[[{name}]]")
        yield Offer(f"Extract {kind} into “{name}”, leave {leftover}", _KIND, make, opens=path)


def selected_passage(note: Note, text: str, span: Span) -> Passage | None:
    """Return the selection without surrounding blanks; None if it splits an element or includes front matter."""
    piece = text[slice(*span)]
    start = span.start + len(piece) - len(piece.lstrip())
    cut = Span(start, span.start + len(piece.rstrip()))
    facts = note.facts
    body = body_start(text, facts.line_starts[0])
    lines = lines_of(note, cut)
    elements = [*markup_spans(facts), *(prop.span for prop in facts.properties), *non_prose(text, lines)]
    if facts.line_starts[0] <= cut.start < body or any(_splits(cut, element) for element in elements):
        return None
    before = text[lines.start : start]
    return Passage(note, text, cut, indent=before if _INDENT.fullmatch(before) else "")


def section_at(note: Note, text: str, offset: int) -> Section | None:
    """Return the innermost section at an offset.

    None if there is none, if it is the whole body of the note, or if it starts inside a quote or a list.
    """
    above = [section for section in sections(note.facts, text) if section.span.start <= offset]
    if not above:
        return None
    section = above[-1]
    before = text[section.span.start : section.heading.span.start]
    body = body_start(text, note.facts.line_starts[0])
    rest = text[body : section.span.start] + text[section.span.end :]
    return section if not before.strip() and rest.strip() else None


def _raised_section(note: Note, text: str, section: Section) -> Passage:
    """Return a section as a passage that raises its heading to level 1, and the headings below it by as much."""
    by = section.heading.level - 1
    inside = [h for h in note.facts.headings if section.span.start <= h.span.start < section.span.end]
    return Passage(
        note, text, section.span, tuple(_raise_heading(note, text, heading, by) for heading in inside) if by else ()
    )


def _raise_heading(note: Note, text: str, heading: Heading, by: int) -> Edit:
    start, end = heading.span
    if text.startswith("#", start):
        return note.edit(Span(start, start + by), "")
    underline = max(text.rfind("\n", start, end), text.rfind("\r", start, end)) + 1
    return note.edit(Span(underline, end), text[underline:end].replace("-", "="))


def _first_words(text: str) -> str:
    line = next(filter(None, (visible_text(_MARKER.sub("", line, 1)) for line in re.split(r"[\r\n]+", text))), "")
    return " ".join(line.split()[:_MOST_WORDS])


def _free_path(vault: Vault, note: Note, title: str) -> str | None:
    """Return the path for a new note named after a title, with a number if necessary to make the name unused.

    None if the title cannot be turned into a legal name.
    """
    name = _NOT_IN_NAME.sub(" ", title).strip(" .,;-_")[:_LONGEST_NAME].rstrip(" .")
    for number in range(1, _MOST_TRIES):
        numbered = name if number == 1 else f"{name} {number}"
        path = _new_path(vault, note, numbered)
        if path is None:
            return None
        if _is_free(vault, note, numbered) and path not in vault.notes:
            return path
    return None


def _new_path(vault: Vault, note: Note, name: str) -> str | None:
    """Return the path of a new note: in the folder for new notes of the settings or Logseq, else beside `note`."""
    if not name or not is_legal(name):
        return None
    settings = vault.settings
    has_place = settings.new_note_folder or page_encoding(settings.dialect) is not None
    link_path = name if has_place else f"./{name}"
    return vault.new_note_path(note, link_path)


def _is_free(vault: Vault, note: Note, name: str) -> bool:
    return vault.resolve_text(note, name).how == vault.resolve_text(note, name, "link").how == "missing"


def _splits(cut: Span, element: Span) -> bool:
    """Whether `cut` takes a part of an element, but not all of it."""
    is_inside = element.start <= cut.start and cut.end <= element.end and cut != element
    return element.start < cut.start < element.end or element.start < cut.end < element.end or is_inside
