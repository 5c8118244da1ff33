"""Indexes links by their text: each distinct text is resolved once, however many notes contain it.

The meaning of a text can depend on the folder of the note with the link: a relative path, or a name that several files
have. Such a text has an entry for each folder. If names change, only the texts that depend on them are resolved again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from sys import intern
from typing import NamedTuple, TypeVar

from wikilsp.index.dependencies import LinkText, required_names
from wikilsp.note import Note
from wikilsp.targets import is_name
from wikilsp.vault.nearest import SimilarNames, ends
from wikilsp.vault.resolve import Resolution
from wikilsp.vault.vault import Vault

Users = dict[str, None]
"""The paths of the notes with a text. Most texts have few, and then a dict takes half the memory of a set."""
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class _Meaning(NamedTuple):
    """The current meaning of a text."""

    resolution: Resolution
    names: tuple[str, ...]
    """The folded names that decide it, and the findings about it."""
    missing: str | None
    """The folded name that the text misses."""


class LinkIndex:
    """The texts of all links of a vault, with the notes that contain them and the files that they lead to.

    Texts are resolved by `settle`, which must be exhausted before anything is read.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._users: dict[LinkText, Users] = {}
        self._meanings: dict[LinkText, _Meaning] = {}
        self._by_target: dict[str, dict[LinkText, Users]] = {}
        self._by_other: dict[str, dict[LinkText, Users]] = {}
        """The texts that may mean a file, although they lead to another one."""
        self._missing: dict[str, dict[LinkText, Users]] = {}
        self._dependents: dict[str, dict[LinkText, None]] = {}
        self._folders: dict[LinkText, set[str]] = {}
        """The folders with an entry of their own, by the text of a wikilink whose meaning depends on the folder."""
        self._misspelled = SimilarNames(())
        """The folded missing targets."""
        self._unresolved: dict[LinkText, None] = {}
        self._affected: dict[LinkText, None] = {}
        """Texts whose meaning, or the findings about them, may have changed."""

    # Queries

    def to_target(self, target: str) -> Mapping[LinkText, Users]:
        """Return the texts that lead to a file, with the notes that contain them."""
        return self._by_target.get(target, {})

    def that_may_mean(self, path: str) -> Mapping[LinkText, Users]:
        """Return the texts that may mean a file but lead to another one, with the notes that contain them."""
        return self._by_other.get(path, {})

    def missing(self, name: str) -> Mapping[LinkText, Users]:
        """Return the texts with this folded missing target, with the notes that contain them."""
        return self._missing.get(name, {})

    def missing_names(self) -> AbstractSet[str]:
        """Return the folded missing targets."""
        return self._missing.keys()

    def linking_to(self, is_target: Callable[[str], bool]) -> set[str]:
        """Return the notes with a link to a file that the predicate accepts."""
        return all_users(texts for target, texts in self._by_target.items() if is_target(target))

    def depending_on(self, names: Iterable[str]) -> set[str]:
        """Return the notes with a link that depends on one of these folded names."""
        texts = {text for name in names for text in self._dependents.get(name, ())}
        return set().union(*(self._users[text] for text in texts))

    def take_affected(self) -> set[str]:
        """Return the notes with a text whose meaning or findings may have changed since the last call."""
        texts, self._affected = self._affected, {}
        return set().union(*(self._users[text] for text in texts))

    def entries(self) -> Iterator[tuple[object, object]]:
        """Yield everything that a new index of the same vault must have in common with this one."""
        for text, users in self._users.items():
            resolution = self._meanings[text].resolution
            yield text, (resolution, frozenset(users))
        for index in (self._by_target, self._by_other, self._missing, self._dependents):
            yield from ((name, frozenset(texts)) for name, texts in index.items())

    # Changes

    def change(self, path: str, old: Note | None, new: Note | None) -> None:
        """Replace the links of the note at `path`."""
        before = self._texts(old) if old else {}
        after = self._texts(new) if new else {}
        for text in before.keys() - after.keys():
            self._users[text].pop(path)
            if not self._users[text]:
                self._drop(text)
        for text in after:
            if text not in before:
                self._add(text, path)

    def rename(self, names: AbstractSet[str], paths: Iterable[str]) -> None:
        """Record that the files at `paths` gained or lost these folded names."""
        texts = {text for name in names for text in self._dependents.get(name, ())}
        # Findings about links by other names suggest one of the target's own names.
        texts.update(text for path in paths for text in self.to_target(path) if not self._is_by_name(text))
        self._unresolved.update(dict.fromkeys(texts))
        self._affected.update(dict.fromkeys(texts))
        for missing in set(self._misspelled.with_ends({end for name in names for end in ends(name)})):
            self._affected.update(dict.fromkeys(self._missing[missing]))

    def change_ignored(self) -> None:
        """Record that other files are ignored: only a text that matches no note or attachment can mean one."""
        vault = self._vault
        for text, meaning in self._meanings.items():
            target = meaning.resolution.target
            if target not in vault.notes and target not in vault.files:
                self._unresolved[text] = None

    def settle(self) -> Iterator[None]:
        """Resolve new texts, and those that depend on changed names, one with each step."""
        while self._unresolved:
            text, _ = self._unresolved.popitem()
            self._resolve(text)
            yield

    def _texts(self, note: Note) -> dict[LinkText, None]:
        """Return the texts of the links of a note, as seen from it."""
        summary, folder = note.summary, note.folder
        texts = [self._seen_from(note, LinkText(name.partition("#")[0])) for name in summary.names]
        if summary.files:
            texts += [
                LinkText(path, is_destination=True, seen_from=folder if path else note.path) for path in summary.files
            ]
        if summary.special:
            special = iter(summary.special)
            pairs = zip(special, special, strict=True)
            texts += [self._seen_from(note, LinkText(path, whole=whole or None)) for path, whole in pairs]
        return dict.fromkeys(texts)

    def _seen_from(self, note: Note, text: LinkText) -> LinkText:
        """Return the text of a wikilink in a note with the place from which it is seen, if that matters."""
        if not text.path:
            return text._replace(seen_from=note.path)
        return text._replace(seen_from=note.folder) if text in self._folders else text

    def _add(self, text: LinkText, path: str) -> None:
        users = self._users.get(text)
        if users is None:
            users = self._users[text] = {}
            self._unresolved[text] = None
            if text.seen_from is not None and (folders := self._folders.get(text._replace(seen_from=None))) is not None:
                folders.add(text.seen_from)
        users[path] = None

    def _drop(self, text: LinkText) -> None:
        """Remove a text."""
        self._forget(text)
        del self._users[text]
        self._unresolved.pop(text, None)
        self._affected.pop(text, None)
        if text.seen_from is not None and (folders := self._folders.get(text._replace(seen_from=None))):
            folders.discard(text.seen_from)
            if not folders:
                del self._folders[text._replace(seen_from=None)]

    def _forget(self, text: LinkText) -> _Meaning | None:
        """Remove the meaning of a text, if it has been resolved."""
        meaning = self._meanings.pop(text, None)
        if meaning is None:
            return None
        if meaning.resolution.target is not None:
            _discard(self._by_target, meaning.resolution.target, text)
        for path in meaning.resolution.candidates[1:]:
            _discard(self._by_other, path, text)
        if meaning.missing is not None and _discard(self._missing, meaning.missing, text):
            self._misspelled.discard(meaning.missing)
        for name in meaning.names:
            _discard(self._dependents, name, text)
        return meaning

    def _resolve(self, text: LinkText) -> None:
        """Find out what a text means now."""
        if text.path and not text.is_destination:
            by_folder = self._vault.depends_on_folder(text.path, text.whole)
            if by_folder != (text.seen_from is not None):
                self._regroup(text._replace(seen_from=None), by_folder=by_folder)
                return
        before, meaning = self._forget(text), self._read(text)
        if before and text not in self._affected and before.resolution != meaning.resolution:
            self._affected[text] = None
        self._meanings[text] = meaning
        users = self._users[text]
        if meaning.resolution.target is not None:
            self._by_target.setdefault(meaning.resolution.target, {})[text] = users
        for path in meaning.resolution.candidates[1:]:
            self._by_other.setdefault(path, {})[text] = users
        missing = meaning.missing
        if missing is not None:
            if missing not in self._missing:
                self._misspelled.add(missing)
            self._missing.setdefault(missing, {})[text] = users
        for name in meaning.names:
            self._dependents.setdefault(name, {})[text] = None

    def _is_by_name(self, text: LinkText) -> bool:
        return self._meanings[text].resolution.how in ("name", "self")

    def _regroup(self, everywhere: LinkText, *, by_folder: bool) -> None:
        """Divide the notes with a text by their folders, or unite them."""
        folders = self._folders.get(everywhere)
        texts = [everywhere._replace(seen_from=folder) for folder in folders] if folders else [everywhere]
        users = [path for text in texts for path in self._users[text]]
        for text in texts:
            self._drop(text)
        if by_folder:
            self._folders[everywhere] = set()
        for path in users:
            text = self._seen_from(self._vault.notes[path], everywhere)
            self._add(text, path)
            self._affected[text] = None

    def _read(self, text: LinkText) -> _Meaning:
        vault = self._vault
        # Any of the notes will do: the meaning is the same for all of them.
        note = vault.notes[next(iter(self._users[text]))]
        resolution = vault.resolve_text(note, text.path, "link" if text.is_destination else "wikilink", text.whole)
        names = required_names(text, resolution, vault.settings.dialect)
        if days := [name for name in (text.path, text.whole) if name and vault.registry.journal(name)]:
            names = {*names, *map(vault.registry.name_key, days)}
        target = None if resolution.how in ("name", "self") else vault.notes.get(resolution.target or "")
        if target:
            # A finding suggests one of the target's own names, if no other note has it.
            names = {*names, *(name for _, name in vault.registry.called(target))}
        is_missing = resolution.how == "missing" and (text.is_destination or is_name(text.path))
        missing = vault.registry.name_key(text.path) if is_missing else None
        # All texts that depend on a name share one string.
        return _Meaning(resolution, tuple([intern(name) for name in names]), missing)


def all_users(texts: Iterable[Mapping[LinkText, Users]]) -> set[str]:
    """Return the notes that contain any of these texts."""
    return set().union(*(users for each in texts for users in each.values()))


def _discard(index: dict[str, dict[_Key, _Value]], name: str, key: _Key) -> bool:
    """Remove a key from an entry of an index. Return True if the entry is now empty, and thus removed as well."""
    entry = index[name]
    del entry[key]
    if not entry:
        del index[name]
    return not entry
