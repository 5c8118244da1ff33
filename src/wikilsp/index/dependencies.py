"""Indexes links by target, and notes by the names that their links depend on.

A note depends on the names in its links and on the names of their targets. A file provides names: its own, and those in
its contents, such as aliases. If a provided name changes, the notes that depend on it may have other links or findings.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache
from sys import intern
from typing import NamedTuple, TypeVar

from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.facts import Link
from wikilsp.targets import is_missing_name
from wikilsp.vault.filenames import percent_decode
from wikilsp.vault.fragments import slug
from wikilsp.vault.names import fold, without_extension
from wikilsp.vault.nearest import SimilarNames, ends
from wikilsp.vault.resolve import Resolution
from wikilsp.vault.vault import Vault

ProvidedName = tuple[str | int, str]
"""The kind of a name, and the folded name."""
LinkSources = dict[str, tuple[int, ...]]
"""By the path of a note, the indexes of some of its links, in ascending order."""

_Value = TypeVar("_Value")
_Paths = dict[str, None]
"""A set of paths. Most have few members, and then a dict takes half the memory of a set."""
_NO_PATHS: _Paths = {}
_NO_SOURCES: LinkSources = {}
_INDEX_PAGES = frozenset(("index", "_index"))
_INDEX_NOTES = frozenset(("index", "readme"))
_LONGEST_NAME = 255
"""Characters of the longest file name on any file system. Longer texts are not cached."""
_IS_BARE = re.compile(r"[^/.%]+")


def fragments_in(note: Note) -> tuple[object, ...]:
    """Return a value that changes if links to fragments of a note may find something else."""
    facts = note.facts
    headings = tuple((heading.text, heading.level) for heading in facts.headings)
    return headings, tuple(block.id for block in facts.blocks), facts.anchors, note.is_read


def folders_of(path: str) -> list[str]:
    """Return the folders that a file is in, the outermost first."""
    segments = path.split("/")
    return ["/".join(segments[:end]) for end in range(1, len(segments))]


def file_names(path: str) -> frozenset[str]:
    """Return, folded, the names that a file provides by its file name."""
    name = path.rpartition("/")[2]
    stem = without_extension(name)
    # A link `[[a.md]]` can also mean `a.md.md`, so it depends on both names.
    return frozenset(map(fold, (name, stem, without_extension(stem))))


def provided_names(path: str, note: Note | None, vault: Vault) -> frozenset[ProvidedName]:
    """Return the names that a file provides, with their kinds: a title that becomes an alias is a change, too."""
    names = frozenset(("file", name) for name in file_names(path))
    return names | vault.registry.called(note) if note else names


@lru_cache(maxsize=16384)
def _bare(text: str) -> tuple[str, str] | None:
    """Return a bare name folded, and its slug; None for a path, or if the text can be read in more than one way."""
    return (fold(text), slug(text)) if _IS_BARE.fullmatch(text) else None


def required_names(link: Link, resolution: Resolution, dialect: Dialect) -> Iterable[str]:
    """Return, folded, the names that decide the resolution of a link and the findings about it."""
    target = resolution.target
    if (
        link.whole is None
        and resolution.how == "name"
        and len(link.path) <= _LONGEST_NAME
        and (bare := _bare(link.path))
    ):
        # Any other file that can match the link provides just this name.
        return bare if dialect.resolve == "title" else bare[:1]
    texts = {link.path, percent_decode(link.path), *(() if link.whole is None else (link.whole,))}
    # The name of a page may have a slash at either end.
    texts |= {text.removeprefix("/").removesuffix("/") for text in texts}
    names = {name for text in texts for name in (text, *text.split("/"))}
    names |= {without_extension(name) for name in names}
    folded = {fold(name) for name in names} | {slug(text) for text in texts}
    if target is not None:
        folded |= file_names(target)
    if dialect.folder_index and resolution.how != "name":
        folded |= _INDEX_NOTES
    if dialect.content_root and link.path.startswith("/"):
        folded |= _INDEX_PAGES
    return folded - {""}


class _Keys(NamedTuple):
    """The keys of the indices that have an entry for a note."""

    targets: tuple[str, ...]
    missing: tuple[str, ...]
    """The folded targets of its links that are missing."""
    names: tuple[str, ...]
    """The folded names that its links depend on."""


class LinkIndex:
    """The links of a vault by target, and its notes by the names that their links depend on."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._keys: dict[str, _Keys] = {}
        self._by_target: dict[str, LinkSources] = {}
        self._missing: dict[str, LinkSources] = {}
        self._dependents: dict[str, _Paths] = {}
        self._misspelled = SimilarNames(())
        """The folded missing targets."""

    def sources(self, target: str) -> Mapping[str, tuple[int, ...]]:
        """Return the indexes of the links to a file, by the notes that contain them."""
        return self._by_target.get(target, _NO_SOURCES)

    def missing(self, name: str) -> Mapping[str, tuple[int, ...]]:
        """Return the indexes of the links to a folded missing target, by the notes that contain them."""
        return self._missing.get(name, _NO_SOURCES)

    def missing_names(self) -> AbstractSet[str]:
        """Return the folded missing targets."""
        return self._missing.keys()

    def linking_to(self, is_target: Callable[[str], bool]) -> set[str]:
        """Return the notes with a link to a file that the predicate accepts."""
        return set().union(*(sources for target, sources in self._by_target.items() if is_target(target)))

    def linking_outside(self, files: AbstractSet[str]) -> set[str]:
        """Return the notes with a link that is missing, or to a file that is not one of these."""
        return self.linking_to(lambda target: target not in files).union(*self._missing.values())

    def depending_on(self, names: Iterable[str]) -> set[str]:
        """Return the notes with a link that depends on one of these folded names."""
        return set().union(*(self._dependents.get(name, _NO_PATHS) for name in names))

    def affected_by(self, names: AbstractSet[str]) -> set[str]:
        """Return the notes that depend on one of these folded names, or contain a link that may misspell one."""
        affected = self.depending_on(names)
        for missing in set(self._misspelled.with_ends({end for name in names for end in ends(name)})):
            affected.update(self._missing.get(missing, _NO_SOURCES))
        return affected

    def put(self, note: Note) -> None:
        """Index the links of a note, replacing the links of its last version."""
        self.remove(note.path)
        targets, missing, names = self._read(note)
        for target, indexes in targets.items():
            self._by_target.setdefault(target, {})[note.path] = _share(tuple(indexes))
        for name, indexes in missing.items():
            if name not in self._missing:
                self._misspelled.add(name)
            self._missing.setdefault(name, {})[note.path] = _share(tuple(indexes))
        # All notes that depend on a name share one string.
        interned = tuple([intern(name) for name in names])
        for name in interned:
            self._dependents.setdefault(name, {})[note.path] = None
        self._keys[note.path] = _Keys(tuple(targets), tuple(missing), interned)

    def _read(self, note: Note) -> tuple[dict[str, list[int]], dict[str, list[int]], set[str]]:
        """Return the indexes of a note's links by target and by missing target, and the names that they depend on."""
        vault = self._vault
        # Many links have the same target, and that decides the resolution.
        resolutions: dict[tuple[bool, str, str | None], Resolution] = {}
        targets, missing, names = dict[str, list[int]](), dict[str, list[int]](), set[str]()
        for index, link in enumerate(note.links):
            text = (link.kind in ("link", "image"), link.path, link.whole)
            if text not in resolutions:
                resolutions[text] = resolution = vault.resolve(note, link)
                names.update(required_names(link, resolution, vault.settings.dialect))
                target_note = None if resolution.how == "name" else vault.notes.get(resolution.target or "")
                if target_note:
                    # A finding suggests one of the target's own names, if no other note has it.
                    names.update(name for _, name in vault.registry.called(target_note))
            target = resolutions[text].target
            if target is not None:
                targets.setdefault(target, []).append(index)
            elif resolutions[text].how == "missing" and is_missing_name(link):
                missing.setdefault(fold(link.path), []).append(index)
        return targets, missing, names

    def remove(self, path: str) -> None:
        """Remove the links of a note, if they are indexed."""
        keys = self._keys.pop(path, _Keys((), (), ()))
        for target in keys.targets:
            _discard(self._by_target, target, path)
        for name in keys.missing:
            if _discard(self._missing, name, path):
                self._misspelled.discard(name)
        for name in keys.names:
            _discard(self._dependents, name, path)


@lru_cache(maxsize=4096)
def _share(indexes: tuple[int, ...]) -> tuple[int, ...]:
    """Return the same object for equal tuples: most notes have one link to a target, among their first few links."""
    return indexes


def _discard(index: dict[str, dict[str, _Value]], key: str, path: str) -> bool:
    """Remove `path` from an entry of an index. Return True if the entry is now empty, and thus removed as well."""
    paths = index.get(key)
    if paths is None:
        return False
    paths.pop(path, None)
    if not paths:
        del index[key]
    return not paths
