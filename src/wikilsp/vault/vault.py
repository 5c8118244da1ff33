"""The vault: notes and attachments by name. Knows no disk."""

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet

from wikilsp.note import Note
from wikilsp.settings import Settings
from wikilsp.syntax.facts import BlockId, Heading, Link
from wikilsp.syntax.summary import has_inside
from wikilsp.vault.destinations import Destinations
from wikilsp.vault.filenames import file_stem, is_legal
from wikilsp.vault.fragments import Fragments
from wikilsp.vault.ignored_files import IgnoredFiles
from wikilsp.vault.name_registry import NameRegistry
from wikilsp.vault.names import NOTE_EXTENSIONS, fold, is_note, joined, without_extension
from wikilsp.vault.resolve import Resolution, Wikilinks

_DEFAULT = Settings()
_REMEMBERED = 256
_LONGEST_PATH = 1_000
"""Characters of the path of a new note: no system has room for much longer ones."""


class Vault:
    """All notes of one root. `put` and `remove` keep every answer equal to that of a vault built anew.

    `files` are the attachments, known by name only. `ignored` gives the paths of files that are no part of the vault
    but that a link may name; it is called once, and only when a link finds nothing else.
    """

    def __init__(
        self,
        settings: Settings = _DEFAULT,
        notes: Iterable[Note] = (),
        files: Iterable[str] = (),
        ignored: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        self.settings = settings
        self.notes: dict[str, Note] = {}
        self.version = 0
        """How often a note was added, replaced or removed."""
        self.files: set[str] = set()
        self._register = NameRegistry(settings.dialect)
        self.ignored = IgnoredFiles(ignored, settings.dialect)
        """The files that are no part of the vault, but that a link may name."""
        self._wikilinks = Wikilinks(self._register, self.ignored)
        self._destinations = Destinations(self._register, self.ignored)
        self._fragments: dict[str, tuple[Fragments, ...]] = {}
        """What is inside of the notes that were asked for last, since it holds all that these say."""
        self._certain: set[str] = set()
        self._last_links: tuple[Note | None, tuple[tuple[Link, Resolution], ...]] = (None, ())
        for note in notes:
            self.put(note)
        for path in files:
            self.add_file(path)

    def put(self, note: Note) -> None:
        """Add a note, or replace the one of the same path."""
        old = self.notes.get(note.path)
        if old is None:
            self.remove_file(note.path)
            self._register.add(note.path)
        self.notes[note.path] = note
        self.version += 1
        self._certain.clear()
        changed = self._register.change(note.path, old, note)
        if old is None or (changed and self._register.knows_titles):
            self._forget()
        elif changed:
            self._wikilinks.forget_aliases()
            self._last_links = (None, ())
        self._wikilinks.trim()
        self._destinations.trim()

    def remove(self, path: str) -> None:
        """Remove the note of this path, if there is one."""
        old = self.notes.pop(path, None)
        if old is None:
            return
        self.version += 1
        self._register.change(path, old, None)
        self._register.discard(path)
        self._forget()

    def add_file(self, path: str) -> None:
        """Add an attachment; nothing happens if the path is there already."""
        if path not in self.files and path not in self.notes:
            self.files.add(path)
            self._register.add(path)
            self._forget()

    def remove_file(self, path: str) -> None:
        """Remove the attachment of this path, if there is one."""
        if path in self.files:
            self.files.remove(path)
            self._register.discard(path)
            self._forget()

    def ignore(self, ignored: IgnoredFiles) -> None:
        """Let other files be those that are no part of the vault, but that a link may name."""
        self.ignored = self._wikilinks.ignored = self._destinations.ignored = ignored
        self._forget()

    def resolve(self, note: Note, link: Link) -> Resolution:
        """Tell where a link in `note` leads."""
        if link.whole is not None and (page := self._register.page(link.whole)):
            return Resolution(page[0], "name", page[1])
        if not link.path:
            return Resolution(note.path, "self")
        links = self._destinations if link.kind in ("link", "image") else self._wikilinks
        return links.resolve(note, link.path)

    def links(self, note: Note) -> tuple[tuple[Link, Resolution], ...]:
        """Give the links of a note, in the order of the text, each with where it leads."""
        last, links = self._last_links
        if last is not note:
            links = tuple((link, self.resolve(note, link)) for link in note.facts.links)
            # Every rule asks this of the same note, one after the other.
            self._last_links = (note, links)
        return links

    def are_certain(self, texts: Iterable[str]) -> bool:
        """Does a wikilink that says one of these lead to one file and to what it names in it, wherever it stands?

        A text is a name, and maybe `#` and a heading or `#^` and a block id. Not all that is certain is known to be so.
        """
        unknown = set(texts) - self._certain
        if not all(map(self._is_certain, unknown)):
            return False
        self._certain |= unknown
        return True

    def are_there(self, note: Note, destinations: Iterable[str]) -> bool:
        """Does a Markdown link in `note` to each of these destinations lead to a file?"""
        return all(self._destinations.resolve(note, path).how == "name" for path in destinations)

    def looking_into(self, targets: AbstractSet[str]) -> Iterator[str]:
        """Give the notes with a link that names something inside of one of these notes; maybe it names less."""
        names = [name for path in targets for name in self._short_names(path)]
        plain = not (self._register.knows_titles or self.settings.dialect.folder_index)
        for path, note in self.notes.items():
            for text in note.summary.inside:
                if not plain or _may_mean(text, names):
                    found = (self._wikilinks.resolve(note, text), self._destinations.resolve(note, text))
                    if any(resolution.target in targets for resolution in found):
                        yield path
                        break

    def _short_names(self, path: str) -> Iterator[str]:
        """Give, folded, what a text that means this note by a name or an alias has in it."""
        name = path.rpartition("/")[2]
        while (stem := without_extension(name)) != name:
            name = stem
        yield fold(name)
        yield from map(fold, self.notes[path].summary.aliases)

    def _is_certain(self, text: str) -> bool:
        if text.startswith("#"):
            return True  # its own note knows
        name, mark, fragment = text.partition("#")
        target = self._wikilinks.certain(name)
        if not mark or target is None:
            return target is not None
        note = self.notes.get(target)
        return note is not None and note.is_read and has_inside(note.summary, fragment)

    def called(self, note: Note) -> frozenset[tuple[int, str]]:
        """Give, folded, what a note's contents say that it is called: aliases, titles, its page name, by kind."""
        return self._register.called(note)

    def has_folder(self, path: str) -> bool:
        """Is there a folder of exactly this path?"""
        return self._register.has_folder(path)

    def knows_fragments(self, target: Note, link: Link) -> bool:
        """Can it be told whether what `link` names inside `target` exists?

        Not where the note has not been read, nor where Logseq takes all between the brackets for the note's name.
        """
        return target.is_read and not (link.whole and self._register.is_page(target, link.whole))

    def inside(self, target: Note) -> Fragments:
        """Return what a link can point at inside of a note, of this vault or of one that is to be.

        Of each path, two notes are remembered: what it was and what it will be are often asked in turns.
        """
        known = self._fragments.get(target.path, ())
        for fragments in known:
            if fragments.note is target:
                return fragments
        if len(self._fragments) >= _REMEMBERED:
            self._fragments.clear()
        fragments = Fragments(target, self.settings.dialect.headings)
        self._fragments[target.path] = (fragments, *known[:1])
        return fragments

    def heading(self, target: Note, link: Link) -> Heading | None:
        """Give the heading that the link's heading path means in `target`."""
        return self.inside(target).heading(link.headings)

    def block(self, target: Note, link: Link) -> BlockId | None:
        """Give the block that the link's block id means in `target`."""
        return self.inside(target).block(link.block) if link.block is not None else None

    def has_anchor(self, target: Note, link: Link) -> bool:
        """Does a Markdown link's anchor exist in `target` (heading, block, HTML id)?"""
        return self.inside(target).has_anchor(link)

    def alias_holders(self, alias: str) -> tuple[str, ...]:
        """Give the paths of the notes that have this alias, the shortest path first."""
        return tuple(self._register.aliases.of(fold(alias)))

    def prepare(self) -> Iterator[None]:
        """Make ready, in steps, what finds the names that a misspelt one may mean; the vault may change meanwhile.

        Who does without waits for it when a misspelt name is first met.
        """
        notes = self._register.stems if self._register.encoding is None else self._register.pages
        yield from notes.prepare()
        yield from self._register.files.prepare()

    def near_notes(self, name: str) -> list[str]:
        """Give the paths of the notes that may be meant by a misspelt name, the nearest first; else of attachments."""
        return self._near_notes(name) or self._register.files.near(name)

    def near_files(self, name: str) -> list[str]:
        """Give the paths of the attachments that may be meant by a misspelt name, the nearest first; else of notes."""
        return self._register.files.near(name) or self._near_notes(name)

    def near_headings(self, target: Note, text: str) -> list[Heading]:
        """Give the headings of `target` that may be meant by a misspelt one, the nearest first."""
        return self.inside(target).near_headings(text)

    def near_blocks(self, target: Note, block_id: str) -> list[BlockId]:
        """Give the blocks of `target` that may be meant by a misspelt id, the nearest first."""
        return self.inside(target).near_blocks(block_id)

    def shortest(self, path: str, source: Note) -> str:
        """Give the shortest link text that leads from `source` to the note or attachment at `path` and to no other.

        A text with `#`, `|`, `[[` or `]]` in it cannot stand in a wikilink; it is given all the same.
        """
        name = without_extension(path.rpartition("/")[2])
        if self._register.one(name) == path:
            return name
        for text in self._texts(path):
            found = self._wikilinks.resolve(source, text)
            if found.target == path and found.how == "name" and not found.others:
                return text
        return path

    def new_note_path(self, note: Note, link: Link) -> str | None:
        """Give the path at which the note that a link names would be created; None if no note can be called so."""
        path = self._new_path(note, link)
        if not path or len(path) > _LONGEST_PATH or not is_legal(path):
            return None
        return f"{self._register.spelled_folder(path)}{NOTE_EXTENSIONS[0]}"

    def _new_path(self, note: Note, link: Link) -> str | None:
        path = without_extension(link.path)
        if link.kind in ("link", "image"):
            name = path.rpartition("/")[2]
            is_note_or_bare = path != link.path or (name and "." not in name)
            return joined("" if path.startswith("/") else note.folder, path) if is_note_or_bare else None
        if path.startswith(("./", "../")):
            return joined(note.folder, path)
        if self._register.encoding is not None:
            return f"pages/{file_stem(path, self._register.encoding)}"
        if "/" in path:
            return path.removeprefix("/")
        folder = self.settings.new_note_folder
        return joined(note.folder if folder == "." else folder, path)

    def _texts(self, path: str) -> Iterator[str]:
        """Give what a wikilink to `path` may say, the shortest first."""
        if path in self.notes and (page := self._register.page_of(self.notes[path])):
            yield page
        written = [without_extension(path), path] if is_note(path) else [path]
        for text in written:
            segments = text.split("/")
            yield from ("/".join(segments[at:]) for at in range(len(segments) - 1, -1, -1))

    def _near_notes(self, name: str) -> list[str]:
        name = without_extension(name)
        if self._register.encoding is not None:
            return self._register.pages.near(fold(name))
        return self._register.stems.near(name)

    def _forget(self) -> None:
        self._wikilinks.forget()
        self._certain.clear()
        self._destinations.forget()
        self._last_links = (None, ())


def _may_mean(text: str, names: list[str]) -> bool:
    """Tell at a glance whether a link's text may lead to what has one of these names; it seldom does."""
    if "%" in text or not text.isascii():
        return True
    written = " ".join(text.lower().split())
    return any(name in written for name in names)
