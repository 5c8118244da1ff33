"""The names in a vault that a person may type, folded once: of notes, attachments, aliases, titles, headings, tags."""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from wikilsp.features.ranking import Spelt
from wikilsp.note import Note
from wikilsp.syntax.facts import Heading
from wikilsp.text import Span
from wikilsp.vault import Vault
from wikilsp.vault.filenames import page_name
from wikilsp.vault.names import fold, fold_path, without_extension
from wikilsp.vault.register import page_encoding

NameKind = Literal["note", "attachment", "alias", "title", "heading", "tag"]

_TOP = Span(0, 0)
_NO_HEADING = Heading("", "", 1, _TOP, _TOP, ())


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


class _NoteNames(NamedTuple):
    note: Note
    called: tuple[tuple[str, Name], ...]
    inside: tuple[tuple[str, Name], ...]


class NameList:
    """The names of one vault, always up to date: each time they are asked for, the notes that changed are read again.

    To find these costs one comparison for each note, so nobody has to tell of a change.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._notes: dict[str, _NoteNames] = {}
        self._called: Names | None = None
        self._inside: Names | None = None
        self._paths: Names | None = None
        self._files = frozenset[str]()
        self._attachments = Names()

    def put(self, note: Note) -> None:
        """Read a note of the vault now, so that the next question need not."""
        old = self._notes.get(note.path)
        if old is None or old.note is not note:
            self._read(old, note)

    def notes(self) -> Names:
        """Give what notes are called: by file or page, title and alias."""
        self._refresh()
        if self._called is None:
            self._called = _names(pair for note in self._notes.values() for pair in note.called)
        return self._called

    def inside(self) -> Names:
        """Give the headings of all notes, and each tag where it stands first."""
        self._refresh()
        if self._inside is None:
            pairs = [pair for path in sorted(self._notes) for pair in self._notes[path].inside]
            headings = (pair for pair in pairs if pair[1].kind == "heading")
            tags = {folded: name for folded, name in reversed(pairs) if name.kind == "tag"}
            self._inside = _names([*headings, *tags.items()])
        return self._inside

    def paths(self) -> Names:
        """Give the paths of the notes, without the extension."""
        self._refresh()
        if self._paths is None:
            written = ((without_extension(path), path) for path in self._notes)
            self._paths = _names((fold_path(text), Name(text, "note", path)) for text, path in written)
        return self._paths

    def attachments(self) -> Names:
        """Give the attachments by their file names."""
        if self._files != self._vault.files:
            self._files = frozenset(self._vault.files)
            written = ((path.rpartition("/")[2], path) for path in self._files)
            self._attachments = _names((fold(text), Name(text, "attachment", path)) for text, path in written)
        return self._attachments

    def _refresh(self) -> None:
        known, notes = self._notes, self._vault.notes
        for note in notes.values():
            self.put(note)
        if len(known) > len(notes):
            for path in known.keys() - notes.keys():
                del known[path]
            self._called = self._inside = self._paths = None

    def _read(self, old: _NoteNames | None, note: Note) -> None:
        called = tuple((fold(name.text), name) for name in self._names_of(note))
        inside = tuple((fold(name.text), name) for name in _inside_of(note))
        if old is None or old.called != called:
            self._called = None
        if old is None or old.inside != inside:
            self._inside = None
        if old is None:
            self._paths = None
        self._notes[note.path] = _NoteNames(note, called, inside)

    def _names_of(self, note: Note) -> Iterator[Name]:
        """Give what a note is called, no two names alike."""
        stem = without_extension(note.path.rpartition("/")[2])
        encoding = page_encoding(self._vault.settings.dialect)
        name = stem if encoding is None else page_name(stem, encoding)
        heading = _first_heading(note)
        titles = (
            Name(note.facts.title or "", "title", note.path),
            Name(heading.visible, "title", note.path, heading.text_span),
        )
        aliases = (Name(alias.text, "alias", note.path, alias.span) for alias in note.facts.aliases)
        seen = {""}
        for called in (Name(name, "note", note.path), *titles, *aliases):
            if fold(called.text) not in seen:
                seen.add(fold(called.text))
                yield called


def title_of(note: Note) -> str:
    """Give the title of a note: its `title` property, else its first heading of level 1, else its file name."""
    return note.facts.title or _first_heading(note).visible or without_extension(note.path.rpartition("/")[2])


def _first_heading(note: Note) -> Heading:
    return next((heading for heading in note.facts.headings if heading.level == 1), _NO_HEADING)


def _inside_of(note: Note) -> Iterator[Name]:
    # The first heading of level 1 is the title, which is among the names of the note.
    title = _first_heading(note)
    for heading in note.facts.headings:
        if heading.visible and heading is not title:
            yield Name(heading.visible, "heading", note.path, heading.text_span)
    for tag in note.facts.tags:
        yield Name(f"#{tag.name}", "tag", note.path, tag.span)


def _names(pairs: Iterable[tuple[str, Name]]) -> Names:
    """Make a list of folded forms and names."""
    ordered = sorted(pairs)
    return Names(tuple(name for _, name in ordered), Spelt(folded for folded, _ in ordered))
