"""What a client has open: which vaults are served, and which of them a file belongs to."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from wikilsp.note import Note
from wikilsp.rules import RULES
from wikilsp.server.convert import path_of
from wikilsp.server.open_vault import OpenVault
from wikilsp.settings import NOTHING, Settings, SettingsError, Written, default_settings, option_problems
from wikilsp.vault.root import Root, find_root, has_marker, read_settings

_CODES = tuple(rule.code for rule in RULES)

log = logging.getLogger(__name__)


class Opened(NamedTuple):
    """A note that a request is about, and the vault that it is in."""

    vault: OpenVault
    note: Note


class Session:
    """The served vaults of one client. `tell` shows a message to the user, `serve` is called for each new vault."""

    def __init__(self, tell: Callable[[str], None], serve: Callable[[OpenVault], None]) -> None:
        self.vaults: dict[Path, OpenVault] = {}
        self._tell = tell
        self._serve = serve
        self._told: set[Path] = set()
        self._folders: set[Path] = set()
        self._options = NOTHING
        """Options of the editor, which outrank those of the vaults."""

    def set_options(self, options: Written) -> None:
        """Let options of the editor outrank those of the vaults; wrong ones are told and do not count."""
        if problems := option_problems(dict(options), _CODES):
            self._tell(f"The settings of the editor cannot be used: {'; '.join(problems)}")
            return
        if options != self._options:
            self._options = options
            for vault in list(self.vaults.values()):
                self.reload_settings(vault)

    def add_folder(self, folder: Path) -> None:
        """Serve the vault that a workspace folder lies in."""
        self._folders.add(folder)
        self._open(find_root(folder))

    def remove_folder(self, folder: Path) -> None:
        """Stop serving the vault of a workspace folder, unless another one or an open buffer lies in it."""
        self._folders.discard(folder)
        root = find_root(folder).path
        vault = self.vaults.get(root)
        if vault and not vault.texts and root not in {find_root(other).path for other in self._folders}:
            del self.vaults[root]

    def vault_at(self, path: Path) -> tuple[OpenVault, str]:
        """Give the vault of a file, and its vault path; a vault that is not served yet is from now on."""
        root = find_root(path)
        inside = [vault for vault in self.vaults.values() if vault.single is None and path.is_relative_to(vault.root)]
        best = max(inside, key=lambda vault: len(vault.root.parts), default=None)
        has_own = has_marker(root.path) is not None or (root.path / ".git").exists()
        if has_own and (best is None or (root.path != best.root and has_marker(root.path))):
            best = self._open(root)
        if best is None:
            best = self._open_alone(path)
        return best, path.relative_to(best.root).as_posix()

    def find(self, uri: str) -> Opened | None:
        """Give the note of a URI; None if no served vault has it."""
        path = path_of(uri)
        if path is None:
            return None
        for vault in sorted(self.vaults.values(), key=lambda vault: -len(vault.root.parts)):
            if path.is_relative_to(vault.root):
                note = vault.vault.notes.get(path.relative_to(vault.root).as_posix())
                if note:
                    return Opened(vault, note)
        return None

    def holding(self, path: Path) -> Iterator[tuple[OpenVault, str]]:
        """Give the served vaults below whose root a file lies, with its vault path there."""
        for vault in self.vaults.values():
            if path.is_relative_to(vault.root):
                yield vault, path.relative_to(vault.root).as_posix()

    def reload_settings(self, vault: OpenVault) -> None:
        """Read the settings of a vault again, and all that depends on them."""
        vault.settings = self._settings(vault.root)
        vault.rescan()
        self._serve(vault)

    def _open(self, root: Root) -> OpenVault:
        if root.path not in self.vaults:
            log.info("%s is the root of a vault: %s", root.path, root.reason)
            self.vaults[root.path] = OpenVault(root.path, self._settings(root.path))
            self._serve(self.vaults[root.path])
        return self.vaults[root.path]

    def _open_alone(self, path: Path) -> OpenVault:
        """Serve a file that lies outside of every vault by itself, and say once why nothing else is seen."""
        vault = OpenVault(path.parent, self._settings(path.parent), single=path.name)
        self.vaults[path] = vault
        if path.parent not in self._told:
            self._told.add(path.parent)
            self._tell(
                f"“{path.name}” lies in no vault, so its links to other notes are not followed: no folder above it "
                "is open in the editor, or has .wikilsp.toml, .obsidian, .foam, .marksman.toml, logseq/config.edn or "
                ".git in it."
            )
        self._serve(vault)
        return vault

    def _settings(self, root: Path) -> Settings:
        try:
            return read_settings(root, _CODES, over=self._options)
        except SettingsError as error:
            self._tell(f"These settings cannot be used, the default ones are: {error}")
            return default_settings(over=self._options)
