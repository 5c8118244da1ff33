"""The rules of a conversation: messages out of order, malformed or refused get the errors that LSP specifies.

pygls leaves most of these unanswered, and an editor that waits for an answer hangs. It also never forgets some
bookkeeping, which takes its private members to change. This is the only module that uses them;
`tests/server/test_pygls_contract.py` checks each.
"""

import logging
from asyncio import StreamWriter
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from inspect import iscoroutinefunction
from json import dumps
from typing import Any

from lsprotocol import types as lsp
from msgspec import json
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInternalError,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcMethodNotFound,
    JsonRpcParseError,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import LanguageServerProtocol, lsp_method

from wikilsp.server.early_changes import EarlyChanges
from wikilsp.server.messages import MalformedInput, parse_body
from wikilsp.server.refusal import RequestRefused
from wikilsp.server.request_log import RequestLog
from wikilsp.server.strictness import fill_defaults, id_of, is_id

_MAX_RUNNING = 64
"""Requests of the client in progress at a time."""
_MAX_UNANSWERED = 256
"""Requests of the server that wait for an answer at a time; then the oldest fail."""
_MAX_LOGGED = 200
"""Bytes of a malformed message that are logged."""

log = logging.getLogger(__name__)


class Protocol(LanguageServerProtocol):
    """The protocol of pygls, strict about the order of messages; only changes of documents may come early."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_exited = False
        self.hold: Callable[[Any], Future[None] | None] = lambda _message: None
        """Returns a future if a request must wait for it before it is handled. Raises `JsonRpcException`."""
        self._early_changes = EarlyChanges()
        self._request_log = RequestLog()
        for method in list(self.fm.builtin_features):
            if method.startswith("notebookDocument/"):
                del self.fm.builtin_features[method]

    @property
    def has_ended(self) -> bool:
        """Whether the client has requested the shutdown."""
        return self._shutdown

    # Incoming messages

    def take(self, body: bytes | MalformedInput) -> None:
        """Handle the body of a message, or refuse it."""
        if isinstance(body, MalformedInput):
            self._refuse(JsonRpcParseError(body.problem), body.start)
            return
        try:
            message = parse_body(body)
        except ValueError as error:
            self._refuse(JsonRpcParseError(str(error)), body)
            return
        try:
            self._handle(message, body)
        except Exception:  # whatever it is, the server has to handle the next message
            log.exception("a message could not be handled")
            self._send_error(JsonRpcInternalError("the message could not be handled"), id_of(message))

    def _handle(self, message: Any, body: bytes) -> None:
        if not isinstance(message, dict) or message.get("jsonrpc") != self.VERSION:
            problem = "batches are not supported" if isinstance(message, list) else "the message is not JSON-RPC 2.0"
            self._refuse(JsonRpcInvalidRequest(problem), body, id_of(message))
        elif isinstance(method := message.get("method"), str):
            if "id" in message:
                self._handle_request_message(message, method, body)
            else:
                self._handle_notification_message(message, method, body)
        elif "method" in message or not ("result" in message or "error" in message):
            self._refuse(JsonRpcInvalidRequest("the message has no method"), body, id_of(message))
        else:
            self._handle_answer(message, body)

    def _handle_request_message(self, message: dict[str, Any], method: str, body: bytes) -> None:
        number = id_of(message)
        if number is None:
            self._refuse(JsonRpcInvalidRequest("the id is neither an integer nor a string"), body)
            return
        try:
            self._check_order(method)
            if number in self._request_futures:
                raise JsonRpcInvalidRequest("another request with this id is in progress")
            handler = self.fm.builtin_features.get(method) or self.fm.features.get(method)
            if handler is None or self.get_result_type(method) is None:  # notifications have no result
                raise JsonRpcMethodNotFound.of(method[:_MAX_LOGGED])
            structured = self._structure(message, method)
            self._request_log.start(number, message)
            self._start(structured, is_async=iscoroutinefunction(handler))
        except JsonRpcInvalidParams as error:
            self._refuse(error, body, number)
        except JsonRpcException as error:
            self._send_error(error, number)

    def _start(self, request: Any, *, is_async: bool) -> None:
        """Handle a request, now or when it need not wait any longer. Raise `JsonRpcException` if it is refused."""
        wait = self.hold(request)
        is_full = len(self._request_futures) - len(self._result_types) >= _MAX_RUNNING
        if is_full and (wait or is_async):  # the others are answered at once
            if wait:
                wait.cancel()
            raise RequestRefused(f"{_MAX_RUNNING} requests are in progress already")
        if wait:
            self._request_futures[request.id] = wait
            wait.add_done_callback(partial(self._end_wait, request))
        else:
            super().handle_message(request)

    def _end_wait(self, request: Any, wait: Future[None]) -> None:
        """Handle a request that has waited, unless it failed or was cancelled meanwhile: that is then the answer."""
        self._request_futures.pop(request.id, None)
        if wait.cancelled() or wait.exception():
            self._send_handler_result(wait, msg_id=request.id)
        else:
            super().handle_message(request)

    def _handle_notification_message(self, message: dict[str, Any], method: str, body: bytes) -> None:
        if method.startswith("$/") and self.get_message_type(method) is None:
            return  # optional by specification
        try:
            self._check_order(method)
            structured = self._structure(message, method)
        except JsonRpcMethodNotFound as error:
            log.info("ignored a notification: %s", error.message)
            return
        except JsonRpcException as error:
            _log_malformed(error, body)
            return
        documents = self._workspace.text_documents if self._workspace else {}
        for ready in self._early_changes.in_order(structured, documents):
            super().handle_message(ready)

    def _structure(self, message: dict[str, Any], method: str) -> Any:
        """Convert a message to its lsprotocol type. Raise `JsonRpcInvalidParams` if the params don't fit."""
        kind = self.get_message_type(method)
        if kind is None:
            raise JsonRpcMethodNotFound.of(method[:_MAX_LOGGED])
        try:
            structured = self._converter.structure(message, kind)
        except Exception as error:  # cattrs lets any exception through
            # Everything but the params has been checked.
            raise JsonRpcInvalidParams(f"invalid parameters of “{method}”") from error
        fill_defaults(structured)
        return structured

    def _check_order(self, method: str) -> None:
        """Raise a `JsonRpcException` if the method is not allowed now. The client may exit at any time."""
        if method == lsp.EXIT:
            return
        if self._shutdown:
            raise JsonRpcInvalidRequest("the server has been shut down")
        if method == lsp.INITIALIZE and self._workspace is not None:
            raise JsonRpcInvalidRequest("the server is already initialized")
        if method != lsp.INITIALIZE and self._workspace is None:
            raise JsonRpcServerNotInitialized("the server is not initialized yet")

    def _refuse(self, error: JsonRpcException, body: bytes, number: int | str | None = None) -> None:
        """Log a malformed message and answer it with an error."""
        _log_malformed(error, body)
        self._send_error(error, number)

    def _send_error(self, error: JsonRpcException, number: int | str | None) -> None:
        # A dict, because lsprotocol would omit a null id, which is required here.
        self._send_data({"jsonrpc": self.VERSION, "id": number, "error": error.to_response_error()})

    @lsp_method(lsp.EXIT)
    def lsp_exit(self, *_: Any) -> None:  # type: ignore[override]  # pygls exits before everything is written
        """End the conversation."""
        self.has_exited = True

    # What pygls would keep forever

    def _execute_handler(
        self,
        msg_id: int | str,
        handler: Callable[..., Any],
        callback: Callable[[Any], None],
        args: tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> None:
        """Run a handler, and keep its future, which allows cancellation, only until it is done."""
        super()._execute_handler(msg_id, handler, callback, args, kwargs)
        if future := self._request_futures.get(msg_id):
            future.add_done_callback(lambda _: self._request_futures.pop(msg_id, None))

    def get_message_type(self, method: str) -> Any:  # type: ignore[override]  # pygls caches names that clients make up
        """Return the type of a method's messages; None for an unknown method."""
        return lsp.METHOD_TO_TYPES.get(method, (None,))[0]

    def get_result_type(self, method: str) -> Any:  # type: ignore[override]  # as above
        """Return the type of a method's answers; None for an unknown method or a notification."""
        return lsp.METHOD_TO_TYPES.get(method, (None, None))[1]

    def _handle_cancel_notification(self, msg_id: int | str) -> None:
        """Cancel a request of the client, unless it has been answered already, as most have."""
        if is_id(msg_id) and msg_id in self._request_futures and msg_id not in self._result_types:
            super()._handle_cancel_notification(msg_id)

    # Outgoing messages

    async def drained(self) -> None:
        """Wait until the client has read most of what it was sent. Raise `ConnectionError` if it disconnected."""
        if isinstance(self.writer, StreamWriter):
            await self.writer.drain()

    def send_request(
        self,
        method: str,
        params: Any = None,
        callback: Callable[[Any], None] | None = None,
        msg_id: int | str | None = None,
    ) -> Any:
        """Send a request to the client. If too many are unanswered, the oldest fail."""
        while len(self._result_types) >= _MAX_UNANSWERED:
            oldest = next(iter(self._result_types))
            self._settle(oldest, JsonRpcException("the client did not answer"))
        return super().send_request(method, params, callback, msg_id)

    def _handle_answer(self, message: dict[str, Any], body: bytes) -> None:
        """Handle the client's answer to a request of the server."""
        number = id_of(message)
        if number is None or number not in self._result_types:
            if not self._shutdown:
                _log_malformed(JsonRpcInvalidRequest("an answer without a request"), body)
            return
        kind = lsp.ResponseErrorMessage if message.get("error") is not None else self._result_types[number]
        try:
            answer = self._converter.structure(message, kind) if kind else None
        except Exception:  # noqa: BLE001 - cattrs lets any exception through
            error = JsonRpcInvalidParams("the answer does not fit the request")
            _log_malformed(error, body)
            self._settle(number, error)
            return
        if isinstance(answer, lsp.ResponseErrorMessage) and answer.error:
            self._settle(number, JsonRpcException.from_error(answer.error))
        else:
            self._settle(number, getattr(answer, "result", None))

    def _settle(self, number: int | str, outcome: Any) -> None:
        """Set the outcome of a request of the server: an answer or an exception."""
        del self._result_types[number]
        future = self._request_futures.pop(number, None)
        if future is None or future.done():
            return
        if isinstance(outcome, JsonRpcException):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)

    def _send_handler_result(self, future: Any, *, msg_id: int | str) -> None:
        """Answer a request. Unlike in pygls, refusals and invalid params aren't logged as errors."""
        refusal = None if future.cancelled() else future.exception()
        if not isinstance(refusal, RequestRefused | JsonRpcInvalidParams):
            super()._send_handler_result(future, msg_id=msg_id)
            return
        if isinstance(refusal, JsonRpcInvalidParams):
            log.warning("refused a request: %s", refusal.message, extra={"several": "refused requests"})
        self._request_futures.pop(msg_id, None)
        self._send_error(refusal, msg_id)

    def _send_data(self, data: Any) -> None:
        """Send a message. For a thousand locations, the encoder of pygls takes longer than finding them does."""
        if self.writer is None:
            super()._send_data(data)
            return
        message = self._converter.unstructure(data)
        try:
            body = json.encode(message)
        except UnicodeEncodeError:
            # A client may have sent half of a surrogate pair, which only Python's own JSON encoder can write.
            body = dumps(message).encode()
        self.writer.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._request_log.finish(data, len(body))


def _log_malformed(error: JsonRpcException, body: bytes) -> None:
    start = body[:_MAX_LOGGED].decode("utf-8", "backslashreplace")
    log.warning("refused a malformed message: %s: %s", error.message, start, extra={"several": "malformed messages"})
