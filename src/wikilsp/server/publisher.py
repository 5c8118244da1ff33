"""Keeps the diagnostics of a client up to date: pushes them, or asks a client that pulls to pull again."""

import asyncio
from collections.abc import Callable

from lsprotocol import types as lsp

from wikilsp.server.base_server import BaseServer
from wikilsp.server.convert import uri_of
from wikilsp.server.cooperative import cooperative
from wikilsp.server.diagnostics import diagnostics_of, result_id
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.session import Session

_DEBOUNCE = 0.02
"""Seconds without a change before diagnostics are pushed: shorter than the time between two keystrokes."""
_REFRESH_DEBOUNCE = 0.5
"""Seconds without a change before a client that pulls is asked to pull again."""


class DiagnosticsPublisher:
    """Publishes the diagnostics that have changed, once the user pauses."""

    def __init__(self, server: BaseServer, session: Session) -> None:
        self.pulls = False
        """Whether the client pulls diagnostics; otherwise they are pushed."""
        self.result_ids: dict[str, str] = {}
        """The result id of the diagnostics that the client has for a note, by URI."""
        self._opened: set[str] = set()
        """The URIs of notes opened since their diagnostics were last pushed."""
        self.is_paranoid = False
        """Whether to check the index of a vault after each update."""
        self.after_update: Callable[..., None] = lambda **_: None
        """Called after an update, with `has_news` if anything but the note in which the user types has changed."""
        self._server = server
        self._session = session
        self._timer: asyncio.TimerHandle | None = None
        self._is_draining = False
        """Whether an update is waiting for the client to read what was sent before."""
        self._is_closed = False

    def schedule(self) -> None:
        """Update diagnostics after a moment without further changes."""
        if self._timer:
            self._timer.cancel()
        if self._is_closed:
            return
        delay = _REFRESH_DEBOUNCE if self.pulls else _DEBOUNCE
        self._timer = asyncio.get_running_loop().call_later(delay, self._on_timer)

    def on_open(self, uri: str) -> None:
        """Push the diagnostics of a note that was opened, even if they are unchanged or there are none.

        Some clients don't keep diagnostics of notes that aren't open.
        """
        if not self.pulls:
            self._opened.add(uri)

    def on_close(self, uri: str) -> None:
        """Push the diagnostics of a closed note only when they change."""
        self._opened.discard(uri)

    def close(self) -> None:
        """Publish nothing more."""
        self._is_closed = True
        if self._timer:
            self._timer.cancel()

    def _on_timer(self) -> None:
        if not self._is_draining:
            self._server.spawn(self._update())

    async def _update(self) -> None:
        self._is_draining = True
        try:
            await self._server.protocol.drained()
        finally:
            self._is_draining = False
        news = [vault.has_news() for vault in self._session.vaults.values()]
        if any(news):
            self.refresh_views()
        changed = False
        for vault in [vault for vault in self._session.vaults.values() if vault.loaded]:
            changed |= await self._update_vault(vault)
        changed |= await self._clear_lost_notes()
        if changed and self.pulls:
            self._server.workspace_diagnostic_refresh(None)
        self.after_update(has_news=any(news))

    async def _update_vault(self, vault: OpenVault) -> bool:
        """Return True if any diagnostics of a vault changed. Updates all of its notes, open ones first."""
        changed = False
        async for path in cooperative([*sorted(vault.buffers), *sorted(vault.stale - vault.buffers.keys())]):
            changed |= self._update_note(vault, path)
            await self._server.protocol.drained()
        if self.is_paranoid:
            vault.check_index()
        return changed

    def _update_note(self, vault: OpenVault, path: str) -> bool:
        """Return True if the diagnostics of a note changed. Pushes them unless the client pulls."""
        # A pull of the whole workspace lints all notes, yet clients want a pull of their own for each open one.
        if path not in vault.stale and path not in vault.buffers:
            return False
        uri = uri_of(vault.root / path)
        diagnostics = diagnostics_of(vault, path, self._server.encoding)
        current = result_id(diagnostics)
        is_known = current == self.result_ids.get(uri) or (not diagnostics and uri not in self.result_ids)
        if is_known and uri not in self._opened:
            return False
        self._opened.discard(uri)
        if not self.pulls:
            if diagnostics or uri in self.result_ids:
                self.result_ids[uri] = current
            self._server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, diagnostics))
        return True

    async def _clear_lost_notes(self) -> bool:
        """Return True if any notes with diagnostics are no longer served. Clears their diagnostics."""
        changed = False
        for uri in [uri for uri in self.result_ids if self._session.find(uri) is None]:
            # Another update may have cleared it while this one waited for the client.
            if self.result_ids.pop(uri, None) is None:
                continue
            changed = True
            if not self.pulls:
                self._server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, []))
                await self._server.protocol.drained()
        return changed

    def refresh_views(self) -> None:
        """Ask the client to request again what depends on other notes, where it supports that."""
        workspace = self._server.client_capabilities.workspace or lsp.WorkspaceClientCapabilities()
        views = {
            lsp.WORKSPACE_SEMANTIC_TOKENS_REFRESH: workspace.semantic_tokens,
            lsp.WORKSPACE_CODE_LENS_REFRESH: workspace.code_lens,
            lsp.WORKSPACE_INLAY_HINT_REFRESH: workspace.inlay_hint,
        }
        for method, capability in views.items():
            if capability and capability.refresh_support:
                self._server.protocol.send_request(method, None)
