"""The order of a conversation: what is out of turn, or no message at all, gets the error that the protocol names.

pygls itself leaves most of these without an answer, and an editor that waits for one hangs. It also keeps what nobody
waits for any more. To make it forget, its private members are needed; they are used in this module only.
"""

import logging
from asyncio import StreamWriter
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

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
from wikilsp.server.messages import NotAMessage, content
from wikilsp.server.strictness import complete, id_of, is_id
from wikilsp.visible import unlinked

_MOST_RUNNING = 64
"""Requests that may be worked on at a time."""
_MOST_UNANSWERED = 256
"""Requests of the server that may wait for an answer of the client; the oldest are given up for more."""
_SHOWN = 200
"""Bytes of a malformed message that are logged."""

log = logging.getLogger(__name__)


class RequestRefused(JsonRpcException):
    """What was asked for is not done; the message says why, and editors show it."""

    CODE = lsp.LSPErrorCodes.RequestFailed.value

    def __init__(self, why: str) -> None:
        super().__init__(unlinked(why))


class Protocol(LanguageServerProtocol):
    """The protocol of pygls, strict about the order of messages, but for the changes of a document."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_exited = False
        self._early = EarlyChanges()
        for method in list(self.fm.builtin_features):
            if method.startswith("notebookDocument/"):
                del self.fm.builtin_features[method]

    @property
    def has_ended(self) -> bool:
        """Has the client asked for the end, as it should before it goes?"""
        return self._shutdown

    # What comes in

    def take(self, body: bytes | NotAMessage) -> None:
        """Handle the body of a message, or refuse it."""
        if isinstance(body, NotAMessage):
            self._refuse(JsonRpcParseError(body.why), body.begin)
            return
        try:
            message = content(body)
        except ValueError as error:
            self._refuse(JsonRpcParseError(str(error)), body)
            return
        try:
            self._handle(message, body)
        except Exception:  # whatever it is, the next message must be heard
            log.exception("a message could not be handled")
            self._answer_with(JsonRpcInternalError("this message could not be handled"), id_of(message))

    def _handle(self, message: Any, body: bytes) -> None:
        """Handle what a message says."""
        if not isinstance(message, dict) or message.get("jsonrpc") != self.VERSION:
            why = "messages come one by one" if isinstance(message, list) else "it is not of JSON-RPC 2.0"
            self._refuse(JsonRpcInvalidRequest(why), body, id_of(message))
        elif isinstance(method := message.get("method"), str):
            if "id" in message:
                self._handle_asked(message, method, body)
            else:
                self._handle_told(message, method, body)
        elif "method" in message or not ("result" in message or "error" in message):
            self._refuse(JsonRpcInvalidRequest("it has no method"), body, id_of(message))
        else:
            self._take_answer(message, body)

    def _handle_asked(self, message: dict[str, Any], method: str, body: bytes) -> None:
        number = id_of(message)
        if number is None:
            self._refuse(JsonRpcInvalidRequest("its id is neither a number nor a text"), body)
            return
        try:
            self._check_turn(method)
            self._check_room(number)
            is_known = method in self.fm.features or method in self.fm.builtin_features
            if not is_known or self.get_result_type(method) is None:  # which a notification has not
                raise JsonRpcMethodNotFound.of(method[:_SHOWN])
            structured = self._structured(message, method)
        except JsonRpcInvalidParams as error:
            self._refuse(error, body, number)
        except JsonRpcException as error:
            self._answer_with(error, number)
        else:
            super().handle_message(structured)

    def _handle_told(self, message: dict[str, Any], method: str, body: bytes) -> None:
        if method.startswith("$/") and self.get_message_type(method) is None:
            return  # which anybody may say, and nobody has to understand
        try:
            self._check_turn(method)
            structured = self._structured(message, method)
        except JsonRpcMethodNotFound as error:
            log.info("passed over a notification: %s", error.message)
            return
        except JsonRpcException as error:
            _log_malformed(error, body)
            return
        for ready in self._in_order(structured):
            super().handle_message(ready)

    def _structured(self, message: dict[str, Any], method: str) -> Any:
        """Make of a message what handlers are given. Raises `JsonRpcInvalidParams` if that cannot be made of it."""
        kind = self.get_message_type(method)
        if kind is None:
            raise JsonRpcMethodNotFound.of(method[:_SHOWN])
        try:
            structured = self._converter.structure(message, kind)
        except Exception as error:  # cattrs raises whatever it meets
            # Whatever it is that cannot be read, it is in what came with the method.
            raise JsonRpcInvalidParams(f"these are no parameters of “{method}”") from error
        complete(structured)
        return structured

    def _check_turn(self, method: str) -> None:
        """Refuse what must not be said now. The end may be asked for at any time."""
        if method == lsp.EXIT:
            return
        if self._shutdown:
            raise JsonRpcInvalidRequest("the server has been shut down")
        if method == lsp.INITIALIZE and self._workspace is not None:
            raise JsonRpcInvalidRequest("the server has been initialized already")
        if method != lsp.INITIALIZE and self._workspace is None:
            raise JsonRpcServerNotInitialized("the server has not been initialized yet")

    def _check_room(self, number: int | str) -> None:
        """Refuse a request of which another one is in the way."""
        if number in self._request_futures:
            raise JsonRpcInvalidRequest("a request of this id is being answered")
        if len(self._request_futures) - len(self._result_types) >= _MOST_RUNNING:
            raise RequestRefused(f"{_MOST_RUNNING} requests are being answered already")

    def _in_order(self, message: Any) -> Iterator[Any]:
        """Give what is to be handled now: a change waits until its document is opened, and an old one is dropped."""
        match message:
            case lsp.DidChangeTextDocumentNotification(params=params):
                opened = self.workspace.text_documents.get(unquote(params.text_document.uri))
                if any(isinstance(change, lsp.TextDocumentContentChangePartial) for change in params.content_changes):
                    log.warning("passed over a change of a part of a text; the server has asked for whole texts")
                elif opened is None:
                    self._early.keep(message)
                elif params.text_document.version >= (opened.version or 0):
                    yield message
            case lsp.DidOpenTextDocumentNotification(params=params):
                yield message
                if early := self._early.pop(params.text_document):
                    yield early
            case _:
                yield message

    def _refuse(self, error: JsonRpcException, body: bytes, number: int | str | None = None) -> None:
        """Answer what is no message, or not one that means anything; log it, too."""
        _log_malformed(error, body)
        self._answer_with(error, number)

    def _answer_with(self, error: JsonRpcException, number: int | str | None) -> None:
        # As a dict, since without an id the message has to say so.
        self._send_data({"jsonrpc": self.VERSION, "id": number, "error": error.to_response_error()})

    @lsp_method(lsp.EXIT)
    def lsp_exit(self, *_: Any) -> None:  # type: ignore[override]  # pygls ends the process, before all is written
        """Let the conversation end."""
        self.has_exited = True

    # What pygls would keep for good

    def _execute_handler(
        self,
        msg_id: int | str,
        handler: Callable[..., Any],
        callback: Callable[[Any], None],
        args: tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> None:
        """Run a handler. What it will come to is kept no longer than it takes, so that it can be cancelled."""
        super()._execute_handler(msg_id, handler, callback, args, kwargs)
        if future := self._request_futures.get(msg_id):
            future.add_done_callback(lambda _: self._request_futures.pop(msg_id, None))

    def get_message_type(self, method: str) -> Any:  # type: ignore[override]  # pygls keeps names that clients make up
        """Give the type of the messages of a method, None for one that is unknown."""
        return lsp.METHOD_TO_TYPES.get(method, (None,))[0]

    def get_result_type(self, method: str) -> Any:  # type: ignore[override]  # as above
        """Give the type of the answers to a method, None for one that is unknown."""
        return lsp.METHOD_TO_TYPES.get(method, (None, None))[1]

    def _handle_cancel_notification(self, msg_id: int | str) -> None:
        """Cancel a request of the client. Most have been answered by then, which is nothing to speak of."""
        if is_id(msg_id) and msg_id in self._request_futures and msg_id not in self._result_types:
            super()._handle_cancel_notification(msg_id)

    # What goes out

    async def drained(self) -> None:
        """Wait until the client has read most of what it was sent. Raises `ConnectionError` if it does no more."""
        if isinstance(self.writer, StreamWriter):
            await self.writer.drain()

    def send_request(
        self,
        method: str,
        params: Any = None,
        callback: Callable[[Any], None] | None = None,
        msg_id: int | str | None = None,
    ) -> Any:
        """Ask the client; one that never answers is not waited for without end."""
        while len(self._result_types) >= _MOST_UNANSWERED:
            oldest = next(iter(self._result_types))
            self._settle(oldest, JsonRpcException("the client has not answered"))
        return super().send_request(method, params, callback, msg_id)

    def _take_answer(self, message: dict[str, Any], body: bytes) -> None:
        """Take the client's answer to a request of the server."""
        number = id_of(message)
        if number is None or number not in self._result_types:
            if not self._shutdown:
                _log_malformed(JsonRpcInvalidRequest("it answers nothing that was asked"), body)
            return
        kind = lsp.ResponseErrorMessage if message.get("error") is not None else self._result_types[number]
        try:
            answer = self._converter.structure(message, kind) if kind else None
        except Exception:  # noqa: BLE001 - cattrs raises whatever it meets
            error = JsonRpcInvalidParams("it is no answer to what was asked")
            _log_malformed(error, body)
            self._settle(number, error)
            return
        if isinstance(answer, lsp.ResponseErrorMessage) and answer.error:
            self._settle(number, JsonRpcException.from_error(answer.error))
        else:
            self._settle(number, getattr(answer, "result", None))

    def _settle(self, number: int | str, outcome: Any) -> None:
        """Let a request of the server have come to this: an answer, or an exception."""
        del self._result_types[number]
        future = self._request_futures.pop(number, None)
        if future is None or future.done():
            return
        if isinstance(outcome, JsonRpcException):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)

    def _send_handler_result(self, future: Any, *, msg_id: int | str) -> None:
        """Answer a request. That one is refused, or asks for what makes no sense, is nothing to log."""
        refusal = None if future.cancelled() else future.exception()
        if not isinstance(refusal, RequestRefused | JsonRpcInvalidParams):
            super()._send_handler_result(future, msg_id=msg_id)
            return
        self._request_futures.pop(msg_id, None)
        self._answer_with(refusal, msg_id)

    def _send_data(self, data: Any) -> None:
        """Write a message. To write the JSON of a thousand places, pygls takes longer than it takes to find them."""
        if self.writer is None:
            super()._send_data(data)
            return
        try:
            body = json.encode(self._converter.unstructure(data))
        except UnicodeEncodeError:
            # A client may have sent half a character, which only the JSON of Python can write.
            super()._send_data(data)
            return
        self.writer.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))


def _log_malformed(error: JsonRpcException, body: bytes) -> None:
    shown = body[:_SHOWN].decode("utf-8", "backslashreplace")
    log.warning("refused a malformed message: %s: %s", error.message, shown, extra={"several": "malformed messages"})
