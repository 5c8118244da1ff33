"""Chooses what a link says after a change of the vault, so that it keeps its target."""

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
    respell,
    wikilink_texts,
)
from wikilsp.features.rename.texts import Texts, raw_destination
from wikilsp.index.graph import Edge
from wikilsp.note import Note
from wikilsp.suggestions import relabel
from wikilsp.syntax.facts import Link
from wikilsp.targets import is_writable
from wikilsp.text import Edit, Span
from wikilsp.vault.changes import Changes
from wikilsp.vault.daily_notes import daily_notes
from wikilsp.vault.filenames import percent_decode
from wikilsp.vault.name_registry import link_name, page_encoding
from wikilsp.vault.names import fold, fold_path, relative_path
from wikilsp.vault.resolve import How, Resolution
from wikilsp.vault.vault import Vault


class LinkPreserver:
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
        self.broken: list[tuple[str, str]] = []
        self.longer: list[Mention] = []
        self.skipped: list[str] = []

    def result(self) -> RenameResult:
        """Return the edits of all notes preserved so far, and what the user should know about their links."""
        return RenameResult(
            Changes(self.edits),
            tuple(self.found),
            tuple(self.lost),
            tuple(self.broken),
            tuple(self.skipped),
            longer=tuple(self.longer),
        )

    def preserve(self, note: Note, edges: Iterable[Edge]) -> None:
        """Preserve the links of a note."""
        new_path = self.moves(note.path)
        new_note = self.after.notes.get(new_path)
        if new_note is not None:
            self.preserve_from(note, new_note, edges)
        # Otherwise it becomes an attachment.

    def preserve_from(self, note: Note, new_note: Note, edges: Iterable[Edge]) -> None:
        """Preserve the links of a note that will be `new_note`. Neither has to be in the vault."""
        edits: list[Edit] = []
        changed: list[tuple[Link, Resolution]] = []
        for _, link, old in edges:
            # A link by reference has its destination at the definition, which has a link of its own.
            link_edits = () if link.reference is not None else self._edits_of(note, new_note, link, old)
            edits += link_edits
            changed += [(link, old)] if link_edits else []
        if not edits:
            return
        if note.undecodable:
            self.skipped.append(note.path)
        elif is_parsed_alike(note, edits, self.read, self.before.settings.dialect):
            self.edits[note.path] = tuple(edits)
        else:
            for link, old in changed:
                self._lose(note, link, old)

    def _edits_of(self, note: Note, new_note: Note, link: Link, old: Resolution) -> Collection[Edit]:
        """Return the edits that preserve the target of a link. If no spelling does, record the link as lost."""
        text = self._in_new_case(link, old)
        if self._is_preserved(note, new_note, link if text == link.path else replace(link, path=text), old):
            return () if text == link.path else self._write(note, link, old, text)
        is_wikilink = link.kind in ("wikilink", "embed")
        edits = (
            self._wikilink_edits(note, new_note, link, old)
            if is_wikilink
            else self._destination_edits(note, new_note, link, old)
        )
        if edits is None:
            if old.target is not None and self.after.resolve(new_note, link).target != self.moves(old.target):
                self._lose(note, link, old)
            return ()
        return edits

    def _lose(self, note: Note, link: Link, old: Resolution) -> None:
        self.lost.append(Mention(note.path, link.span))
        if old.target is not None:
            self.broken.append((note.path, old.target))

    def _in_new_case(self, link: Link, old: Resolution) -> str:
        """Return the path of a link with the case of its names changed if that is all that changes about them."""
        target = self.moves(old.target) if old.target else old.target
        if not (old.target and target) or target == old.target or fold_path(target) != fold_path(old.target):
            return link.path
        if self.has_pages and fold(link.path) == fold(self._name(old.target)):
            return respell(link.path, self._name(old.target), self._name(target))
        text = percent_decode(link.path) if old.how == "decoded" else link.path
        if old.how == "folder" and old.target in self.before.notes:
            new = respell(text, old.target.rpartition("/")[0], target.rpartition("/")[0])
        else:
            new = respell(text, old.target, target)
        return link.path if new == text else new

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

    def _name(self, path: str) -> str:
        """Return the name of the file at `path` in links."""
        return link_name(path, self.before.settings.dialect)

    # Edits

    def _write(self, note: Note, link: Link, old: Resolution, text: str) -> tuple[Edit, ...]:
        """Return the edits that make `text` the path of a link, and change a label that follows."""
        if link.kind in ("link", "image"):
            source = self.texts.of(note)
            raw = raw_destination(note, link.path_span, source)
            angles = source.startswith("<", link.path_span.start - 1)
            written = encode_destination(text, raw, link.path, angles=angles)
        else:
            written = text
        return (note.edit(link.path_span, written), *self._label_edits(note, link, old, text))

    def _label_edits(self, note: Note, link: Link, old: Resolution, text: str) -> Iterator[Edit]:
        """Yield the edit of a label that repeats the name or the path of the target, if labels follow."""
        if self.before.settings.labels_follow and link.label and link.label_span and old.target is not None:
            new_texts = {link.path: text, self._name(old.target): self._name(self.moves(old.target))}
            label = new_texts.get(link.label, link.label)
            if label != link.label:
                yield note.edit(link.label_span, label)

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
        preferred: str | None = None
        for text in self._wikilink_spellings(new_note, link, old, target):
            preferred = preferred or text
            if any(self._resolves_to(new_note, link, text, target, how) for how in ways):
                if len(text) > len(preferred) or old.how in ("alias", "title"):
                    self.longer.append(Mention(note.path, link.span))
                if link.whole is not None and self._is_page_name(note, link, old):
                    return (note.edit(self._inner_span(note, link), text),)
                # The link keeps showing the alias.
                if old.how in ("alias", "title"):
                    return relabel(self.after, note, link, text)
                return self._write(note, link, old, text)
        return None

    def _wikilink_spellings(self, new_note: Note, link: Link, old: Resolution, target: str) -> Iterator[str]:
        """Yield the texts to try for a wikilink to `target`, best first, in the style of the link."""
        old_path = old.target or ""
        if self.before.registry.journal(link.path):
            yield from self._same_format(link, target)
        if self.has_pages:
            yield self.after.shortest(target, new_note)
        if old.how == "folder":
            yield from folder_texts(link.path, target)
        name_text = link.path if old.how in ("name", "folder", "ignored") else ""
        text = percent_decode(link.path) if old.how == "decoded" else name_text
        yield from wikilink_texts(text, old_path, target, new_note.folder)

    def _same_format(self, link: Link, target: str) -> Iterator[str]:
        """Yield the name of a journal in the format in which the link names one."""
        daily = daily_notes(self.after.settings.dialect)
        day = daily.day(link_name(target, self.after.settings.dialect))
        text = daily.respell(link.path, day) if day else None
        if text:
            yield text

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
        return None if text is None else self._write(note, link, old, text)

    def _is_exact_spelling(self, new_note: Note, link: Link, text: str, target: str) -> bool:
        """Whether a destination is an exact path of `target`, which other programs resolve too, and resolves to it."""
        exact = is_relative(text, target, new_note.folder) or is_path(text, target)
        return exact and self.after.resolve(new_note, replace(link, path=text)).target == target


def _has_same_target(new: Resolution, old: Resolution) -> bool:
    """Whether two resolutions have the same target, found in the same way. Their many other candidates may differ."""
    return (new.target, new.how, not new.others) == (old.target, old.how, not old.others)
