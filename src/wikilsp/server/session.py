"""What a client has open: which vaults are served, and which of them a file belongs to."""

import logging
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol

from wikilsp.codes import CODES
from wikilsp.disk.cache import cache_folder
from wikilsp.disk.root import Root, find_root, has_marker, read_settings, settings_without_file
from wikilsp.disk.state_folder import has_journals
from wikilsp.note import Note
from wikilsp.server.convert import path_of
from wikilsp.server.open_vault import OpenVault
from wikilsp.settings import NOTHING, Settings, SettingsError, Written, option_problems
from wikilsp.vault.problem import Problem

_MOST_TOLD = 1_000
"""Folders of which it is remembered that the user was told of them."""

log = logging.getLogger(__name__)


class OpenNote(NamedTuple):
    """A note that a request is about, and the vault that it is in."""

    vault: OpenVault
    note: Note


class Host(Protocol):
    """What a session runs in."""

    def tell(self, message: str, *, is_wrong: bool = False) -> None:
        """Show a message to the user."""

    def serve(self, vault: OpenVault) -> None:
        """Read a vault in the background, and keep it in step with the disk."""

    def drop(self, vault: OpenVault) -> None:
        """Do nothing more for a vault."""

    def refresh(self, vault: OpenVault) -> None:
        """Look in the background at what is outdated in a vault."""


class Session:
    """The served vaults of one client."""

    def __init__(self, host: Host) -> None:
        self.vaults: dict[Path, OpenVault] = {}
        """By the root; a file that is served by itself stands for its own."""
        self._host = host
        self._told: set[Path] = set()
        self._wrong: dict[Path, str] = {}
        """What is wrong with the settings of a vault, as the user was told."""
        self._unread: set[Problem] = set()
        """Files that are no notes and cannot be read, as far as they were logged."""
        self._wrong_options = list[str]()
        """What is wrong with the options of the editor, as the user was told."""
        self._folders: set[Path] = set()
        self._leaving: set[Path] = set()
        """Roots whose folders were removed while there were still buffers."""
        self._options = NOTHING
        """Options of the editor, which outrank those of the vaults."""

    # Folders and buffers

    def add_folder(self, folder: Path) -> None:
        """Serve the vault that a workspace folder lies in."""
        self._folders.add(folder)
        root = self._find_root(folder)
        self._leaving.discard(root.path)
        self._open(root)

    def remove_folder(self, folder: Path) -> None:
        """Stop serving the vault of a workspace folder, unless another one lies in it, once it has no open buffer."""
        self._folders.discard(folder)
        root = find_root(folder).path
        vault = self.vaults.get(root)
        if vault is None or root in {find_root(other).path for other in self._folders}:
            return
        if vault.texts:
            self._leaving.add(root)
        else:
            self._drop(vault)

    def take(self, path: Path, text: str) -> None:
        """Take the text of a buffer for that of its note."""
        vault, vault_path = self.vault_at(path)
        vault.take(vault_path, text)

    def close(self, path: Path) -> None:
        """Go back to what the disk says of a note."""
        for vault, vault_path in list(self.holding(path)):
            self._close_in(vault, vault_path)

    def _close_in(self, vault: OpenVault, vault_path: str) -> None:
        if vault.texts.pop(vault_path, None) is None:
            return
        if not vault.texts and (vault.single is not None or vault.root in self._leaving):
            self._drop(vault)
        else:
            vault.closed(vault_path)
            self._host.refresh(vault)

    def vault_at(self, path: Path) -> tuple[OpenVault, str]:
        """Give the vault of a file, and its vault path; a vault that is not served yet is from now on."""
        root = self._find_root(path)
        inside = [vault for vault in self.vaults.values() if vault.single is None and path.is_relative_to(vault.root)]
        best = max(inside, key=lambda vault: len(vault.root.parts), default=None)
        has_own = has_marker(root.path) is not None or os.path.lexists(root.path / ".git")
        if has_own and (best is None or (root.path != best.root and has_marker(root.path))):
            best = self._open(root)
        if best is None:
            best = self._open_alone(path)
        return best, _below(best.root, path)

    def find(self, uri: str) -> OpenNote | None:
        """Give the note of a URI; None if no served vault has it."""
        path = path_of(uri)
        if path is None:
            return None
        for vault in sorted(self.vaults.values(), key=lambda vault: -len(vault.root.parts)):
            if path.is_relative_to(vault.root):
                note = vault.vault.notes.get(_below(vault.root, path))
                if note:
                    return OpenNote(vault, note)
        return None

    def holding(self, path: Path) -> Iterator[tuple[OpenVault, str]]:
        """Give the served vaults below whose root a file lies, with its vault path there."""
        for vault in self.vaults.values():
            if path.is_relative_to(vault.root):
                yield vault, _below(vault.root, path)

    def _open(self, root: Root) -> OpenVault:
        if root.path not in self.vaults:
            log.info("%s is the root of a vault: %s", root.path, root.reason)
            settings = self._settings(root.path)
            cache = cache_folder() if settings.cache else None
            vault = self.vaults[root.path] = OpenVault(root.path, settings, cache=cache)
            self._move_buffers(vault)
            self._host.serve(vault)
            self._tell_of_interruption(root.path)
        return self.vaults[root.path]

    def _tell_of_interruption(self, root: Path) -> None:
        if not has_journals():
            return
        from wikilsp.disk.moved import interruption  # noqa: PLC0415 - there is hardly ever one

        if found := interruption(root):
            self._host.tell(f"The vault “{root.name}”: {found}.", is_wrong=True)

    def _move_buffers(self, new: OpenVault) -> None:
        """Give a new vault the buffers that lie in it, and that others had so far."""
        for vault in list(self.vaults.values()):
            for vault_path, text in list(vault.texts.items()):
                path = vault.root / vault_path
                if vault is not new and path.is_relative_to(new.root) and self.vault_at(path)[0] is new:
                    new.take(_below(new.root, path), text)
                    self._close_in(vault, vault_path)

    def _open_alone(self, path: Path) -> OpenVault:
        """Serve a file that lies outside of every vault by itself, and say once why nothing else is seen."""
        vault = OpenVault(path.parent, self._settings(path.parent), single=path.name)
        self.vaults[path] = vault
        if path.parent not in self._told:
            if len(self._told) >= _MOST_TOLD:
                self._told.clear()
            self._told.add(path.parent)
            self._host.tell(
                f"“{path.name}” lies in no vault, so its links to other notes are not followed: no folder above it "
                "is open in the editor, or has .wikilsp.toml, .obsidian, .foam, .marksman.toml, logseq/config.edn or "
                ".git in it."
            )
        self._host.serve(vault)
        return vault

    def _drop(self, vault: OpenVault) -> None:
        """Serve a vault no longer."""
        self._leaving.discard(vault.root)
        self._wrong.pop(vault.root, None)
        for root in [root for root, other in self.vaults.items() if other is vault]:
            del self.vaults[root]
        self._host.drop(vault)

    # Settings

    def set_options(self, options: Written) -> None:
        """Let options of the editor outrank those of the vaults; wrong ones are told and do not count."""
        problems = option_problems(dict(options), CODES)
        if problems and problems != self._wrong_options:
            self._host.tell(f"The settings of the editor cannot be used: {'; '.join(problems)}", is_wrong=True)
        self._wrong_options = problems
        if problems:
            return
        if options != self._options:
            self._options = options
            for vault in list(self.vaults.values()):
                self.reload_settings(vault)

    def reload_settings(self, vault: OpenVault, *, anew: bool = False) -> None:
        """Read the settings of a vault again, and all that depends on them; with `anew`, all of it."""
        vault.change_settings(self._settings(vault.root, vault.settings))
        if anew:
            vault.look_anew()
        self._host.serve(vault)

    def _settings(self, root: Path, before: Settings | None = None) -> Settings:
        """Read the settings of a vault. If they are wrong, the user is told, and those of `before` are kept."""
        try:
            settings = read_settings(root, CODES, over=self._options, tell=partial(self._log, root))
        except SettingsError as error:
            if self._wrong.get(root) != str(error):
                self._wrong[root] = str(error)
                instead = "those of before are kept" if before else "the default ones are used"
                self._host.tell(f"These settings cannot be used, so {instead}: {error}", is_wrong=True)
            return before or settings_without_file(root, self._options, partial(self._log, root))
        self._wrong.pop(root, None)
        return settings

    def _find_root(self, path: Path) -> Root:
        root = find_root(path)
        for problem in root.problems:
            self._log(root.path, problem)
        return root

    def _log(self, root: Path, problem: Problem) -> None:
        """Log what cannot be read, once."""
        if problem not in self._unread:
            self._unread.add(problem)
            log.warning("%s: %s", root / problem.path, problem.message)


def _below(root: Path, path: Path) -> str:
    """Give the vault path of a file that lies below a root."""
    return path.relative_to(root).as_posix()
