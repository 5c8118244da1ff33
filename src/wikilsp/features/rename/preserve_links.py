"""Computes the edits that preserve the target of every link when the vault changes."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec.structs import replace

from wikilsp.features.answers import Mention, TextReader
from wikilsp.features.rename.pending_moves import Moves
from wikilsp.features.rename.reparse import is_parsed_alike
from wikilsp.features.rename.result import RenameResult
from wikilsp.features.rename.spelling import (
    destination_texts,
    encode_destination,
    folder_texts,
    is_path,
    is_relative,
    path_outside,
    wikilink_texts,
)
from wikilsp.features.rename.texts import Texts, raw_destination
from wikilsp.index.graph import Edge, Graph
from wikilsp.note import Note
from wikilsp.suggestions import relabel
from wikilsp.syntax.facts import Link
from wikilsp.targets import is_writable
from wikilsp.text import Edit, Span
from wikilsp.vault.changes import Changes
from wikilsp.vault.filenames import percent_decode
from wikilsp.vault.name_registry import page_encoding
from wikilsp.vault.names import fold, relative_path, without_extension
from wikilsp.vault.resolve import How, Resolution
from wikilsp.vault.vault import Vault

_NO_NAMES: Mapping[str, str] = {}


def preserve_links(
    graph: Graph, after: Vault, moves: Moves, read: TextReader, names: Mapping[str, str] = _NO_NAMES
) -> RenameResult:
    """Return the edits that make each link of the vault resolve in `after` to what it resolves to now.

    `names` are renamed aliases and titles: new names by folded old names. Edits are in offsets before the change.
    """
    preserver = _LinkPreserver(graph.vault, after, moves, read, names)
    for path in sorted(_affected_notes(graph, after, moves)):
        preserver.preserve(path, graph.links(path))
    return preserver.result()


def _affected_notes(graph: Graph, after: Vault, moves: Moves) -> set[str]:
    """Return the notes with links that may resolve differently: changed ones, and ones that link by a changed name."""
    before = graph.vault
    paths = [path for path in (*before.notes, *before.files) if moves(path) != path]
    names = {name for path in paths for name in (*_names(path), *_names(moves(path)))}
    changed = set()
    for path, note in before.notes.items():
        new_note = after.notes.get(moves(path))
        if new_note is not note:
            changed.add(path)
            old_names, new_names = (
                before.registry.called(note),
                after.registry.called(new_note) if new_note else frozenset(),
            )
            # An alias of several notes resolves to the one with the shortest path, so a move can change it.
            names |= {name for _, name in (old_names | new_names if moves(path) != path else old_names ^ new_names)}
    return changed | graph.notes_depending_on(names, lambda path: moves(path) != path)


def _names(path: str) -> Iterator[str]:
    """Yield the folded names by which links may refer to a file and its folders."""
    for segment in path.split("/"):
        stem = without_extension(segment)
        yield from map(fold, (segment, stem, without_extension(stem)))


class _LinkPreserver:
    """Collects the edits that preserve links, and the links that resolve differently."""

    def __init__(self, before: Vault, after: Vault, moves: Moves, read: TextReader, names: Mapping[str, str]) -> None:
        self.before = before
        self.after = after
        self.moves = moves
        self.read = read
        self.texts = Texts(read)
        self.names = names
        self.has_pages = page_encoding(before.settings.dialect) is not None
        self.edits: dict[str, tuple[Edit, ...]] = {}
        self.found: list[Mention] = []
        self.lost: list[Mention] = []
        self.skipped: list[str] = []

    def result(self) -> RenameResult:
        return RenameResult(Changes(self.edits), tuple(self.found), tuple(self.lost), tuple(self.skipped))

    def preserve(self, path: str, edges: Iterable[Edge]) -> None:
        """Preserve the links of the note at `path`."""
        note, new_note = self.before.notes[path], self.after.notes.get(self.moves(path))
        if new_note is None:
            return  # it becomes an attachment
        edits: list[Edit] = []
        changed: list[Mention] = []
        for _, link, old in edges:
            # A link by reference has its destination at the definition, which has a link of its own.
            if link.reference is None and not self._is_preserved(note, new_note, link, old):
                link_edits = self._link_edits(note, new_note, link, old)
                edits += link_edits
                changed += [Mention(path, link.span)] if link_edits else []
        if not edits:
            return
        if note.undecodable:
            self.skipped.append(path)
        elif is_parsed_alike(note, edits, self.read, self.before.settings.dialect):
            self.edits[path] = tuple(edits)
        else:
            self.lost += changed

    def _is_preserved(self, note: Note, new_note: Note, link: Link, old: Resolution) -> bool:
        """Whether a link needs no edit. Also records a link that was unresolved and now resolves."""
        new_resolution = self.after.resolve(new_note, link)
        if old.target is None:
            if old.how == "missing" and new_resolution.target is not None:
                self.found.append(Mention(note.path, link.span))
            return old.how != "outside" or note.folder == new_note.folder
        target = self.moves(old.target)
        if _has_same_target(new_resolution, old) and target == old.target and new_note.path == note.path:
            return True
        is_ambiguous = new_resolution.others and not old.others
        if new_resolution.target != target or new_resolution.how not in (old.how, "name") or is_ambiguous:
            return False
        # Other programs do not resolve inexact folders, so exact ones must stay exact.
        if link.kind in ("link", "image") and old.how != "self":
            if is_relative(link.path, old.target, note.folder):
                return is_relative(link.path, target, new_note.folder)
            return is_path(link.path, target) or not is_path(link.path, old.target)
        return True

    def _link_edits(self, note: Note, new_note: Note, link: Link, old: Resolution) -> Collection[Edit]:
        """Return the edits that preserve the target of a link. If no spelling does, record the link as lost."""
        is_wikilink = link.kind in ("wikilink", "embed")
        edits = (
            self._wikilink_edits(note, new_note, link, old)
            if is_wikilink
            else self._destination_edits(note, new_note, link, old)
        )
        if edits is None:
            if old.target is not None and self.after.resolve(new_note, link).target != self.moves(old.target):
                self.lost.append(Mention(note.path, link.span))
            return ()
        return edits

    # Wikilinks

    def _wikilink_edits(self, note: Note, new_note: Note, link: Link, old: Resolution) -> tuple[Edit, ...] | None:
        """Return the edits for the best spelling that preserves the target of a wikilink; None if no spelling does."""
        if old.target is None:
            text = relative_path(new_note.folder, path_outside(note.folder, link.path))
            return (note.edit(link.path_span, text),)
        target, name = self.moves(old.target), self.names.get(fold(link.path))
        if name and old.how in ("alias", "title") and self._resolves_to(new_note, link, name, target, old.how):
            return (note.edit(link.path_span, name),)
        ways: tuple[How, ...] = ("name", old.how) if old.how in ("folder", "ignored") else ("name",)
        for text in self._wikilink_spellings(new_note, link, old, target):
            if any(self._resolves_to(new_note, link, text, target, how) for how in ways):
                if link.whole is not None and self._is_page_name(note, link, old):
                    return (note.edit(self._inner_span(note, link), text),)
                # The link keeps showing the alias.
                if old.how in ("alias", "title"):
                    return relabel(self.after, note, link, text)
                return (note.edit(link.path_span, text),)
        return None

    def _wikilink_spellings(self, new_note: Note, link: Link, old: Resolution, target: str) -> Iterator[str]:
        """Yield the texts to try for a wikilink to `target`, best first, in the style of the link."""
        old_path = old.target or ""
        if self.has_pages:
            yield self.after.shortest(target, new_note)
        if old.how == "folder":
            yield from folder_texts(link.path, target)
        name_text = link.path if old.how in ("name", "folder", "ignored") else ""
        text = percent_decode(link.path) if old.how == "decoded" else name_text
        yield from wikilink_texts(text, old_path, target, new_note.folder)

    def _resolves_to(self, new_note: Note, link: Link, text: str, target: str, how: How) -> bool:
        """Whether a link with this text would resolve to `target` in the way `how`, and be unambiguous."""
        if not text or not is_writable(text):
            return False
        found = self.after.resolve(new_note, replace(link, path=text, whole=None))
        return found.target == target and found.how == how and not found.others

    def _is_page_name(self, note: Note, link: Link, old: Resolution) -> bool:
        """Whether everything between the brackets is a page name, including what looks like a label or a fragment."""
        return self.before.resolve(note, replace(link, whole=None)) != old

    def _inner_span(self, note: Note, link: Link) -> Span:
        """Return the span of everything between the brackets of a wikilink."""
        start = self.texts.of(note).index(link.whole or "", link.span.start)
        return Span(start, start + len(link.whole or ""))

    # Markdown links

    def _destination_edits(self, note: Note, new_note: Note, link: Link, old: Resolution) -> tuple[Edit, ...] | None:
        """Return the edit for the best destination that preserves the target of a Markdown link; None if none does."""
        if old.target is None:
            text: str | None = relative_path(new_note.folder, path_outside(note.folder, link.path))
        else:
            target = self.moves(old.target)
            texts = destination_texts(link.path, old.target, target, note.folder, new_note.folder)
            text = next((text for text in texts if self._is_exact_spelling(new_note, link, text, target)), None)
        if text is None:
            return None
        source = self.texts.of(note)
        raw, angles = raw_destination(note, link.path_span, source), source.startswith("<", link.path_span.start - 1)
        return (note.edit(link.path_span, encode_destination(text, raw, link.path, angles=angles)),)

    def _is_exact_spelling(self, new_note: Note, link: Link, text: str, target: str) -> bool:
        """Whether a destination is an exact path of `target`, which other programs resolve too, and resolves to it."""
        exact = is_relative(text, target, new_note.folder) or is_path(text, target)
        return exact and self.after.resolve(new_note, replace(link, path=text)).target == target


def _has_same_target(new: Resolution, old: Resolution) -> bool:
    """Whether two resolutions have the same target, found in the same way. Their many other candidates may differ."""
    return (new.target, new.how, not new.others) == (old.target, old.how, not old.others)
