"""Resolves wikilinks: all the ways in which a text can match a note or file, in order."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

from msgspec import Struct

from wikilsp.note import Note
from wikilsp.vault.filenames import percent_decode
from wikilsp.vault.ignored_files import IgnoredFiles
from wikilsp.vault.name_registry import NameRegistry
from wikilsp.vault.names import PathIndex, fold, fold_path, resolve_path, without_extension

How = Literal["self", "name", "alias", "title", "decoded", "folder", "ignored", "external", "outside", "missing"]

MOST_CACHED = 10_000
"""How many matches stay cached when a note changes. Texts that are being typed would otherwise add up."""
_MOST_CACHED_NAMES = 200_000
"""The same for texts that match file names, which are that many in large vaults."""
_MOST_CANDIDATES = 50
_RELATIVE = re.compile(r"\.\.?(?:/|\Z)")
DENDRON_URL = "dendron://"
"""The start of Dendron's links that name a vault: `dendron://vault/note`."""
_URL = re.compile(
    r"[a-z][a-z0-9+.-]*://\S"
    r"|(?:data|doi|file|https?|javascript|magnet|mailto|obsidian|sms|tel|urn|vscode|zotero):\S",
    re.IGNORECASE,
)
"""A URL, not a name with a colon such as `Foo: Bar`."""


class Resolution(Struct, frozen=True, gc=False):
    """The target of a link, and how it was found. `target` is the vault path of a note, attachment or folder, or None.

    `how`: `self` (the link's own note), `name` (a path or file name), `alias`, `title`, `decoded` (only after
    percent-decoding), `folder` (a folder, "" for the root; or the index note of a folder),
    `ignored` (a file that `.gitignore` or `exclude` leaves out), `external` (a URL in a wikilink), `outside` (a path
    that leaves the vault), `missing`. `others` are further files that match equally well, best first.
    """

    target: str | None
    how: How
    others: Sequence[str] = ()

    @property
    def candidates(self) -> Sequence[str]:
        """The target and the others, best first; empty if there are too many to look into each."""
        return (self.target, *self.others) if self.target and len(self.others) < _MOST_CANDIDATES else ()


MISSING = Resolution(None, "missing")
OUTSIDE = Resolution(None, "outside")
EXTERNAL = Resolution(None, "external")


class NameMatch(Struct, frozen=True):
    """The files that match a text, for links from any note.

    A text resolves to a match in the folder of the note with the link, else to `best`.
    """

    best: Resolution
    in_folder: Callable[[str], Resolution | None] | None = None
    """Returns the match in a folded folder. None if the text resolves to `best` from every note."""

    def seen_from(self, note: Note) -> Resolution:
        """Return the resolution of the text in `note`."""
        return (self.in_folder and self.in_folder(fold_path(note.folder))) or self.best


def match_path(index: PathIndex, text: str, how: How) -> NameMatch | None:
    """Match a path or its last segments, in Obsidian's order: the whole path, the link's own folder, the shortest."""
    if not index.has_name(text):
        return None
    if whole := _at(index, how, text, ""):
        return NameMatch(whole)
    found = index.match_ending(text)
    if found is None:
        return None
    best = Resolution(found[0], how, found[1])
    return NameMatch(best, partial(_at, index, how, text) if best.others else None)


def _at(index: PathIndex, how: How, text: str, folder: str) -> Resolution | None:
    """Match paths in one folder that differ only in case or extension. One with the exact spelling has no others."""
    path = fold_path(text)
    found = index.match_at(f"{folder}/{path}" if folder else path, text)
    if found is None:
        return None
    best, others = found
    return Resolution(best, how, () if index.is_spelled(best, text) else others)


def _match_of(found: tuple[str, Sequence[str]] | None, how: How) -> NameMatch | None:
    """Return the match of a name that is not a path, from the best note with that name and the others."""
    return NameMatch(Resolution(found[0], how, found[1])) if found else None


class Wikilinks:
    """Resolves the targets of wikilinks, and caches matches until `forget`, to be called after any change of names."""

    def __init__(self, registry: NameRegistry, ignored: IgnoredFiles) -> None:
        self._registry = registry
        self.ignored = ignored
        self._named: dict[str, NameMatch] = {}
        self._others: dict[str, NameMatch] = {}

    def resolve(self, note: Note, text: str) -> Resolution:
        """Resolve `text`, which is not empty, as the target of a wikilink in `note`."""
        match = self._named.get(text) or self._others.get(text)
        if match is None:
            if _RELATIVE.match(text):
                return self._resolve_relative(note, text)
            match = self._matching(text)
        return match.seen_from(note) if match.in_folder else match.best

    def _resolve_relative(self, note: Note, text: str) -> Resolution:
        path = resolve_path(note.folder, text)
        if path is None:
            return OUTSIDE
        found = self.resolve(note, f"/{path}")
        is_folder = text.endswith("/") and found.how == "missing"
        return self.resolve(note, f"/{path}/") if is_folder else found

    def depends_on_folder(self, text: str) -> bool:
        """Whether `text` may resolve to different files from notes in different folders."""
        return bool(_RELATIVE.match(text)) or self._matching(text).in_folder is not None

    def unambiguous(self, text: str) -> str | None:
        """Return the file to which `text` resolves by name or title, from every note and without others, or None."""
        if one := self._registry.one(text):
            return one
        if _RELATIVE.match(text):
            return None
        match = self._matching(text)
        best = match.best
        return None if match.in_folder or best.others or best.how not in ("name", "title") else best.target

    def forget(self) -> None:
        """Clear the cache."""
        self._named.clear()
        self._others.clear()

    def forget_aliases(self) -> None:
        """Remove the texts that match no file name or folder from the cache, since only these can be aliases."""
        self._others.clear()

    def trim(self) -> None:
        """Clear the cache if it is large, since it also has an entry for each text that is being typed."""
        for cache, most in ((self._named, _MOST_CACHED_NAMES), (self._others, MOST_CACHED)):
            if len(cache) > most:
                cache.clear()

    def _matching(self, text: str) -> NameMatch:
        match = self._named.get(text) or self._others.get(text)
        if match is None:
            match = self._match(text)
            cache = self._named if match.best.how in ("name", "folder") else self._others
            cache[text] = match
        return match

    def _match(self, text: str) -> NameMatch:
        if text.startswith(DENDRON_URL) and self._registry.dialect.preset == "dendron":
            return _by_dendron_vault(self._registry, text.removeprefix(DENDRON_URL))
        if one := self._registry.one(text):
            return NameMatch(Resolution(one, "name"))
        decoded = percent_decode(text)
        return (
            _by_name(self._registry, text, "name")
            or _by_folder(self._registry, text, "folder")
            or _by_title(self._registry, text)
            or (_by_name(self._registry, decoded, "decoded") if decoded != text else None)
            or _match_of(self._registry.aliases.match(fold(text)), "alias")
            or _by_folder_path(self._registry, text)
            or (NameMatch(EXTERNAL) if _URL.match(text) else None)
            or self._match_ignored(text)
            or (self._match_ignored(decoded) if decoded != text else None)
            or NameMatch(MISSING)
        )

    def _match_ignored(self, text: str) -> NameMatch | None:
        return _by_name(self.ignored.registry, text, "ignored") or _by_folder(self.ignored.registry, text, "ignored")


def _by_dendron_vault(registry: NameRegistry, text: str) -> NameMatch:
    """Match a note by the name of its vault and its own. One of another workspace is outside of this vault."""
    vault, _, name = text.partition("/")
    folder = dict(registry.dialect.dendron_vaults).get(vault)
    if folder is None or not name:
        return NameMatch(OUTSIDE)
    return _by_name(registry, f"/{folder}/{name}" if folder else f"/{name}", "name") or NameMatch(MISSING)


def _by_name(registry: NameRegistry, text: str, how: How) -> NameMatch | None:
    """Match notes before attachments. For `a.md`, match the note `a.md.md` before `a.md`."""
    stem = without_extension(text)
    if registry.encoding is not None:
        page = _match_of(registry.page(text) or registry.page(stem), how)
        # A bare name is the whole name of a page, never its last part. A path can also match a file.
        if page or "/" not in text:
            return page or match_path(registry.files, text, how)
    find = _match_from_root if text.startswith("/") else match_path
    found = find(registry.stems, text, how) or find(registry.files, text, how)
    return found or (find(registry.stems, stem, how) if stem != text else None)


def _match_from_root(index: PathIndex, text: str, how: How) -> NameMatch | None:
    found = _at(index, how, text.removeprefix("/"), "")
    return NameMatch(found) if found else None


def _by_title(registry: NameRegistry, text: str) -> NameMatch | None:
    # A path from the root is not a title, though its slug may look like one.
    if registry.dialect.resolve != "title" or text.startswith("/"):
        return None
    return _match_of(registry.titled(text), "title")


def _by_folder_path(registry: NameRegistry, text: str) -> NameMatch | None:
    """Match the folder that `folder/` names, the best one if there are several."""
    path = text.removesuffix("/")
    if path == text or not path.strip("/"):
        return None
    find = _match_from_root if path.startswith("/") else match_path
    found = find(registry.folders, path, "folder")
    return NameMatch(Resolution(found.best.target, "folder")) if found else None


def _by_folder(registry: NameRegistry, text: str, how: How) -> NameMatch | None:
    """Match the index note of a folder, if the dialect has such notes."""
    if not registry.dialect.folder_index:
        return None
    folder = text.removesuffix("/")
    return _by_name(registry, f"{folder}/index", how) or _by_name(registry, f"{folder}/README", how)
