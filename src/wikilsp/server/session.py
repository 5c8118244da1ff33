"""The served vaults of one client: which ones there are, and which one a file belongs to."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

from wikilsp.disk.cache import cache_folder
from wikilsp.disk.root import Root, find_marker, is_marked, needs_marker
from wikilsp.disk.state_folder import has_journals
from wikilsp.note import Note
from wikilsp.server.convert import path_of
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.vault_settings import ShowMessage, VaultSettings
from wikilsp.settings import RawOptions
from wikilsp.visible import escape_invisible

_MAX_REMEMBERED = 1_000
"""Folders to remember as reported; more than that and they are all forgotten."""

log = logging.getLogger(__name__)


class OpenNote(NamedTuple):
    """A note and the vault that it is in."""

    vault: OpenVault
    note: Note


class Tasks(Protocol):
    """The background work that a session starts and stops."""

    def serve(self, vault: OpenVault) -> None:
        """Load a vault and keep it in step with the disk; start over if it is being loaded already."""

    def drop(self, vault: OpenVault) -> None:
        """Stop all work on a vault."""

    def refresh(self, vault: OpenVault) -> None:
        """Read the outdated files of a vault."""


class Session:
    """The served vaults of one client."""

    def __init__(self, tasks: Tasks, show_message: ShowMessage, inform: Callable[[str, str], None]) -> None:
        """`inform` tells the user about a problem, the first argument, and its remedy, without an interruption."""
        self.vaults: dict[Path, OpenVault] = {}
        """Vaults by root, and single files outside of every vault by their path."""
        self.needs_evidence = False
        """Whether a folder without a marker is checked only once a note of it uses the dialect."""
        self._tasks = tasks
        self._show_message = show_message
        self._inform = inform
        self._settings = VaultSettings(show_message)
        self._folders: set[Path] = set()
        self._leaving: set[Path] = set()
        """Roots to drop with their last buffer: of removed workspace folders, and of unmarked folders of opened files.

        They give way to every other vault with the same files.
        """
        self._reported: set[Path] = set()
        """Folders outside of every vault that were reported to the user."""

    # Folders and buffers

    def add_folder(self, folder: Path) -> None:
        """Serve the vault of a workspace folder. The home folder is none, unless it is marked as one."""
        self._folders.add(folder)
        root = self._settings.find_root(folder)
        self._leaving.discard(root.path)
        if is_marked(root.path) or not needs_marker(root.path):
            self._open(root)

    def remove_folder(self, folder: Path) -> None:
        """Stop serving the vault of a workspace folder, once no other folder and no buffer needs it."""
        self._folders.discard(folder)
        root = self._settings.find_root(folder).path
        vault = self.vaults.get(root)
        if vault is None or root in {self._settings.find_root(other).path for other in self._folders}:
            return
        if vault.buffers:
            self._leaving.add(root)
        else:
            self._drop(vault)

    def take(self, path: Path, text: str) -> None:
        """Set the text of a note from a buffer."""
        vault, vault_path = self.vault_at(path)
        vault.take(vault_path, text)

    def close(self, path: Path) -> None:
        """Close a buffer, so that the file on the disk counts again."""
        for vault, vault_path in list(self.holding(path)):
            self._close_in(vault, vault_path)

    def _close_in(self, vault: OpenVault, vault_path: str) -> None:
        if vault.buffers.pop(vault_path, None) is None:
            return
        if not vault.buffers and (vault.single is not None or vault.root in self._leaving):
            self._drop(vault)
        else:
            vault.close_buffer(vault_path)
            self._tasks.refresh(vault)

    def vault_at(self, path: Path) -> tuple[OpenVault, str]:
        """Return the vault of a file and its vault path. Serve the vault, or else the file alone, if it isn't yet."""
        root = self._settings.find_root(path)
        inside = [vault for vault in self.vaults.values() if vault.single is None and path.is_relative_to(vault.root)]
        best = max(inside, key=self._rank, default=None)
        may_open = best is None or best.root in self._leaving or (root.path != best.root and find_marker(root.path))
        if may_open and is_marked(root.path):
            best = self._open(root)
        if best is None and not needs_marker(root.path):
            self._leaving.add(root.path)
            best = self._open(root)
        if best is None:
            best = self._open_alone(path)
        return best, _vault_path(best.root, path)

    def _rank(self, vault: OpenVault) -> tuple[bool, int]:
        """Return the key of the vault that a file belongs to: the innermost one to stay, else the outermost one."""
        depth, stays = len(vault.root.parts), vault.root not in self._leaving
        return stays, depth if stays else -depth

    def find(self, uri: str) -> OpenNote | None:
        """Return the note of a URI and its vault; None if no served vault has it."""
        path = path_of(uri)
        if path is None:
            return None
        for vault in sorted(self.vaults.values(), key=lambda vault: -len(vault.root.parts)):
            if path.is_relative_to(vault.root):
                note = vault.vault.notes.get(_vault_path(vault.root, path))
                if note:
                    return OpenNote(vault, note)
        return None

    def holding(self, path: Path) -> Iterator[tuple[OpenVault, str]]:
        """Yield the served vaults with a file below their root, each with the vault path of the file."""
        for vault in self.vaults.values():
            if path.is_relative_to(vault.root):
                yield vault, _vault_path(vault.root, path)

    def around(self, vault: OpenVault) -> Iterator[tuple[OpenVault, str]]:
        """Yield the served vaults that contain a vault, each with the vault path of its folder there."""
        for other in self.vaults.values():
            if other.single is None and vault.root != other.root and vault.root.is_relative_to(other.root):
                yield other, _vault_path(other.root, vault.root)

    def _open(self, root: Root) -> OpenVault:
        if root.path not in self.vaults:
            log.info("%s is the root of a vault: %s", escape_invisible(str(root.path)), escape_invisible(root.reason))
            settings = self._settings.read(root.path)
            cache = cache_folder() if settings.cache else None
            vault = self.vaults[root.path] = OpenVault(root.path, settings, cache=cache)
            self._ask_for_evidence(vault)
            vault.set_baseline(self._settings.read_baseline(root.path, settings))
            self._move_buffers(vault)
            self._tasks.serve(vault)
            self._report_interruption(root.path)
        return self.vaults[root.path]

    def _report_interruption(self, root: Path) -> None:
        if not has_journals():
            return
        from wikilsp.disk.moved_vaults import interruption_message  # noqa: PLC0415 - rarely needed

        if found := interruption_message(root):
            self._show_message(f"The vault “{root.name}”: {found}.", is_warning=True)

    def _move_buffers(self, new: OpenVault) -> None:
        """Move the buffers of other vaults that lie in a new vault."""
        for vault in list(self.vaults.values()):
            for vault_path, text in list(vault.buffers.items()):
                path = vault.root / vault_path
                if vault is not new and path.is_relative_to(new.root) and self.vault_at(path)[0] is new:
                    new.take(_vault_path(new.root, path), text)
                    self._close_in(vault, vault_path)

    def _open_alone(self, path: Path) -> OpenVault:
        """Serve a file outside of every vault by itself, and tell the user, once per folder."""
        vault = OpenVault(path.parent, self._settings.read(path.parent), single=path.name)
        self.vaults[path] = vault
        self._ask_for_evidence(vault)
        if path.parent not in self._reported:
            if len(self._reported) >= _MAX_REMEMBERED:
                self._reported.clear()
            self._reported.add(path.parent)
            # Short enough for the one line that some editors have.
            remedy = "create an empty .wikilsp.toml file beside it to follow links"
            self._inform(f"“{path.name}” is in no vault", remedy)
        self._tasks.serve(vault)
        return vault

    def _drop(self, vault: OpenVault) -> None:
        """Stop serving a vault."""
        self._leaving.discard(vault.root)
        self._settings.forget(vault.root)
        for root in [root for root, other in self.vaults.items() if other is vault]:
            del self.vaults[root]
        self._tasks.drop(vault)

    # Settings

    def set_needs_evidence(self, *, value: bool) -> None:
        """Change `needs_evidence` for all vaults."""
        self.needs_evidence = value
        for vault in self.vaults.values():
            self._ask_for_evidence(vault)

    def _ask_for_evidence(self, vault: OpenVault) -> None:
        vault.set_needs_evidence(value=self.needs_evidence and find_marker(vault.root) is None)

    def set_options(self, options: RawOptions) -> None:
        """Apply options of the editor, which override the settings of all vaults."""
        if self._settings.set_options(options):
            for vault in list(self.vaults.values()):
                self.reload_settings(vault)

    def has_other_settings(self, vault: OpenVault) -> bool:
        """Whether the settings of a vault, read again, differ from the current ones."""
        return self._settings.read(vault.root, vault.settings) != vault.settings

    def reload_settings(self, vault: OpenVault, *, rescan: bool = False) -> None:
        """Read the settings of a vault again and reload what depends on them; with `rescan`, reload everything."""
        vault.change_settings(self._settings.read(vault.root, vault.settings))
        self._ask_for_evidence(vault)
        if vault.single is None:
            vault.set_baseline(self._settings.read_baseline(vault.root, vault.settings))
        if rescan:
            vault.rescan()
        self._tasks.serve(vault)


def _vault_path(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()
