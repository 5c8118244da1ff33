"""Making a new note of what is selected, or of the section that the cursor is in."""

import re
from collections.abc import Iterator
from functools import partial

from wikilsp.features.lines import lines_of
from wikilsp.features.offers import Offer
from wikilsp.features.refactorings.move_text import MoveTarget, Passage, move_text
from wikilsp.features.refactorings.retarget import new_name
from wikilsp.index.graph import Graph
from wikilsp.index.unlinked_mentions import marked, unread
from wikilsp.note import Note
from wikilsp.syntax.facts import Facts, Heading, Link
from wikilsp.syntax.frontmatter import find_frontmatter
from wikilsp.syntax.headings import visible
from wikilsp.syntax.sections import Section, sections
from wikilsp.text import Edit, Span
from wikilsp.vault.filenames import is_legal
from wikilsp.vault.name_registry import page_encoding
from wikilsp.vault.vault import Vault

_KIND = "refactor.extract"
_WAYS = (("a link", ""), ("an embed", "!"))
_MOST_WORDS = 8
_LONGEST_NAME = 80
_MOST_TRIES = 1_000
_NOT_IN_NAME = re.compile(r"""[\s*"\\/<>:|?#^%\[\]{}`\x00-\x1f\x7f]+""")
_MARKER = re.compile(r"\s*(?:>\s*)*(?:[-*+]\s+|\d{1,9}[.)]\s+)?(?:\[.\]\s+)?(?:#{1,6}\s+)?")
_INDENT = re.compile(r"[ \t]*(?:>[ \t]?)*[ \t]*")
_NOWHERE = Span(0, 0)


def extract(graph: Graph, note: Note, text: str, span: Span) -> Iterator[Offer]:
    """Offer to make a new note of the selection, else of the section, and to leave a link or an embed."""
    if text[slice(*span)].strip():
        stretch, what = selected(note, text, span), "selection"
        title = _first_words(stretch.carried()) if stretch else ""
    else:
        section = section_at(note, text, span.start)
        stretch, what = (_raised(note, text, section) if section else None), "section"
        title = section.heading.visible if section else ""
    path = _free_path(graph.vault, note, title) if stretch and not stretch.names_note() else None
    if stretch is None or path is None:
        return
    name = new_name(graph.vault, path)
    home = MoveTarget(Note(path, Facts(newline=note.facts.newline)))
    for way, mark in _WAYS:
        make = partial(move_text, graph, stretch, home, f"{mark}[[{name}]]")
        yield Offer(f"Extract {what} into “{name}”, leave {way}", _KIND, make, opens=path)


def selected(note: Note, text: str, span: Span) -> Passage | None:
    """Give the selection without the blanks at its edges; None if it cuts something in two or takes front matter."""
    piece = text[slice(*span)]
    start = span.start + len(piece) - len(piece.lstrip())
    cut = Span(start, span.start + len(piece.rstrip()))
    facts = note.facts
    front = find_frontmatter(text, facts.line_starts[0])
    lines = lines_of(note, cut)
    things = [*marked(facts), *(made.span for made in facts.properties), *unread(text, lines)]
    if (front and cut.start < front[1]) or any(_cuts(cut, thing) for thing in things):
        return None
    before = text[lines.start : start]
    return Passage(note, text, cut, indent=before if _INDENT.fullmatch(before) else "")


def section_at(note: Note, text: str, offset: int) -> Section | None:
    """Give the innermost section at an offset; None if there is none, or if it is all that the note has.

    None as well for one that begins inside of a quote or a list.
    """
    around = [made for made in sections(note.facts, text) if made.span.start <= offset]
    if not around:
        return None
    section = around[-1]
    before = text[section.span.start : section.heading.span.start]
    front = find_frontmatter(text, note.facts.line_starts[0])
    rest = text[front[1] if front else note.facts.line_starts[0] : section.span.start] + text[section.span.end :]
    return section if not before.strip() and rest.strip() else None


def _raised(note: Note, text: str, section: Section) -> Passage:
    """Give a section so that its heading becomes one of level 1, and those below it rise with it."""
    by = section.heading.level - 1
    inside = [h for h in note.facts.headings if section.span.start <= h.span.start < section.span.end]
    return Passage(note, text, section.span, tuple(_raise(text, heading, by) for heading in inside) if by else ())


def _raise(text: str, heading: Heading, by: int) -> Edit:
    start, end = heading.span
    if text.startswith("#", start):
        return Edit(Span(start, start + by), "")
    underline = max(text.rfind("\n", start, end), text.rfind("\r", start, end)) + 1
    return Edit(Span(underline, end), text[underline:end].replace("-", "="))


def _first_words(text: str) -> str:
    line = next(filter(None, (visible(_MARKER.sub("", line, 1)) for line in re.split(r"[\r\n]+", text))), "")
    return " ".join(line.split()[:_MOST_WORDS])


def _free_path(vault: Vault, note: Note, title: str) -> str | None:
    """Give the path of a new note that has the title for its name, or the title and a number.

    A name is free if no link of any note leads anywhere by it. None if no legal name can be made of the title.
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
    """Give the path of a new note: where the settings or Logseq have new notes, else beside `note`."""
    if not name or not is_legal(name):
        return None
    settings = vault.settings
    has_place = settings.new_note_folder or page_encoding(settings.dialect) is not None
    written = name if has_place else f"./{name}"
    return vault.new_note_path(note, Link("wikilink", _NOWHERE, written, _NOWHERE))


def _is_free(vault: Vault, note: Note, name: str) -> bool:
    kinds = (Link("wikilink", _NOWHERE, name, _NOWHERE), Link("link", _NOWHERE, name, _NOWHERE))
    return all(vault.resolve(note, link).how == "missing" for link in kinds)


def _cuts(cut: Span, thing: Span) -> bool:
    """Is an edge of `cut` inside of this thing? It may be all of it."""
    holds = thing.start <= cut.start and cut.end <= thing.end and cut != thing
    return thing.start < cut.start < thing.end or thing.start < cut.end < thing.end or holds
