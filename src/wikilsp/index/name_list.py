"""Lists the names in a vault that the user may type: of notes, attachments, aliases, titles, headings, blocks, tags."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import partial

from wikilsp.index.name_index import Name, NameIndex, Names, Pair
from wikilsp.index.names_in_note import blocks_in, headings_in, names_called, path_name, tag_in
from wikilsp.index.ranking import SearchText
from wikilsp.index.uses import Usages
from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.vault.name_registry import is_page_file, link_name
from wikilsp.vault.names import fold, fold_path
from wikilsp.vault.vault import Vault

_Read = Callable[[Note], Iterable[Pair]]
"""Returns the names of one kind in a note."""


class NameList:
    """The names in a vault. Each list is made when it is first requested: most users never type a path."""

    def __init__(self, vault: Vault, uses: Usages) -> None:
        """`uses` knows the tags of the notes."""
        self._uses = uses
        self._notes = vault.notes
        self._read_called: _Read = partial(names_called, dialect=vault.settings.dialect)
        self._called = _index_of(vault.notes, self._read_called)
        self._paths = _index_of(vault.notes, path_name)
        self._headings = _index_of(vault.notes, headings_in)
        self._blocks = _index_of(vault.notes, blocks_in)
        self._listed_tags: dict[str, Pair] = {}
        """The listed names of tags, by folded tag."""
        self._tags = NameIndex(tuple)
        self._changed_tags: set[str] = set()
        """Tags to be listed, or listed otherwise, with the next request."""
        attachment = self._attachment = partial(_attachment, dialect=vault.settings.dialect)
        self._attachments = NameIndex(lambda: map(attachment, vault.files))
        self._attachment_paths = NameIndex(lambda: map(_attachment_path, vault.files))
        self.edited: dict[str, int] = {}
        """The paths of the notes that were edited, with a number that is higher the later the edit."""
        self._edits = 0
        self._missing = frozenset[str]()
        self._missing_text = SearchText()

    # Queries

    def notes(self) -> Names:
        """Return the names of notes: file or page names, titles and aliases."""
        return self._called.names()

    def paths(self) -> Names:
        """Return the paths of the notes, without the extension."""
        return self._paths.names()

    def headings(self) -> Names:
        """Return the headings of all notes, except those that are titles and thus names of their note."""
        return self._headings.names()

    def blocks(self) -> Names:
        """Return the block ids of all notes."""
        return self._blocks.names()

    def tags(self) -> Names:
        """Return each tag as the first note with it first writes it."""
        if not self._tags.is_made:
            self._tags.names()
            self._changed_tags.update(self._uses.tag_names())
        before = [self._listed_tags.pop(tag) for tag in self._changed_tags if tag in self._listed_tags]
        for tag in self._changed_tags:
            if paths := self._uses.counts(tag):
                self._listed_tags[tag] = tag_in(self._notes[min(paths)], tag)
        after = [self._listed_tags[tag] for tag in self._changed_tags if tag in self._listed_tags]
        self._tags.replace(before, after)
        self._changed_tags.clear()
        return self._tags.names()

    def attachments(self) -> Names:
        """Return the file names of attachments; for those that are pages of Logseq, the names of the pages."""
        return self._attachments.names()

    def attachment_paths(self) -> Names:
        """Return the paths of attachments."""
        return self._attachment_paths.names()

    def names_of(self, note: Note) -> Iterator[Name]:
        """Yield the names of a note of the vault, each folded name once."""
        return (name for _, name in self._read_called(note))

    def missing(self, names: AbstractSet[str]) -> SearchText:
        """Return the missing names, sorted. The last result is cached."""
        if self._missing != names:
            self._missing = frozenset(names)
            self._missing_text = SearchText(sorted(names))
        return self._missing_text

    def entries(self) -> Iterator[tuple[object, object]]:
        """Yield everything that new lists of the same vault must have in common with these."""
        lists = (self.notes, self.paths, self.headings, self.blocks, self.tags, self.attachments, self.attachment_paths)
        for each in lists:
            names = each()
            yield each.__name__, (list(names.names), list(names.search_text.names))

    # Changes

    def change(self, path: str, old: Note | None, new: Note | None) -> None:
        """Replace a note. `old` is None if it is new, `new` is None if it was removed."""
        if new is None:
            self.edited.pop(path, None)
        elif old and old.is_read:
            self._edits += 1
            self.edited[path] = self._edits
        if old and new and old.summary == new.summary:
            return
        for index, read in (
            (self._called, self._read_called),
            (self._paths, path_name),
            (self._headings, headings_in),
            (self._blocks, blocks_in),
        ):
            if index.is_made:
                index.replace(read(old) if old else (), read(new) if new else ())
        if self._tags.is_made:
            self._change_tags({fold(tag) for note in (old, new) if note for tag in note.summary.tags})

    def _change_tags(self, tags: Iterable[str]) -> None:
        for tag in tags:
            if self._uses.counts(tag) or tag in self._listed_tags:
                self._changed_tags.add(tag)
            else:
                self._changed_tags.discard(tag)

    def change_file(self, path: str, *, is_there: bool) -> None:
        """Add or remove an attachment."""
        for index, pair in (
            (self._attachments, self._attachment(path)),
            (self._attachment_paths, _attachment_path(path)),
        ):
            if index.is_made:
                index.replace(() if is_there else (pair,), (pair,) if is_there else ())


def _index_of(notes: Mapping[str, Note], read: _Read) -> NameIndex:
    return NameIndex(lambda: (pair for note in notes.values() for pair in read(note)))


def _attachment(path: str, dialect: Dialect) -> Pair:
    name = link_name(path, dialect) if is_page_file(path, dialect) else path.rpartition("/")[2]
    return fold(name), Name(name, "attachment", path)


def _attachment_path(path: str) -> Pair:
    return fold_path(path), Name(path, "attachment", path)
