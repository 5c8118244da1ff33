"""Where a wikilink leads: every way in which a name can be meant, in order. Knows no Markdown link and no disk."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

from msgspec import Struct

from wikilsp.note import Note
from wikilsp.vault.filenames import percent_decoded
from wikilsp.vault.ignored_files import IgnoredFiles
from wikilsp.vault.name_registry import NameRegistry
from wikilsp.vault.names import PathIndex, fold, fold_path, joined, without_extension

How = Literal["self", "name", "alias", "title", "decoded", "folder", "ignored", "external", "outside", "missing"]

REMEMBERED = 10_000
"""Texts of which it stays remembered where they lead when a note changes: not all that is ever typed."""
_REMEMBERED_NAMES = 200_000
"""The same, of texts that are names of files: there are as many of these in large vaults."""
_RELATIVE = re.compile(r"\.\.?(?:/|\Z)")
_URL = re.compile(
    r"[a-z][a-z0-9+.-]*://\S"
    r"|(?:data|doi|file|https?|javascript|magnet|mailto|obsidian|sms|tel|urn|vscode|zotero):\S",
    re.IGNORECASE,
)
"""A URL, not a name with a colon such as `Foo: Bar`."""


class Resolution(Struct, frozen=True, gc=False):
    """Where a link leads. `target` is a vault path of a note, attachment or folder; None if there is none to give.

    `how`: `self` (this note), `name` (a path or file name), `alias`, `title`, `decoded` (only after percent-decoding),
    `folder` (a Markdown link to a folder, "" for the root; or the note that a folder opens), `ignored` (a file that
    `.gitignore` or `exclude` rules out), `external` (a URL in a wikilink), `outside` (a path that leaves the vault),
    `missing`. `others` are further notes that answer to the same name equally well, best first.
    """

    target: str | None
    how: How
    others: Sequence[str] = ()


MISSING = Resolution(None, "missing")
OUTSIDE = Resolution(None, "outside")
EXTERNAL = Resolution(None, "external")


class NameMatch(Struct, frozen=True):
    """Where a text leads: to what the source's folder has itself, which `own` tells by folded folder, else to `best`.

    Without `own` it leads to the same from everywhere.
    """

    best: Resolution
    own: Callable[[str], Resolution | None] | None = None

    def seen_from(self, note: Note) -> Resolution:
        """Give where the text leads from `note`."""
        return (self.own and self.own(fold_path(note.folder))) or self.best


def by_path(index: PathIndex, text: str, how: How) -> NameMatch | None:
    """Match a path or the end of one, in Obsidian's order: the whole path, the source's own folder, the shortest."""
    if not index.has_name(text):
        return None
    if whole := _at(index, how, text, ""):
        return NameMatch(whole)
    found = index.chosen_ending(text)
    if found is None:
        return None
    best = Resolution(found[0], how, found[1])
    return NameMatch(best, partial(_at, index, how, text) if best.others else None)


def _at(index: PathIndex, how: How, text: str, folder: str) -> Resolution | None:
    """Choose among paths of one folder, which differ in case or extension only: exact spelling leaves no doubt."""
    path = fold_path(text)
    found = index.chosen_at(f"{folder}/{path}" if folder else path, text)
    if found is None:
        return None
    best, others = found
    return Resolution(best, how, () if index.is_spelled(best, text) else others)


def held(found: tuple[str, Sequence[str]] | None, how: How) -> NameMatch | None:
    """Match the notes that answer to a name that is no path: the best of them, and the others."""
    return NameMatch(Resolution(found[0], how, found[1])) if found else None


class Wikilinks:
    """Resolves the paths of wikilinks. What is remembered holds until `forget`, which any change of names calls for."""

    def __init__(self, register: NameRegistry, ignored: IgnoredFiles) -> None:
        self._register = register
        self.ignored = ignored
        self._named: dict[str, NameMatch] = {}
        self._others: dict[str, NameMatch] = {}

    def resolve(self, note: Note, text: str) -> Resolution:
        """Tell where `text`, which is not empty, leads from `note`."""
        match = self._named.get(text) or self._others.get(text)
        if match is None:
            if _RELATIVE.match(text):
                path = joined(note.folder, text)
                return OUTSIDE if path is None else self.resolve(note, f"/{path}")
            match = self._remembered(text)
        return match.seen_from(note)

    def certain(self, text: str) -> str | None:
        """Give the file that `text` leads to by name or title, if it does so from any note, and to no other."""
        if one := self._register.one(text):
            return one
        if _RELATIVE.match(text):
            return None
        match = self._named.get(text) or self._others.get(text) or self._remembered(text)
        best = match.best
        return None if match.own or best.others or best.how not in ("name", "title") else best.target

    def forget(self) -> None:
        """Forget what was remembered."""
        self._named.clear()
        self._others.clear()

    def forget_aliases(self) -> None:
        """Forget where texts lead that no name or folder answers to, since only these may be aliases."""
        self._others.clear()

    def trim(self) -> None:
        """Forget what was remembered if it is much: anything may be typed."""
        for memory, most in ((self._named, _REMEMBERED_NAMES), (self._others, REMEMBERED)):
            if len(memory) > most:
                memory.clear()

    def _remembered(self, text: str) -> NameMatch:
        match = self._match(text)
        memory = self._named if match.best.how in ("name", "folder") else self._others
        memory[text] = match
        return match

    def _match(self, text: str) -> NameMatch:
        if one := self._register.one(text):
            return NameMatch(Resolution(one, "name"))
        decoded = percent_decoded(text)
        return (
            _by_name(self._register, text, "name")
            or _by_folder(self._register, text, "folder")
            or _by_title(self._register, text)
            or (_by_name(self._register, decoded, "decoded") if decoded != text else None)
            or held(self._register.aliases.chosen(fold(text)), "alias")
            or (NameMatch(EXTERNAL) if _URL.match(text) else None)
            or self._match_ignored(text)
            or (self._match_ignored(decoded) if decoded != text else None)
            or NameMatch(MISSING)
        )

    def _match_ignored(self, text: str) -> NameMatch | None:
        return _by_name(self.ignored.register, text, "ignored") or _by_folder(self.ignored.register, text, "ignored")


def _by_name(register: NameRegistry, text: str, how: How) -> NameMatch | None:
    """Match what has this name: notes before attachments, and for a text `a.md` the note `a.md.md` before `a.md`."""
    stem = without_extension(text)
    if register.encoding is not None:
        page = held(register.page(text) or register.page(stem), how)
        # A bare name is the name of a page and never a part of one; a path may be that of a file as well.
        if page or "/" not in text:
            return page or by_path(register.files, text, how)
    find = _rooted if text.startswith("/") else by_path
    found = find(register.stems, text, how) or find(register.files, text, how)
    return found or (find(register.stems, stem, how) if stem != text else None)


def _rooted(index: PathIndex, text: str, how: How) -> NameMatch | None:
    found = _at(index, how, text.removeprefix("/"), "")
    return NameMatch(found) if found else None


def _by_title(register: NameRegistry, text: str) -> NameMatch | None:
    # A path from the root is no title, though its slug may look like one.
    if register.dialect.resolve != "title" or text.startswith("/"):
        return None
    return held(register.titled(text), "title")


def _by_folder(register: NameRegistry, text: str, how: How) -> NameMatch | None:
    """Match the note that a folder of this name opens, where the dialect has such notes."""
    if not register.dialect.folder_index:
        return None
    folder = text.removesuffix("/")
    return _by_name(register, f"{folder}/index", how) or _by_name(register, f"{folder}/README", how)
