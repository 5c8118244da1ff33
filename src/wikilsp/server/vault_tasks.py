"""Background work on vaults: loading them, watching their files and refreshing what changed on the disk."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from lsprotocol import types as lsp

from wikilsp.server.base_server import BaseServer
from wikilsp.server.open_vault import OpenVault

Watch = Callable[[OpenVault], Coroutine[Any, Any, None]]


class VaultTasks:
    """The background tasks of all served vaults: at most one of each kind per vault."""

    def __init__(self, server: BaseServer, import_later: Callable[[], None]) -> None:
        """`import_later` imports the modules that no request needs before the first scan of a vault has finished."""
        self.on_change: Callable[[], None] = lambda: None
        """Called when the findings of some vault may have changed, and when a vault was loaded."""
        self._server = server
        self._import_later = import_later
        self._watch: Watch | None = None
        self._watching: dict[OpenVault, asyncio.Task[None]] = {}
        self._loading: dict[OpenVault, asyncio.Task[None]] = {}
        """The last loading of each served vault, finished or not."""
        self._refreshing: set[OpenVault] = set()

    def serve(self, vault: OpenVault) -> None:
        """Load a vault and keep it in step with the disk; start over if it is being loaded already."""
        vault.on_change = self.on_change
        self._start_watching(vault)
        if vault in self._loading:
            self._loading[vault].cancel()
        loading = self._loading[vault] = self._server.spawn(self._load(vault))
        loading.add_done_callback(lambda _: self.on_change())

    def will_be_loaded(self, vault: OpenVault) -> bool:
        """Whether a vault is not loaded yet. False, too, if loading failed or the vault is no longer served."""
        return not vault.loaded and vault in self._loading and not self._loading[vault].done()

    def watch_with(self, watch: Watch) -> None:
        """Watch the files of every vault with `watch`, because the client doesn't."""
        self._watch = watch
        for vault in self._loading:
            self._start_watching(vault)

    def _start_watching(self, vault: OpenVault) -> None:
        if self._watch and vault not in self._watching:
            self._watching[vault] = self._server.spawn(self._watch(vault))

    def drop(self, vault: OpenVault) -> None:
        """Stop all work on a vault."""
        for tasks in (self._watching, self._loading):
            if vault in tasks:
                tasks.pop(vault).cancel()
        self.on_change()

    def refresh(self, vault: OpenVault) -> None:
        """Read the outdated files of a vault, unless that is under way."""
        if vault not in self._refreshing:
            self._refreshing.add(vault)
            self._server.spawn(self._refresh(vault))

    async def _refresh(self, vault: OpenVault) -> None:
        try:
            while vault.is_outdated:
                await vault.refresh()
        finally:
            self._refreshing.discard(vault)

    async def _load(self, vault: OpenVault) -> None:
        await vault.wait_for_names()
        self._server.spawn(asyncio.to_thread(self._import_later))
        # A single note is read at once, and the progress would replace the message about it.
        begin = None if vault.single else self._server.begin_progress(f"Reading {vault.root.name}", percentage=0)
        token = await begin if begin else None
        last = 0

        def report(done: int, notes: int) -> None:
            nonlocal last
            percentage = done * 100 // notes
            if token and percentage > last:
                last = percentage
                value = lsp.WorkDoneProgressReport(message=f"{done:,} of {notes:,} notes", percentage=percentage)
                self._server.progress(lsp.ProgressParams(token, value))

        try:
            await vault.load(report)
        finally:
            if token:
                self._server.progress(lsp.ProgressParams(token, lsp.WorkDoneProgressEnd()))
