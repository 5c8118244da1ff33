"""Lists the names in a vault that the user may type: of notes, attachments, aliases, titles, headings, blocks, tags."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import chain
from typing import NamedTuple

from wikilsp.index.change_cursor import MANY, ChangeCursor
from wikilsp.index.name_index import Name, NameIndex, Names, Pair
from wikilsp.index.ranking import SearchText
from wikilsp.index.value_counts import Countable, ValueCounts
from wikilsp.note import Note
from wikilsp.syntax.sections import title_heading
from wikilsp.vault.name_registry import link_name
from wikilsp.vault.names import fold, fold_path, without_extension
from wikilsp.vault.vault import Vault


class _NoteNames(NamedTuple):
    """The names in one note."""

    called: tuple[Pair, ...] = ()
    headings: tuple[Pair, ...] = ()
    blocks: tuple[Pair, ...] = ()
    tags: tuple[Pair, ...] = ()


class NameList:
    """The names in a vault as of the last `refresh` or `catch_up`.

    A request should not wait until many notes are read. Unless the list is `exact`, it leaves a backlog of changes to
    `catch_up`, and returns the previous names, if there are any, until that is done.
    """

    def __init__(self, vault: Vault, *, exact: bool = True) -> None:
        self._vault = vault
        self._is_exact = exact
        self._cursor = ChangeCursor(vault)
        self._by_note: dict[str, _NoteNames] = {}
        self._called = NameIndex()
        self._headings = NameIndex()
        self._blocks = NameIndex()
        self._tags = NameIndex()
        self._tagged: dict[str, list[Pair]] = {}
        """By folded tag, the sorted paths of the notes with the tag, each with the first occurrence of the tag."""
        self._edited: dict[str, int] = {}
        self._edits = 0
        self._value_counts = ValueCounts()
        self._files = frozenset[str]()
        self._attachments = NameIndex()
        self._attachment_paths = NameIndex()
        self._unlisted_paths: dict[str, int] = {}
        """How many more times each path of a note was added than removed since paths were listed; never 0."""
        self._paths = NameIndex()
        self._indices = (
            self._called,
            self._headings,
            self._blocks,
            self._tags,
            self._attachments,
            self._attachment_paths,
            self._paths,
        )
        self._missing = frozenset[str]()
        self._missing_text = SearchText()

    def refresh(self) -> None:
        """Read the changed notes, unless there is a backlog and the list is not exact."""
        if self._is_exact or not self._cursor.has_backlog:
            for _ in self._changes():
                pass

    def catch_up(self) -> Iterator[None]:
        """Read all changed notes, a few with each step. The vault may change meanwhile."""
        yield from self._changes()
        yield from self._list_paths()
        for index in self._indices:
            yield from index.settle()

    @property
    def has_backlog(self) -> bool:
        """Whether there are so many changes that `refresh` may leave them to `catch_up`."""
        is_unsorted = any(index.has_backlog for index in self._indices)
        return self._cursor.has_backlog or is_unsorted or len(self._unlisted_paths) > MANY

    def put(self, note: Note) -> None:
        """Read a note of the vault now, since it is the most recently edited one."""
        self._replace(*self._cursor.record(note))

    def remove(self, path: str) -> None:
        """Remove a note that is no longer in the vault."""
        if change := self._cursor.forget(path):
            self._replace(*change)

    def _changes(self) -> Iterator[None]:
        for change in self._cursor.changes():
            self._replace(*change)
            yield
        if self._files != self._vault.files:
            before, self._files = self._files, frozenset(self._vault.files)
            removed, added = before - self._files, self._files - before
            self._attachments.replace([*map(_attachment, removed)], [*map(_attachment, added)])
            self._attachment_paths.replace([*map(_attachment_path, removed)], [*map(_attachment_path, added)])

    def _list_paths(self) -> Iterator[None]:
        """List the changed paths of notes. They are listed late, since most users never type one."""
        while self._unlisted_paths:
            path, count = self._unlisted_paths.popitem()
            pair = _note_path(path)
            self._paths.replace([pair] * -count, [pair] * count)
            yield

    # Queries

    def notes(self) -> Names:
        """Return the names of notes: file or page names, titles and aliases."""
        return self._called.names(exact=self._is_exact)

    def paths(self) -> Names:
        """Return the paths of the notes, without the extension."""
        if self._is_exact or len(self._unlisted_paths) <= MANY or not self._paths.names(exact=False).names:
            for _ in self._list_paths():
                pass
        return self._paths.names(exact=self._is_exact)

    def headings(self) -> Names:
        """Return the headings of all notes, except those that are titles and thus names of their note."""
        return self._headings.names(exact=self._is_exact)

    def blocks(self) -> Names:
        """Return the block ids of all notes."""
        return self._blocks.names(exact=self._is_exact)

    def tags(self) -> Names:
        """Return the first occurrence of each tag."""
        return self._tags.names(exact=self._is_exact)

    def attachments(self) -> Names:
        """Return the file names of attachments."""
        return self._attachments.names(exact=self._is_exact)

    def attachment_paths(self) -> Names:
        """Return the paths of attachments."""
        return self._attachment_paths.names(exact=self._is_exact)

    def names_of(self, note: Note) -> Iterator[Name]:
        """Yield the names of a note of the vault, each folded name once."""
        return (name for _, name in self._pairs_of(note))

    def missing(self, names: AbstractSet[str]) -> SearchText:
        """Return the missing names, sorted. The last result is cached."""
        if self._missing != names:
            self._missing = frozenset(names)
            self._missing_text = SearchText(sorted(names))
        return self._missing_text

    @property
    def edited(self) -> Mapping[str, int]:
        """The paths of the notes that were edited, with a number that is higher the later the edit."""
        return self._edited

    def count(self, kind: Countable, paths: Iterable[str]) -> Mapping[str, int]:
        """Return how many notes have each text of a kind. All notes that have one must be among `paths`."""
        recorded = self._cursor.recorded
        # A change that is not recorded yet is counted when it is.
        notes = map(recorded.__getitem__, paths) if self._cursor.is_current else recorded.values()
        return self._value_counts.count(kind, notes)

    # Changes

    def _replace(self, path: str, old: Note | None, new: Note | None) -> None:
        """Replace the names in a note."""
        before, after = self._by_note.pop(path, _NO_NAMES), self._read(new) if new else _NO_NAMES
        if before.called != after.called:
            self._called.replace(before.called, after.called)
        if before.headings != after.headings:
            self._headings.replace(before.headings, after.headings)
        if before.blocks != after.blocks:
            self._blocks.replace(before.blocks, after.blocks)
        if before.tags != after.tags:
            self._retag(before, after)
        self._value_counts.change(old, new)
        if old is None or new is None:
            self._list_path_later(path, (new is not None) - (old is not None))
        if new is None:
            self._edited.pop(path, None)
            return
        self._by_note[path] = after
        if old and old.is_read:
            self._edits += 1
            self._edited[path] = self._edits

    def _list_path_later(self, path: str, count: int) -> None:
        count += self._unlisted_paths.pop(path, 0)
        if count:
            self._unlisted_paths[path] = count

    def _retag(self, old: _NoteNames, new: _NoteNames) -> None:
        affected = {tag for tag, _ in (*old.tags, *new.tags)}
        before = [(tag, self._tagged[tag][0][1]) for tag in affected if tag in self._tagged]
        for tag, name in old.tags:
            names = self._tagged[tag]
            del names[bisect_left(names, (name.path, name))]
        for tag, name in new.tags:
            insort(self._tagged.setdefault(tag, []), (name.path, name))
        for tag in affected:
            if not self._tagged[tag]:
                del self._tagged[tag]
        self._tags.replace(before, [(tag, self._tagged[tag][0][1]) for tag in affected if tag in self._tagged])

    def _read(self, note: Note) -> _NoteNames:
        if not note.is_read:
            return _NoteNames(self._file_name(note))
        facts = note.facts
        blocks = (Name(block.id, "block", note.path, block.span) for block in facts.blocks if not block.from_property)
        tags = {fold(tag.name): Name(f"#{tag.name}", "tag", note.path, tag.span) for tag in reversed(facts.tags)}
        return _NoteNames(
            tuple(self._pairs_of(note)),
            tuple((fold(name.text), name) for name in _headings_of(note)),
            tuple((fold(name.text), name) for name in blocks),
            tuple((f"#{tag}", name) for tag, name in tags.items()),
        )

    def _pairs_of(self, note: Note) -> Iterator[Pair]:
        """Yield the names of a note, each folded name once: its file or page name, its titles, its aliases."""
        facts, path = note.facts, note.path
        more = [Name(facts.title, "title", path)] if facts.title else []
        if heading := title_heading(facts):
            more.append(Name(heading.visible, "title", path, heading.text_span))
        more += [Name(alias.text, "alias", path, alias.span) for alias in facts.aliases]
        seen = {""}
        for folded, name in chain(self._file_name(note), ((fold(name.text), name) for name in more)):
            if folded not in seen:
                seen.add(folded)
                yield folded, name

    def _file_name(self, note: Note) -> tuple[Pair, ...]:
        """Return the name that a note has by its file, or none if it consists of spaces."""
        name = link_name(note.path, self._vault.settings.dialect)
        folded = fold(name)
        return ((folded, Name(name, "note", note.path)),) if folded else ()


_NO_NAMES = _NoteNames()


def _headings_of(note: Note) -> Iterator[Name]:
    # The title is one of the names of the note.
    title = title_heading(note.facts)
    for heading in note.facts.headings:
        if heading.visible and heading != title:
            yield Name(heading.visible, "heading", note.path, heading.text_span)


def _note_path(path: str) -> Pair:
    name = without_extension(path)
    return fold_path(name), Name(name, "note", path)


def _attachment(path: str) -> Pair:
    name = path.rpartition("/")[2]
    return fold(name), Name(name, "attachment", path)


def _attachment_path(path: str) -> Pair:
    return fold_path(path), Name(path, "attachment", path)
