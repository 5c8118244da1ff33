"""The vault: notes and attachments, and the resolution of links between them."""

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet

from wikilsp.note import Note
from wikilsp.settings import Settings
from wikilsp.syntax.facts import Link, LinkKind
from wikilsp.syntax.summary import has_fragment
from wikilsp.vault.destinations import Destinations
from wikilsp.vault.embed_cycles import EmbedCycles, EmbedSearch, embeds_in
from wikilsp.vault.filenames import file_stem, is_legal
from wikilsp.vault.fragments import Fragments, is_unchecked
from wikilsp.vault.ignored_files import IgnoredFiles
from wikilsp.vault.name_registry import NameRegistry, is_page_file, link_name
from wikilsp.vault.names import NOTE_EXTENSIONS, base_name, fold, fold_path, is_note, resolve_path, without_extension
from wikilsp.vault.resolve import Resolution, Wikilinks
from wikilsp.vault.tag_counts import TagCounts

_DEFAULT = Settings()
_MOST_CACHED = 256
_LONGEST_PATH = 1_000
"""Characters of the path of a new note. No file system allows much longer ones."""


class Vault:
    """All notes and attachments of a vault. After any changes it equals a vault built from the same notes and files.

    `files` are the attachments. `ignored` returns the paths of files that are not part of the vault although a link can
    name them; it is called once, the first time that a link matches nothing else.
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
        self.files: set[str] = set()
        self.registry = NameRegistry(settings.dialect)
        """The names of the notes and attachments."""
        self.ignored = IgnoredFiles(ignored, settings.dialect)
        """Files that are not part of the vault although a link can name them."""
        self._wikilinks = Wikilinks(self.registry, self.ignored)
        self._destinations = Destinations(self.registry, self.ignored)
        self._fragments: dict[str, tuple[Fragments, ...]] = {}
        """The fragments of recently used notes. They hold all facts of a note, so only some are cached."""
        self._tags: TagCounts | None = None
        self.embedding: set[str] = set()
        """The notes with embeds that may be notes."""
        self._cycles = EmbedCycles()
        self._unambiguous: set[str] = set()
        """Texts of wikilinks that are known to be unambiguous."""
        self._last_links: tuple[Note | None, tuple[tuple[Link, Resolution], ...]] = (None, ())
        for note in notes:
            if note.path in self.notes:
                self.put(note)
            else:
                self._add(note)
        for path in files:
            self.add_file(path)

    # Contents

    def put(self, note: Note) -> None:
        """Add a note, or replace the note at the same path."""
        old = self.notes.get(note.path)
        if old is None:
            self.remove_file(note.path)
            self._add(note)
            self._clear_caches()
            return
        self.notes[note.path] = note
        self._index(old, note)
        self._unambiguous.clear()
        changed = self.registry.change(note.path, old, note)
        if changed and self.registry.has_titles:
            self._clear_caches()
        elif changed:
            self._wikilinks.forget_aliases()
            self._last_links = (None, ())
            self._cycles.forget()
        self._cycles.change(self._embed_search(), old, note)
        self._wikilinks.trim()
        self._destinations.trim()

    def _add(self, note: Note) -> None:
        """Add a note at a path without a note or an attachment. Caches are not cleared."""
        self.registry.add(note.path)
        self.notes[note.path] = note
        self._index(None, note)
        self.registry.change(note.path, None, note)

    def remove(self, path: str) -> None:
        """Remove the note at this path, if there is one."""
        old = self.notes.pop(path, None)
        if old is None:
            return
        self._index(old, None)
        self.registry.change(path, old, None)
        self.registry.discard(path)
        self._clear_caches()

    def add_file(self, path: str) -> None:
        """Add an attachment, unless there is a note or an attachment at this path."""
        if path not in self.files and path not in self.notes:
            self.files.add(path)
            self.registry.add(path)
            self._clear_caches()

    def remove_file(self, path: str) -> None:
        """Remove the attachment at this path, if there is one."""
        if path in self.files:
            self.files.remove(path)
            self.registry.discard(path)
            self._clear_caches()

    def ignore(self, ignored: IgnoredFiles) -> None:
        """Replace the ignored files."""
        self.ignored = self._wikilinks.ignored = self._destinations.ignored = ignored
        self._clear_caches()

    def _clear_caches(self) -> None:
        self._wikilinks.forget()
        self._unambiguous.clear()
        self._destinations.forget()
        self._last_links = (None, ())
        self._cycles.forget()

    def _index(self, old: Note | None, new: Note | None) -> None:
        """Replace a note in the indices of contents; None stands for no note."""
        if self._tags:
            self._tags.replace(old, new)
        if old and old.summary.embeds:
            self.embedding.discard(old.path)
        if new and new.summary.embeds:
            self.embedding.add(new.path)

    # Resolution

    def resolve(self, note: Note, link: Link) -> Resolution:
        """Resolve a link in `note`."""
        return self.resolve_text(note, link.path, link.kind, link.whole)

    def resolve_text(self, note: Note, text: str, kind: LinkKind = "wikilink", whole: str | None = None) -> Resolution:
        """Resolve `text` as the target of a link in `note`, whether or not `note` contains such a link.

        `whole` is all the text between the brackets if it may be the name of a Logseq page.
        """
        if whole is not None and (page := self.registry.page(whole)):
            return Resolution(page[0], "name", page[1])
        if not text:
            return Resolution(note.path, "self")
        return (self._destinations if kind in ("link", "image") else self._wikilinks).resolve(note, text)

    def depends_on_folder(self, text: str, whole: str | None = None) -> bool:
        """Whether the folder of a note can decide what a wikilink in it resolves to."""
        is_page = whole is not None and self.registry.page(whole) is not None
        return not is_page and self._wikilinks.depends_on_folder(text)

    def links(self, note: Note) -> tuple[tuple[Link, Resolution], ...]:
        """Return the links of a note with their resolutions, in the order of the text."""
        last, links = self._last_links
        if last is not note:
            links = tuple([(link, self.resolve(note, link)) for link in note.facts.links])
            # Cached because each rule needs the links of the same note.
            self._last_links = (note, links)
        return links

    def are_unambiguous(self, texts: Iterable[str]) -> bool:
        """Whether wikilinks with these texts, from any note, resolve to just one file and to a fragment that it has.

        A text is a name, optionally with `#` and a heading or `#^` and a block id. False if this is costly to find out.
        """
        known = self._unambiguous
        for text in texts:
            if text not in known:
                if not self._is_unambiguous(text):
                    return False
                known.add(text)
        return True

    def _is_unambiguous(self, text: str) -> bool:
        if text.startswith("#"):
            return True  # the summary of its own note covers it
        name, mark, fragment = text.partition("#")
        target = self._wikilinks.unambiguous(name)
        if not mark or target is None:
            return target is not None
        note = self.notes.get(target)
        return note is not None and note.is_read and has_fragment(note.summary, fragment)

    def are_files(self, note: Note, destinations: Iterable[str]) -> bool:
        """Whether each of these destinations of Markdown links in `note` resolves to a file of the vault."""
        return all(self._destinations.resolve(note, path).how == "name" for path in destinations)

    def notes_linking_inside(self, targets: AbstractSet[str]) -> Iterator[str]:
        """Yield the paths of the notes with a link to a fragment of a note in `targets`, and maybe of some others."""
        names = [name for path in targets for name in self._short_names(path)]
        dialect = self.settings.dialect
        has_plain_names = not (self.registry.has_titles or dialect.folder_index or dialect.content_root)
        for path, note in self.notes.items():
            for text in note.summary.inside:
                if not has_plain_names or _may_mean(text, names):
                    found = (self._wikilinks.resolve(note, text), self._destinations.resolve(note, text))
                    if not all(targets.isdisjoint(resolution.candidates) for resolution in found):
                        yield path
                        break

    def _short_names(self, path: str) -> Iterator[str]:
        """Yield, folded, texts one of which is part of every link to this note by a name or an alias."""
        name = path.rpartition("/")[2]
        while (stem := without_extension(name)) != name:
            name = stem
        yield fold(name)
        yield from map(fold, self.notes[path].summary.aliases)

    def has_tag(self, name: str) -> bool:
        """Whether any note has this tag or one below it."""
        if self._tags is None:
            self._tags = TagCounts(self.notes.values())
        return self._tags.has(name)

    def take_changed_tags(self) -> set[str]:
        """Return, folded, the tags that came or went since the last call. Empty if nothing depends on tags so far."""
        return self._tags.take_changed() if self._tags else set()

    def embed_cycles(self) -> dict[str, frozenset[int]]:
        """Return the numbers, among the embeds of a note, of those that lead back to themselves, by note."""
        return self._cycles.find(self._embed_search(), self.embedding)

    def _embed_search(self) -> EmbedSearch:
        return EmbedSearch(self.notes, self.resolve_text, self.resolve, self.fragments)

    def cyclic_embeds(self, note: Note) -> list[Link]:
        """Return the embeds of a note that lead back to themselves."""
        numbers = self.embed_cycles().get(note.path)
        return [link for number, link in enumerate(embeds_in(note)) if number in numbers] if numbers else []

    # Fragments

    def knows_fragments(self, target: Note, link: Link) -> bool:
        """Whether the existence of the fragment that `link` names in `target` can be determined.

        It cannot if the note was not read, if Logseq reads the whole text between the brackets as the page name, or if
        the fragment is for an app.
        """
        return (
            target.is_read and not is_unchecked(link) and not (link.whole and self.registry.is_page(target, link.whole))
        )

    def fragments(self, target: Note) -> Fragments:
        """Return the fragments of a note, which may also be a future version of it that is not in the vault.

        Two versions of each note are cached, since the old and the new one are often used in turns.
        """
        cached = self._fragments.get(target.path, ())
        for fragments in cached:
            if fragments.note is target:
                return fragments
        if len(self._fragments) >= _MOST_CACHED:
            self._fragments.clear()
        dialect = self.settings.dialect
        fragments = Fragments(target, dialect.headings, has_ranges=dialect.preset == "dendron")
        self._fragments[target.path] = (fragments, *cached[:1])
        return fragments

    # Texts of links, and paths of new notes

    def shortest(self, path: str, source: Note) -> str:
        """Return the shortest text of a wikilink in `source` that resolves to the file at `path` and to no other.

        The text may contain `#`, `|`, `[[` or `]]`, and then cannot be used in a wikilink.
        """
        name = base_name(path)
        if self.registry.one(name) == path:
            return name
        for text in self._texts(path):
            found = self._wikilinks.resolve(source, text)
            if found.target == path and found.how == "name" and not found.others:
                return text
        return path

    def _texts(self, path: str) -> Iterator[str]:
        """Yield the texts that a wikilink to the file at `path` may have, the shortest first."""
        if path in self.notes and (page := self.registry.page_of(self.notes[path])):
            yield page
        if is_page_file(path, self.settings.dialect):
            yield link_name(path, self.settings.dialect)
        written = [without_extension(path), path] if is_note(path) else [path]
        for text in written:
            segments = text.split("/")
            yield from ("/".join(segments[at:]) for at in range(len(segments) - 1, -1, -1))

    def new_note_path(self, note: Note, text: str, kind: LinkKind = "wikilink") -> str | None:
        """Return the path of the note to create for a missing target of a link in `note`, or None if none is legal."""
        path = self._new_path(note, text, kind)
        if not path or len(path) > _LONGEST_PATH or not is_legal(path):
            return None
        return f"{self.registry.spelled_folder(path)}{NOTE_EXTENSIONS[0]}"

    def _new_path(self, note: Note, text: str, kind: LinkKind) -> str | None:
        path = without_extension(text)
        if kind in ("link", "image"):
            name = path.rpartition("/")[2]
            is_note_or_bare = path != text or (name and "." not in name)
            return resolve_path("" if path.startswith("/") else note.folder, path) if is_note_or_bare else None
        if path.startswith(("./", "../")):
            return resolve_path(note.folder, path)
        if daily := self._daily_note_path(path):
            return daily
        if self.registry.encoding is not None:
            return f"pages/{file_stem(path, self.registry.encoding)}"
        if "/" in path:
            return path.removeprefix("/")
        folder = self.settings.new_note_folder
        return resolve_path(note.folder if folder == "." else folder, path)

    def _daily_note_path(self, text: str) -> str | None:
        """Return the path, without extension, of the daily note that a wikilink names; None if it names none."""
        from wikilsp.vault.daily_notes import daily_notes  # noqa: PLC0415 - imports a module that little else needs

        daily = daily_notes(self.settings.dialect)
        day = daily.day(text)
        if day is None:
            return None
        path, name = daily.path(day), text.rpartition("/")[2]
        # Only Logseq knows all spellings of a day. Elsewhere, the link must name the file.
        is_named = self.registry.journal(text) or f"/{fold_path(path)}".endswith(f"/{fold_path(text)}")
        return path if is_named else f"{daily.folder}/{name}".lstrip("/")


def _may_mean(text: str, names: list[str]) -> bool:
    """Whether the text of a link may match one of these names. This is a quick check that is seldom True."""
    if "%" in text or not text.isascii():
        return True
    written = " ".join(text.lower().split())
    return any(name in written for name in names)
