"""One served vault, kept in step with buffers and files: names first, then contents."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from pathlib import Path

from wikilsp.baseline import Baseline
from wikilsp.disk.cache import Cache
from wikilsp.disk.note_reader import reread_note
from wikilsp.disk.note_text import read_text
from wikilsp.disk.record import note_from_record
from wikilsp.disk.settings_files import SettingsFiles
from wikilsp.disk.walk import Walk
from wikilsp.finding import Diagnostic
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note
from wikilsp.server import garbage_collection
from wikilsp.server.contents import Contents
from wikilsp.server.cooperative import cooperative
from wikilsp.server.findings_cache import FindingsCache
from wikilsp.server.note_texts import NoteTexts
from wikilsp.server.scan import Scanner, VaultScan, is_hidden, is_in_step, log_scan, scan
from wikilsp.settings import Settings
from wikilsp.syntax.parse import parse
from wikilsp.vault.names import is_canvas
from wikilsp.vault.problem import Problem
from wikilsp.vault.unread import unread_files
from wikilsp.vault.vault import Vault

_MANY = 500
"""The number of notes above which garbage collection while loading would be noticeable."""
_MOST_DIFFERENCES = 10
"""Differences of an index to name in the log."""

log = logging.getLogger(__name__)


class OpenVault:
    """A vault with its indices and findings. Buffers override files.

    `single` is the vault path of the only note, where a file outside of every vault is served. `cache` is the cache
    directory; None disables the cache.

    The constructor starts a scan of the folders in a thread. Anything that needs names waits until it is finished.
    """

    def __init__(self, root: Path, settings: Settings, single: str | None = None, cache: Path | None = None) -> None:
        self.root = root
        self._cache = Cache(cache, root) if cache else None
        self.settings = settings
        self.single = single
        self._texts = NoteTexts(root)
        self.buffers = self._texts.buffers
        """The texts of open notes, by vault path."""
        self.loaded = False
        """Whether the contents of all notes have been read."""
        self.parsed = 0
        """How many times a note was read and parsed."""
        self.settings_files = SettingsFiles(root)
        """The files that decide which notes belong to the vault, or which findings are reported."""
        self._changes = 0
        """How many times a note or file was added, replaced or removed."""
        self.findings_cache = FindingsCache(self._texts)
        self.on_change: Callable[[], None] = lambda: None
        """Called when findings may have changed."""
        self._has_news = False
        self._updating = asyncio.Lock()
        self._on_disk = frozenset[str]()
        """The notes that the last scan found."""
        self._scan: VaultScan | None = None
        self._scanner = Scanner(root, single)
        self._scanning = self._scanner.start_scan(settings)
        self._is_scan_new = True
        """Whether `load` has yet to use the result of the scan."""
        self._was_loaded = False
        self._outdated: set[str] = set()
        """Files that may have changed on the disk since they were read."""
        self._are_names_outdated = False
        self._problems: frozenset[Problem] = frozenset()
        """Files and folders that the last scan could not read."""

    @property
    def _current(self) -> VaultScan:
        return self._scan or self._adopt(self._scanning.result())

    @property
    def index(self) -> VaultIndex:
        """The notes with everything derived from them. Until contents are read, only file names are known."""
        return self._current.vault_index

    @property
    def vault(self) -> Vault:
        """The notes and their names."""
        return self.index.vault

    @property
    def graph(self) -> Graph:
        """The links between the notes."""
        return self.index.graph

    @property
    def uses(self) -> Usages:
        """The tags and properties of the notes."""
        return self.index.uses

    # Loading

    async def wait_for_names(self) -> None:
        """Wait for the first scan of the folders."""
        await asyncio.shield(asyncio.wrap_future(self._scanning))

    def _adopt(self, found: VaultScan) -> VaultScan:
        """Replace the vault by the result of a scan; all contents must then be read."""
        self._scan = found
        log_scan(self.root, found.walk)
        self._log(found.walk.problems)
        self._on_disk = frozenset(found.walk.notes)
        self.loaded = False
        self.findings_cache.clear()
        for path, text in self.buffers.items():
            self._put(self._parse(path, text))
        return found

    def change_settings(self, settings: Settings) -> None:
        """Set other settings, or the same ones with other ignored files. Takes effect with the next `load`."""
        self.settings = settings
        if self._scan is None:
            self.rescan()

    def rescan(self) -> None:
        """Read the vault from scratch with the next `load`."""
        self._scanning = self._scanner.start_scan(self.settings)
        self._is_scan_new = True

    @property
    def progress(self) -> tuple[int, int]:
        """The number of notes whose contents are known, and of all notes."""
        notes = self.vault.notes.values()
        return sum(not note.unread for note in notes), len(notes)

    @property
    def note_count(self) -> int:
        """The number of notes; 0 until the first scan has finished, for which it does not wait."""
        return len(self._scan.vault_index.vault.notes) if self._scan else 0

    def read_now(self, path: str) -> bool:
        """Return True if a note has been read. Read it now if it hasn't been yet, unless it is large or gone."""
        note = self.vault.notes[path]
        if note.unread and self._texts.is_small(path):
            note = self._read_one(note) or note
            self._put(note)
        return not note.unread

    async def load(self, report: Callable[[int, int], None]) -> None:
        """Scan the folders, then read the notes that were not read so far.

        `report` is called with the number of notes read so far and the number still to read.
        """
        async with self._updating:
            await self._update_files(await self._await_scan())
            if self.vault.settings != self.settings:
                self.vault.settings = self.settings
                self.findings_cache.invalidate(self.vault.notes)
        again, self._was_loaded = self._was_loaded, True
        # Facts live as long as the vault does: traversing them would only hold requests up.
        with garbage_collection.paused(again=again) if len(self.vault.notes) > _MANY else nullcontext():
            # Until contents are read, file names serve.
            await self._read_contents(report)
            self.loaded = self._has_news = True
            self.on_change()

    async def _read_contents(self, report: Callable[[int, int], None]) -> None:
        """Take the contents of unread notes from the cache and read the rest."""
        settings, unread = self.settings, [path for path, note in self.vault.notes.items() if note.unread]
        contents = await asyncio.to_thread(Contents, self.root, settings, self._current.walk, self._cache)
        done = 0
        async for records in contents.of(unread):
            async with self._updating:
                async for path, record in cooperative(records):
                    note = self.vault.notes.get(path)
                    # Don't overwrite a note that was opened or refreshed meanwhile.
                    if note and note.unread:
                        self._put(note_from_record(path, record))
            done += len(records)
            await self._settle()
            report(done, len(unread))
        self.parsed += contents.read
        await asyncio.to_thread(contents.store)

    async def _settle(self) -> None:
        """Do the work that changes left to the index."""
        async for _ in cooperative(self.index.settle()):
            pass

    async def _await_scan(self) -> Walk | None:
        """Wait for the pending scan, or for a new one if notes are to be parsed differently now; return its walk.

        None if there was none to wait for, or if the settings of ignored files have changed since.
        """
        done = None
        while self._is_scan_new or not _parse_alike(self._current.settings, self.settings):
            if not self._is_scan_new:
                self.rescan()
            found = await asyncio.shield(asyncio.wrap_future(self._scanning))
            if found is not self._scan:
                self._adopt(found)
            self._is_scan_new = False
            done = found.walk if found.settings.exclude == self.settings.exclude else None
        return done

    async def _read(self, paths: Iterable[str]) -> None:
        """Read notes again, unless their files have not changed since they were read."""
        known = [self.vault.notes[path] for path in paths]
        async for note in cooperative(await asyncio.to_thread(self._reread, known)):
            if note.path not in self.buffers and note.path in self.vault.notes:
                self._put(note)
        await self._settle()

    def _reread(self, known: Iterable[Note]) -> list[Note]:
        return [note for note in map(self._read_one, known) if note]

    def _read_one(self, known: Note) -> Note | None:
        """Read a note again. Return None if its file still has the contents that it was read from."""
        try:
            note = reread_note(self.root, known, self.settings)
        except OSError as error:
            log.warning("%s cannot be read: %s", self.root / known.path, error.strerror)
            note = Note(known.path, unread=True)
        self.parsed += note is not None
        return note

    # Changes

    def take(self, path: str, text: str) -> None:
        """Set the text of a note from its buffer."""
        self.buffers[path] = text
        if self._scan:
            self._put(self._parse(path, text))
            affected = self.index.affected()
            self.findings_cache.invalidate(affected)
            self._has_news |= bool(affected - {path})
        self.on_change()

    def close_buffer(self, path: str) -> None:
        """Read a note from its file again, because its buffer was removed from `buffers`."""
        # The note may never have been saved, or may be ignored.
        self.outdate([path], names=path not in self._on_disk)

    def outdate(self, paths: Iterable[str], *, names: bool = False) -> None:
        """Note that files were created, changed or deleted; with `names`, possibly any. `refresh` reads them."""
        self._outdated.update(path for path in paths if not is_hidden(path))
        self._are_names_outdated |= names

    @property
    def is_outdated(self) -> bool:
        """Whether `refresh` has something to do."""
        return bool(self._outdated) or self._are_names_outdated

    async def refresh(self, paths: Iterable[str] = ()) -> None:
        """Read outdated files again, and those at `paths`."""
        self.outdate(paths)
        async with self._updating:
            changed = {path for path in self._outdated if path not in self.buffers}
            names, self._outdated, self._are_names_outdated = self._are_names_outdated, set(), False
            before = self._changes
            if names or (changed and not await asyncio.to_thread(is_in_step, self.root, self.vault, changed)):
                changed |= await self._update_files(None)
            await self._read(sorted(path for path in changed if path in self.vault.notes))
            # The editor and the watching server report the same change.
            if self._changes == before:
                return
        self._has_news = True
        self.on_change()

    async def _update_files(self, done: Walk | None) -> frozenset[str]:
        """Add and remove notes and attachments as a walk found them, or a new one without `done`. Return new notes.

        Ignored files come last: they count for links that lead nowhere else.
        """
        if self.single is not None:
            return frozenset()
        now = await asyncio.to_thread(scan, self.root, self.settings, done, self.vault.ignored)
        self._log(now.problems)
        self._on_disk = now.notes
        async for path in cooperative(self.vault.notes.keys() - now.notes):
            if path not in self.buffers:
                self._remove(path)
        async for path in cooperative(self.vault.files - now.files):
            self.index.remove_file(path)
            self._changes += 1
        async for path in cooperative(now.files - self.vault.files):
            self.index.add_file(path)
            self._changes += 1
        if now.ignored is not self.vault.ignored:
            self.index.ignore(now.ignored)
            self._changes += 1
        new = now.notes - self.vault.notes.keys()
        async for path in cooperative(new):
            if path not in self.buffers:
                self._put(Note(path, unread=True))
        await self._settle()
        return new

    def _log(self, problems: Iterable[Problem]) -> None:
        """Log the files and folders that cannot be read, unless the last scan reported them already."""
        before, self._problems = self._problems, frozenset(problems)
        for path, message in sorted(self._problems - before):
            log.warning("%s: %s", self.root / path, message)

    def _parse(self, path: str, text: str) -> Note:
        self.parsed += 1
        return Note(path, parse(text, self.settings.dialect))

    def _put(self, note: Note) -> None:
        """Add or replace a note. The notes it affects are determined later, because thousands may come at once."""
        self.index.put(note)
        self._texts.invalidate(note.path)
        self._changes += 1
        self.findings_cache.put(self.vault.notes, note)

    def _remove(self, path: str) -> None:
        self.index.remove(path)
        self._changes += 1
        self.findings_cache.remove(self.vault.notes, path)
        self._texts.invalidate(path)

    # Reading

    def text(self, path: str) -> str | None:
        """Return the text of a note: of its buffer, else of its file; or the text of a canvas.

        None if it is neither, or too large.
        """
        if path not in self.buffers and path in self.vault.files and is_canvas(path):
            return read_text(self.root, path, self.settings.max_size)
        return self._texts.read(path, None if path in self.buffers else self.vault.notes.get(path))

    def read_any(self, path: str) -> str | None:
        """Return the text of a note, or of a template, which need not be a note of the vault."""
        text = self.text(path)
        return text if text is not None or path in self.vault.notes else read_text(self.root, path)

    def is_ascii(self, note: Note) -> bool:
        """Whether the text of a note is known to be all ASCII, judged without reading it."""
        return self._texts.is_ascii(note)

    @property
    def stale(self) -> set[str]:
        """The notes whose findings may have changed since they were last linted."""
        return self.findings_cache.stale(self.index) if self._scan else set()

    def set_needs_evidence(self, *, value: bool) -> None:
        """Set whether findings are reported only once a note uses the dialect."""
        if self.findings_cache.set_needs_evidence(self.vault.notes if self._scan else {}, value=value):
            self.on_change()

    def findings(self, path: str) -> list[Diagnostic]:
        """Return the findings to report in a note; none until all contents are read, and none in an ignored note."""
        note = self.vault.notes.get(path)
        if note is None or not self.loaded or path in self.vault.ignored.paths or is_hidden(path):
            return []
        return self.findings_cache.of(self.index, note)

    def set_baseline(self, baseline: Baseline) -> None:
        """Set the findings that are not reported."""
        if self.findings_cache.set_baseline(self.vault.notes if self._scan else (), baseline) and self._scan:
            self.on_change()

    def unread(self) -> dict[str, str]:
        """Return why notes and folders could not be read, by vault path. Complete once the vault is loaded."""
        return unread_files(self.vault, self._problems)

    def check_index(self) -> None:
        """Log where the index differs from a new one of the same notes. Takes as long as building one."""
        for difference in self.index.differences()[:_MOST_DIFFERENCES]:
            log.error("%s: the index is wrong: %s", self.root, difference)

    def has_news(self) -> bool:
        """Whether anything has changed since the last call, other than the note the user is typing in."""
        news, self._has_news = self._has_news, False
        return news


def _parse_alike(one: Settings, other: Settings) -> bool:
    """Whether notes are parsed the same way under both settings."""
    return one.dialect == other.dialect and one.max_size == other.max_size
