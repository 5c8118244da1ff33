"""Holds requests back until the contents they need have been read, so that no partial answer is taken for a whole one.

Such a request waits before its handler runs, while other messages are handled. Once the vault is loaded, or no longer
served, waiting requests are handled in the order of their arrival. A request fails if the time limit has passed, the
vault cannot be read, or the request's document has changed.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from typing import Any, NamedTuple
from urllib.parse import unquote

from lsprotocol import types as lsp

from wikilsp.server.base_server import BaseServer
from wikilsp.server.cooperative import cooperative
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.refusal import RequestOutdated, RequestRefused
from wikilsp.server.session import Session
from wikilsp.server.vault_tasks import VaultTasks

Need = Callable[[Any, Any], Sequence[OpenVault]]
"""Takes the server and the params of a request. Returns the vaults that must be loaded before it can be answered."""

_LIMIT = 10.0
"""Seconds that a request waits at most."""
_LIMIT_OF_RENAMES = 20.0
_RENAMES = frozenset((lsp.TEXT_DOCUMENT_RENAME, lsp.WORKSPACE_WILL_RENAME_FILES))
_AUTOMATIC = frozenset(
    (
        lsp.TEXT_DOCUMENT_CODE_LENS,
        lsp.TEXT_DOCUMENT_DIAGNOSTIC,
        lsp.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT,
        lsp.TEXT_DOCUMENT_INLAY_HINT,
        lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL,
        lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA,
        lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE,
        lsp.WORKSPACE_DIAGNOSTIC,
    )
)
"""Requests that editors send by themselves. They wait without a limit, because the user would only see the error."""


class _Request(NamedTuple):
    """A request that waits."""

    message: Any
    over: Future[None]
    text: str | None
    """The text of the request's document on arrival; None if it has none or it wasn't open."""
    vaults: Sequence[OpenVault]
    """The vaults that must be loaded before."""
    timer: asyncio.TimerHandle | None


class Waiting:
    """The waiting requests of one client. `needs` has the needs of requests by method."""

    def __init__(self, server: BaseServer, session: Session, tasks: VaultTasks, needs: Mapping[str, Need]) -> None:
        self._server = server
        self._session = session
        self._tasks = tasks
        self._needs = needs
        self._requests: dict[int | str, _Request] = {}
        """By id, in the order of arrival."""
        self._review: asyncio.Task[None] | None = None

    def hold(self, message: Any) -> Future[None] | None:
        """Return a future that is done when the request can be handled; None if it can be handled now.

        If the request fails while it waits, the future has the exception. To end the wait, cancel the future. Raise
        `RequestRefused` if the vault could not be read.
        """
        vaults = self._vaults_to_load(message)
        if not vaults:
            return None
        limit = _LIMIT_OF_RENAMES if message.method in _RENAMES else _LIMIT
        timer = None
        if message.method not in _AUTOMATIC:
            timer = asyncio.get_running_loop().call_later(limit, self._give_up, message.id)
        over = Future[None]()
        over.add_done_callback(lambda _: self._forget(message.id))
        self._requests[message.id] = _Request(message, over, self._text(message), vaults, timer)
        return over

    def review(self) -> None:
        """Check soon which requests still have to wait, because a vault or a document has changed."""
        if self._requests and (self._review is None or self._review.done()):
            self._review = self._server.spawn(self._end_waits())

    def cancel(self) -> None:
        """Cancel all waiting requests."""
        for request in [*self._requests.values()]:
            request.over.cancel()

    def close(self) -> None:
        """Drop all waiting requests, once the connection has ended."""
        for number in [*self._requests]:
            self._forget(number)

    def _forget(self, number: int | str) -> None:
        request = self._requests.pop(number, None)
        if request and request.timer:
            request.timer.cancel()

    async def _end_waits(self) -> None:
        async for _ in cooperative(self._ended_waits()):
            await self._server.protocol.drained()

    def _ended_waits(self) -> Iterator[None]:
        """Handle or refuse the requests that need not wait any longer, one with each step, the oldest first."""
        while any(map(self._end_if_over, [*self._requests.values()])):
            yield

    def _end_if_over(self, request: _Request) -> bool:
        """Return True if a request need not wait any longer, after handling or refusing it."""
        if request.text is not None and request.text != self._text(request.message):
            request.over.set_exception(RequestOutdated("the note has changed since the request"))
            return True
        if any(map(self._tasks.will_be_loaded, request.vaults)):
            return False
        try:
            if vaults := self._vaults_to_load(request.message):
                self._requests[request.message.id] = request._replace(vaults=vaults)
                return False
        except Exception as error:  # noqa: BLE001 - it becomes the answer
            request.over.set_exception(error)
        else:
            request.over.set_result(None)
        return True

    def _give_up(self, number: int | str) -> None:
        """Refuse a request that has waited too long."""
        request = self._requests[number]
        if not self._end_if_over(request):
            known, notes = map(sum, zip(*(vault.progress for vault in request.vaults), strict=True))
            request.over.set_exception(RequestRefused(f"still reading: {known:,} of {notes:,} notes"))

    def _vaults_to_load(self, message: Any) -> Sequence[OpenVault]:
        """Return the vaults that a request has to wait for. Raise `RequestRefused` if one of them could not be read."""
        need = self._needs.get(message.method)
        if need is None or all(vault.loaded for vault in self._session.vaults.values()):
            return ()
        vaults = need(self._server, message.params)
        if not all(map(self._tasks.will_be_loaded, vaults)):
            raise RequestRefused("the notes could not be read; the log of the server says why")
        return vaults

    def _text(self, message: Any) -> str | None:
        """Return the text of the request's document; None if it has none or it isn't open."""
        uri = document_of(message.params)
        document = self._server.workspace.text_documents.get(unquote(uri)) if uri else None
        return document.source if document else None


def document_of(params: Any) -> str | None:
    """Return the URI of a request's document, from one of the places where the protocol has it; None if it has none."""
    place = getattr(params, "text_document", None) or getattr(params, "item", None)
    data = getattr(params, "data", None)
    uri = place.uri if place else data.get("uri") if isinstance(data, dict) else None
    return uri if isinstance(uri, str) else None
