"""Completion of links and their parts, tags, keys and values."""

from wikilsp.features.answers import TextReader
from wikilsp.features.completion.blocks import all_blocks, blocks
from wikilsp.features.completion.destinations import destinations, parse_typed_destination
from wikilsp.features.completion.frontmatter import parse_frontmatter_property
from wikilsp.features.completion.items import LIMIT, Completion, CompletionItem, ItemKind, complete
from wikilsp.features.completion.keys import keys
from wikilsp.features.completion.labels import labels
from wikilsp.features.completion.notes import notes
from wikilsp.features.completion.sections import all_headings, headings
from wikilsp.features.completion.tags import parse_typed_tag, tags
from wikilsp.features.completion.typed_link import TypedLink, parse_typed_link
from wikilsp.features.completion.typed_property import TypedKey, TypedValue, parse_typed_property
from wikilsp.features.completion.values import values
from wikilsp.features.lines import line_content
from wikilsp.features.running_text import link_in_place_of
from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note
from wikilsp.syntax.facts import Link
from wikilsp.syntax.frontmatter import find_frontmatter
from wikilsp.text import Span

__all__ = ["LIMIT", "Completion", "CompletionItem", "ItemKind", "completion"]

_NOTHING = Completion()


def completion(index: VaultIndex, note: Note, offset: int, read: TextReader) -> Completion:
    """Return the completion items at an offset of `note`, whose facts must be up to date with its text.

    Only the text around the offset is read. There are no items in code, maths, comments and raw HTML.
    """
    request = _Request(index, note, offset, read)
    return request.complete_frontmatter() if request.front else request.complete_body()


class _Request:
    """One completion request: dispatches on the syntax before the cursor."""

    def __init__(self, index: VaultIndex, note: Note, offset: int, read: TextReader) -> None:
        self.index, self.note, self.offset, self.read = index, note, offset, read
        self.dialect = index.vault.settings.dialect
        self.text = read(note.path) or ""
        self.line = line_content(note, self.text, offset)
        front = find_frontmatter(self.text, note.facts.line_starts[0])
        self.front = front[0] if front and front[0].start <= self.line.start < front[0].end else None

    def complete_frontmatter(self) -> Completion:
        """Complete a link, key or value in front matter."""
        if self.front is None or self.text[slice(*self.line)].lstrip().startswith("#"):
            return _NOTHING
        if link := parse_typed_link(self.text, self.line, self.offset, self.dialect):
            return self._complete_link(link, in_table=False)
        match parse_frontmatter_property(self.text, self.front, self.line, self.offset):
            case TypedKey() as key:
                return complete(key.typed, keys(self.index, self.note, key, in_frontmatter=True))
            case TypedValue() as value:
                return complete(value.typed, values(self.index, self.note, value, in_frontmatter=True))
        return _NOTHING

    def complete_body(self) -> Completion:
        """Complete in the body of the note. The syntax that opens last before the cursor wins."""
        if link := parse_typed_link(self.text, self.line, self.offset, self.dialect):
            live = self._link_in_place_of(link.span)
            return self._complete_link(link, in_table=live.in_table) if live else _NOTHING
        if destination := parse_typed_destination(self.text, self.line, self.offset):
            found = destinations(self.index, self.note, destination) if self._link_in_place_of(destination.span) else ()
            return complete(destination.typed, found)
        if tag := parse_typed_tag(self.text, self.line, self.offset):
            live = self._link_in_place_of(tag.typed.span)
            is_tag = live and (live.in_table or not tag.in_table)
            return complete(tag.typed, tags(self.index, self.note, tag.typed) if is_tag else ())
        return self._complete_property()

    def _complete_property(self) -> Completion:
        prop = parse_typed_property(self.text, self.line, self.offset, self.dialect)
        live = self._link_in_place_of(prop.typed.span) if prop else None
        if prop is None or live is None or (live.in_table and prop.is_alone):
            return _NOTHING
        if isinstance(prop, TypedKey):
            return complete(prop.typed, keys(self.index, self.note, prop))
        return complete(prop.typed, values(self.index, self.note, prop))

    def _complete_link(self, link: TypedLink, *, in_table: bool) -> Completion:
        index, note = self.index, self.note
        match link.part:
            case "path":
                found = notes(index, note, link, in_table=in_table)
            case "heading":
                found = headings(index.vault, note, link)
            case "block":
                found = blocks(index.vault, note, link, self.read)
            case "label":
                found = labels(index, note, link)
            case "headings":
                found = all_headings(index, note, link)
            case "blocks":
                found = all_blocks(index, note, link)
        return complete(link.typed, found)

    def _link_in_place_of(self, span: Span) -> Link | None:
        """Return the link that could be in place of a span; None where links are not parsed, as in code."""
        return link_in_place_of(self.note, self.text, span, self.dialect)
