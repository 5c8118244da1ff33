"""The links of a vault in both directions, and the notes that a change affects.

A change of the names that a file provides, or of the folders of the vault, affects the notes that depend on one of
these names, and those with a link that may misspell one. The work is proportional to the change.
"""

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from wikilsp.finding import MOST_LISTED
from wikilsp.index.dependencies import LinkIndex, ProvidedName, file_names, folders_of, fragments_in, provided_names
from wikilsp.note import Note
from wikilsp.syntax.facts import Link, Value
from wikilsp.targets import TAG_FOLDER
from wikilsp.vault.ignored_files import IgnoredFiles
from wikilsp.vault.names import fold
from wikilsp.vault.resolve import Resolution
from wikilsp.vault.vault import Vault

_FEW = 100
"""How many changed ignored files are looked up by name. With more, checking all links that may mean one is faster."""
_MOST_CACHED = 200


class Edge(NamedTuple):
    """A link with its note and its resolution."""

    source: str
    link: Link
    resolution: Resolution


class Graph:
    """All links of a vault. Change the vault through the graph, so that both stay in step.

    Each change returns the paths of the notes whose links or findings it may change, including the changed note.
    """

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self._links = LinkIndex(vault)
        self._edges: dict[str, tuple[Edge, ...]] = {}
        """The edges of recently used notes. The edges of all notes would take more memory than the notes."""
        self._names: set[str] = set()
        """The folded names that were added or removed, and whose dependent notes are not determined yet."""
        self._outdated: set[str] = set()
        """The notes whose links must be indexed again."""
        self._affected: set[str] = set()
        self._changed_inside: set[str] = set()
        """The notes whose headings or blocks changed."""
        self._cycles = vault.embed_cycles()
        self._tags_changed = False
        """Whether notes gained or lost tags."""
        self._aliases: set[str] = set()
        """The folded aliases that notes gained, lost or moved."""
        for note in vault.notes.values():
            if not note.unread:
                self._links.put(note)

    # Queries

    def links(self, path: str) -> tuple[Edge, ...]:
        """Return the links of a note, in the order of the text.

        A reference definition counts as a link, and so does each link that uses it.
        """
        self._settle()
        if path not in self._edges:
            if len(self._edges) >= _MOST_CACHED:
                self._edges.clear()
            note = self.vault.notes.get(path)
            edges = self._edges_of(note, sorted(note.links, key=lambda link: link.span)) if note else ()
            self._edges[path] = tuple(edges)
        return self._edges[path]

    def sources(self, path: str) -> AbstractSet[str]:
        """Return the paths of the notes with a link to the file at `path`. A note may link to itself."""
        self._settle()
        return self._links.sources(path).keys()

    def fan_in(self, path: str) -> int:
        """Return the number of notes with a link to the file at `path`."""
        self._settle()
        return len(self._links.sources(path))

    def notes_depending_on(self, names: Iterable[str], is_target: Callable[[str], bool]) -> set[str]:
        """Return the notes with a link that depends on one of these folded names, or whose target is accepted."""
        self._settle()
        return self._links.depending_on(names) | self._links.linking_to(is_target)

    def backlinks(self, path: str) -> list[Edge]:
        """Return the links to the file at `path`, its own included, sorted by path and position."""
        found = ((self.vault.notes[source], self.links_between(source, path)) for source in sorted(self.sources(path)))
        return [edge for note, links in found for edge in self._edges_of(note, links)]

    def links_between(self, source: str, target: str) -> list[Link]:
        """Return the links of a note to one file, in the order of the text."""
        self._settle()
        indexes = self._links.sources(target).get(source)
        return self.vault.notes[source].links_at(indexes) if indexes else []

    def _edges_of(self, note: Note, links: Iterable[Link]) -> Iterator[Edge]:
        return (Edge(note.path, link, self.vault.resolve(note, link)) for link in links)

    def missing_links(self, name: str) -> list[Edge]:
        """Return the links with this name as their missing target."""
        self._settle()
        return [
            edge
            for source, indexes in sorted(self._links.missing(fold(name)).items())
            for note in [self.vault.notes[source]]
            for edge in self._edges_of(note, note.links_at(indexes))
        ]

    def missing_names(self) -> AbstractSet[str]:
        """Return the folded missing targets of all links."""
        self._settle()
        return self._links.missing_names()

    # Single changes

    def put(self, note: Note) -> set[str]:
        """Add a note, or replace the note at the same path."""
        self.stage(note)
        return self.affected()

    def remove(self, path: str) -> set[str]:
        """Remove the note at this path, if there is one."""
        self.stage_removal(path)
        return self.affected()

    def add_file(self, path: str) -> set[str]:
        """Add an attachment."""
        self.stage_file(path)
        return self.affected()

    def remove_file(self, path: str) -> set[str]:
        """Remove the attachment at this path, if there is one."""
        self.stage_file_removal(path)
        return self.affected()

    def ignore(self, ignored: IgnoredFiles) -> set[str]:
        """Replace the ignored files."""
        self.stage_ignored(ignored)
        return self.affected()

    # Many changes: the affected notes are determined once, for all staged changes

    def stage(self, note: Note) -> None:
        """Add a note, or replace the note at the same path."""
        path, old = note.path, self.vault.notes.get(note.path)
        if old is None:
            self._change(path, frozenset(), lambda: self.vault.put(note))
        else:
            before = self.vault.registry.called(old)
            self.vault.put(note)
            self._names.update(name for _, name in before ^ self.vault.registry.called(note))
        self._outdated.add(path)
        self._affected.add(path)
        self._tags_changed |= set(old.summary.tags if old else ()) != set(note.summary.tags)
        if old is None or old.unread or fragments_in(old) != fragments_in(note):
            self._changed_inside.add(path)
        self._aliases.update(self._alias_changes(path, old.facts.aliases if old else (), note.facts.aliases))

    def stage_removal(self, path: str) -> None:
        """Remove the note at this path, if there is one."""
        old = self.vault.notes.get(path)
        if old is None:
            return
        before = provided_names(path, old, self.vault)
        self._tags_changed |= bool(old.summary.tags)
        self._edges.pop(path, None)
        self._links.remove(path)
        self._change(path, before, lambda: self.vault.remove(path))
        self._aliases.update(map(fold, old.summary.aliases))

    def stage_file(self, path: str) -> None:
        """Add an attachment."""
        self._change(path, frozenset(), lambda: self.vault.add_file(path))

    def stage_file_removal(self, path: str) -> None:
        """Remove the attachment at this path, if there is one."""
        before = provided_names(path, None, self.vault) if path in self.vault.files else frozenset[ProvidedName]()
        self._change(path, before, lambda: self.vault.remove_file(path))

    def stage_ignored(self, ignored: IgnoredFiles) -> None:
        """Replace the ignored files."""
        self._settle()
        changed = self.vault.ignored.paths ^ ignored.paths
        self.vault.ignore(ignored)
        if len(changed) > _FEW:
            # Only a link that matches no note or attachment can mean an ignored file.
            affected = self._links.linking_outside(self.vault.notes.keys() | self.vault.files)
        else:
            names = {fold(segment) for path in changed for segment in path.split("/")}.union(*map(file_names, changed))
            affected = self._links.depending_on(names)
        self._add_affected(affected)

    def affected(self) -> set[str]:
        """Return the notes whose links or findings may have changed since the last call, including changed notes."""
        self._settle()
        affected, self._affected = self._affected, set()
        before, self._cycles = self._cycles, self.vault.embed_cycles()
        if before is not self._cycles:
            affected.update(path for path in before.keys() | self._cycles if before.get(path) != self._cycles.get(path))
        for path in self._changed_inside:
            affected.update(self._links.sources(path))
            affected.update(self._may_link_inside(path))
        for alias in self._aliases:
            # The finding about a shared alias names the other notes with it.
            affected.update(self.vault.registry.alias_holders(alias))
        if self._tags_changed:
            affected.update(self._links.depending_on([TAG_FOLDER]))
        self._tags_changed = False
        self._changed_inside.clear()
        self._aliases.clear()
        return {path for path in affected if path in self.vault.notes}

    def _may_link_inside(self, path: str) -> Iterator[str]:
        """Yield the notes with a link to a fragment that may mean the note at `path`, though it leads to another."""
        note = self.vault.notes.get(path)
        names = (name for _, name in provided_names(path, note, self.vault)) if note else ()
        for source in self._links.depending_on(names):
            other = self.vault.notes[source]
            for text in other.summary.inside:
                found = (self.vault.resolve_text(other, text, kind) for kind in ("wikilink", "link"))
                if any(path in resolution.candidates[1:] for resolution in found):
                    yield source
                    break

    def catch_up(self) -> Iterator[None]:
        """Index the links of changed notes, and of those that depend on changed names, one note with each step.

        A query does the rest at once.
        """
        while self._names or self._outdated:
            names, self._names = self._names, set()
            self._add_affected(self._links.affected_by(names))
            while self._outdated:
                path = self._outdated.pop()
                if note := self.vault.notes.get(path):
                    self._edges.pop(path, None)
                    self._links.put(note)
                yield

    def _settle(self) -> None:
        for _ in self.catch_up():
            pass

    def _add_affected(self, paths: AbstractSet[str]) -> None:
        self._outdated |= paths
        self._affected |= paths

    def _alias_changes(self, path: str, before: Iterable[Value], after: Iterable[Value]) -> Iterator[str]:
        """Yield, folded, the aliases that a note gained or lost, or that moved if findings of other notes say where."""
        had, has = ({fold(alias.text) for alias in aliases} for aliases in (before, after))
        yield from had ^ has
        for name in {fold(alias.text) for alias in set(before) ^ set(after)} - (had ^ has):
            if path in self.vault.registry.alias_holders(name)[: MOST_LISTED + 1]:
                yield name

    def _change(self, path: str, before: frozenset[ProvidedName], change: Callable[[], None]) -> None:
        """Make a change at `path`, and collect the names that it adds or removes. `before` are those until now."""
        has_folder = self.vault.registry.has_folder
        folders = folders_of(path)
        new_folders = {folder for folder in folders if not has_folder(folder)}
        change()
        note = self.vault.notes.get(path)
        is_there = note or path in self.vault.files
        after = provided_names(path, note, self.vault) if is_there else frozenset[ProvidedName]()
        changed_folders = new_folders ^ {folder for folder in folders if not has_folder(folder)}
        self._names.update(name for _, name in before ^ after)
        self._names.update(fold(folder.rpartition("/")[2]) for folder in changed_folders)
