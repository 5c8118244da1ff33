"""The connection to one client: position encoding, messages to the user, background tasks, logging of errors."""

import asyncio
import logging
from collections.abc import Coroutine
from functools import cached_property
from typing import Any
from uuid import uuid4

from lsprotocol import types as lsp
from pygls.exceptions import FeatureRequestError, JsonRpcException, PyglsError
from pygls.lsp.server import LanguageServer

from wikilsp import __version__
from wikilsp.server.clients import pauses_at_messages
from wikilsp.server.protocol import Protocol
from wikilsp.server.strictness import strict_converter
from wikilsp.visible import escape_message

_PROGRESS_TIMEOUT = 5.0
"""Seconds to wait for the client to create a progress bar before going on without one."""

log = logging.getLogger(__name__)


class BaseServer(LanguageServer):
    """A pygls server without handlers, set up for full-text synchronization and strict messages."""

    protocol: Protocol

    def __init__(self) -> None:
        sync = lsp.TextDocumentSyncKind.Full
        super().__init__("wikilsp", __version__, sync, protocol_cls=Protocol, converter_factory=strict_converter)
        self.client_name = ""
        """The name of the client, if it has introduced itself."""
        self._tasks: set[asyncio.Task[None]] = set()
        """References to running tasks; the event loop itself holds weak ones only."""

    @cached_property
    def encoding(self) -> str:
        """The negotiated position encoding."""
        return lsp.PositionEncodingKind(self.workspace.position_encoding or lsp.PositionEncodingKind.Utf16).value

    def show_message(self, message: str, *, is_warning: bool = False) -> None:
        """Show a message to the user."""
        kind = lsp.MessageType.Warning if is_warning else lsp.MessageType.Info
        self.window_show_message(lsp.ShowMessageParams(kind, escape_message(message)))

    def inform(self, problem: str, remedy: str) -> None:
        """Log a problem and its remedy, and show them to the user without an interruption."""
        log.warning("%s: %s", escape_message(problem), escape_message(remedy))
        if pauses_at_messages(self.client_name):
            self.spawn(self._show_as_progress(problem, remedy))
        else:
            self.show_message(f"{problem}: {remedy}.")

    async def _show_as_progress(self, title: str, message: str) -> None:
        if token := await self.begin_progress(title):
            self.progress(lsp.ProgressParams(token, lsp.WorkDoneProgressEnd(message=escape_message(message))))

    async def begin_progress(self, title: str, percentage: int | None = None) -> str | None:
        """Create a progress bar and return its token; None if the client has none, refuses or doesn't answer."""
        window = self.client_capabilities.window
        if not (window and window.work_done_progress):
            return None
        token = f"wikilsp-{uuid4()}"
        try:
            # Shielded, because an answer that comes after the timeout still needs its future.
            create = self.window_work_done_progress_create_async(lsp.WorkDoneProgressCreateParams(token))
            await asyncio.wait_for(asyncio.shield(create), _PROGRESS_TIMEOUT)
        except (JsonRpcException, TimeoutError):
            return None
        begin = lsp.WorkDoneProgressBegin(escape_message(title), cancellable=False, percentage=percentage)
        self.progress(lsp.ProgressParams(token, begin))
        return token

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run a coroutine in the background and log its exception, if any."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._on_task_done)
        return task

    def close(self) -> None:
        """Cancel all background tasks, once the connection has ended."""
        for task in self._tasks:
            task.cancel()

    def _on_task_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        # A lost connection ends the server elsewhere and is no failure of the task.
        if error and not isinstance(error, ConnectionError):
            log.error("background task failed", exc_info=error)

    def report_server_error(self, error: Exception, source: type[PyglsError | JsonRpcException]) -> None:
        """Log an error outside of a request. pygls logs errors of requests itself, and would show these in a pop-up."""
        if source is not FeatureRequestError:
            log.error("%s", source.__name__, exc_info=error)
