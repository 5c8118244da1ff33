"""The titles and names of notes, and an index of all names that links can use."""

from collections.abc import Callable, Iterator, Sequence

from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.vault.filenames import Encoding, page_name
from wikilsp.vault.names import NOTE_EXTENSIONS, PathIndex, PathsByName, base_name, fold, is_note, without_extension
from wikilsp.vault.slugs import slug

_NO_NAMES = frozenset[str]()
_ORG = ".org"
_WHITEBOARDS = "whiteboards/"
_WHITEBOARD = ".edn"


def display_title(note: Note, dialect: Dialect) -> str:
    """Return the title to show for a note: its `title` property, else its first heading of level 1, else its name."""
    return note.summary.title or note.summary.heading or link_name(note.path, dialect)


def link_name(path: str, dialect: Dialect) -> str:
    """Return the name that a link writes for the note at `path`: its file name, or Logseq's page name for the file.

    The page of a journal is named after its day. In Logseq, some other files are pages, too: see `is_page_file`.
    """
    encoding = page_encoding(dialect)
    if encoding is None:
        return base_name(path)
    if title := journal_title(path, dialect):
        return title
    return page_name(_without_page_extension(path, dialect).rpartition("/")[2], encoding)


def journal_title(path: str, dialect: Dialect) -> str | None:
    """Return the name of the Logseq journal at `path`; None if no journal has this path."""
    if dialect.preset != "logseq":
        return None
    from wikilsp.vault.daily_notes import daily_notes  # noqa: PLC0415 - most vaults are not Logseq's

    return daily_notes(dialect).title_at(_without_page_extension(path, dialect))


def is_page_file(path: str, dialect: Dialect) -> bool:
    """Whether a file other than a note is a page of Logseq: a page in Org syntax, or a whiteboard."""
    if dialect.preset != "logseq":
        return False
    return path.lower().endswith(_ORG) or (path.startswith(_WHITEBOARDS) and path.endswith(_WHITEBOARD))


def _without_page_extension(path: str, dialect: Dialect) -> str:
    return path[: path.rindex(".")] if is_page_file(path, dialect) else without_extension(path)


def names_of(note: Note, dialect: Dialect) -> Iterator[str]:
    """Yield the names, other than paths, that a link can use for a note; they may repeat."""
    summary = note.summary
    yield link_name(note.path, dialect)
    yield from summary.aliases
    if summary.title and (dialect.resolve == "title" or page_encoding(dialect) is not None):
        yield summary.title
    if summary.heading and dialect.resolve == "title":
        yield summary.heading


def page_encoding(dialect: Dialect) -> Encoding | None:
    """Return how file names encode Logseq's page names, or None if the dialect has no pages."""
    if dialect.filenames == "auto":
        return "triple-lowbar" if dialect.preset == "logseq" else None
    return None if dialect.filenames == "plain" and dialect.preset != "logseq" else dialect.filenames


class NameRegistry:
    """Index of the notes and files of a vault by the names that links can use."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.stems = PathIndex(without_extension)
        """Notes by their path without the extension."""
        self.files = PathIndex(str)
        """Attachments by their whole path, and notes whose extension is not `.md`."""
        self.folders = PathIndex(str)
        """The folders that contain any of them."""
        self.aliases = PathsByName()
        self.titles = PathsByName()
        """Notes by title and by its slug; empty unless the dialect resolves titles."""
        self.pages = PathsByName()
        """Notes, and other files that are pages, by Logseq's page name; empty unless the dialect has pages."""
        self.encoding = page_encoding(dialect)
        """How file names encode page names; None if the dialect has no pages."""
        self._entries: dict[str, int] = {}
        """The number of files and folders in each folder."""
        self._indexed: list[tuple[PathsByName, Callable[[Note], frozenset[str]]]] = [(self.aliases, _aliases)]
        """The indices of names from the contents of notes, each with the function that returns these names."""
        if dialect.resolve == "title":
            self._indexed.append((self.titles, _titles))
        if self.encoding is not None:
            self._indexed.append((self.pages, self._pages))

    def add(self, path: str) -> None:
        """Add a file that is not in the registry yet."""
        for index in self._path_indices(path):
            index.add(path)
        for name in self.file_pages(path):
            self.pages.add(name, path)
        self._add_to_folders(path)

    def discard(self, path: str) -> None:
        """Remove a file that is in the registry."""
        for index in self._path_indices(path):
            index.discard(path)
        for name in self.file_pages(path):
            self.pages.discard(name, path)
        self._discard_from_folders(path)

    def change(self, path: str, before: Note | None, after: Note | None) -> bool:
        """Replace the names from a note's contents; None stands for no note. Return True if the names differ."""
        changed = False
        for index, names in self._indexed:
            changed |= index.change(path, names(before) if before else _NO_NAMES, names(after) if after else _NO_NAMES)
        return changed

    def called(self, note: Note) -> frozenset[tuple[int, str]]:
        """Return the folded names from a note's contents: aliases, titles, its page name.

        Each comes with the number of its kind, since the findings about a link depend on the kind of name it uses.
        """
        return frozenset((kind, name) for kind, (_, names) in enumerate(self._indexed) for name in names(note))

    @property
    def has_titles(self) -> bool:
        """Whether links can use names other than paths and aliases."""
        return len(self._indexed) > 1

    def one(self, name: str) -> str | None:
        """Return the only note with this file name, or None if there is not exactly one or the dialect has pages."""
        return self.stems.one(name) if self.encoding is None and "/" not in name else None

    def has_folder(self, path: str) -> bool:
        """Whether there is a folder at exactly this path."""
        return path in self._entries

    def alias_holders(self, alias: str) -> tuple[str, ...]:
        """Return the paths of the notes that have this alias, the shortest path first."""
        return tuple(self.aliases.of(fold(alias)))

    def page(self, name: str) -> tuple[str, Sequence[str]] | None:
        """Return the best of the files that are the Logseq page of this name, and the others."""
        return self.pages.match(self._page_key(name))

    def is_page(self, note: Note, name: str) -> bool:
        """Whether a note is the Logseq page of this name."""
        return self._page_key(name) in self._pages(note)

    def page_of(self, note: Note) -> str | None:
        """Return the name of a note's Logseq page, or None if the dialect has no pages."""
        return None if self.encoding is None else note.summary.title or link_name(note.path, self.dialect)

    def file_pages(self, path: str) -> frozenset[str]:
        """Return the folded name of the Logseq page that a file other than a note is; nothing if it is none."""
        is_page = is_page_file(path, self.dialect)
        return frozenset({self._page_key(link_name(path, self.dialect))}) if is_page else _NO_NAMES

    def journal(self, name: str) -> str | None:
        """Return the name of the Logseq journal that has this name in some spelling; None for any other name."""
        if self.dialect.preset != "logseq":
            return None
        from wikilsp.vault.daily_notes import daily_notes  # noqa: PLC0415 - as above

        return daily_notes(self.dialect).title(name)

    def name_key(self, name: str) -> str:
        """Return the form in which names are compared, also those without a file: all spellings of a day have one."""
        return fold(self.journal(name) or name)

    def spelled_folder(self, path: str) -> str:
        """Return the path of a new file with its existing folders spelled as they are."""
        folder = path
        while folder := folder.rpartition("/")[0]:
            if spelled := self.folders.best_at(folder):
                return spelled + path[len(folder) :]
        return path

    def titled(self, text: str) -> tuple[str, Sequence[str]] | None:
        """Return the best of the notes with this title, else of those whose title has the same slug, and the others."""
        return self.titles.match(fold(text)) or self.titles.match(slug(text))

    def near_notes(self, name: str) -> list[str]:
        """Return the paths of the notes that a misspelled name may mean, nearest first; else of attachments."""
        return self._near_notes(name) or self.files.near(name)

    def near_files(self, name: str) -> list[str]:
        """Return the paths of the attachments that a misspelled name may mean, nearest first; else of notes."""
        return self.files.near(name) or self._near_notes(name)

    def _near_notes(self, name: str) -> list[str]:
        name = without_extension(name)
        return self.stems.near(name) if self.encoding is None else self.pages.near(fold(name))

    def _pages(self, note: Note) -> frozenset[str]:
        """Return the folded names of a note's Logseq page. A journal that has a title keeps the name of its day."""
        page = self.page_of(note)
        if page is None:
            return _NO_NAMES
        journal = journal_title(note.path, self.dialect)
        return frozenset(map(self._page_key, (page, journal) if journal else (page,)))

    def _page_key(self, name: str) -> str:
        return self.name_key(name.removeprefix("/").removesuffix("/"))

    def _path_indices(self, path: str) -> tuple[PathIndex, ...]:
        if path.lower().endswith(NOTE_EXTENSIONS[0]):
            return (self.stems,)
        return (self.stems, self.files) if is_note(path) else (self.files,)

    def _add_to_folders(self, path: str) -> None:
        """Count a file or folder in its folder, and a new folder in the one above."""
        while path := path.rpartition("/")[0]:
            self._entries[path] = self._entries.get(path, 0) + 1
            if self._entries[path] > 1:
                return
            self.folders.add(path)

    def _discard_from_folders(self, path: str) -> None:
        while path := path.rpartition("/")[0]:
            self._entries[path] -= 1
            if self._entries[path]:
                return
            del self._entries[path]
            self.folders.discard(path)


def _aliases(note: Note) -> frozenset[str]:
    aliases = note.summary.aliases
    return frozenset(map(fold, aliases)) - {""} if aliases else _NO_NAMES


def _titles(note: Note) -> frozenset[str]:
    titles = [title for title in (note.summary.title, note.summary.heading) if title]
    return frozenset(form(title) for title in titles for form in (fold, slug)) - {""}
