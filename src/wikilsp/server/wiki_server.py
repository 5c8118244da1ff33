"""The server object: its session, its background work, and how diagnostics reach the client. Knows no request."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Mapping
from functools import cached_property, partial
from itertools import groupby
from pathlib import Path
from threading import Event
from typing import Any, NamedTuple
from uuid import uuid4

from lsprotocol import types as lsp
from pygls.exceptions import FeatureRequestError, JsonRpcException, PyglsError
from pygls.lsp.server import LanguageServer

from wikilsp import __version__
from wikilsp.features.answers import Mention
from wikilsp.features.rendering import FileLinks
from wikilsp.note import Note
from wikilsp.server.client_settings import ClientSettings
from wikilsp.server.convert import EncodedText, Lines, uri_below, uri_of
from wikilsp.server.cooperative import cooperative
from wikilsp.server.diagnostics import diagnostics_of, result_id
from wikilsp.server.lines import lines_of, shown_note
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.protocol import Protocol
from wikilsp.server.session import OpenNote, Session
from wikilsp.server.strictness import strict_converter
from wikilsp.visible import unlinked

_QUIET_TIME = 0.02
"""Seconds without a change before diagnostics are made: less than there are between two keystrokes."""
_REFRESH_QUIET_TIME = 0.5
_PATIENCE = 5.0
"""Seconds that a client is given to answer something that need not be answered."""
_DECIDING = frozenset((".gitignore", ".wikilsp.toml", "pyproject.toml", "config.edn"))
"""Files that decide which notes there are and how they are read."""

log = logging.getLogger(__name__)


class NoteContext(NamedTuple):
    """The note that a request is about: its vault, and its text as the client sees it."""

    vault: OpenVault
    note: Note
    here: EncodedText


class PendingMoves(NamedTuple):
    """Moves of files that the client was given as a part of an edit, until it has surely made them."""

    moves: Mapping[str, str] = {}
    until: float = 0.0


class WikiServer(LanguageServer):
    """A language server for vaults of notes."""

    protocol: Protocol

    def __init__(self, import_later: Callable[[], None]) -> None:
        """`import_later` imports what is not needed before the first look at a vault is over."""
        sync = lsp.TextDocumentSyncKind.Full
        super().__init__("wikilsp", __version__, sync, protocol_cls=Protocol, converter_factory=strict_converter)
        self.session = Session(self)
        self.has_heard_all = Event()
        """The client says no more."""
        self.pulls = False
        """The client pulls diagnostics; else they are pushed."""
        self.hints = False
        """Inlay hints are wanted."""
        self.remote_images = False
        """Images of the web may be loaded in previews of notes."""
        self.hears_of_settings = False
        """The client has been asked to tell of changes to its settings."""
        self.reported: dict[str, str] = {}
        """The result id of the diagnostics that the client has of a note, by URI."""
        self.tokens: dict[Path, list[int]] = {}
        """The semantic tokens that the client has of an open note."""
        self.given = PendingMoves()
        self._import_later = import_later
        self._watch: Callable[[OpenVault], Coroutine[Any, Any, None]] | None = None
        self._watching: dict[OpenVault, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._refreshing: set[OpenVault] = set()
        self._loading: dict[OpenVault, asyncio.Task[None]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._is_held_up = False
        """Diagnostics are due, but the client is still to read what it was sent before."""

    @cached_property
    def encoding(self) -> str:
        """The position encoding that was agreed on."""
        return lsp.PositionEncodingKind(self.workspace.position_encoding or lsp.PositionEncodingKind.Utf16).value

    def find(self, uri: str) -> OpenNote | None:
        """Give the note of a URI and its vault, None if it is not served."""
        return self.session.find(uri)

    def asked(self, uri: str) -> NoteContext | None:
        """Give the note of a URI with its text; None if it is not served."""
        opened = self.find(uri)
        return NoteContext(*opened, self.shown(opened.vault, opened.note.path)) if opened else None

    def asked_again(self, data: Any) -> NoteContext | None:
        """Give the note that an item is of which the client wants to be resolved, by the `uri` in its data."""
        uri = data.get("uri") if isinstance(data, dict) else None
        return self.asked(uri) if isinstance(uri, str) else None

    def shown(self, vault: OpenVault, path: str) -> EncodedText:
        """Give the text of a note as the client sees it."""
        return shown_note(vault, path, self.encoding)

    def files(self, vault: OpenVault) -> FileLinks:
        """Return how features get at the files of a vault."""
        return FileLinks(vault.text, partial(uri_below, uri_of(vault.root)), self.remote_images)

    def lines(self, vault: OpenVault, path: str) -> Lines:
        """Give the lines of a note as the client sees them, if possible without a look at the text."""
        return lines_of(vault, path, self.encoding)

    def locations(self, vault: OpenVault, mentions: Iterable[Mention]) -> list[lsp.Location]:
        """Give pieces of notes, those of one note one after the other, as the protocol has them."""
        root = uri_of(vault.root)
        return [
            lsp.Location(uri, there.range(mention.span))
            for path, several in groupby(mentions, key=lambda mention: mention.path)
            for uri, there in [(uri_below(root, path), self.lines(vault, path))]
            for mention in several
        ]

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do something in the background; what goes wrong there is logged."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        # Without a client there is nothing to do, and that it has gone is seen elsewhere.
        if error and not isinstance(error, ConnectionError):
            log.error("background work failed", exc_info=error)

    def report_server_error(self, error: Exception, source: type[PyglsError | JsonRpcException]) -> None:
        """Log what went wrong outside of a request; pygls logs the rest. A pop-up would be in the way of writing."""
        if source is not FeatureRequestError:
            log.error("%s", source.__name__, exc_info=error)

    # Vaults

    def configure(self, settings: ClientSettings) -> None:
        """Take the settings of the editor."""
        if settings.inlay_hints != self.hints:
            self.hints = settings.inlay_hints
            self._refresh_views()
        self.remote_images = settings.remote_images
        self.session.set_options(settings.options)

    def tell(self, message: str, *, is_wrong: bool = False) -> None:
        """Show a message to the user."""
        kind = lsp.MessageType.Warning if is_wrong else lsp.MessageType.Info
        self.window_show_message(lsp.ShowMessageParams(kind, unlinked(message)))

    def serve(self, vault: OpenVault) -> None:
        """Read a vault in the background, anew if that is under way."""
        vault.on_change = self.schedule
        if self._watch and vault not in self._watching:
            self._watching[vault] = self.spawn(self._watch(vault))
        if vault in self._loading:
            self._loading[vault].cancel()
        self._loading[vault] = self.spawn(self._load(vault))

    def watch_by(self, watch: Callable[[OpenVault], Coroutine[Any, Any, None]]) -> None:
        """Have the files of each vault watched, since the client does not."""
        self._watch = watch
        for vault in self.session.vaults.values():
            if vault not in self._watching:
                self._watching[vault] = self.spawn(watch(vault))

    def drop(self, vault: OpenVault) -> None:
        """Do nothing more for a vault."""
        for work in (self._watching, self._loading):
            if vault in work:
                work.pop(vault).cancel()
        self.schedule()

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
                vault.outdate(vault_paths)
                self.refresh(vault)

    def look_anew(self, vault: OpenVault) -> None:
        """Read a vault from the beginning, since what became of its files is not known."""
        self.session.reload_settings(vault, anew=True)

    def refresh(self, vault: OpenVault) -> None:
        """Look in the background at what is outdated in a vault, however often that is said."""
        if vault not in self._refreshing:
            self._refreshing.add(vault)
            self.spawn(self._refresh(vault))

    async def _refresh(self, vault: OpenVault) -> None:
        try:
            while vault.is_outdated:
                await vault.refresh()
        finally:
            self._refreshing.discard(vault)

    async def _load(self, vault: OpenVault) -> None:
        await vault.know_names()
        # Soon somebody needs these modules, and beside a vault that is being read importing takes three times as long.
        await asyncio.wait([self.spawn(asyncio.to_thread(self._import_later))])
        token = await self._progress(vault)
        told = 0

        def report(done: int, notes: int) -> None:
            nonlocal told
            percentage = done * 100 // notes
            if token and percentage > told:
                told = percentage
                value = lsp.WorkDoneProgressReport(message=f"{done:,} of {notes:,} notes", percentage=percentage)
                self.progress(lsp.ProgressParams(token, value))

        try:
            await vault.load(report)
        finally:
            if token:
                self.progress(lsp.ProgressParams(token, lsp.WorkDoneProgressEnd()))

    async def _progress(self, vault: OpenVault) -> str | None:
        window = self.client_capabilities.window
        if not (window and window.work_done_progress):
            return None
        token = f"wikilsp-{uuid4()}"
        try:
            # The answer may come even if nobody waits for it any more.
            create = self.window_work_done_progress_create_async(lsp.WorkDoneProgressCreateParams(token))
            await asyncio.wait_for(asyncio.shield(create), _PATIENCE)
        except (JsonRpcException, TimeoutError):
            return None
        begin = lsp.WorkDoneProgressBegin(f"Reading {unlinked(vault.root.name)}", percentage=0, cancellable=False)
        self.progress(lsp.ProgressParams(token, begin))
        return token

    # Diagnostics

    def schedule(self) -> None:
        """Bring diagnostics up to date once nothing has changed for a moment."""
        if self._timer:
            self._timer.cancel()
        quiet_time = _REFRESH_QUIET_TIME if self.pulls else _QUIET_TIME
        self._timer = asyncio.get_running_loop().call_later(quiet_time, self._when_quiet)

    def _when_quiet(self) -> None:
        if not self._is_held_up:
            self.spawn(self._bring_up_to_date())

    async def _bring_up_to_date(self) -> None:
        """Push what has changed, or tell a client that pulls that there is something to pull."""
        self._is_held_up = True
        try:
            await self.protocol.drained()
        finally:
            self._is_held_up = False
        changed = False
        news = [vault.has_news() for vault in self.session.vaults.values()]
        if any(news):
            self._refresh_views()
        for vault in [vault for vault in self.session.vaults.values() if vault.loaded]:
            # The notes that somebody looks at come first.
            paths = [*sorted(vault.texts), *sorted(vault.stale - vault.texts.keys())]
            async for path in cooperative(paths):
                changed |= self._bring_note_up_to_date(vault, path)
                await self.protocol.drained()
            if vault.has_backlog():
                await vault.catch_up()
        for uri in [uri for uri in self.reported if self.find(uri) is None]:
            # While the client is waited for, much can happen.
            if self.reported.pop(uri, None) is None:
                continue
            changed = True
            if not self.pulls:
                self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, []))
                await self.protocol.drained()
        if changed and self.pulls:
            self.workspace_diagnostic_refresh(None)

    def _refresh_views(self) -> None:
        """Tell the client to ask again for what depends on other notes, as far as it can be told."""
        workspace = self.client_capabilities.workspace or lsp.WorkspaceClientCapabilities()
        views = {
            lsp.WORKSPACE_SEMANTIC_TOKENS_REFRESH: workspace.semantic_tokens,
            lsp.WORKSPACE_CODE_LENS_REFRESH: workspace.code_lens,
            lsp.WORKSPACE_INLAY_HINT_REFRESH: workspace.inlay_hint,
        }
        for method, capability in views.items():
            if capability and capability.refresh_support:
                self.protocol.send_request(method, None)

    def _bring_note_up_to_date(self, vault: OpenVault, path: str) -> bool:
        """Push the diagnostics of a note if they are others than the client has; tell whether they are."""
        # A client may have asked about all notes just now, and yet go by what it asks about each one that is open.
        if path not in vault.stale and path not in vault.texts:
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
