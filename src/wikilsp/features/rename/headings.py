"""Renames headings, and updates the links to them and to headings whose anchors change with them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from functools import partial
from typing import NamedTuple

from msgspec.structs import replace

from wikilsp.features.answers import Mention, TextReader
from wikilsp.features.canvases import CardText
from wikilsp.features.places import fragment
from wikilsp.features.rename.canvases import LinkedCards
from wikilsp.features.rename.merge import merge
from wikilsp.features.rename.pending_moves import Moves, vault_after
from wikilsp.features.rename.preserve_links import preserve_links
from wikilsp.features.rename.reparse import is_parsed_alike
from wikilsp.features.rename.result import RenameRefused, RenameResult
from wikilsp.features.rename.spelling import encode_destination
from wikilsp.features.rename.texts import Texts, raw_destination, text_of, text_to_edit
from wikilsp.index.graph import Graph
from wikilsp.note import Note
from wikilsp.syntax.facts import BlockId, Heading, Link
from wikilsp.syntax.parse import parse
from wikilsp.syntax.sections import title_heading
from wikilsp.targets import heading_text
from wikilsp.text import Edit, Span, SpanSet, apply_edits
from wikilsp.vault.changes import Changes
from wikilsp.vault.names import base_name, fold
from wikilsp.vault.slugs import slug
from wikilsp.vault.vault import Vault


class RenamedHeading(NamedTuple):
    """A renamed heading: the edit, the note after it, and the title that it changes, new by folded old."""

    result: RenameResult
    note: Note
    names: Mapping[str, str]


def title_of(note: Note) -> Heading | None:
    """Return the title heading of a note if its text is exactly the file name."""
    first = title_heading(note.facts)
    name = base_name(note.path)
    return first if first and first.text == first.visible == name else None


def name_span(note: Note, heading: Heading) -> Span:
    """Return the span of a heading's text without the block id at its end."""
    start, end = heading.text_span
    block = _own_block(note, heading)
    return Span(start, start + len(heading.text[: block.span.start - start].rstrip()) if block else end)


def _own_block(note: Note, heading: Heading) -> BlockId | None:
    start, end = heading.text_span
    return next((block for block in note.facts.blocks if start < block.span.start < end), None)


def _text_edit(note: Note, heading: Heading, new: str) -> Edit:
    """Return the edit that writes the text of a heading, with a blank before a block id that may need one now."""
    block = _own_block(note, heading)
    return note.edit(name_span(note, heading), f"{new} " if block and block.attached else new)


def rename_heading(graph: Graph, note: Note, heading: Heading, new: str, read: TextReader) -> RenameResult:
    """Rename a heading to `new` and update the links to it. Raise `RenameRefused`."""
    renamed = change_heading(graph.vault, note, heading, new, read)
    result = renamed.result
    if renamed.names and graph.vault.settings.dialect.resolve == "title":
        moves = Moves({})
        after = vault_after(graph.vault, moves, {note.path: renamed.note})
        result = merge(result, preserve_links(graph, after, moves, read, renamed.names))
    result = preserve_heading_links(graph, result, read)
    if result.lost:
        raise RenameRefused(f"no link could distinguish “{new}” from the other heading with that name; choose another")
    return result


def change_heading(vault: Vault, note: Note, heading: Heading, new: str, read: TextReader) -> RenamedHeading:
    """Rename a heading to `new` without updating links. Raise `RenameRefused`."""
    new = " ".join(new.split())
    after = _renamed_note(vault, note, heading, new, read)
    result = RenameResult(Changes({note.path: (_text_edit(note, heading, new),)}))
    is_title = heading == title_heading(note.facts)
    return RenamedHeading(result, after, {fold(heading.visible): new} if is_title else {})


def preserve_heading_links(graph: Graph, result: RenameResult, read: TextReader) -> RenameResult:
    """Add the edits of links to headings whose text an edit of the result changes."""
    edited = ((graph.vault.notes.get(path), edits) for path, edits in result.changes.edits.items())
    changed = [(note, edits) for note, edits in edited if note and _touches_heading(note, edits)]
    if not changed:
        return result
    cards = LinkedCards(graph.vault, read)
    return merge(result, *(_heading_link_edits(graph, note, edits, read, cards) for note, edits in changed))


def _touches_heading(note: Note, edits: Iterable[Edit]) -> bool:
    texts = SpanSet(heading.text_span for heading in note.facts.headings)
    return any(texts.contains(edit.span) for edit in edits)


def _heading_link_edits(
    graph: Graph, note: Note, edits: Collection[Edit], read: TextReader, cards: LinkedCards
) -> RenameResult:
    """Return the edits that preserve links to the headings of an edited note."""
    dialect = graph.vault.settings.dialect
    after = Note(note.path, parse(apply_edits(text_of(note, read), edits), dialect))
    if len(after.facts.headings) != len(note.facts.headings):
        return RenameResult(Changes())
    links = _HeadingLinks(graph.vault, note, after, read)
    for edge in graph.backlinks(note.path):
        links.preserve(graph.vault.notes[edge.source], edge.link)
    for path, link_edits in links.edits.items():
        links.check_parsed_alike(graph.vault.notes[path], link_edits)
    return merge(links.result(), cards.change(note.path, partial(_card_links, links)))


def _card_links(all_links: "_HeadingLinks", card: CardText, of_card: Sequence[Link]) -> RenameResult:
    """Return the edits of the links in a card to the headings of an edited note."""
    links = all_links.in_other_texts(card.read)
    for link in of_card:
        links.preserve(card.note, link)
    for edits in () if card.is_fragment else links.edits.values():
        links.check_parsed_alike(card.note, edits)
    return links.result()


def _renamed_note(vault: Vault, note: Note, heading: Heading, new: str, read: TextReader) -> Note:
    """Return the note with the heading renamed. Raise `RenameRefused` if `new` is not exactly one heading."""
    text, span = text_to_edit(note, read), name_span(note, heading)
    number = vault.fragments(note).number_of(heading)
    if text[slice(*span)] == new:
        raise RenameRefused(f"“{new}” is already its name")
    edit = _text_edit(note, heading, new)
    facts = parse(apply_edits(text, [edit]), vault.settings.dialect)
    renamed = facts.headings[number] if len(facts.headings) == len(note.facts.headings) else None
    is_right = (
        renamed is not None
        and (renamed.level, renamed.text_span.start) == (heading.level, heading.text_span.start)
        and renamed.text == edit.content + text[span.end : heading.text_span.end]
    )
    if not new or not is_right:
        raise RenameRefused(f"“{new}” cannot be the text of a heading")
    return Note(note.path, facts)


class _HeadingLinks:
    """Collects the edits that preserve links to the headings of one note. Headings are numbered in order."""

    def __init__(self, vault: Vault, note: Note, after: Note, read: TextReader) -> None:
        self.vault = vault
        self.note, self.after = note, after
        pairs = zip(note.facts.headings, after.facts.headings, strict=True)
        self.changed = {number for number, (old, new) in enumerate(pairs) if old.text != new.text}
        # The edited note is looked up in a vault of its own, since `vault` still has the old one.
        self.vault_after = Vault(vault.settings, [after])
        self.has_ranges = vault.fragments(note).has_ranges
        self.start(read)

    def start(self, read: TextReader) -> None:
        """Start an empty collection, for links in the texts that `read` returns."""
        self.read, self.texts = read, Texts(read)
        self.edits: dict[str, list[Edit]] = {}
        self.found: list[Mention] = []
        self.lost: list[Mention] = []
        self.skipped: set[str] = set()

    def in_other_texts(self, read: TextReader) -> "_HeadingLinks":
        """Return an empty collection for links to the same note in texts that `read` returns."""
        other = copy(self)
        other.start(read)
        return other

    def check_parsed_alike(self, source: Note, edits: Collection[Edit]) -> None:
        """Raise `RenameRefused` if edits of links in a note change how the rest of it is parsed."""
        if not is_parsed_alike(source, edits, self.read, self.vault.settings.dialect):
            problem = f"with that name in its links to “{self.note.path}”, “{source.path}” would be parsed differently"
            raise RenameRefused(f"{problem}; choose another")

    def result(self) -> RenameResult:
        """Return the edits of all links preserved so far."""
        changes = Changes({path: tuple(edits) for path, edits in self.edits.items()})
        broken = tuple((path, self.note.path) for path, _ in self.lost)
        return RenameResult(changes, tuple(self.found), tuple(self.lost), broken, tuple(self.skipped))

    def preserve(self, source: Note, link: Link) -> None:
        """Preserve the heading that a link of a note leads to."""
        # A link by reference has its destination at the definition, which has a link of its own.
        number = None if link.reference is not None else self._number_before(link)
        if number is None:
            if link.reference is None and link.headings and self._number_after(link) is not None:
                self.found.append(Mention(source.path, link.span))
            return
        steps = ((step, self._number_before(self._part(link, step))) for step in range(len(link.headings)))
        stale_numbers = {step: number for step, number in steps if number in self.changed}
        if not stale_numbers and self._number_after(link) == number:
            return
        if link.kind in ("link", "image") and self._has_id(link, number):
            return
        spellings = self._spellings(source, link, number, stale_numbers)
        spelling = next((spelling for spelling in spellings if self._leads_to(link, spelling, number)), None)
        if spelling is None:
            self.lost.append(Mention(source.path, link.span))
        elif source.undecodable:
            self.skipped.add(source.path)
        else:
            edits = self.edits.setdefault(source.path, [])
            edits += (*spelling.edits, *self._label_edits(source, link, spelling, number))

    def _label_edits(self, source: Note, link: Link, spelling: "_Spelling", number: int) -> Iterator[Edit]:
        """Yield the edit of a label that repeats the heading, if labels follow."""
        old, new = self.note.facts.headings[number], self.after.facts.headings[number]
        new_texts = {link.headings[-1]: spelling.headings[-1], heading_text(old): heading_text(new)}
        label = new_texts.get(link.label or "")
        if self.vault.settings.labels_follow and link.label_span and label and label != link.label:
            yield source.edit(link.label_span, label)

    def _part(self, link: Link, step: int) -> Link:
        """Return the link to one of its headings: to one end of a range, else to one step of a path."""
        first = step if self.has_ranges else 0
        return replace(link, headings=link.headings[first : step + 1])

    def _number_before(self, link: Link) -> int | None:
        return _number(self.vault, self.note, fragment(self.vault, self.note, link))

    def _number_after(self, link: Link) -> int | None:
        return _number(self.vault_after, self.after, fragment(self.vault_after, self.after, link))

    def _has_id(self, link: Link, number: int) -> bool:
        """Whether the anchor of a link is the `{#id}` of a heading, which is no part of its text."""
        heading = self.vault_after.fragments(self.after).heading_with_id(link.headings[0])
        return heading is not None and self.after.facts.headings[number] == heading

    def _leads_to(self, link: Link, spelling: "_Spelling", number: int) -> bool:
        return self._number_after(replace(link, headings=spelling.headings)) == number

    def _spellings(
        self, source: Note, link: Link, number: int, stale_numbers: Mapping[int, int]
    ) -> Iterator["_Spelling"]:
        """Yield the spellings of the fragment, starting with the one closest to the current spelling."""
        spans = link.heading_spans
        whole = Span(spans[0].start, spans[-1].end)
        there = self.vault_after.fragments(self.after)
        heading = self.after.facts.headings[number]
        own = there.anchor_of(heading)
        if link.kind in ("link", "image"):
            text = self.texts.of(source)
            (anchor,) = link.headings
            angles = "<" in text[link.path_span.start - 1 : link.path_span.start]
            raw = raw_destination(source, whole, text)
            for name in self._anchor_names(anchor, number, own):
                edit = source.edit(whole, encode_destination(name, raw, anchor, angles=angles))
                yield _Spelling((name,), (edit,))
            return
        names = list(link.headings)
        for step, stale in stale_numbers.items():
            names[step] = self._heading_name(link.headings[step], stale)
        yield _Spelling(tuple(names), tuple(source.edit(spans[step], names[step]) for step in stale_numbers))
        if self.has_ranges:
            yield _Spelling((own, *names[1:]), (source.edit(spans[0], own),))
            return
        paths = (tuple(map(heading_text, path)) for path in there.paths_to(heading))
        for path in (*paths, (own,)):
            yield _Spelling(path, (source.edit(whole, "#".join(path)),))

    def _heading_name(self, name: str, number: int) -> str:
        """Return the new name of a heading, as a slug if the link has the old name as a slug.

        A slug that is only the name in lower case does not count as one.
        """
        old, new = self.note.facts.headings[number], self.after.facts.headings[number]
        is_slug = self.has_ranges or name == slug(old.visible) != old.visible.lower()
        return slug(new.visible) if is_slug else heading_text(new)

    def _anchor_names(self, anchor: str, number: int, own: str) -> Iterator[str]:
        heading, before = self.after.facts.headings[number], self.note.facts.headings[number]
        slugs = self.vault.fragments(self.note).anchor_of(before), slug(heading_text(before))
        is_slug = anchor.lower() in slugs
        yield from (own, heading_text(heading)) if is_slug else (heading_text(heading), own)


class _Spelling(NamedTuple):
    """A spelling of a fragment: the headings that it names, and the edits that write it."""

    headings: tuple[str, ...]
    edits: tuple[Edit, ...]


def _number(vault: Vault, note: Note, found: object) -> int | None:
    return vault.fragments(note).number_of(found) if isinstance(found, Heading) else None
