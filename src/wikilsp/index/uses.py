"""Indexes notes by the tags and property keys that they use. The work is proportional to the changed note."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from sys import intern
from typing import NamedTuple

from wikilsp.index.value_counts import GroupCounts
from wikilsp.note import Note
from wikilsp.vault.names import fold

_NO_NOTES: Mapping[str, int] = {}
_Group = tuple[str, str]
"""A group of notes: those with a tag (`#`, folded tag), or those in a folder (`/`, folder)."""


class _NoteUsage(NamedTuple):
    """The tags and keys of one note."""

    tags: tuple[tuple[str, int], ...]
    """Folded, with the number of times that the note has each."""
    keys: tuple[str, ...]


class Usages:
    """Tags and property keys by the notes that use them. After any changes it equals a new index.

    Tags are compared folded; a tag `a/b` is in the subtree of `a`. Property keys are compared by id.
    """

    def __init__(self, notes: Iterable[Note] = ()) -> None:
        self._by_note: dict[str, _NoteUsage] = {}
        self._tags: dict[str, dict[str, int]] = {}
        self._sorted_tags: list[str] | None = None
        """The folded names of all tags in alphabetical order; None if they must be sorted again."""
        self._keys: dict[str, set[str]] = {}
        self._key_counts = GroupCounts[_Group]()
        """How many notes of a group have each key."""
        for note in notes:
            self.put(note)

    # Queries

    def tag_names(self) -> Iterable[str]:
        """Return the folded names of all tags."""
        return self._tags.keys()

    def subtree(self, name: str) -> list[str]:
        """Return, folded and in alphabetical order, this tag if it is used, and all tags below it."""
        tag = fold(name)
        if self._sorted_tags is None:
            self._sorted_tags = sorted(self._tags)
        own = [tag] if tag in self._tags else []
        # The names that start with “tag/” sort together, before those that start with “tag0”, as “0” follows “/”.
        first, end = (bisect_left(self._sorted_tags, tag + sign) for sign in "/0")
        return own + self._sorted_tags[first:end] if tag else own

    def counts(self, name: str) -> Mapping[str, int]:
        """Return how often each note uses this tag, without tags below it, by path."""
        return self._tags.get(fold(name), _NO_NOTES)

    def tagged(self, name: str) -> set[str]:
        """Return the paths of the notes that use this tag or one below it."""
        return {path for tag in self.subtree(name) for path in self._tags[tag]}

    def key_ids(self) -> Iterable[str]:
        """Return the ids of all property keys."""
        return self._keys.keys()

    def with_key(self, key_id: str) -> AbstractSet[str]:
        """Return the paths of the notes with a property of this key."""
        return self._keys.get(key_id, frozenset[str]())

    def keys_of_tagged(self, name: str) -> Mapping[str, int]:
        """Return how many of the notes with this tag, without tags below it, have each key, by its id."""
        tag = fold(name)
        return self._count_keys(("#", tag), self._tags.get(tag, ()))

    def keys_in_folder(self, folder: str) -> Mapping[str, int]:
        """Return how many of the notes in this folder, without folders below it, have each key, by its id."""
        return self._count_keys(("/", folder), (path for path in self._by_note if _folder(path) == folder))

    def _count_keys(self, group: _Group, paths: Iterable[str]) -> Mapping[str, int]:
        return self._key_counts.get(group, lambda: (key for path in paths for key in self._by_note[path].keys))

    # Changes

    def put(self, note: Note) -> None:
        """Add a note, or replace the note at the same path."""
        facts = note.facts
        tags = Counter(intern(fold(tag.name)) for tag in facts.tags) if facts.tags else {}
        used = _NoteUsage(tuple(tags.items()), tuple(dict.fromkeys([intern(prop.id) for prop in facts.properties])))
        if self._by_note.get(note.path) == used:
            return
        self.remove(note.path)
        self._by_note[note.path] = used
        for name, count in used.tags:
            if name not in self._tags:
                self._tags[name] = {}
                self._sorted_tags = None
            self._tags[name][note.path] = count
        for key_id in used.keys:
            self._keys.setdefault(key_id, set()).add(note.path)
        for group in _groups(note.path, used):
            self._key_counts.add(group, used.keys)

    def remove(self, path: str) -> None:
        """Remove the note at this path, if there is one."""
        used = self._by_note.pop(path, None)
        if used is None:
            return
        for name, _ in used.tags:
            del self._tags[name][path]
            if not self._tags[name]:
                del self._tags[name]
                self._sorted_tags = None
        for key_id in used.keys:
            self._keys[key_id].discard(path)
            if not self._keys[key_id]:
                del self._keys[key_id]
        for group in _groups(path, used):
            self._key_counts.subtract(group, used.keys)


def _groups(path: str, used: _NoteUsage) -> Iterator[_Group]:
    """Yield the groups that a note belongs to."""
    yield "/", _folder(path)
    yield from (("#", tag) for tag, _ in used.tags)


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
