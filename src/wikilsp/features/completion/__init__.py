"""Completion of links and their parts, footnotes, callouts, tags, keys and values."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from wikilsp.features.answers import TextReader
from wikilsp.features.completion.blocks import all_blocks, blocks
from wikilsp.features.completion.callouts import callouts, parse_typed_callout
from wikilsp.features.completion.days import after_equal_names, days
from wikilsp.features.completion.destinations import TypedDestination, destinations, parse_typed_destination
from wikilsp.features.completion.footnotes import footnotes, parse_typed_footnote
from wikilsp.features.completion.frontmatter import parse_frontmatter_property
from wikilsp.features.completion.items import LIMIT, Choice, Completion, CompletionItem, ItemKind, TypedText, complete
from wikilsp.features.completion.keys import keys
from wikilsp.features.completion.labels import labels
from wikilsp.features.completion.notes import notes
from wikilsp.features.completion.sections import all_headings, headings
from wikilsp.features.completion.tags import parse_typed_tag, tags
from wikilsp.features.completion.typed_link import TypedLink, parse_typed_link
from wikilsp.features.completion.typed_property import TypedKey, TypedValue, parse_typed_property
from wikilsp.features.completion.values import values
from wikilsp.features.lines import line_content
from wikilsp.features.needs import NOTHING, Needs, text_needs
from wikilsp.features.running_text import link_in_place_of
from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note
from wikilsp.syntax.facts import Link
from wikilsp.syntax.frontmatter import find_frontmatter, find_toml_end
from wikilsp.text import Span
from wikilsp.vault.names import fold, without_extension

__all__ = ["LIMIT", "Completion", "CompletionItem", "ItemKind", "completion", "completion_needs"]

_NOTHING = Completion()


def completion(index: VaultIndex, note: Note, offset: int, read: TextReader, today: date | None = None) -> Completion:
    """Return the completion items at an offset of `note`, whose facts must be up to date with its text.

    Only the text around the offset is read. There are no items in code, maths, comments and raw HTML. `today` completes
    words for a day, such as “tomorrow”; None leaves them out.
    """
    found = _Request(index, note, offset, read, today).find()
    return complete(found.typed, found.choices)._replace(is_search=found.is_search) if found else _NOTHING


def completion_needs(index: VaultIndex, note: Note, offset: int, read: TextReader) -> Needs:
    """Return what the items at an offset depend on: nothing if a name is searched for that fits some files."""
    found = _Request(index, note, offset, read).find()
    if found is None or (found.is_search and _is_in_names(index, found.typed.text)):
        return NOTHING
    return found.needs


def _is_in_names(index: VaultIndex, typed: str) -> bool:
    """Whether a name of a note or an attachment contains the last part of a typed path."""
    part = fold(without_extension(typed.rpartition("/")[2]))
    return any(group.search_text.count(part) for group in (index.names.notes(), index.names.attachments()))


class _Found(NamedTuple):
    """The text to complete and the choices for it."""

    typed: TypedText
    choices: Iterable[Choice]
    """Computed during iteration."""
    needs: Needs = None
    """The notes that the choices depend on."""
    is_search: bool = False
    """Whether the names of notes and files are searched for."""


class _Request:
    """One completion request: dispatches on the syntax before the cursor."""

    def __init__(self, index: VaultIndex, note: Note, offset: int, read: TextReader, today: date | None = None) -> None:
        self.index, self.note, self.offset, self.read, self.today = index, note, offset, read, today
        self.dialect = index.vault.settings.dialect
        self.text = read(note.path) or ""
        self.line = line_content(note, self.text, offset)
        start = note.facts.line_starts[0]
        front = find_frontmatter(self.text, start)
        self.front = front[0] if front and front[0].start <= self.line.start < front[0].end else None
        self.is_in_toml = start <= self.line.start < (find_toml_end(self.text, start) or start)

    def find(self) -> _Found | None:
        """Return what to complete; None if there is nothing."""
        if self.is_in_toml:
            return None
        return self._find_in_frontmatter(self.front) if self.front else self._find_in_body()

    def _find_in_frontmatter(self, front: Span) -> _Found | None:
        """Find a link, key or value in front matter."""
        if self.text[slice(*self.line)].lstrip().startswith("#"):
            return None
        if link := parse_typed_link(self.text, self.line, self.offset, self.dialect):
            return self._in_link(link, in_table=False)
        match parse_frontmatter_property(self.text, front, self.line, self.offset):
            case TypedKey() as key:
                return _Found(key.typed, keys(self.index, self.note, key, in_frontmatter=True))
            case TypedValue() as value:
                return _Found(value.typed, values(self.index, self.note, value, in_frontmatter=True))
        return None

    def _find_in_body(self) -> _Found | None:
        """Find what to complete in the body of the note. The syntax that opens last before the cursor wins."""
        if link := parse_typed_link(self.text, self.line, self.offset, self.dialect):
            live = self._link_in_place_of(link.span)
            return self._in_link(link, in_table=live.in_table) if live else None
        if destination := parse_typed_destination(self.text, self.line, self.offset):
            return self._in_destination(destination) if self._link_in_place_of(destination.span) else None
        if footnote := parse_typed_footnote(self.note, self.text, self.line, self.offset):
            live = self._link_in_place_of(footnote.span)
            return _Found(footnote.typed, footnotes(footnote, self.text), NOTHING) if live else None
        if callout := parse_typed_callout(self.text, self.line, self.offset):
            live = self._link_in_place_of(callout.span)
            return _Found(callout, callouts(callout), NOTHING) if live else None
        if tag := parse_typed_tag(self.text, self.line, self.offset):
            live = self._link_in_place_of(tag.typed.span)
            is_tag = live and (live.in_table or not tag.in_table)
            return _Found(tag.typed, tags(self.index, self.note, tag.typed)) if is_tag else None
        return self._in_property()

    def _in_property(self) -> _Found | None:
        prop = parse_typed_property(self.text, self.line, self.offset, self.dialect)
        live = self._link_in_place_of(prop.typed.span) if prop else None
        if prop is None or live is None or (live.in_table and prop.is_alone):
            return None
        if isinstance(prop, TypedKey):
            return _Found(prop.typed, keys(self.index, self.note, prop))
        return _Found(prop.typed, values(self.index, self.note, prop))

    def _in_destination(self, destination: TypedDestination) -> _Found:
        found = destinations(self.index, self.note, destination)
        if destination.path is None:
            return _Found(destination.typed, found, is_search=True)
        needs = text_needs(self.index.vault, self.note, destination.path, "link")
        return _Found(destination.typed, found, needs)

    def _in_link(self, link: TypedLink, *, in_table: bool) -> _Found:
        index, note = self.index, self.note
        if link.part == "path":
            found = notes(index, note, link, in_table=in_table)
            if self.today:
                found = after_equal_names(found, days(index.vault, note, link, self.today))
            return _Found(link.typed, found, is_search=True)
        if link.part == "headings":
            return _Found(link.typed, all_headings(index, note, link))
        if link.part == "blocks":
            return _Found(link.typed, all_blocks(index, note, link))
        match link.part:
            case "heading":
                found = headings(index.vault, note, link)
            case "block":
                found = blocks(index.vault, note, link, self.read)
            case "label":
                found = labels(index, note, link)
        return _Found(link.typed, found, text_needs(index.vault, note, link.path))

    def _link_in_place_of(self, span: Span) -> Link | None:
        """Return the link that could be in place of a span; None where links are not parsed, as in code."""
        return link_in_place_of(self.note, self.text, span, self.dialect)
