"""One vault while it is served: names first, then contents; open buffers outrank the disk. Knows no protocol."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from pathlib import Path

from wikilsp.disk.cache import Cache
from wikilsp.disk.note_reader import read_note
from wikilsp.disk.note_text import read_text
from wikilsp.disk.record import note_of
from wikilsp.disk.walk import Walk
from wikilsp.finding import Diagnostic
from wikilsp.index.change_cursor import ChangeFollower
from wikilsp.index.graph import Graph
from wikilsp.index.name_list import NameList
from wikilsp.index.uses import Usages
from wikilsp.note import Note
from wikilsp.server import garbage_collection as garbage
from wikilsp.server.contents import Contents
from wikilsp.server.cooperative import cooperative
from wikilsp.server.scan import Made, Scanner, VaultScan, are_as_known, scan
from wikilsp.settings import Settings
from wikilsp.syntax.facts import Facts
from wikilsp.syntax.parse import parse
from wikilsp.vault.problem import Problem
from wikilsp.vault.unread import unread_files
from wikilsp.vault.vault import Vault

_MANY = 500
"""Notes from which on it takes long to look through all that they say."""
_GROWTH = 1.125
"""The links of the notes that are read are taken in when there are so many times as many: what thousands of notes share
is not looked at anew for each of them, and no request waits for the links of very many."""

log = logging.getLogger(__name__)


class OpenVault:
    """A vault with its indices and its findings, kept in step with buffers and disk.

    `single` is the vault path of the only note that is served, where a file lies outside of every vault. `cache` is the
    folder in which contents are kept, None for none.

    Its folders are looked at in a thread, from the beginning. Who asks for names before they are known waits for them.
    """

    def __init__(self, root: Path, settings: Settings, single: str | None = None, cache: Path | None = None) -> None:
        self.root = root
        self._cache = Cache(cache, root) if cache else None
        self.settings = settings
        self.single = single
        self.texts: dict[str, str] = {}
        """The texts of open buffers, by vault path."""
        self.loaded = False
        self.parsed = 0
        """How many notes were read so far."""
        self.linted = 0
        self._stale: set[str] = set()
        self.on_change: Callable[[], None] = lambda: None
        """Called when findings may have changed."""
        self._has_news = False
        self._refreshing = asyncio.Lock()
        self._found: dict[str, list[Diagnostic]] = {}
        self._ascii: dict[str, bool] = {}
        self._on_disk = frozenset[str]()
        """The notes that the last look has found."""
        self._known: VaultScan | None = None
        self._looker = Scanner(root, single)
        self._looking = self._looker.begin(settings)
        self._is_fresh = True
        """What this look has found is still to be taken by `load`."""
        self._was_loaded = False
        self._outdated: set[str] = set()
        """Files that may have changed on the disk since they were read."""
        self._are_names_outdated = False
        self._problems: frozenset[Problem] = frozenset()
        """What could not be read, as the last look has found."""

    # Names, then contents

    async def know_names(self) -> None:
        """Wait until the first look at the folders is over, and make ready what completes names."""
        await asyncio.shield(asyncio.wrap_future(self._looking))
        async for _ in cooperative(self.names.catch_up()):
            pass
        from wikilsp.features.completion.similar_notes import Keys  # noqa: PLC0415 - only now is there time for it

        # Counted while no note has been read, it costs next to nothing, and is kept in step from then on.
        read = [path for path, note in self.vault.notes.items() if note.is_read]
        self.names.count(Keys(), read)

    def _adopt(self, known: VaultScan) -> VaultScan:
        """Go by what is known from now on; all contents are to be read."""
        self._known = known
        self._log(known.found.problems)
        self._on_disk = frozenset(known.found.notes)
        self.loaded = False
        self._stale.clear()
        self._found.clear()
        for path, text in self.texts.items():
            self._put(self._parse(path, text))
        return known

    @property
    def _now(self) -> VaultScan:
        return self._known or self._adopt(self._looking.result())

    @property
    def vault(self) -> Vault:
        """The notes and what they are called."""
        return self._now.graph.vault

    @property
    def graph(self) -> Graph:
        """The links of the notes."""
        return self._now.graph

    @property
    def uses(self) -> Usages:
        """The tags and properties of the notes."""
        return self._now.uses

    @property
    def names(self) -> NameList:
        """The names that a person may type; while contents are read, of files only."""
        return self._now.names

    @property
    def stale(self) -> set[str]:
        """The notes whose findings may have changed since they were last asked for."""
        if self._known:
            self._stale |= self.graph.affected()
        return self._stale

    def kept(self, make: Callable[[Vault], Made]) -> Made:
        """Give what `make` makes of the vault. It is made once, and has to keep up with the vault by itself."""
        return self._now.kept(make)

    def change_settings(self, settings: Settings) -> None:
        """Go by other settings, or by what is left out now. What comes of that is known when `load` has been called."""
        self.settings = settings
        if self._known is None:
            self.look_anew()

    def look_anew(self) -> None:
        """Forget what the disk has said so far, once `load` has been called."""
        self._looking = self._looker.begin(self.settings)
        self._is_fresh = True

    async def load(self, report: Callable[[int, int], None]) -> None:
        """Look at the folders, and read in the background the contents of all notes that were not read so far.

        `report` is told how many are read, and how many there are.
        """
        async with self._refreshing:
            await self._take_names(await self._first_look())
            if self.vault.settings != self.settings:
                self.vault.settings = self.settings
                self._stale |= set(self.vault.notes)
        again, self._was_loaded = self._was_loaded, True
        # What is read lives as long as the vault does. Looking through it for garbage would hold requests up.
        with garbage.put_off(again=again) if len(self.vault.notes) > _MANY else nullcontext():
            # Until contents are read, the names of files serve.
            async with asyncio.TaskGroup() as work:
                work.create_task(self.catch_up())
                work.create_task(self._prepare())
                work.create_task(self._read_contents(report))
            self.loaded = self._has_news = True
            self.on_change()
            await self.catch_up()

    async def _prepare(self) -> None:
        """Make ready what the linter needs for the first name that is misspelt."""
        async for _ in cooperative(self.vault.registry.prepare()):
            pass

    async def catch_up(self) -> None:
        """Bring what only some requests need up to date, so that none of these has to do it."""
        for index in self._following():
            async for _ in cooperative(index.catch_up()):
                pass

    def has_backlog(self) -> bool:
        """Is there so much to catch up on that requests do without?"""
        return any(index.has_backlog for index in self._following())

    def _following(self) -> tuple[ChangeFollower, ...]:
        from wikilsp.index.unlinked_mentions import NoteNames  # noqa: PLC0415 - the first requests do without

        return self.names, self.kept(NoteNames)

    async def _read_contents(self, report: Callable[[int, int], None]) -> None:
        """Take from the cache what it knows of the notes that were not read so far, and read the rest."""
        settings, unread = self.settings, [path for path, note in self.vault.notes.items() if note.unread]
        contents = await asyncio.to_thread(Contents, self.root, settings, self._now.found, self._cache)
        done = connected = 0
        async for records in contents.of(unread):
            async with self._refreshing:
                async for path, record in cooperative(records):
                    note = self.vault.notes.get(path)
                    # One that was refreshed or opened in the meantime must not be put back to what it was before.
                    if note and note.unread:
                        self._put(note_of(path, record, Facts))
            done += len(records)
            if done > connected * _GROWTH:
                connected = done
                await self._connect()
            report(done, len(unread))
        await self._connect()
        self.parsed += contents.read
        await asyncio.to_thread(contents.store)

    async def _connect(self) -> None:
        """Take in the links of the notes that have come, some at a time."""
        async for _ in cooperative(self.graph.catch_up()):
            pass

    async def _first_look(self) -> Walk | None:
        """Give what the first look has found, or one that is made anew if notes are to be read in another way now.

        None if there was none, or if something else is left out by now.
        """
        found = None
        while self._is_fresh or not _read_alike(self._now.settings, self.settings):
            if not self._is_fresh:
                self.look_anew()
            known = await asyncio.shield(asyncio.wrap_future(self._looking))
            if known is not self._known:
                self._adopt(known)
            self._is_fresh = False
            found = known.found if known.settings.exclude == self.settings.exclude else None
        return found

    async def _read(self, paths: list[str]) -> None:
        async for note in cooperative(await asyncio.to_thread(self._read_all, paths)):
            if note.path not in self.texts and note.path in self.vault.notes:
                self._put(note)
        await self._connect()

    def _read_all(self, paths: Iterable[str]) -> list[Note]:
        return [self._read_one(path) for path in paths]

    def _read_one(self, path: str) -> Note:
        self.parsed += 1
        try:
            return read_note(self.root, path, self.settings)
        except OSError as error:
            log.warning("%s cannot be read: %s", self.root / path, error.strerror)
            return Note(path, unread=True)

    # Changes

    def take(self, path: str, text: str) -> None:
        """Take the text of a buffer for that of the note at `path`, whatever the disk says."""
        self.texts[path] = text
        if self._known:
            self._put(self._parse(path, text))
            affected = self.graph.affected()
            self._stale |= affected
            self._has_news |= bool(affected - {path})
        self.on_change()

    def closed(self, path: str) -> None:
        """Let the disk count again for the note at `path`, whose text has been taken out of `texts`."""
        # The buffer may have been that of a note that was never saved, or that is left out.
        self.outdate([path], names=path not in self._on_disk)

    def outdate(self, paths: Iterable[str], *, names: bool = False) -> None:
        """Files were created, changed or deleted on the disk; with `names`, maybe any. `refresh` looks at them."""
        self._outdated.update(path for path in paths if not is_hidden(path))
        self._are_names_outdated |= names

    @property
    def is_outdated(self) -> bool:
        """Is there something for `refresh` to do?"""
        return bool(self._outdated) or self._are_names_outdated

    async def refresh(self, paths: Iterable[str] = ()) -> None:
        """Look again at files that were created, changed or deleted on the disk: these, and all that are outdated."""
        self.outdate(paths)
        async with self._refreshing:
            changed = {path for path in self._outdated if path not in self.texts}
            names, self._outdated, self._are_names_outdated = self._are_names_outdated, set(), False
            if not (changed or names):
                return
            if names or not await asyncio.to_thread(are_as_known, self.root, self.vault, changed):
                changed |= await self._take_names(None)
            await self._read(sorted(path for path in changed if path in self.vault.notes))
        self._has_news = True
        self.on_change()

    async def _take_names(self, found: Walk | None) -> frozenset[str]:
        """Take what a walk has found, or one that is made now, for the names of the vault; give the notes that are new.

        What is left out is looked for after the names, and is something that a link may lead to.
        """
        if self.single is not None:
            return frozenset()
        now = await asyncio.to_thread(scan, self.root, self.settings, found, self.vault.ignored)
        self._log(now.problems)
        self._on_disk = now.notes
        async for path in cooperative(self.vault.notes.keys() - now.notes):
            if path not in self.texts:
                self._remove(path)
        async for path in cooperative(self.vault.files - now.files):
            self.graph.stage_file_removal(path)
        async for path in cooperative(now.files - self.vault.files):
            self.graph.stage_file(path)
        if now.ignored is not self.vault.ignored:
            self.graph.stage_ignored(now.ignored)
        new = now.notes - self.vault.notes.keys()
        async for path in cooperative(new):
            if path not in self.texts:
                self._put(Note(path, unread=True))
        await self._connect()
        return new

    def _log(self, problems: Iterable[Problem]) -> None:
        """Log what cannot be read, once."""
        before, self._problems = self._problems, frozenset(problems)
        for path, message in sorted(self._problems - before):
            log.warning("%s: %s", self.root / path, message)

    def _parse(self, path: str, text: str) -> Note:
        self.parsed += 1
        return Note(path, parse(text, self.settings.dialect))

    def _put(self, note: Note) -> None:
        """Take in a note. Whom that concerns is found out when somebody asks, since thousands may come at once."""
        self.graph.stage(note)
        self.uses.put(note)
        self._now.names.put(note)
        self._ascii.pop(note.path, None)

    def _remove(self, path: str) -> None:
        self.graph.stage_removal(path)
        self.uses.remove(path)
        self._now.names.remove(path)
        self._found.pop(path, None)
        self._ascii.pop(path, None)
        self._stale.discard(path)

    # Asking

    def text(self, path: str) -> str | None:
        """Give the text of a note: of its buffer, else of the disk. None for what is no note, or too large for one."""
        if path in self.texts:
            return self.texts[path]
        note = self.vault.notes.get(path)
        return read_text(self.root, path) if note and note.oversize is None else None

    def is_ascii(self, note: Note) -> bool:
        """Is the text of a note known to be all ASCII, without a look at it?"""
        if note.path not in self._ascii:
            self._ascii[note.path] = (
                note.is_read and note.undecodable is None and self._size(note) == note.layout.length
            )
        return self._ascii[note.path]

    def _size(self, note: Note) -> int:
        """Give the number of bytes that a note has; no other character than one of ASCII has just one."""
        if note.path in self.texts:
            return note.layout.length if self.texts[note.path].isascii() else -1
        try:
            return (self.root / note.path).stat().st_size
        except OSError:
            return -1

    def findings(self, path: str) -> list[Diagnostic]:
        """Give what the linter finds in a note: nothing before all contents are known, nor if the note is left out."""
        note = self.vault.notes.get(path)
        if note is None or not self.loaded or path in self.vault.ignored.paths or is_hidden(path):
            return []
        if path in self.stale or path not in self._found:
            from wikilsp.lint import lint  # noqa: PLC0415 - to name the notes needs no rule, and comes first

            self.linted += 1
            self._found[path] = lint(self.vault, note)
            self._stale.discard(path)
        return self._found[path]

    def unread(self) -> dict[str, str]:
        """Return why notes and folders could not be read, by vault path, once all others are."""
        return unread_files(self.vault, self._problems)

    def has_news(self) -> bool:
        """Has anything changed since this was last asked, other than in the note that somebody types in?"""
        news, self._has_news = self._has_news, False
        return news

    def with_findings(self) -> list[str]:
        """Give the notes in which something was found when they were last looked at."""
        return [path for path, found in self._found.items() if found]


def _read_alike(one: Settings, other: Settings) -> bool:
    """Do notes say the same under both settings?"""
    return one.dialect == other.dialect and one.max_size == other.max_size


def is_hidden(path: str) -> bool:
    """Does the path lead through a name with a dot, such as `.git`, which no vault looks into?"""
    return any(segment.startswith(".") for segment in path.split("/"))
