"""What a look at the folders of a vault tells: names, and what is left out. Reads no note; meant for threads."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from pathlib import Path
from threading import Lock, Thread
from typing import Any, NamedTuple, TypeVar

from wikilsp.disk.walk import Walk, walk
from wikilsp.index.graph import Graph
from wikilsp.index.name_list import NameList
from wikilsp.index.uses import Usages
from wikilsp.note import Note
from wikilsp.settings import Settings
from wikilsp.vault.ignored_files import IgnoredFiles
from wikilsp.vault.problem import Problem
from wikilsp.vault.vault import Vault

Made = TypeVar("Made")


class VaultScan(NamedTuple):
    """What is known of a vault under some settings. At first that is names: enough to follow and complete links."""

    settings: Settings
    found: Walk
    graph: Graph
    uses: Usages
    names: NameList
    others: dict[Callable[[Vault], object], Any]
    """What only some requests need, by what makes it of the vault."""

    def kept(self, make: Callable[[Vault], Made]) -> Made:
        """Give what `make` makes of the vault: made when it is first asked for, and kept as long as the vault is."""
        if make not in self.others:
            self.others[make] = make(self.graph.vault)
        made: Made = self.others[make]
        return made


class VaultFiles(NamedTuple):
    """The files of a vault as they are now: notes, attachments, and what is left out."""

    notes: frozenset[str]
    files: frozenset[str]
    ignored: IgnoredFiles
    problems: tuple[Problem, ...]
    """What could not be read."""


class Scanner:
    """Looks at a vault for the first time, in a thread, and again when something else is to be seen.

    Unlike a task, a look can be waited for where nothing can be awaited. There is never more than one at a time.
    """

    def __init__(self, root: Path, single: str | None) -> None:
        """With `single`, look at that note of the vault only."""
        self._root = root
        self._single = single
        self._next: tuple[Settings, Future[VaultScan]] | None = None
        self._is_looking = False
        self._turn = Lock()

    def begin(self, settings: Settings) -> Future[VaultScan]:
        """Begin to look; one that has not begun yet is not made any more."""
        known = Future[VaultScan]()
        with self._turn:
            if self._next:
                self._next[1].cancel()
            self._next = (settings, known)
            if not self._is_looking:
                self._is_looking = True
                Thread(target=self._look, name="look", daemon=True).start()
        return known

    def _look(self) -> None:
        while begun := self._begun():
            settings, known = begun
            if known.set_running_or_notify_cancel():
                try:
                    known.set_result(_known(self._root, settings, self._single))
                except Exception as error:  # noqa: BLE001 - it is raised where the look is waited for
                    known.set_exception(error)

    def _begun(self) -> tuple[Settings, Future[VaultScan]] | None:
        with self._turn:
            begun, self._next = self._next, None
            self._is_looking = begun is not None
            return begun


def scan(root: Path, settings: Settings, found: Walk | None, before: IgnoredFiles) -> VaultFiles:
    """Look at a vault again, or deeper at what has been `found`: also at what is left out, which may be a lot."""
    found = found or walk(root, settings.exclude)
    paths = frozenset(found.ignored())
    ignored = before if paths == before.paths else IgnoredFiles(lambda: paths, settings.dialect)
    ignored.prepare()
    return VaultFiles(frozenset(found.notes), frozenset(found.files), ignored, tuple(found.problems))


def are_as_known(root: Path, vault: Vault, paths: Iterable[str]) -> bool:
    """Are these files there if and only if the vault has them? If not, only a walk tells what they are to it.

    So it does of a folder, which may have been moved with all that is in it.
    """
    return all(_is_as_known(root, vault, path) for path in paths)


def _is_as_known(root: Path, vault: Vault, path: str) -> bool:
    place, ignored = root / path, vault.ignored.paths
    is_known = path in vault.notes or path in vault.files or path in ignored
    if place.is_file():
        return is_known
    is_known = is_known or vault.registry.has_folder(path) or place.is_dir()
    return not (is_known or any(other.startswith(f"{path}/") for other in ignored))


def _known(root: Path, settings: Settings, single: str | None) -> VaultScan:
    found = Walk([single], [], tuple, [], []) if single else walk(root, settings.exclude)
    vault = Vault(settings, [Note(path, unread=True) for path in found.notes], found.files)
    return VaultScan(settings, found, Graph(vault), Usages(), NameList(vault, exact=False), {})
