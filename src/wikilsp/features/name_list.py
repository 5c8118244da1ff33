"""The names in a vault that a person may type, folded once: of notes, attachments, aliases, titles, headings, tags."""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Literal, NamedTuple

from wikilsp.features.ranking import Spelt
from wikilsp.features.sections import title_heading
from wikilsp.features.tallies import Subject, Tallies
from wikilsp.note import Note
from wikilsp.text import Span
from wikilsp.vault.filenames import page_name
from wikilsp.vault.names import fold, fold_path, without_extension
from wikilsp.vault.register import page_encoding
from wikilsp.vault.vault import Vault

NameKind = Literal["note", "attachment", "alias", "title", "heading", "block", "tag"]

_TOP = Span(0, 0)
_FEW = 50
"""So many new names are put in their places one by one; more of them are sorted in."""


class Name(NamedTuple):
    """A name as it is written, what it is a name of, and the place that gives it."""

    text: str
    kind: NameKind
    path: str
    span: Span = _TOP


class Names(NamedTuple):
    """Names in the order of the alphabet, and how each of them is spelt when folded."""

    names: tuple[Name, ...] = ()
    spelt: Spelt = Spelt()


_Pair = tuple[str, Name]
"""A folded name, and the name."""


class _Sorted:
    """Pairs in order. Changes wait until somebody asks, since a vault that is being read is nothing but changes."""

    def __init__(self) -> None:
        self._pairs: list[_Pair] = []
        self._waiting = Counter[_Pair]()
        self._given = Names()

    def replace(self, old: Iterable[_Pair], new: Iterable[_Pair]) -> None:
        if old != new:
            self._waiting.subtract(old)
            self._waiting.update(new)

    def names(self, *, settled: bool) -> Names:
        """Give the names; if not `settled`, those of the last time, unless there are none."""
        if not settled and self._given.names:
            return self._given
        gone = [pair for pair, change in self._waiting.items() if change < 0]
        come = [pair for pair, change in self._waiting.items() if change > 0]
        self._waiting.clear()
        if gone or come:
            for pair in gone:
                del self._pairs[bisect_left(self._pairs, pair)]
            if len(come) > _FEW:
                self._pairs = sorted(self._pairs + come)
            else:
                for pair in come:
                    insort(self._pairs, pair)
            self._given = Names(tuple([name for _, name in self._pairs]), Spelt([folded for folded, _ in self._pairs]))
        return self._given


class _Read(NamedTuple):
    """What was read in a note: pairs of each kind."""

    note: Note
    called: tuple[_Pair, ...]
    paths: tuple[_Pair, ...]
    headings: tuple[_Pair, ...]
    blocks: tuple[_Pair, ...]
    tags: tuple[_Pair, ...]


class NameList:
    """The names of one vault as it was at the last `refresh`.

    Until it is `settled`, they are given as they were last: to put all in order is too much at each of many changes.
    """

    def __init__(self, vault: Vault, *, settled: bool = True) -> None:
        self._vault = vault
        self._is_settled = settled
        self._notes: dict[str, Note] = {}
        self._read: dict[str, _Read] = {}
        self._called, self._paths, self._headings, self._blocks = _Sorted(), _Sorted(), _Sorted(), _Sorted()
        self._tags = _Sorted()
        self._tagged: dict[str, list[_Pair]] = {}
        """By folded tag the paths of the notes that have it, in order, each with the tag where it stands first."""
        self._edited: dict[str, int] = {}
        self._edits = 0
        self._tallies = Tallies()
        self._files = frozenset[str]()
        self._attachments, self._attachment_paths = _Sorted(), _Sorted()
        self._missing = frozenset[str]()
        self._missing_spelt = Spelt()

    def settle(self) -> None:
        """Be told that the vault has been read, so that changes are few from now on."""
        self._is_settled = True

    def refresh(self) -> None:
        """Read again the notes that have changed. To find them costs one comparison for each note."""
        known, notes = self._notes, self._vault.notes
        # Nearly always nothing has changed, and this is the fastest way to see it.
        if known != notes:
            for note in [note for path, note in notes.items() if known.get(path) is not note]:
                self.put(note)
            for path in known.keys() - notes.keys():
                self._replace(self._read[path], None)
        if self._files != self._vault.files:
            before, self._files = self._files, frozenset(self._vault.files)
            gone, come = before - self._files, self._files - before
            self._attachments.replace([*map(_attachment, gone)], [*map(_attachment, come)])
            self._attachment_paths.replace([*map(_by_path, gone)], [*map(_by_path, come)])

    def put(self, note: Note) -> None:
        """Read a note of the vault now, so that the next `refresh` need not."""
        old = self._read.get(note.path)
        if old is None or old.note is not note:
            self._replace(old, self._reading(note))

    # What there is

    def notes(self) -> Names:
        """Give what notes are called: by file or page, title and alias."""
        return self._called.names(settled=self._is_settled)

    def paths(self) -> Names:
        """Give the paths of the notes, without the extension."""
        return self._paths.names(settled=self._is_settled)

    def headings(self) -> Names:
        """Give the headings of all notes, but for those that are among the names of their note."""
        return self._headings.names(settled=self._is_settled)

    def blocks(self) -> Names:
        """Give the ids of the blocks of all notes."""
        return self._blocks.names(settled=self._is_settled)

    def tags(self) -> Names:
        """Give each tag where it stands first."""
        return self._tags.names(settled=self._is_settled)

    def attachments(self) -> Names:
        """Give the attachments by their file names."""
        return self._attachments.names(settled=self._is_settled)

    def attachment_paths(self) -> Names:
        """Give the attachments by their paths."""
        return self._attachment_paths.names(settled=self._is_settled)

    def names_of(self, note: Note) -> Iterator[Name]:
        """Give what a note of the vault is called, no two names alike."""
        stem = without_extension(note.path.rpartition("/")[2])
        encoding = page_encoding(self._vault.settings.dialect)
        name = stem if encoding is None else page_name(stem, encoding)
        heading = title_heading(note.facts)
        titles = [Name(note.facts.title or "", "title", note.path)]
        if heading:
            titles.append(Name(heading.visible, "title", note.path, heading.text_span))
        aliases = (Name(alias.text, "alias", note.path, alias.span) for alias in note.facts.aliases)
        seen = {""}
        for called in (Name(name, "note", note.path), *titles, *aliases):
            if fold(called.text) not in seen:
                seen.add(fold(called.text))
                yield called

    def missing(self, names: AbstractSet[str]) -> Spelt:
        """Give names that nothing has, in order; they are made ready once as long as they are the same."""
        if self._missing != names:
            self._missing = frozenset(names)
            self._missing_spelt = Spelt(sorted(names))
        return self._missing_spelt

    # What else is kept of them

    @property
    def edited(self) -> Mapping[str, int]:
        """The paths of the notes that were opened or changed, each with a number that is greater for later ones."""
        return self._edited

    def count(self, subject: Subject, paths: Iterable[str]) -> Mapping[str, int]:
        """Count how many notes have each thing of the subject; all that have any are among `paths`."""
        return self._tallies.count(subject, (self._vault.notes[path] for path in paths))

    # Keeping up

    def _replace(self, old: _Read | None, new: _Read | None) -> None:
        gone, come = old or _NOTHING, new or _NOTHING
        self._called.replace(gone.called, come.called)
        self._paths.replace(gone.paths, come.paths)
        self._headings.replace(gone.headings, come.headings)
        self._blocks.replace(gone.blocks, come.blocks)
        if gone.tags != come.tags:
            self._retag(gone, come)
        self._tallies.change(old.note if old else None, new.note if new else None)
        if new is None:
            del self._read[gone.note.path], self._notes[gone.note.path]
            self._edited.pop(gone.note.path, None)
            return
        self._read[new.note.path], self._notes[new.note.path] = new, new.note
        if old and old.note.is_read:
            self._edits += 1
            self._edited[new.note.path] = self._edits

    def _retag(self, old: _Read, new: _Read) -> None:
        concerned = {tag for tag, _ in (*old.tags, *new.tags)}
        before = [(tag, self._tagged[tag][0][1]) for tag in concerned if tag in self._tagged]
        for tag, name in old.tags:
            self._tagged[tag].remove((name.path, name))
        for tag, name in new.tags:
            insort(self._tagged.setdefault(tag, []), (name.path, name))
        for tag in concerned:
            if not self._tagged[tag]:
                del self._tagged[tag]
        self._tags.replace(before, [(tag, self._tagged[tag][0][1]) for tag in concerned if tag in self._tagged])

    def _reading(self, note: Note) -> _Read:
        facts, path = note.facts, without_extension(note.path)
        blocks = (Name(block.id, "block", note.path, block.span) for block in facts.blocks if not block.from_property)
        tags = {fold(tag.name): Name(f"#{tag.name}", "tag", note.path, tag.span) for tag in reversed(facts.tags)}
        return _Read(
            note,
            tuple((fold(name.text), name) for name in self.names_of(note)),
            ((fold_path(path), Name(path, "note", note.path)),),
            tuple((fold(name.text), name) for name in _headings_of(note)),
            tuple((fold(name.text), name) for name in blocks),
            tuple((f"#{tag}", name) for tag, name in tags.items()),
        )


_NOTHING = _Read(Note(""), (), (), (), (), ())


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


def _attachment(path: str) -> _Pair:
    name = path.rpartition("/")[2]
    return fold(name), Name(name, "attachment", path)


def _by_path(path: str) -> _Pair:
    return fold_path(path), Name(path, "attachment", path)
