"""The links of a vault seen from both ends, and which notes a change concerns. Work is proportional to the change.

A note *depends on* names: those its links say, and those of their targets. A file *provides* names: its own, and what
its contents say that it is called. A change of what is provided, or of the folders that there are, concerns the notes
that depend on one of those names, and those that may have meant one by a misspelt name.
"""

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import lru_cache
from sys import intern
from typing import NamedTuple, TypeVar

from wikilsp.finding import MOST_LISTED
from wikilsp.index.dependencies import Provided, file_names, folders_of, inside, provided, said_by
from wikilsp.note import Note
from wikilsp.syntax.facts import Link, Value
from wikilsp.vault.ignored_files import IgnoredFiles
from wikilsp.vault.names import fold
from wikilsp.vault.nearest import Spellings, ends
from wikilsp.vault.resolve import Resolution
from wikilsp.vault.vault import Vault

_Value = TypeVar("_Value")

_Paths = dict[str, None]
"""A set of paths: most have few members, and a dict takes half the room of a set then."""

_NOTHING: _Paths = {}
_Sources = dict[str, tuple[int, ...]]
"""Which links of a note lead somewhere, by the path of the note: their indexes, in ascending order."""
_NO_SOURCES: _Sources = {}
_FEW = 100
"""So many ignored files that come or go are looked for by name; of more, links that may mean one are sooner found."""


_MARKDOWN = ("link", "image")
_REMEMBERED = 200


class _Ends(NamedTuple):
    """What a note is kept for in the indices."""

    targets: tuple[str, ...]
    missing: tuple[str, ...]
    """The folded names that its links say and that lead nowhere."""
    depends: tuple[str, ...]
    """The folded names that decide where its links lead and what is said about them."""


class Edge(NamedTuple):
    """A link, the note it stands in, and where it leads."""

    source: str
    link: Link
    resolution: Resolution


class Graph:
    """All links of a vault. Change the vault through this, so that both stay in step.

    Each change gives the paths of the notes whose links or findings it may alter, itself among them if it is a note.
    """

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self._last: dict[str, tuple[Edge, ...]] = {}
        """The links of the notes that were asked for last. Those of all notes would take more room than the notes."""
        self._ends: dict[str, _Ends] = {}
        self._into: dict[str, _Sources] = {}
        self._dependents: dict[str, _Paths] = {}
        self._missing: dict[str, _Sources] = {}
        self._misspelt = Spellings(())
        self._names: set[str] = set()
        """The folded names that have come or gone, of which it is still to be found out whom they concern."""
        self._again: set[str] = set()
        """The notes to be connected anew."""
        self._concerned: set[str] = set()
        self._looked_into: set[str] = set()
        """The notes of which other headings or blocks can be named now."""
        self._shared: set[str] = set()
        """The folded aliases that other notes have now, or at other places."""
        for note in vault.notes.values():
            if not note.unread:
                self._connect(note)

    # Looking

    def links(self, path: str) -> tuple[Edge, ...]:
        """Give the links of a note in the order of the text.

        A reference definition is one, and so is each link that uses it.
        """
        self._settle()
        if path not in self._last:
            if len(self._last) >= _REMEMBERED:
                self._last.clear()
            note = self.vault.notes.get(path)
            edges = self._edges(note, sorted(note.links, key=lambda link: link.span)) if note else ()
            self._last[path] = tuple(edges)
        return self._last[path]

    def sources(self, path: str) -> AbstractSet[str]:
        """Give the paths of the notes with a link to the note or file at `path`, which may be one of them."""
        self._settle()
        return self._into.get(path, _NO_SOURCES).keys()

    def fan_in(self, path: str) -> int:
        """Tell how many notes have a link to the note or file at `path`."""
        self._settle()
        return len(self._into.get(path, _NO_SOURCES))

    def naming(self, names: Iterable[str], leading: Callable[[str], bool]) -> set[str]:
        """Give the notes where one of these folded names matters to a link, or where one leads to such a target."""
        self._settle()
        by_name = (self._dependents.get(name, _NOTHING) for name in names)
        return set().union(*by_name, *(sources for target, sources in self._into.items() if leading(target)))

    def backlinks(self, path: str) -> list[Edge]:
        """Give the links of other notes, and this one, to the note or file at `path`, by path and position."""
        found = ((self.vault.notes[source], self.links_between(source, path)) for source in sorted(self.sources(path)))
        return [edge for note, links in found for edge in self._edges(note, links)]

    def links_between(self, source: str, target: str) -> list[Link]:
        """Give the links of a note that lead to one note or file, in the order of the text."""
        self._settle()
        indexes = self._into.get(target, _NO_SOURCES).get(source)
        return self.vault.notes[source].links_at(indexes) if indexes else []

    def _edges(self, note: Note, links: Iterable[Link]) -> Iterator[Edge]:
        return (Edge(note.path, link, self.vault.resolve(note, link)) for link in links)

    def waiting(self, name: str) -> list[Edge]:
        """Give the links that say this name and lead nowhere."""
        self._settle()
        wanted = fold(name)
        return [
            edge
            for source, indexes in sorted(self._missing.get(wanted, _NO_SOURCES).items())
            for note in [self.vault.notes[source]]
            for edge in self._edges(note, note.links_at(indexes))
        ]

    def missing_names(self) -> Iterable[str]:
        """Give the folded names that links say and that lead nowhere."""
        self._settle()
        return self._missing

    # Changing, at once

    def put(self, note: Note) -> set[str]:
        """Add a note, or replace the one of the same path."""
        self.take(note)
        return self.affected()

    def remove(self, path: str) -> set[str]:
        """Remove the note of this path, if there is one."""
        self.drop(path)
        return self.affected()

    def add_file(self, path: str) -> set[str]:
        """Add an attachment."""
        self.take_file(path)
        return self.affected()

    def remove_file(self, path: str) -> set[str]:
        """Remove the attachment of this path, if there is one."""
        self.drop_file(path)
        return self.affected()

    def ignore(self, ignored: IgnoredFiles) -> set[str]:
        """Let other files be those that are no part of the vault, but that a link may name."""
        self.leave_out(ignored)
        return self.affected()

    # Changing, where many changes come together: whom these concern is found out once for all of them

    def take(self, note: Note) -> None:
        """Add a note, or replace the one of the same path."""
        path, old = note.path, self.vault.notes.get(note.path)
        if old is None:
            self._change(path, frozenset(), lambda: self.vault.put(note))
        else:
            before = self.vault.called(old)
            self.vault.put(note)
            self._names.update(name for _, name in before ^ self.vault.called(note))
        self._again.add(path)
        self._concerned.add(path)
        if old is None or old.unread or inside(old) != inside(note):
            self._looked_into.add(path)
        self._shared.update(self._alias_changes(path, old.facts.aliases if old else (), note.facts.aliases))

    def drop(self, path: str) -> None:
        """Remove the note of this path, if there is one."""
        old = self.vault.notes.get(path)
        if old is None:
            return
        before = provided(path, old, self.vault)
        self._disconnect(path)
        self._change(path, before, lambda: self.vault.remove(path))
        self._shared.update(map(fold, old.summary.aliases))

    def take_file(self, path: str) -> None:
        """Add an attachment."""
        self._change(path, frozenset(), lambda: self.vault.add_file(path))

    def drop_file(self, path: str) -> None:
        """Remove the attachment of this path, if there is one."""
        before = provided(path, None, self.vault) if path in self.vault.files else frozenset[Provided]()
        self._change(path, before, lambda: self.vault.remove_file(path))

    def leave_out(self, ignored: IgnoredFiles) -> None:
        """Let other files be those that are no part of the vault, but that a link may name."""
        self._settle()
        changed = self.vault.ignored.paths ^ ignored.paths
        self.vault.ignore(ignored)
        if len(changed) > _FEW:
            affected = self._with_nothing_else()
        else:
            names = {fold(segment) for path in changed for segment in path.split("/")}.union(*map(file_names, changed))
            affected = {source for name in names for source in self._dependents.get(name, ())}
        self._affect(affected)

    def affected(self) -> set[str]:
        """Return the notes whose links or findings may be others since this was last asked, those that changed too."""
        self._settle()
        affected, self._concerned = self._concerned, set()
        for path in self._looked_into:
            affected.update(self._into.get(path, _NO_SOURCES))
        for alias in self._shared:
            # Who has the same alias tells where the others have it.
            affected.update(self.vault.alias_holders(alias))
        self._looked_into.clear()
        self._shared.clear()
        return {path for path in affected if path in self.vault.notes}

    def catch_up(self) -> Iterator[None]:
        """Connect anew, one with each step, the notes that changed and those that depend on names that come or go.

        Whoever looks at links before that is done does the rest.
        """
        while self._names or self._again:
            names, self._names = self._names, set()
            self._affect(self._dependent(names))
            while self._again:
                note = self.vault.notes.get(self._again.pop())
                if note:
                    self._connect(note)
                yield

    def _settle(self) -> None:
        for _ in self.catch_up():
            pass

    def _affect(self, paths: AbstractSet[str]) -> None:
        self._again |= paths
        self._concerned |= paths

    def _alias_changes(self, path: str, before: Iterable[Value], after: Iterable[Value]) -> Iterator[str]:
        """Give, folded, the aliases that a note has got or lost, or that stand elsewhere if others tell so."""
        had, has = ({fold(alias.text) for alias in aliases} for aliases in (before, after))
        yield from had ^ has
        for name in {fold(alias.text) for alias in set(before) ^ set(after)} - (had ^ has):
            if path in self.vault.alias_holders(name)[: MOST_LISTED + 1]:
                yield name

    def _with_nothing_else(self) -> set[str]:
        """Give the notes with a link that no note or attachment answers to, so that it may mean an ignored file."""
        own = self.vault.notes.keys() | self.vault.files
        elsewhere = (sources for target, sources in self._into.items() if target not in own)
        return set().union(*self._missing.values(), *elsewhere)

    def _change(self, path: str, before: frozenset[Provided], change: Callable[[], None]) -> None:
        """Change what there is at `path`, and remember the names that came or went with it."""
        folders = folders_of(path)
        new_folders = {folder for folder in folders if not self.vault.has_folder(folder)}
        change()
        note = self.vault.notes.get(path)
        after = provided(path, note, self.vault) if note or path in self.vault.files else frozenset[Provided]()
        changed_folders = new_folders ^ {folder for folder in folders if not self.vault.has_folder(folder)}
        self._names.update(name for _, name in before ^ after)
        self._names.update(fold(folder.rpartition("/")[2]) for folder in changed_folders)

    def _dependent(self, names: AbstractSet[str]) -> set[str]:
        """Give the notes that depend on one of these names, or may have meant it by a misspelt one."""
        affected: set[str] = set()
        for name in names:
            affected.update(self._dependents.get(name, _NOTHING))
        for missing in set(self._misspelt.alike({end for name in names for end in ends(name)})):
            affected.update(self._missing.get(missing, _NO_SOURCES))
        return affected

    def _connect(self, note: Note) -> None:
        path = note.path
        self._disconnect(path)
        dialect = self.vault.settings.dialect
        leads: dict[tuple[bool, str, str | None], Resolution] = {}
        targets, missing, depends = dict[str, list[int]](), dict[str, list[int]](), set[str]()
        for index, link in enumerate(note.links):
            # What a link says decides where it leads, and many say the same.
            said = (link.kind in _MARKDOWN, link.path, link.whole)
            if said not in leads:
                leads[said] = resolution = self.vault.resolve(note, link)
                depends.update(said_by(link, resolution, dialect))
                target_note = None if resolution.how == "name" else self.vault.notes.get(resolution.target or "")
                if target_note:
                    # What the link should say instead is one of the target's own names, if no other note has it.
                    depends.update(name for _, name in self.vault.called(target_note))
            target = leads[said].target
            if target is not None:
                targets.setdefault(target, []).append(index)
            elif leads[said].how == "missing":
                missing.setdefault(fold(link.path), []).append(index)
        for target, indexes in targets.items():
            self._into.setdefault(target, {})[path] = _shared(tuple(indexes))
        for name, indexes in missing.items():
            self._wait(name, path, _shared(tuple(indexes)))
        # A name is one text for all notes that depend on it.
        kept = tuple([intern(name) for name in depends])
        for name in kept:
            _add(self._dependents, name, path)
        self._ends[path] = _Ends(tuple(targets), tuple(missing), kept)

    def _wait(self, name: str, path: str, indexes: tuple[int, ...]) -> None:
        if name not in self._missing:
            self._misspelt.add(name)
        self._missing.setdefault(name, {})[path] = indexes

    def _disconnect(self, path: str) -> None:
        self._last.pop(path, None)
        ends = self._ends.pop(path, _Ends((), (), ()))
        for target in ends.targets:
            _discard(self._into, target, path)
        for name in ends.missing:
            if _discard(self._missing, name, path):
                self._misspelt.discard(name)
        for name in ends.depends:
            _discard(self._dependents, name, path)


def _add(index: dict[str, _Paths], key: str, path: str) -> None:
    paths = index.get(key)
    if paths is None:
        index[key] = {path: None}
    else:
        paths[path] = None


@lru_cache(maxsize=4096)
def _shared(indexes: tuple[int, ...]) -> tuple[int, ...]:
    """Give one object for equal ones: most notes have one link to another, among their first few."""
    return indexes


def _discard(index: dict[str, dict[str, _Value]], key: str, path: str) -> bool:
    """Take `path` out of a set of the index; say whether the set is gone with it."""
    paths = index.get(key)
    if paths is None:
        return False
    paths.pop(path, None)
    if not paths:
        del index[key]
    return not paths
