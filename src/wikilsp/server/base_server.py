"""The connection to one client: position encoding, messages to the user, background tasks, logging of errors."""

import asyncio
import logging
from collections.abc import Coroutine
from functools import cached_property
from typing import Any

from lsprotocol import types as lsp
from pygls.exceptions import FeatureRequestError, JsonRpcException, PyglsError
from pygls.lsp.server import LanguageServer

from wikilsp import __version__
from wikilsp.server.protocol import Protocol
from wikilsp.server.strictness import strict_converter
from wikilsp.visible import escape_message

log = logging.getLogger(__name__)


class BaseServer(LanguageServer):
    """A pygls server without handlers, set up for full-text synchronization and strict messages."""

    protocol: Protocol

    def __init__(self) -> None:
        sync = lsp.TextDocumentSyncKind.Full
        super().__init__("wikilsp", __version__, sync, protocol_cls=Protocol, converter_factory=strict_converter)
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
