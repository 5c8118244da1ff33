"""A vault with everything that is derived from its notes. Each change reaches every part once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from wikilsp.index.dependencies import file_names, folders_of
from wikilsp.index.graph import Graph
from wikilsp.index.lexicon import Lexicon, NoteNames
from wikilsp.index.name_list import NameList
from wikilsp.index.uses import Usages
from wikilsp.index.value_counts import ValueCounts
from wikilsp.note import Note
from wikilsp.vault.ignored_files import IgnoredFiles
from wikilsp.vault.names import fold
from wikilsp.vault.vault import Vault

_PARTS = ("graph", "uses", "names", "values", "lexicon")


class VaultIndex:
    """The indices of a vault. Change the vault through this, so that all of them stay in step.

    After any sequence of changes it equals a new index of the same vault.
    """

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.graph = Graph(vault)
        """The links between the notes."""
        self.uses = Usages(vault.notes)
        """The tags and property keys of the notes."""
        self.names = NameList(vault, self.uses)
        """The names that the user may type."""
        self.values = ValueCounts(vault.notes, self.uses)
        """The values of properties."""
        self._note_names = NoteNames(vault.notes, vault.settings.dialect)
        self._rehearsed: dict[str, Note] | None = None
        """During a rehearsal, the notes that it replaced."""

    @property
    def lexicon(self) -> Lexicon:
        """The names of notes by their words."""
        return self._note_names.lexicon()

    def put(self, note: Note) -> None:
        """Add a note, or replace the note at the same path."""
        old = self.vault.notes.get(note.path)
        if old is None:
            self._change(note.path, lambda: self.vault.put(note))
            return
        if self._rehearsed is not None:
            self._rehearsed.setdefault(note.path, old)
        before = self.vault.registry.called(old)
        self.vault.put(note)
        changed = before ^ self.vault.registry.called(note)
        self._tell(note.path, old, note, {name for _, name in changed})

    def remove(self, path: str) -> None:
        """Remove the note at this path, if there is one."""
        self._change(path, lambda: self.vault.remove(path))

    def add_file(self, path: str) -> None:
        """Add an attachment, unless there is a note or an attachment at this path."""
        self._change(path, lambda: self.vault.add_file(path))

    def remove_file(self, path: str) -> None:
        """Remove the attachment at this path, if there is one."""
        self._change(path, lambda: self.vault.remove_file(path))

    def ignore(self, ignored: IgnoredFiles) -> None:
        """Replace the ignored files."""
        self.vault.ignore(ignored)
        self.graph.change_ignored()

    def affected(self) -> set[str]:
        """Return the notes whose links or findings may have changed since the last call, including changed notes."""
        return self.graph.affected()

    def settle(self) -> Iterator[None]:
        """Do the work that changes left, in small steps. Queries do the rest at once."""
        return self.graph.settle()

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """Undo, at the end of the block, all replacements of notes that were made in it, as if they had not happened.

        The work is proportional to these changes, while copying the index would take longer the larger the vault is.
        """
        affected, edited = self.affected(), self.names.edited.copy()
        replaced = dict[str, Note]()
        self._rehearsed = replaced
        try:
            yield
        finally:
            self._rehearsed = None
            for note in replaced.values():
                self.put(note)
            self.affected()
            self.graph.affect(affected)
            self.names.edited = edited

    def _change(self, path: str, change: Callable[[], None]) -> None:
        """Make a change that may add or remove a file, and tell it to all parts."""
        notes, files = self.vault.notes, self.vault.files
        old, was_file, before = notes.get(path), path in files, self._names_at(path)
        change()
        changed = before ^ self._names_at(path)
        self._tell(path, old, notes.get(path), {name for _, name in changed})
        if was_file != (path in files):
            self.names.change_file(path, is_there=not was_file)

    def _tell(self, path: str, old: Note | None, new: Note | None, names: set[str]) -> None:
        self.graph.change(path, old, new, names)
        if old or new:
            self.uses.change(old, new)
            self.names.change(path, old, new)
            self.values.change(old, new)
            self._note_names.change(old, new)

    def _names_at(self, path: str) -> set[tuple[str | int, str]]:
        """Return the folded names that the vault has because of a path, with their kinds.

        These are the names of the file and of its folders. A title that becomes an alias is a change, too.
        """
        registry, note = self.vault.registry, self.vault.notes.get(path)
        names: set[tuple[str | int, str]] = {
            (folder, fold(folder.rpartition("/")[2])) for folder in folders_of(path) if registry.has_folder(folder)
        }
        if note or path in self.vault.files:
            provided = file_names(path) | registry.file_pages(path)
            names.update(("note" if note else "file", name) for name in provided)
        return names | registry.called(note) if note else names

    def differences(self) -> list[str]:
        """Compare this index with a new one of the same vault, and describe where they differ; [] if they are equal."""
        vault = Vault(self.vault.settings, self.vault.notes.values(), self.vault.files)
        vault.ignore(self.vault.ignored)
        new = VaultIndex(vault)
        for kind in self.values:
            new.values.count(kind)
        return [
            f"{part}: {key!r} is {own.get(key)!r} instead of {others.get(key)!r}"
            for part, own, others in zip(_PARTS, self._entries(), new._entries(), strict=True)
            for key in own | others
            if own.get(key) != others.get(key)
        ]

    def _entries(self) -> list[dict[object, object]]:
        parts = (self.graph, self.uses, self.names, self.values, self.lexicon)
        return [dict(part.entries()) for part in parts]
