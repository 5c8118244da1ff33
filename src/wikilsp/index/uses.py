"""Indexes notes by the tags and property keys that they use. The work is proportional to the changed note."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache
from sys import intern

from wikilsp.index.group_counts import GroupCounts, subtract
from wikilsp.note import Note
from wikilsp.syntax.keys import key_id
from wikilsp.vault.names import fold

_NO_NOTES: Mapping[str, int] = {}
_NO_PATHS: Mapping[str, None] = {}
_Group = tuple[str, str]
"""A group of notes: those with a tag (`#`, folded tag), or those in a folder (`/`, folder)."""


class Usages:
    """Tags and property keys by the notes that use them. After any changes it equals a new index.

    Tags are compared folded; a tag `a/b` is in the subtree of `a`. Property keys are compared by id.
    """

    def __init__(self, notes: Mapping[str, Note]) -> None:
        """`notes` are the notes of the vault by path, which are read, not copied."""
        self._notes = notes
        self._tags: dict[str, dict[str, int]] = {}
        self._sorted_tags: list[str] | None = None
        """The folded names of all tags in alphabetical order; None if they must be sorted again."""
        self._keys: dict[str, dict[str, None]] = {}
        self._spellings = Counter[str]()
        self._key_counts = GroupCounts[_Group]()
        """How many notes of a group have each key."""
        for note in notes.values():
            self.change(None, note)

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

    def with_key(self, id_: str) -> AbstractSet[str]:
        """Return the paths of the notes with a property of this key."""
        return self._keys.get(id_, _NO_PATHS).keys()

    def keys_of_tagged(self, name: str) -> Mapping[str, int]:
        """Return how many of the notes with this tag, without tags below it, have each key, by its id."""
        tag = fold(name)
        return self._count_keys(("#", tag), self._tags.get(tag, ()))

    def keys_in_folder(self, folder: str) -> Mapping[str, int]:
        """Return how many of the notes in this folder, without folders below it, have each key, by its id."""
        return self._count_keys(("/", folder), (path for path, note in self._notes.items() if note.folder == folder))

    def spellings(self) -> Mapping[str, int]:
        """Return the number of notes with each key as it is written."""
        return self._spellings

    def _count_keys(self, group: _Group, paths: Iterable[str]) -> Mapping[str, int]:
        return self._key_counts.get(group, lambda: (key for path in paths for key in _keys_of(self._notes[path])))

    def entries(self) -> Iterator[tuple[object, object]]:
        """Yield everything that a new index of the same notes must have in common with this one."""
        yield from ((("tag", tag), (notes, self.subtree(tag))) for tag, notes in self._tags.items())
        yield from ((("key", key), notes) for key, notes in self._keys.items())
        yield "spellings", self._spellings

    # Changes

    def change(self, old: Note | None, new: Note | None) -> None:
        """Replace a note. `old` is None if it is new, `new` is None if it was removed."""
        if old and new and (old.summary.tags, old.summary.keys) == (new.summary.tags, new.summary.keys):
            return
        if old and old.is_read:
            self._remove(old)
        if new:
            self._add(new)

    def _add(self, note: Note) -> None:
        tags, keys = _tags_of(note), _keys_of(note)
        for name, count in tags.items():
            if name not in self._tags:
                self._tags[name] = {}
                self._sorted_tags = None
            self._tags[name][note.path] = count
        for key in keys:
            self._keys.setdefault(key, {})[note.path] = None
        self._spellings.update(note.summary.keys)
        if self._key_counts:
            for group in _groups(note, tags):
                self._key_counts.add(group, keys)

    def _remove(self, note: Note) -> None:
        tags, keys = _tags_of(note), _keys_of(note)
        for name in tags:
            del self._tags[name][note.path]
            if not self._tags[name]:
                del self._tags[name]
                self._sorted_tags = None
        for key in keys:
            del self._keys[key][note.path]
            if not self._keys[key]:
                del self._keys[key]
        subtract(self._spellings, note.summary.keys)
        if self._key_counts:
            for group in _groups(note, tags):
                self._key_counts.subtract(group, keys)


def _tags_of(note: Note) -> Mapping[str, int]:
    """Return the folded tags of a note, with the number of times that it has each."""
    return Counter(map(_folded, note.summary.tags))


@lru_cache(maxsize=4096)
def _folded(tag: str) -> str:
    # All notes with a tag share one string.
    return intern(fold(tag))


def _keys_of(note: Note) -> Collection[str]:
    """Return the ids of the keys of a note, each once."""
    return list(dict.fromkeys([intern(key_id(key)) for key in note.summary.keys]))


def _groups(note: Note, tags: Iterable[str]) -> Iterator[_Group]:
    """Yield the groups that a note belongs to."""
    yield "/", note.folder
    yield from (("#", tag) for tag in tags)
