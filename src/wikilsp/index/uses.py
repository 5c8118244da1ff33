"""Which notes use a tag or a property. Knows the facts of notes, and no link. Work is proportional to the note."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from sys import intern
from typing import NamedTuple

from wikilsp.note import Note
from wikilsp.vault.names import fold

_NO_NOTES: Mapping[str, int] = {}
_MOST_KEPT = 64
"""Groups of notes whose keys stay counted, so that a change of a note stays cheap."""


class _Used(NamedTuple):
    tags: tuple[tuple[str, int], ...]
    """Folded, with how often the note has each."""
    keys: tuple[str, ...]


class Usages:
    """Tags and property keys by the notes that use them; the same after any changes as built anew.

    Tags are compared folded; a tag `a/b` is in the subtree of `a`. Property keys are known by their ids.
    """

    def __init__(self, notes: Iterable[Note] = ()) -> None:
        self._used: dict[str, _Used] = {}
        self._tags: dict[str, dict[str, int]] = {}
        self._in_order: list[str] | None = None
        """The folded names of all tags in the order of the alphabet; None where they have to be put in order again."""
        self._keys: dict[str, set[str]] = {}
        self._counts: dict[tuple[str, str], Counter[str]] = {}
        """How many notes have each key, of those that have a tag (`#`, tag) or lie in a folder (`/`, folder)."""
        for note in notes:
            self.put(note)

    # Looking

    def tag_names(self) -> Iterable[str]:
        """Give the folded names of all tags."""
        return self._tags.keys()

    def subtree(self, name: str) -> list[str]:
        """Give the folded names of this tag, if it is used, and of those below it, in the order of the alphabet."""
        tag = fold(name)
        if self._in_order is None:
            self._in_order = sorted(self._tags)
        own = [tag] if tag in self._tags else []
        # What begins with “tag/” stands together, before all that begins with the sign after “/”.
        first, end = (bisect_left(self._in_order, tag + sign) for sign in "/0")
        return own + self._in_order[first:end] if tag else own

    def counts(self, name: str) -> Mapping[str, int]:
        """Give how often each note uses just this tag, by the paths of the notes."""
        return self._tags.get(fold(name), _NO_NOTES)

    def tagged(self, name: str) -> set[str]:
        """Give the paths of the notes that use this tag or one below it."""
        return {path for tag in self.subtree(name) for path in self._tags[tag]}

    def key_ids(self) -> Iterable[str]:
        """Give the ids of all property keys."""
        return self._keys.keys()

    def with_key(self, key_id: str) -> AbstractSet[str]:
        """Give the paths of the notes that have a property of this id."""
        return self._keys.get(key_id, frozenset[str]())

    def keys_of_tagged(self, name: str) -> Mapping[str, int]:
        """Give how many of the notes that use just this tag have each key, by its id."""
        tag = fold(name)
        return self._counted(("#", tag), self._tags.get(tag, ()))

    def keys_in_folder(self, folder: str) -> Mapping[str, int]:
        """Give how many of the notes that lie in this very folder have each key, by its id."""
        return self._counted(("/", folder), (path for path in self._used if _folder(path) == folder))

    def _counted(self, group: tuple[str, str], paths: Iterable[str]) -> Mapping[str, int]:
        counts = self._counts.pop(group, None)
        if counts is None:
            counts = Counter(key for path in paths for key in self._used[path].keys)
        # The one that was asked for last is forgotten last.
        self._counts[group] = counts
        if len(self._counts) > _MOST_KEPT:
            del self._counts[next(iter(self._counts))]
        return counts

    # Changing

    def put(self, note: Note) -> None:
        """Add a note, or replace the one of the same path."""
        facts = note.facts
        tags = Counter(intern(fold(tag.name)) for tag in facts.tags) if facts.tags else {}
        used = _Used(tuple(tags.items()), tuple(dict.fromkeys([intern(made.id) for made in facts.properties])))
        if self._used.get(note.path) == used:
            return
        self.remove(note.path)
        self._used[note.path] = used
        for name, count in used.tags:
            if name not in self._tags:
                self._tags[name] = {}
                self._in_order = None
            self._tags[name][note.path] = count
        for key_id in used.keys:
            self._keys.setdefault(key_id, set()).add(note.path)
        for counts in self._concerned(note.path, used):
            counts.update(used.keys)

    def remove(self, path: str) -> None:
        """Remove the note of this path, if there is one."""
        used = self._used.pop(path, None)
        if used is None:
            return
        for name, _ in used.tags:
            del self._tags[name][path]
            if not self._tags[name]:
                del self._tags[name]
                self._in_order = None
        for key_id in used.keys:
            _discard(self._keys, key_id, path)
        for counts in self._concerned(path, used):
            for key_id in used.keys:
                counts[key_id] -= 1
                if not counts[key_id]:
                    del counts[key_id]

    def _concerned(self, path: str, used: _Used) -> Iterator[Counter[str]]:
        """Give the counts of the groups that a note belongs to."""
        groups = {("/", _folder(path)), *(("#", tag) for tag, _ in used.tags)} if self._counts else ()
        return (self._counts[group] for group in groups if group in self._counts)


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _discard(index: dict[str, set[str]], key: str, member: str) -> None:
    index[key].discard(member)
    if not index[key]:
        del index[key]
