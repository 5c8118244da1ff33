"""What each note and file of a vault answers to: names, aliases, titles, pages. Knows no link and no disk."""

from collections.abc import Callable, Sequence

from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.vault.filenames import Encoding, page_name
from wikilsp.vault.fragments import slug
from wikilsp.vault.names import NOTE_EXTENSIONS, PathIndex, PathsByName, fold, is_note, without_extension

_NOTHING = frozenset[str]()


class NameRegistry:
    """Everything that the notes and files of a vault answer to."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.stems = PathIndex(without_extension)
        """Notes by their path without the extension."""
        self.files = PathIndex(str)
        """Attachments by their whole path, and notes whose extension is not `.md`."""
        self.folders = PathIndex(str)
        """The folders that hold any of them."""
        self.aliases = PathsByName()
        self.titles = PathsByName()
        """Notes by title and by its slug; only where the dialect resolves titles."""
        self.pages = PathsByName()
        """Notes by Logseq's page name; only where the dialect has pages."""
        self.encoding = page_encoding(dialect)
        """How page names are written as file names; None where a name is no page name."""
        self._members: dict[str, int] = {}
        self._said: list[tuple[PathsByName, Callable[[Note], frozenset[str]]]] = [(self.aliases, _aliases)]
        if dialect.resolve == "title":
            self._said.append((self.titles, _titles))
        if self.encoding is not None:
            self._said.append((self.pages, self._pages))

    def add(self, path: str) -> None:
        """Take in a file that was not there."""
        for index in self._indexes(path):
            index.add(path)
        self._enter(path)

    def discard(self, path: str) -> None:
        """Forget a file that was there."""
        for index in self._indexes(path):
            index.discard(path)
        self._leave(path)

    def change(self, path: str, before: Note | None, after: Note | None) -> bool:
        """Replace what a note's contents say that it is called; say whether that is a change. None is no note."""
        changed = False
        for holders, called in self._said:
            changed |= holders.change(
                path, called(before) if before else _NOTHING, called(after) if after else _NOTHING
            )
        return changed

    def called(self, note: Note) -> frozenset[tuple[int, str]]:
        """Give what a note's contents say that it is called: aliases, titles, its page name.

        Each has the number of its kind, since by which kind of name a link leads somewhere is told to its writer.
        """
        return frozenset((kind, name) for kind, (_, called) in enumerate(self._said) for name in called(note))

    @property
    def knows_titles(self) -> bool:
        """Can a note be called by more than its path and its aliases?"""
        return len(self._said) > 1

    def one(self, name: str) -> str | None:
        """Give the only note of this name; None if there is not just one, or where names are those of pages."""
        return self.stems.one(name) if self.encoding is None and "/" not in name else None

    def has_folder(self, path: str) -> bool:
        """Is there a folder of exactly this path?"""
        return path in self._members

    def page(self, name: str) -> tuple[str, Sequence[str]] | None:
        """Give the best of the notes that are the Logseq page of this name, and the others."""
        return self.pages.chosen(_page_key(name))

    def is_page(self, note: Note, name: str) -> bool:
        """Whether a note is a Logseq page of this name."""
        page = self.page_of(note)
        return page is not None and _page_key(page) == _page_key(name)

    def page_of(self, note: Note) -> str | None:
        """Give the name of the page that a note is, None where the dialect has no pages."""
        if self.encoding is None:
            return None
        return note.summary.title or page_name(without_extension(note.path.rpartition("/")[2]), self.encoding)

    def spelled_folder(self, path: str) -> str:
        """Give a new file's path with the folders that exist already in their own spelling."""
        folder = path
        while folder := folder.rpartition("/")[0]:
            if spelled := self.folders.best_at(folder):
                return spelled + path[len(folder) :]
        return path

    def titled(self, text: str) -> tuple[str, Sequence[str]] | None:
        """Give the best of the notes of this title, else of those whose title has the same slug, and the others."""
        return self.titles.chosen(fold(text)) or self.titles.chosen(slug(text))

    def _pages(self, note: Note) -> frozenset[str]:
        page = self.page_of(note)
        return _NOTHING if page is None else frozenset({_page_key(page)})

    def _indexes(self, path: str) -> tuple[PathIndex, ...]:
        if path.lower().endswith(NOTE_EXTENSIONS[0]):
            return (self.stems,)
        return (self.stems, self.files) if is_note(path) else (self.files,)

    def _enter(self, path: str) -> None:
        """Count a file or folder for the folder that it is in, and so on upwards while that one is new."""
        while path := path.rpartition("/")[0]:
            self._members[path] = self._members.get(path, 0) + 1
            if self._members[path] > 1:
                return
            self.folders.add(path)

    def _leave(self, path: str) -> None:
        while path := path.rpartition("/")[0]:
            self._members[path] -= 1
            if self._members[path]:
                return
            del self._members[path]
            self.folders.discard(path)


def page_encoding(dialect: Dialect) -> Encoding | None:
    """Tell how Logseq's page names are written as file names; None where the dialect has no pages."""
    if dialect.filenames == "auto":
        return "triple-lowbar" if dialect.preset == "logseq" else None
    return None if dialect.filenames == "plain" and dialect.preset != "logseq" else dialect.filenames


def _page_key(name: str) -> str:
    return fold(name.removeprefix("/").removesuffix("/"))


def _aliases(note: Note) -> frozenset[str]:
    aliases = note.summary.aliases
    return frozenset(map(fold, aliases)) - {""} if aliases else _NOTHING


def _titles(note: Note) -> frozenset[str]:
    titles = [title for title in (note.summary.title, note.summary.heading) if title]
    return frozenset(form(title) for title in titles for form in (fold, slug)) - {""}
