"""The names in a vault that a person may type, folded once: of notes, attachments, aliases, titles, headings, tags."""

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
from wikilsp.vault.filenames import page_name
from wikilsp.vault.name_registry import page_encoding
from wikilsp.vault.names import fold, fold_path, without_extension
from wikilsp.vault.vault import Vault


class _Read(NamedTuple):
    """What was read in a note: pairs of each kind."""

    called: tuple[Pair, ...] = ()
    headings: tuple[Pair, ...] = ()
    blocks: tuple[Pair, ...] = ()
    tags: tuple[Pair, ...] = ()


class NameList:
    """The names of one vault as it was at the last `refresh` or `catch_up`.

    Who asks should not have to wait until many notes are read. So many changes are left to `catch_up` if the list is
    not `exact`, and until that has come to its end the names are those of before, if there were any.
    """

    def __init__(self, vault: Vault, *, exact: bool = True) -> None:
        self._vault = vault
        self._encoding = page_encoding(vault.settings.dialect)
        self._is_exact = exact
        self._follower = ChangeCursor(vault)
        self._read: dict[str, _Read] = {}
        self._called = NameIndex()
        self._headings = NameIndex()
        self._blocks = NameIndex()
        self._tags = NameIndex()
        self._tagged: dict[str, list[Pair]] = {}
        """By folded tag the paths of the notes that have it, in order, each with the tag where it stands first."""
        self._edited: dict[str, int] = {}
        self._edits = 0
        self._tallies = ValueCounts()
        self._files = frozenset[str]()
        self._attachments = NameIndex()
        self._attachment_paths = NameIndex()
        self._unlisted: dict[str, int] = {}
        """How often each path of a note has come since it was listed, less how often it has gone; never 0."""
        self._paths = NameIndex()
        self._each = (
            self._called,
            self._headings,
            self._blocks,
            self._tags,
            self._attachments,
            self._attachment_paths,
            self._paths,
        )
        self._missing = frozenset[str]()
        self._missing_spelt = SearchText()

    def refresh(self) -> None:
        """Read again the notes that have changed, but for many of them at a time if the list is not exact."""
        if self._is_exact or not self._follower.has_backlog:
            for _ in self._changes():
                pass

    def catch_up(self) -> Iterator[None]:
        """Read again all notes that have changed, a little with each step; the vault may change meanwhile."""
        yield from self._changes()
        yield from self._list_paths()
        for each in self._each:
            yield from each.settle()

    @property
    def has_backlog(self) -> bool:
        """Is there so much to catch up on that it is not done when somebody asks?"""
        waiting = any(each.has_many_waiting for each in self._each)
        return self._follower.has_backlog or waiting or len(self._unlisted) > MANY

    def put(self, note: Note) -> None:
        """Read a note of the vault now: it is the one that was edited last."""
        self._replace(*self._follower.see(note))

    def remove(self, path: str) -> None:
        """Forget a note that is no longer in the vault now."""
        if change := self._follower.lose(path):
            self._replace(*change)

    def _changes(self) -> Iterator[None]:
        for change in self._follower.changes():
            self._replace(*change)
            yield
        if self._files != self._vault.files:
            before, self._files = self._files, frozenset(self._vault.files)
            gone, come = before - self._files, self._files - before
            self._attachments.replace([*map(_attachment, gone)], [*map(_attachment, come)])
            self._attachment_paths.replace([*map(_by_path, gone)], [*map(_by_path, come)])

    def _list_paths(self) -> Iterator[None]:
        """Let the paths that came or went be known; most people never type one."""
        while self._unlisted:
            path, count = self._unlisted.popitem()
            pair = _note_by_path(path)
            self._paths.replace([pair] * -count, [pair] * count)
            yield

    # What there is

    def notes(self) -> Names:
        """Give what notes are called: by file or page, title and alias."""
        return self._called.names(exact=self._is_exact)

    def paths(self) -> Names:
        """Give the paths of the notes, without the extension."""
        if self._is_exact or len(self._unlisted) <= MANY or not self._paths.names(exact=False).names:
            for _ in self._list_paths():
                pass
        return self._paths.names(exact=self._is_exact)

    def headings(self) -> Names:
        """Give the headings of all notes, but for those that are among the names of their note."""
        return self._headings.names(exact=self._is_exact)

    def blocks(self) -> Names:
        """Give the ids of the blocks of all notes."""
        return self._blocks.names(exact=self._is_exact)

    def tags(self) -> Names:
        """Give each tag where it stands first."""
        return self._tags.names(exact=self._is_exact)

    def attachments(self) -> Names:
        """Give the attachments by their file names."""
        return self._attachments.names(exact=self._is_exact)

    def attachment_paths(self) -> Names:
        """Give the attachments by their paths."""
        return self._attachment_paths.names(exact=self._is_exact)

    def names_of(self, note: Note) -> Iterator[Name]:
        """Give what a note of the vault is called, no two names alike."""
        return (name for _, name in self._names_of(note))

    def missing(self, names: AbstractSet[str]) -> SearchText:
        """Give names that nothing has, in order; they are made ready once as long as they are the same."""
        if self._missing != names:
            self._missing = frozenset(names)
            self._missing_spelt = SearchText(sorted(names))
        return self._missing_spelt

    # What else is kept of them

    @property
    def edited(self) -> Mapping[str, int]:
        """The paths of the notes that were opened or changed, each with a number that is greater for later ones."""
        return self._edited

    def count(self, subject: Countable, paths: Iterable[str]) -> Mapping[str, int]:
        """Count how many notes have each thing of the subject; all that have any are among `paths`."""
        seen = self._follower.seen
        # What is still to be seen is told to the tallies then, and must not be counted before.
        notes = map(seen.__getitem__, paths) if self._follower.is_current else seen.values()
        return self._tallies.count(subject, notes)

    # Keeping up

    def _replace(self, path: str, old: Note | None, new: Note | None) -> None:
        """Take what a note says now for what it said before."""
        gone, come = self._read.pop(path, _NOTHING), self._reading(new) if new else _NOTHING
        if gone.called != come.called:
            self._called.replace(gone.called, come.called)
        if gone.headings != come.headings:
            self._headings.replace(gone.headings, come.headings)
        if gone.blocks != come.blocks:
            self._blocks.replace(gone.blocks, come.blocks)
        if gone.tags != come.tags:
            self._retag(gone, come)
        self._tallies.change(old, new)
        if old is None or new is None:
            self._list_later(path, (new is not None) - (old is not None))
        if new is None:
            self._edited.pop(path, None)
            return
        self._read[path] = come
        if old and old.is_read:
            self._edits += 1
            self._edited[path] = self._edits

    def _list_later(self, path: str, count: int) -> None:
        count += self._unlisted.pop(path, 0)
        if count:
            self._unlisted[path] = count

    def _retag(self, old: _Read, new: _Read) -> None:
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

    def _reading(self, note: Note) -> _Read:
        if not note.is_read:
            return _Read(self._file_name(note))
        facts = note.facts
        blocks = (Name(block.id, "block", note.path, block.span) for block in facts.blocks if not block.from_property)
        tags = {fold(tag.name): Name(f"#{tag.name}", "tag", note.path, tag.span) for tag in reversed(facts.tags)}
        return _Read(
            tuple(self._names_of(note)),
            tuple((fold(name.text), name) for name in _headings_of(note)),
            tuple((fold(name.text), name) for name in blocks),
            tuple((f"#{tag}", name) for tag, name in tags.items()),
        )

    def _names_of(self, note: Note) -> Iterator[Pair]:
        """Give what a note is called, no two names alike: by its file or page, its titles, its aliases."""
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
        """Give the name that a note has from its file, none if that is nothing but blanks."""
        stem = without_extension(note.path.rpartition("/")[2])
        name = stem if self._encoding is None else page_name(stem, self._encoding)
        folded = fold(name)
        return ((folded, Name(name, "note", note.path)),) if folded else ()


_NOTHING = _Read()


def title_of(note: Note) -> str:
    """Give the title of a note: its `title` property, else its first heading of level 1, else its file name."""
    heading = title_heading(note.facts)
    return note.facts.title or (heading.visible if heading else "") or without_extension(note.path.rpartition("/")[2])


def _headings_of(note: Note) -> Iterator[Name]:
    # The first heading of level 1 is the title, which is among the names of the note.
    title = title_heading(note.facts)
    for heading in note.facts.headings:
        if heading.visible and heading != title:
            yield Name(heading.visible, "heading", note.path, heading.text_span)


def _note_by_path(path: str) -> Pair:
    name = without_extension(path)
    return fold_path(name), Name(name, "note", path)


def _attachment(path: str) -> Pair:
    name = path.rpartition("/")[2]
    return fold(name), Name(name, "attachment", path)


def _by_path(path: str) -> Pair:
    return fold_path(path), Name(path, "attachment", path)
