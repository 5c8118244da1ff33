"""Requests that wait until a vault is read, so that none answers with a part as if it were the whole.

A request that needs what isn't read yet is held back before its handler runs. It goes on as soon as the vault is ready,
or is gone; requests that waited go on in the order of their arrival. It is refused when its patience ends, when the
vault can't be read, and when its note changes. Meanwhile other messages are handled as ever.
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
"""Returns the vaults that are to be read before a request can be answered, from the server and the params."""

_PATIENCE = 10.0
"""Seconds that a request waits at most."""
_PATIENCE_TO_RENAME = 20.0
_RENAMES = frozenset((lsp.TEXT_DOCUMENT_RENAME, lsp.WORKSPACE_WILL_RENAME_FILES))
_UNASKED = frozenset(
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
"""Methods that editors call on their own. Nobody waits for the answer, and a refusal would only bother the user."""


class _Request(NamedTuple):
    """A request that waits."""

    message: Any
    over: Future[None]
    text: str | None
    """The text of the open document that the request is about, if there is one."""
    timer: asyncio.TimerHandle | None


class Waiting:
    """The requests of one client that wait. `needs` tells by method what a request needs; the others need nothing."""

    def __init__(self, server: BaseServer, session: Session, tasks: VaultTasks, needs: Mapping[str, Need]) -> None:
        self._server = server
        self._session = session
        self._tasks = tasks
        self._needs = needs
        self._requests: dict[int | str, _Request] = {}
        """By id, in the order of arrival."""
        self._review: asyncio.Task[None] | None = None

    def hold(self, message: Any) -> Future[None] | None:
        """Hold a request back until the returned future has a result; None if it can be answered now.

        Cancelling the future ends the wait. Raise `RequestRefused` if waiting is in vain; the future may do so, too.
        """
        if not self._unread(message):
            return None
        patience = _PATIENCE_TO_RENAME if message.method in _RENAMES else _PATIENCE
        timer = None
        if message.method not in _UNASKED:
            timer = asyncio.get_running_loop().call_later(patience, self._give_up, message.id)
        request = _Request(message, Future(), self._text(message), timer)
        self._requests[message.id] = request
        request.over.add_done_callback(lambda _: self._forget(message.id))
        return request.over

    def review(self) -> None:
        """Look again at each request soon, because a vault or a document has changed."""
        if self._requests and (self._review is None or self._review.done()):
            self._review = self._server.spawn(self._end_waits())

    def cancel(self) -> None:
        """Cancel all requests, because the client shuts the server down."""
        for request in [*self._requests.values()]:
            request.over.cancel()

    def close(self) -> None:
        """Drop all requests, once the connection has ended."""
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
        """End the waits that are over, the first of them with each step."""
        while any(map(self._end_if_over, [*self._requests.values()])):
            yield

    def _end_if_over(self, request: _Request) -> bool:
        """Return True if a request need not wait any longer. It is then handled or refused."""
        if request.text is not None and request.text != self._text(request.message):
            request.over.set_exception(RequestOutdated("the note has changed since the request"))
            return True
        try:
            if self._unread(request.message):
                return False
        except Exception as error:  # noqa: BLE001 - it becomes the answer
            request.over.set_exception(error)
        else:
            request.over.set_result(None)
        return True

    def _give_up(self, number: int | str) -> None:
        """End the wait of a request whose patience has ended."""
        request = self._requests[number]
        if not self._end_if_over(request):
            known, notes = map(sum, zip(*(vault.progress for vault in self._unread(request.message)), strict=True))
            request.over.set_exception(RequestRefused(f"still reading: {known:,} of {notes:,} notes"))

    def _unread(self, message: Any) -> Sequence[OpenVault]:
        """Return the vaults that a request has to wait for. Raise `RequestRefused` if one of them couldn't be read."""
        need = self._needs.get(message.method)
        if need is None or all(map(self._tasks.is_ready, self._session.vaults.values())):
            return ()
        unread = need(self._server, message.params)
        if any(map(self._tasks.has_failed, unread)):
            raise RequestRefused("the notes could not be read; the log of the server says why")
        return unread

    def _text(self, message: Any) -> str | None:
        """Return the text of the document that a request is about; None if it isn't open."""
        uri = document_of(message.params)
        document = self._server.workspace.text_documents.get(unquote(uri)) if uri else None
        return document.source if document else None


def document_of(params: Any) -> str | None:
    """Return the URI of the document that a request is about, from one of the places that the protocol has for it."""
    place = getattr(params, "text_document", None) or getattr(params, "item", None)
    data = getattr(params, "data", None)
    uri = place.uri if place else data.get("uri") if isinstance(data, dict) else None
    return uri if isinstance(uri, str) else None
