"""Scans the folders of a vault for names and ignored files, without reading notes. Runs in threads."""

import logging
from collections.abc import Iterable
from concurrent.futures import Future
from pathlib import Path
from threading import Lock, Thread
from typing import NamedTuple

from wikilsp.disk.walk import Walk, walk
from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note
from wikilsp.settings import Settings
from wikilsp.vault.ignored_files import IgnoredFiles
from wikilsp.vault.problem import Problem
from wikilsp.vault.vault import Vault
from wikilsp.visible import escape_invisible

_MAX_NESTED = 20
"""Nested vaults to name in the log."""

log = logging.getLogger(__name__)


class VaultScan(NamedTuple):
    """A vault and its indices under some settings: at first only names, enough to follow and complete links."""

    settings: Settings
    walk: Walk
    vault_index: VaultIndex


class VaultFiles(NamedTuple):
    """The files of a vault at one moment."""

    notes: frozenset[str]
    files: frozenset[str]
    """Attachments."""
    ignored: IgnoredFiles
    problems: tuple[Problem, ...]
    """Files and folders that could not be read."""


class Scanner:
    """Runs the first scan of a vault, and later ones from scratch, in a thread, one at a time.

    Unlike a task, a scan can be waited for in synchronous code.
    """

    def __init__(self, root: Path, single: str | None) -> None:
        """With `single`, the vault consists of that note only."""
        self._root = root
        self._single = single
        self._requested: tuple[Settings, Future[VaultScan]] | None = None
        self._is_running = False
        self._lock = Lock()

    def start_scan(self, settings: Settings) -> Future[VaultScan]:
        """Start a scan, or queue it while another one runs. It replaces the one that is queued, if any."""
        result = Future[VaultScan]()
        with self._lock:
            if self._requested:
                self._requested[1].cancel()
            self._requested = (settings, result)
            if not self._is_running:
                self._is_running = True
                Thread(target=self._run, name="scan", daemon=True).start()
        return result

    def _run(self) -> None:
        while request := self._next():
            settings, result = request
            if result.set_running_or_notify_cancel():
                try:
                    result.set_result(_scan_names(self._root, settings, self._single))
                except Exception as error:  # noqa: BLE001 - raised where the result is awaited
                    result.set_exception(error)

    def _next(self) -> tuple[Settings, Future[VaultScan]] | None:
        with self._lock:
            request, self._requested = self._requested, None
            self._is_running = request is not None
            return request


def scan(root: Path, settings: Settings, done: Walk | None, before: IgnoredFiles) -> VaultFiles:
    """Scan a vault again, ignored files included, which may be many. Walk its folders unless that is `done` already."""
    done = done or walk(root, settings.exclude)
    paths = frozenset(done.ignored())
    ignored = before if paths == before.paths else IgnoredFiles(lambda: paths, settings.dialect)
    ignored.prepare()
    return VaultFiles(frozenset(done.notes), frozenset(done.files), ignored, tuple(done.problems))


def is_in_step(root: Path, vault: Vault, paths: Iterable[str]) -> bool:
    """Whether each of these files exists if and only if the vault has it.

    If not, a walk is needed to find out what they are to the vault. The same goes for folders, which may have been
    moved with everything in them.
    """
    return all(_is_file_in_step(root, vault, path) for path in paths)


def _is_file_in_step(root: Path, vault: Vault, path: str) -> bool:
    file, ignored = root / path, vault.ignored.paths
    is_known = path in vault.notes or path in vault.files or path in ignored
    if file.is_file():
        return is_known
    is_known = is_known or vault.registry.has_folder(path) or file.is_dir()
    return not (is_known or any(other.startswith(f"{path}/") for other in ignored))


def _scan_names(root: Path, settings: Settings, single: str | None) -> VaultScan:
    found = Walk([single], [], tuple, [], []) if single else walk(root, settings.exclude)
    vault = Vault(settings, [Note(path, unread=True) for path in found.notes], found.files)
    return VaultScan(settings, found, VaultIndex(vault))


def log_scan(root: Path, found: Walk) -> None:
    """Log how many files a walk of the vault at `root` found, and which nested vaults it left out."""
    if not log.isEnabledFor(logging.INFO):
        return
    nested = [escape_invisible(path) for path in found.nested[:_MAX_NESTED]]
    if len(found.nested) > _MAX_NESTED:
        nested.append(f"{len(found.nested) - _MAX_NESTED:,} more")
    left_out = f"; nested vaults left out: {', '.join(nested)}" if nested else ""
    place = escape_invisible(str(root))
    log.info("%s: %s notes, %s attachments%s", place, f"{len(found.notes):,}", f"{len(found.files):,}", left_out)


def is_hidden(path: str) -> bool:
    """Whether the path contains a name that starts with a dot, such as `.git`, which no vault includes."""
    return any(segment.startswith(".") for segment in path.split("/"))
