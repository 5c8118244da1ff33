"""The server object: its session, its background work, and how diagnostics reach the client. Knows no request."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable
from pathlib import Path
from typing import Any
from uuid import uuid4

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException, PyglsError
from pygls.lsp.server import LanguageServer

from wikilsp import __version__
from wikilsp.server.client_settings import ClientSettings
from wikilsp.server.convert import Shown, shown, uri_of
from wikilsp.server.diagnostics import diagnostics_of, result_id
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.protocol import Protocol
from wikilsp.server.session import Opened, Session

_QUIET_TIME = 0.05
"""Seconds without a change before diagnostics are made."""
_REFRESH_QUIET_TIME = 0.5
_SLICE = 4
_DECIDING = frozenset((".gitignore", ".wikilsp.toml", "pyproject.toml", "config.edn"))
"""Files that decide which notes there are and how they are read."""

log = logging.getLogger(__name__)


class WikiServer(LanguageServer):
    """A language server for vaults of notes."""

    protocol: Protocol

    def __init__(self) -> None:
        sync = lsp.TextDocumentSyncKind.Full
        super().__init__("wikilsp", __version__, sync, protocol_cls=Protocol)
        self.session = Session(self._tell, self._serve)
        self.pulls = False
        """The client pulls diagnostics; else they are pushed."""
        self.hints = False
        """Inlay hints are wanted."""
        self.hears_of_settings = False
        """The client has been asked to tell of changes to its settings."""
        self.reported: dict[str, str] = {}
        """The result id of the diagnostics that the client has of a note, by URI."""
        self.tokens: dict[str, list[int]] = {}
        """The semantic tokens that the client has of a note, by URI."""
        self.watcher: Callable[[OpenVault], Coroutine[Any, Any, None]] | None = None
        """Watches the files of a vault, where the client does not."""
        self._watching: set[OpenVault] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._loading: dict[OpenVault, asyncio.Task[None]] = {}
        self._timer: asyncio.TimerHandle | None = None

    @property
    def encoding(self) -> str:
        """The position encoding that was agreed on."""
        return lsp.PositionEncodingKind(self.workspace.position_encoding or lsp.PositionEncodingKind.Utf16).value

    def find(self, uri: str) -> Opened | None:
        """Give the note of a URI and its vault, None if it is not served."""
        return self.session.find(uri)

    def shown(self, vault: OpenVault, path: str) -> Shown:
        """Give the text of a note as the client sees it."""
        return shown(vault.text(path) or "", self.encoding)

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do something in the background; what goes wrong there is logged."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("background work failed", exc_info=error)

    def report_server_error(self, error: Exception, source: type[PyglsError | JsonRpcException]) -> None:
        """Log what went wrong outside of a request. A pop-up for each would be in the way of writing."""
        log.error("%s", source.__name__, exc_info=error)

    # Vaults

    def configure(self, settings: ClientSettings) -> None:
        """Take the settings of the editor."""
        self.hints = settings.inlay_hints
        self.session.set_options(settings.options)

    def _tell(self, message: str) -> None:
        self.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Info, message))

    def _serve(self, vault: OpenVault) -> None:
        """Read a vault in the background, anew if that is under way."""
        vault.on_change = self.schedule
        if self.watcher and vault not in self._watching:
            self._watching.add(vault)
            self.spawn(self.watcher(vault))
        if vault in self._loading:
            self._loading[vault].cancel()
        self._loading[vault] = self.spawn(self._load(vault))

    def refresh_files(self, paths: Iterable[Path]) -> None:
        """Look again at files or folders that have changed on the disk."""
        changed: dict[OpenVault, list[str]] = {}
        ruled: set[OpenVault] = set()
        for path in paths:
            for vault, vault_path in self.session.holding(path):
                changed.setdefault(vault, []).append(vault_path)
                if path.name in _DECIDING:
                    ruled.add(vault)
        for vault, vault_paths in changed.items():
            if vault in ruled:
                self.session.reload_settings(vault)
            else:
                self.spawn(vault.refresh(vault_paths))

    async def _load(self, vault: OpenVault) -> None:
        token = await self._progress(vault)

        def report(done: int, notes: int) -> None:
            if token:
                value = lsp.WorkDoneProgressReport(
                    message=f"{done:,} of {notes:,} notes", percentage=done * 100 // notes
                )
                self.work_done_progress.report(token, value)

        try:
            await vault.load(report)
        finally:
            if token:
                self.work_done_progress.end(token, lsp.WorkDoneProgressEnd())

    async def _progress(self, vault: OpenVault) -> str | None:
        window = self.client_capabilities.window
        if not (window and window.work_done_progress):
            return None
        token = f"wikilsp-{uuid4()}"
        # The answer comes even if loading is begun anew before it does.
        await asyncio.shield(self.work_done_progress.create_async(token))
        begin = lsp.WorkDoneProgressBegin(f"Reading {vault.root.name}", percentage=0, cancellable=False)
        self.work_done_progress.begin(token, begin)
        return token

    # Diagnostics

    def schedule(self) -> None:
        """Bring diagnostics up to date once nothing has changed for a moment."""
        if self._timer:
            self._timer.cancel()
        quiet_time = _REFRESH_QUIET_TIME if self.pulls else _QUIET_TIME
        self._timer = asyncio.get_running_loop().call_later(quiet_time, lambda: self.spawn(self._bring_up_to_date()))

    async def _bring_up_to_date(self) -> None:
        """Push what has changed, or tell a client that pulls that there is something to pull."""
        changed = False
        for vault in list(self.session.vaults.values()):
            # The notes that somebody looks at come first.
            stale = sorted(vault.stale, key=lambda path: (path not in vault.texts, path)) if vault.loaded else []
            for number, path in enumerate(stale):
                changed |= self._bring_note_up_to_date(vault, path)
                if number % _SLICE == 0:
                    await asyncio.sleep(0)
        for uri in [uri for uri in self.reported if self.find(uri) is None]:
            del self.reported[uri]
            changed = True
            if not self.pulls:
                self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, []))
        if changed and self.pulls:
            self.workspace_diagnostic_refresh(None)

    def _bring_note_up_to_date(self, vault: OpenVault, path: str) -> bool:
        """Push the diagnostics of a note if they are others than the client has; tell whether they are."""
        if path not in vault.stale:
            return False
        uri = uri_of(vault.root / path)
        found = diagnostics_of(vault, path, self.encoding)
        now = result_id(found)
        if now == self.reported.get(uri) or (not found and uri not in self.reported):
            return False
        if not self.pulls:
            self.reported[uri] = now
            self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, found))
        return True
