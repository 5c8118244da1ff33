"""One vault while it is served: names first, then contents; open buffers outrank the disk. Knows no protocol."""

import asyncio
import gc
import logging
from collections.abc import Callable, Iterable
from pathlib import Path

from wikilsp.features.name_list import NameList
from wikilsp.lint import Diagnostic, lint
from wikilsp.note import Note
from wikilsp.settings import Settings
from wikilsp.syntax import parse
from wikilsp.vault import Vault
from wikilsp.vault.disk import read_note, read_text
from wikilsp.vault.graph import Graph
from wikilsp.vault.uses import Uses
from wikilsp.vault.walk import Walk, walk

_CHUNK = 40
"""Notes that are read in the background at a time."""
_SLICE = 4
"""Notes that are taken in at a time, between which requests are answered."""

log = logging.getLogger(__name__)


class OpenVault:
    """A vault with its indices and its findings, kept in step with buffers and disk.

    `single` is the vault path of the only note that is served, where a file lies outside of every vault.
    """

    def __init__(self, root: Path, settings: Settings, single: str | None = None) -> None:
        self.root = root
        self.settings = settings
        self.single = single
        self.texts: dict[str, str] = {}
        """The texts of open buffers, by vault path."""
        self.loaded = False
        self.parsed = 0
        """How many notes were read so far."""
        self.linted = 0
        self._refreshing = asyncio.Lock()
        self._found: dict[str, list[Diagnostic]] = {}
        self._unread: list[str] = []
        self.stale: set[str] = set()
        """Notes whose findings may have changed since they were last asked for."""
        self.on_change: Callable[[], None] = lambda: None
        """Called when findings may have changed."""
        self._name_notes()

    # Names, then contents

    def _name_notes(self) -> None:
        """Look at the folders: enough to follow and complete links by name."""
        found = Walk([self.single], [], tuple, [], []) if self.single else walk(self.root, self.settings.exclude)
        notes = [Note(path, unread=True) for path in found.notes]
        vault = Vault(self.settings, notes, found.files, found.ignored)
        self.graph = Graph(vault)
        self.uses = Uses(())
        self.names = NameList(vault)
        self._unread = found.notes
        self.loaded = False
        self.stale.clear()
        self._found.clear()
        for path, text in self.texts.items():
            self._put(self._parse(path, text))

    @property
    def vault(self) -> Vault:
        """The notes and what they are called."""
        return self.graph.vault

    async def load(self, report: Callable[[int, int], None]) -> None:
        """Read the contents of all notes in the background.

        `report` is told how many are read, and how many there are.
        """
        paths, self._unread = self._unread, []
        # What is read lives as long as the vault does. Looking through it for garbage would hold requests up.
        gc.disable()
        try:
            await self._read_contents(paths, report)
        finally:
            gc.freeze()
            gc.enable()
        self.loaded = True
        self.stale |= set(self.vault.notes)
        self.on_change()

    async def _read_contents(self, paths: list[str], report: Callable[[int, int], None]) -> None:
        for start in range(0, len(paths), _CHUNK):
            # A note that is refreshed in the meantime must not be put back to what it was before.
            async with self._refreshing:
                notes = await asyncio.to_thread(self._read_all, paths[start : start + _CHUNK])
                for at in range(0, len(notes), _SLICE):
                    for note in notes[at : at + _SLICE]:
                        if note.path not in self.texts and note.path in self.vault.notes:
                            self._put(note)
                    await asyncio.sleep(0)
            report(min(start + _CHUNK, len(paths)), len(paths))

    def _read_all(self, paths: Iterable[str]) -> list[Note]:
        return [note for path in paths if (note := self._read(path))]

    def _read(self, path: str) -> Note | None:
        self.parsed += 1
        try:
            return read_note(self.root, path, self.settings)
        except OSError as error:
            log.warning("%s cannot be read: %s", self.root / path, error.strerror)
            return None

    # Changes

    def take(self, path: str, text: str) -> None:
        """Take the text of a buffer for that of the note at `path`, whatever the disk says."""
        self.texts[path] = text
        self._put(self._parse(path, text))
        self.on_change()

    async def close(self, path: str) -> None:
        """Go back to the disk for the note at `path`."""
        if self.texts.pop(path, None) is not None:
            # The buffer may have been that of a note which the ignore rules leave out.
            await self.refresh([path], names=True)

    async def refresh(self, paths: Iterable[str], *, names: bool = False) -> None:
        """Look again at files that were created, changed or deleted on the disk; with `names`, at all names."""
        async with self._refreshing:
            changed = {path for path in paths if path not in self.texts and not _is_hidden(path)}
            if not (changed or names):
                return
            vault = self.vault
            if self.single is None and (names or not all(self._is_as_known(path) for path in changed)):
                found = await asyncio.to_thread(self._look)
                if self.vault is not vault:
                    return  # it has been made anew from what is there by now, and will be read
                changed |= self._take_names(found)
            read = sorted(path for path in changed if path in self.vault.notes)
            notes = await asyncio.to_thread(self._read_all, read)
            if self.vault is not vault:
                return
            for note in notes:
                if note.path not in self.texts:
                    self._put(note)
        self.on_change()

    def _look(self) -> Walk:
        """Look at the folders; also at those that are left out, if some link may lead there."""
        found = walk(self.root, self.settings.exclude)
        if self.vault.ignored is None:
            return found
        ignored = frozenset(found.ignored())
        return found._replace(ignored=lambda: ignored)

    def _is_as_known(self, path: str) -> bool:
        """Is a file there if and only if the vault has it? If not, only a walk tells what it is to the vault.

        So it does of a folder, which may have been moved with all that is in it.
        """
        place, vault, ignored = self.root / path, self.vault, self.vault.ignored or ()
        if place.is_file():
            return path in vault.notes or path in vault.files or path in ignored
        is_known = path in vault.notes or path in vault.files or path in ignored or vault.has_folder(path)
        return not (is_known or place.is_dir() or any(other.startswith(f"{path}/") for other in ignored))

    def _take_names(self, found: Walk) -> set[str]:
        """Take what a walk has found for the names of the vault; give the notes that are new."""
        notes, files = set(found.notes), set(found.files)
        for path in self.vault.notes.keys() - notes - self.texts.keys():
            self._concern(self.graph.remove(path))
            self.uses.remove(path)
            self._found.pop(path, None)
            self.stale.discard(path)
        for path in self.vault.files - files:
            self._concern(self.graph.remove_file(path))
        for path in files - self.vault.files:
            self._concern(self.graph.add_file(path))
        self._concern(self.graph.ignore(found.ignored))
        new = notes - self.vault.notes.keys()
        for path in new:
            self._put(Note(path, unread=True))
        return new

    def rescan(self) -> None:
        """Walk the folders again, after a change of what is left out; contents are to be loaded anew."""
        self._name_notes()

    def _parse(self, path: str, text: str) -> Note:
        self.parsed += 1
        return Note(path, parse(text, self.settings.dialect))

    def _put(self, note: Note) -> None:
        self._concern(self.graph.put(note))
        self.uses.put(note)
        self.names.put(note)

    def _concern(self, paths: Iterable[str]) -> None:
        self.stale.update(path for path in paths if path in self.vault.notes)

    # Asking

    def text(self, path: str) -> str | None:
        """Give the text of a note: of its buffer, else of the disk."""
        return self.texts[path] if path in self.texts else read_text(self.root, path)

    def findings(self, path: str) -> list[Diagnostic]:
        """Give what the linter finds in a note; nothing before all contents are known."""
        note = self.vault.notes.get(path)
        if note is None or not self.loaded:
            return []
        if path in self.stale or path not in self._found:
            self.linted += 1
            self._found[path] = lint(self.vault, note)
            self.stale.discard(path)
        return self._found[path]


def _is_hidden(path: str) -> bool:
    """Does the path lead through a name with a dot, such as `.git`, which no vault looks into?"""
    return any(segment.startswith(".") for segment in path.split("/"))
