"""What may be typed at an offset of a note: links and their parts, tags, keys and values of properties."""

import re

from wikilsp.features.answers import Read
from wikilsp.features.completion.blocks import all_blocks, blocks
from wikilsp.features.completion.destinations import destinations, typed_destination
from wikilsp.features.completion.frontmatter import typed_in_frontmatter
from wikilsp.features.completion.indices import Indices
from wikilsp.features.completion.items import LIMIT, Completion, CompletionItem, ItemKind, completed
from wikilsp.features.completion.keys import keys
from wikilsp.features.completion.labels import labels
from wikilsp.features.completion.notes import notes
from wikilsp.features.completion.sections import all_headings, headings
from wikilsp.features.completion.tags import tags, typed_tag
from wikilsp.features.completion.typed_link import TypedLink, typed_link
from wikilsp.features.completion.typed_property import TypedKey, TypedValue, typed_property
from wikilsp.features.completion.values import values
from wikilsp.features.running_text import link_in_place_of
from wikilsp.note import Note
from wikilsp.syntax.facts import Link
from wikilsp.syntax.frontmatter import find_frontmatter
from wikilsp.text import Span

__all__ = ["LIMIT", "Completion", "CompletionItem", "Indices", "ItemKind", "completion"]

_NOTHING = Completion()
_LINE_END = re.compile(r"[\r\n]")


def completion(indices: Indices, note: Note, offset: int, read: Read) -> Completion:
    """Give what may be typed at an offset of `note`, whose facts are those of its text as it is just now.

    Only what stands around the offset is looked at; nothing is offered in code, maths, comments and raw HTML.
    """
    indices.names.refresh()
    typing = _Typing(indices, note, offset, read)
    return typing.in_frontmatter() if typing.front else typing.in_body()


class _Typing:
    """One question: what stands before the cursor decides who answers it."""

    def __init__(self, indices: Indices, note: Note, offset: int, read: Read) -> None:
        self.indices, self.note, self.offset, self.read = indices, note, offset, read
        self.dialect = indices.vault.settings.dialect
        self.text = read(note.path) or ""
        self.line = self._line()
        front = find_frontmatter(self.text, note.facts.line_starts[0])
        self.front = front[0] if front and front[0].start <= self.line.start < front[0].end else None

    def _line(self) -> Span:
        start = self.note.facts.line_starts[self.note.position(self.offset).row - 1]
        end = _LINE_END.search(self.text, self.offset)
        return Span(start, end.start() if end else len(self.text))

    def in_frontmatter(self) -> Completion:
        """Answer in front matter, where links, keys and values are what may be typed."""
        if self.front is None or self.text[slice(*self.line)].lstrip().startswith("#"):
            return _NOTHING
        if link := typed_link(self.text, self.line, self.offset, self.dialect):
            return self._link(link, in_table=False)
        match typed_in_frontmatter(self.text, self.front, self.line, self.offset):
            case TypedKey() as key:
                return completed(key.typed, keys(self.indices, self.note, key, in_frontmatter=True))
            case TypedValue() as value:
                return completed(value.typed, values(self.indices, self.note, value, in_frontmatter=True))
        return _NOTHING

    def in_body(self) -> Completion:
        """Answer in the body. What begins last before the cursor is what is typed."""
        if link := typed_link(self.text, self.line, self.offset, self.dialect):
            live = self._live(link.span)
            return self._link(link, in_table=live.in_table) if live else _NOTHING
        if destination := typed_destination(self.text, self.line, self.offset):
            found = destinations(self.indices, self.note, destination) if self._live(destination.span) else ()
            return completed(destination.typed, found)
        if tag := typed_tag(self.text, self.line, self.offset):
            live = self._live(tag.typed.span)
            is_tag = live and (live.in_table or not tag.in_table)
            return completed(tag.typed, tags(self.indices, self.note, tag.typed) if is_tag else ())
        return self._property()

    def _property(self) -> Completion:
        made = typed_property(self.text, self.line, self.offset, self.dialect)
        live = self._live(made.typed.span) if made else None
        if made is None or live is None or (live.in_table and made.is_alone):
            return _NOTHING
        if isinstance(made, TypedKey):
            return completed(made.typed, keys(self.indices, self.note, made))
        return completed(made.typed, values(self.indices, self.note, made))

    def _link(self, link: TypedLink, *, in_table: bool) -> Completion:
        indices, note = self.indices, self.note
        match link.part:
            case "path":
                found = notes(indices, note, link, in_table=in_table)
            case "heading":
                found = headings(indices.vault, note, link)
            case "block":
                found = blocks(indices.vault, note, link, self.read)
            case "label":
                found = labels(indices, note, link)
            case "headings":
                found = all_headings(indices, note, link)
            case "blocks":
                found = all_blocks(indices, note, link)
        return completed(link.typed, found)

    def _live(self, span: Span) -> Link | None:
        """Give the link that could stand in a place; None in code and the like."""
        return link_in_place_of(self.note, self.text, span, self.dialect)
