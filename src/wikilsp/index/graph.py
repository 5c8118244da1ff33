"""The links of a vault in both directions, and the notes that a change affects.

A change of the names that a file provides, or of the folders of the vault, affects the notes that depend on one of
these names, and those with a link that may misspell one. The work is proportional to the change.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from wikilsp.finding import MOST_COUNTED, MOST_LISTED
from wikilsp.index.dependencies import LinkText
from wikilsp.index.link_index import LinkIndex, Users, all_users
from wikilsp.note import Note
from wikilsp.syntax.facts import Link
from wikilsp.targets import TAG_FOLDER
from wikilsp.vault.names import fold, rank
from wikilsp.vault.resolve import Resolution
from wikilsp.vault.vault import Vault


class Edge(NamedTuple):
    """A link with its note and its resolution."""

    source: str
    link: Link
    resolution: Resolution


class Graph:
    """All links of a vault. Each change of the vault must be recorded right after it is made."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self._links = LinkIndex(vault)
        self._names: set[str] = set()
        """The folded names that came or went, and whose dependent links are not determined yet."""
        self._renamed: set[str] = set()
        """The files with these names."""
        self._changed: set[str] = set()
        self._changed_inside: set[str] = set()
        """The notes whose headings or blocks changed."""
        self._cycles = vault.embed_cycles()
        self._aliases: set[str] = set()
        """The folded aliases that notes gained, lost or moved."""
        for path, note in vault.notes.items():
            self._links.change(path, None, note)
        self._settled()

    # Queries

    def links(self, path: str) -> list[Edge]:
        """Return the links of a note, in the order of the text.

        A reference definition counts as a link, and so does each link that uses it.
        """
        note = self.vault.notes.get(path)
        return list(self._edges(note, sorted(note.links, key=lambda link: link.span))) if note else []

    def sources(self, path: str) -> AbstractSet[str]:
        """Return the paths of the notes with a link to the file at `path`. A note may link to itself."""
        texts = self._settled().to_target(path)
        return next(iter(texts.values())).keys() if len(texts) == 1 else all_users([texts])

    def fan_in(self, path: str) -> int:
        """Return the number of notes with a link to the file at `path`; those with several spellings count for each."""
        return sum(map(len, self._settled().to_target(path).values()))

    def notes_depending_on(self, names: Iterable[str], is_target: Callable[[str], bool]) -> set[str]:
        """Return the notes with a link that depends on one of these folded names, or whose target is accepted."""
        links = self._settled()
        return links.depending_on(names) | links.linking_to(is_target)

    def backlinks(self, path: str) -> list[Edge]:
        """Return the links to the file at `path`, its own included, sorted by path and position."""
        found = ((self.vault.notes[source], self.links_between(source, path)) for source in sorted(self.sources(path)))
        return [edge for note, links in found for edge in self._edges(note, links)]

    def links_between(self, source: str, target: str) -> list[Link]:
        """Return the links of a note to one file, in the order of the text."""
        note = self.vault.notes[source]
        found = (link for link in note.links if self.vault.resolve(note, link).target == target)
        return sorted(found, key=lambda link: link.span)

    def missing(self, name: str) -> Mapping[LinkText, Users]:
        """Return the texts of links with this name as their missing target, with the notes that contain them."""
        return self._settled().missing(self.vault.registry.name_key(name))

    def missing_sources(self, name: str) -> set[str]:
        """Return the notes with a link that has this name as its missing target."""
        return all_users([self.missing(name)])

    def missing_links(self, name: str) -> list[Edge]:
        """Return the links with this name as their missing target, sorted by path and position."""
        return [edge for source in sorted(self.missing_sources(name)) for edge in self.missing_links_in(source, name)]

    def missing_links_in(self, source: str, name: str) -> list[Edge]:
        """Return the links of a note with this name as their missing target, in the order of the text."""
        key = self.vault.registry.name_key
        name = key(name)
        return [edge for edge in self.links(source) if edge.resolution.how == "missing" and key(edge.link.path) == name]

    def missing_names(self) -> AbstractSet[str]:
        """Return the folded missing targets of all links."""
        return self._settled().missing_names()

    def _edges(self, note: Note, links: Iterable[Link]) -> Iterator[Edge]:
        return (Edge(note.path, link, self.vault.resolve(note, link)) for link in links)

    def entries(self) -> Iterator[tuple[object, object]]:
        """Yield everything that a new graph of the same vault must have in common with this one."""
        return self._settled().entries()

    # Changes

    def change(self, path: str, old: Note | None, new: Note | None, names: AbstractSet[str]) -> None:
        """Record that a file was added, replaced or removed. `old` and `new` are None unless it is a note.

        `names` are the folded names that the vault gained or lost by that.
        """
        if names:
            self._names |= names
            self._renamed.add(path)
        # A note that has not been read has no links.
        self._links.change(path, old if old and old.is_read else None, new)
        if new:
            self._changed.add(path)
            if old is None or (old.is_read, old.summary.fragments) != (new.is_read, new.summary.fragments):
                self._changed_inside.add(path)
        self._aliases.update(self._alias_changes(path, old, new))

    def affect(self, paths: AbstractSet[str]) -> None:
        """Count notes among those that `affected` returns next."""
        self._changed |= paths

    def change_ignored(self) -> None:
        """Record that other files are ignored."""
        self._links.change_ignored()

    def affected(self) -> set[str]:
        """Return the notes whose links or findings may have changed since the last call, including changed notes."""
        links, notes = self._settled(), self.vault.notes.keys()
        affected = (self._changed | links.take_affected() | self._changed_cycles()) & notes
        # Once all notes have been read, they are affected anyway.
        if len(affected) < len(notes):
            affected |= self._affected_by_contents(links) & notes
        self._changed, self._changed_inside, self._aliases = set(), set(), set()
        return affected

    def _affected_by_contents(self, links: LinkIndex) -> set[str]:
        """Return the notes whose findings depend on the fragments, aliases and tags that changed."""
        affected = all_users(links.to_target(path) for path in self._changed_inside)
        for text, users in (found for path in self._changed_inside for found in links.that_may_mean(path).items()):
            affected.update(path for path in users if text.path in self.vault.notes[path].summary.inside)
        # The finding about a shared alias names the other notes with it.
        affected.update(*map(self.vault.registry.alias_holders, self._aliases))
        return affected | links.depending_on(f"{TAG_FOLDER}/{tag}" for tag in self.vault.take_changed_tags())

    def _changed_cycles(self) -> set[str]:
        """Return the notes with other embeds on cycles than at the last call."""
        before, now = self._cycles, self.vault.embed_cycles()
        self._cycles = now
        paths = set[str]() if before is now else before.keys() | now.keys()
        return {path for path in paths if before.get(path) != now.get(path)}

    def settle(self) -> Iterator[None]:
        """Resolve the links that changes concern, one text with each step. A query does the rest at once."""
        self._links.rename(self._names, self._renamed)
        self._names, self._renamed = set(), set()
        return self._links.settle()

    def _settled(self) -> LinkIndex:
        for _ in self.settle():
            pass
        return self._links

    def _alias_changes(self, path: str, old: Note | None, new: Note | None) -> Iterator[str]:
        """Yield, folded, the aliases that a note gained, lost or moved if findings of other notes depend on that."""
        had, has = ({fold(alias) for alias in note.summary.aliases} if note else set[str]() for note in (old, new))
        for name in had ^ has:
            paths = self.vault.registry.alias_holders(name)
            # A finding names the first other notes with the alias, and counts some more of them.
            if len(paths) <= MOST_COUNTED + 3 or rank(path) < rank(paths[MOST_LISTED + 1]):
                yield name
        if not had & has:
            return
        holders = {name: self.vault.registry.alias_holders(name) for name in had & has}
        # Most aliases are not shared, so the facts, which have their places, are seldom decoded.
        if old and new and any(len(paths) > 1 and path in paths[: MOST_LISTED + 1] for paths in holders.values()):
            moved = {fold(alias.text) for alias in set(old.facts.aliases) ^ set(new.facts.aliases)}
            yield from (name for name in moved & holders.keys() if path in holders[name][: MOST_LISTED + 1])
