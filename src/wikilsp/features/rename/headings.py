"""Renames headings: their text, and what links to them and to their neighbours have to say then."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from wikilsp.features.answers import Mention, Read
from wikilsp.features.places import fragment
from wikilsp.features.rename.merge import merge
from wikilsp.features.rename.outcome import RenameRefused, RenameResult
from wikilsp.features.rename.pending_moves import Moves, vault_after
from wikilsp.features.rename.preserve_links import preserve_links
from wikilsp.features.rename.reading import is_read_alike
from wikilsp.features.rename.spelling import encoded
from wikilsp.features.rename.texts import Texts, text_of, text_to_edit
from wikilsp.index.graph import Graph
from wikilsp.note import Note
from wikilsp.syntax.facts import Heading, Link
from wikilsp.syntax.parse import parse
from wikilsp.syntax.quoting import in_quotes
from wikilsp.syntax.sections import title_heading
from wikilsp.targets import heading_text
from wikilsp.text import Edit, Span, Stretches, apply_edits
from wikilsp.vault.changes import Changes
from wikilsp.vault.fragments import slug
from wikilsp.vault.names import fold, without_extension
from wikilsp.vault.vault import Vault


class RenamedHeading(NamedTuple):
    """A heading with another text: the edit, the note as it is then, and its titles that became others."""

    outcome: RenameResult
    note: Note
    names: Mapping[str, str]


def title_of(note: Note) -> Heading | None:
    """Give the first heading of a note if it is of level 1 and says the name of the file, and nothing else."""
    first = title_heading(note.facts)
    name = without_extension(note.path.rpartition("/")[2])
    return first if first and first.text == first.visible == name else None


def name_span(note: Note, heading: Heading) -> Span:
    """Give the text of a heading without the block id at its end."""
    start, end = heading.text_span
    block = next((block for block in note.facts.blocks if start < block.span.start < end), None)
    return Span(start, end - (end - block.span.start) - 1 if block else end)


def renamed_heading(graph: Graph, note: Note, heading: Heading, new: str, read: Read) -> RenameResult:
    """Give a heading the text `new`. Raises `RenameRefused`."""
    renamed = with_heading(graph.vault, note, heading, new, read)
    outcome = renamed.outcome
    if renamed.names and graph.vault.settings.dialect.resolve == "title":
        moved = Moves({})
        after = vault_after(graph.vault, moved, {note.path: renamed.note})
        outcome = merge(outcome, preserve_links(graph, after, moved, read, renamed.names))
    outcome = headings_kept(graph, outcome, read)
    if outcome.lost:
        raise RenameRefused(f"no link could tell “{new}” from the other heading of that name; choose another")
    return outcome


def with_heading(vault: Vault, note: Note, heading: Heading, new: str, read: Read) -> RenamedHeading:
    """Give a heading the text `new`, and leave all links as they are. Raises `RenameRefused`."""
    new = " ".join(new.split())
    after = _note_after(vault, note, heading, new, read)
    outcome = RenameResult(Changes({note.path: (Edit(name_span(note, heading), new),)}))
    is_title = heading == title_heading(note.facts)
    return RenamedHeading(outcome, after, {fold(heading.visible): new} if is_title else {})


def headings_kept(graph: Graph, outcome: RenameResult, read: Read) -> RenameResult:
    """Add the edits that let each link name the heading that it names, where others change the texts of headings."""
    kept_links = [
        _links_kept(graph, graph.vault.notes[path], edits, read)
        for path, edits in outcome.changes.edits.items()
        if _touch_heading(graph.vault.notes[path], edits)
    ]
    return merge(outcome, *kept_links) if kept_links else outcome


def _touch_heading(note: Note, edits: Iterable[Edit]) -> bool:
    texts = Stretches(heading.text_span for heading in note.facts.headings)
    return any(texts.hold(edit.span) for edit in edits)


def _links_kept(graph: Graph, note: Note, edits: Collection[Edit], read: Read) -> RenameResult:
    """Give the edits of the links to headings of a note that is edited."""
    dialect = graph.vault.settings.dialect
    after = Note(note.path, parse(apply_edits(text_of(note, read), edits), dialect))
    if len(after.facts.headings) != len(note.facts.headings):
        return RenameResult(Changes())
    links = _Links(graph, note, after, read)
    for edge in graph.backlinks(note.path):
        if edge.link.reference is None and (edge.link.headings or edge.link.block is not None):
            links.keep(edge.source, edge.link)
    for path, made in links.edits.items():
        if not is_read_alike(graph.vault.notes[path], made, read, dialect):
            problem = f"with that name in links to “{note.path}”, “{path}” would not be read as it is now"
            raise RenameRefused(f"{problem}; choose another")
    changes = Changes({path: tuple(made) for path, made in links.edits.items()})
    return RenameResult(changes, tuple(links.found), tuple(links.lost), tuple(links.skipped))


def _note_after(vault: Vault, note: Note, heading: Heading, new: str, read: Read) -> Note:
    """Return the note with the heading renamed. Raise `RenameRefused` if `new` is not exactly one heading."""
    text, span = text_to_edit(note, read), name_span(note, heading)
    number = vault.inside(note).number_of(heading)
    if text[slice(*span)] == new:
        raise RenameRefused(f"“{new}” is its name already")
    facts = parse(apply_edits(text, [Edit(span, new)]), vault.settings.dialect)
    made = facts.headings[number] if len(facts.headings) == len(note.facts.headings) else None
    is_right = (
        made is not None
        and (made.level, made.text_span.start) == (heading.level, heading.text_span.start)
        and made.text == new + text[span.end : heading.text_span.end]
    )
    if not new or not is_right:
        raise RenameRefused(f"“{new}” cannot be the text of a heading")
    return Note(note.path, facts)


class _Links:
    """Goes through the links into a note, and gathers what has to be written."""

    def __init__(self, graph: Graph, note: Note, after: Note, read: Read) -> None:
        self.vault = graph.vault
        self.note, self.after, self.texts = note, after, Texts(read)
        pairs = zip(note.facts.headings, after.facts.headings, strict=True)
        self.changed = {number for number, (old, new) in enumerate(pairs) if old.text != new.text}
        # What stands in the note afterwards is looked up beside the vault, which is as it is now.
        self.future = Vault(graph.vault.settings, [after])
        self.edits: dict[str, list[Edit]] = {}
        self.found: list[Mention] = []
        self.lost: list[Mention] = []
        self.skipped: set[str] = set()

    def keep(self, path: str, link: Link) -> None:
        """Let a link of the note at `path` mean the heading that it means."""
        was = self._before(link)
        if was is None:
            if link.headings and self._now(link) is not None:
                self.found.append(Mention(path, link.span))
            return
        steps = ((step, self._before(_up_to(link, step))) for step in range(len(link.headings)))
        stale = {step: number for step, number in steps if number in self.changed}
        if not stale and self._now(link) == was:
            return
        source = self.vault.notes[path]
        edits = next(
            (edits for edits in self._ways(source, link, was, stale) if self._is_right(link, edits, was)), None
        )
        if edits is None:
            self.lost.append(Mention(path, link.span))
        elif source.undecodable:
            self.skipped.add(path)
        else:
            self.edits.setdefault(path, []).extend(in_quotes(source.facts, edit) for edit in edits.written)

    def _before(self, link: Link) -> int | None:
        return _number(self.vault, self.note, fragment(self.vault, self.note, link))

    def _now(self, link: Link) -> int | None:
        return _number(self.future, self.after, fragment(self.future, self.after, link))

    def _is_right(self, link: Link, way: "_Way", was: int) -> bool:
        return self._now(replace(link, headings=way.headings)) == was

    def _ways(self, source: Note, link: Link, was: int, stale: Mapping[int, int]) -> Iterator["_Way"]:
        """Give the ways to write the fragment, the one nearest to how it is written first."""
        spans = link.heading_spans
        whole = Span(spans[0].start, spans[-1].end)
        there = self.future.inside(self.after)
        heading = self.after.facts.headings[was]
        own = there.anchor_of(heading)
        if link.kind in ("link", "image"):
            text = self.texts.of(source)
            (anchor,) = link.headings
            angles = "<" in text[link.path_span.start - 1 : link.path_span.start]
            for name in self._anchors(anchor, was, own):
                yield _Way((name,), (Edit(whole, encoded(name, text[slice(*whole)], anchor, angles=angles)),))
            return
        made = list(link.headings)
        for step, number in stale.items():
            made[step] = self._segment(link.headings[step], number)
        yield _Way(tuple(made), tuple(Edit(spans[step], made[step]) for step in stale))
        paths = (tuple(map(heading_text, path)) for path in there.paths_to(heading))
        for path in (*paths, (own,)):
            yield _Way(path, (Edit(whole, "#".join(path)),))

    def _segment(self, written: str, number: int) -> str:
        """Give the new name as a link says it: as a slug if it says the old one so, and not in small letters only."""
        old, new = self.note.facts.headings[number], self.after.facts.headings[number]
        is_slug = written == slug(old.visible) != old.visible.lower()
        return slug(new.visible) if is_slug else heading_text(new)

    def _anchors(self, anchor: str, was: int, own: str) -> Iterator[str]:
        heading, before = self.after.facts.headings[was], self.note.facts.headings[was]
        is_slug = anchor.lower() == self.vault.inside(self.note).anchor_of(before)
        yield from (own, heading_text(heading)) if is_slug else (heading_text(heading), own)


class _Way(NamedTuple):
    """A way to write a fragment: the headings that it names, and the edits."""

    headings: tuple[str, ...]
    written: tuple[Edit, ...]


def _up_to(link: Link, step: int) -> Link:
    return replace(link, headings=link.headings[: step + 1])


def _number(vault: Vault, note: Note, found: object) -> int | None:
    return vault.inside(note).number_of(found) if isinstance(found, Heading) else None
