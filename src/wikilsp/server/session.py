"""What a client has open: which vaults are served, and which of them a file belongs to."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from wikilsp.note import Note
from wikilsp.rules import RULES
from wikilsp.server.convert import path_of
from wikilsp.server.open_vault import OpenVault
from wikilsp.settings import Settings, SettingsError
from wikilsp.vault.root import find_root, has_marker, read_settings

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

    def add_folder(self, folder: Path) -> None:
        """Serve the vault that a workspace folder lies in."""
        root = find_root(folder)
        log.info("%s is the root of a vault: %s", root.path, root.reason)
        self._open(root.path)

    def remove_folder(self, folder: Path) -> None:
        """Stop serving the vault of a workspace folder, unless a buffer of it is open."""
        vault = self.vaults.get(find_root(folder).path)
        if vault and not vault.texts:
            del self.vaults[vault.root]

    def vault_at(self, path: Path) -> tuple[OpenVault, str]:
        """Give the vault of a file, and its vault path; a vault that is not served yet is from now on."""
        root = find_root(path)
        inside = [vault for vault in self.vaults.values() if vault.single is None and path.is_relative_to(vault.root)]
        best = max(inside, key=lambda vault: len(vault.root.parts), default=None)
        has_own = has_marker(root.path) is not None or (root.path / ".git").exists()
        if has_own and (best is None or (root.path != best.root and has_marker(root.path))):
            best = self._open(root.path)
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

    def _open(self, root: Path) -> OpenVault:
        if root not in self.vaults:
            self.vaults[root] = OpenVault(root, self._settings(root))
            self._serve(self.vaults[root])
        return self.vaults[root]

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
            return read_settings(root, [rule.code for rule in RULES])
        except SettingsError as error:
            self._tell(f"The settings cannot be used, the default ones are: {error}")
            return Settings()
