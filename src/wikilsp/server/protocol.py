"""The order of a conversation: what is out of turn, or no message at all, gets the error that the protocol names.

pygls itself leaves most of these without an answer, and an editor that waits for one hangs.
"""

import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from lsprotocol import types as lsp
from msgspec import json
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import LanguageServerProtocol

from wikilsp.visible import unlinked

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
        self._early: dict[str, lsp.DidChangeTextDocumentNotification] = {}
        """By URI, the last change of each document that has not been opened yet."""

    @property
    def has_ended(self) -> bool:
        """Has the client asked for the end, as it should before it goes?"""
        return self._shutdown

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Leave a JSON object as it is: this is called for each one inside of a message too."""
        return data

    def handle_message(self, message: Any) -> None:
        """Handle the body of a message, or refuse it."""
        if not isinstance(message, dict) or message.get("jsonrpc") != self.VERSION:
            log.warning("passed over what is no message: %.200r", message)
            return
        method, number = message.get("method"), message.get("id")
        if method is None and self._shutdown:
            return  # an answer, and nobody waits for it any more
        try:
            structured = self._structured(message)
        except JsonRpcException as error:
            if method and isinstance(number, int | str):
                self._send_response(number, error=error.to_response_error())
            else:
                log.warning("passed over a message: %s: %.200r", error, message)
            return
        if number is not None or method is None or not self._may_be_ignored(method):
            for ready in self._in_order(structured):
                super().handle_message(ready)

    def _structured(self, message: dict[str, Any]) -> Any:
        """Make of a message what handlers are given. Raises `JsonRpcException` if it is out of turn or malformed."""
        method = message.get("method")
        if isinstance(method, str):
            self._check_turn(method)
        try:
            return super().structure_message(message)
        except JsonRpcException as error:
            # Whatever it is that cannot be read, it is in what came with the method.
            raise JsonRpcInvalidParams(f"these are no parameters of “{method}”") from error

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

    def _in_order(self, message: Any) -> Iterator[Any]:
        """Give what is to be handled now: a change waits until its document is opened, and an old one is dropped.

        Helix opens a document and changes it at once, and what it tells of that comes in any order. Each change holds
        the whole text, so the latest is all that counts.
        """
        match message:
            case lsp.DidChangeTextDocumentNotification(params=params):
                uri = params.text_document.uri
                opened = self.workspace.text_documents.get(unquote(uri))
                if opened is None:
                    self._early[uri] = max(message, self._early.get(uri, message), key=_version)
                elif params.text_document.version >= (opened.version or 0):
                    yield message
            case lsp.DidOpenTextDocumentNotification(params=params):
                yield message
                early = self._early.pop(params.text_document.uri, None)
                if early and _version(early) > params.text_document.version:
                    yield early
            case _:
                yield message

    def _send_handler_result(self, future: Any, *, msg_id: int | str) -> None:
        """Answer a request. That one is refused, or asks for what makes no sense, is nothing to log."""
        refusal = None if future.cancelled() else future.exception()
        if not isinstance(refusal, RequestRefused | JsonRpcInvalidParams):
            super()._send_handler_result(future, msg_id=msg_id)
            return
        self._request_futures.pop(msg_id, None)
        self._send_response(msg_id, error=refusal.to_response_error())

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

    def _may_be_ignored(self, method: str) -> bool:
        return method.startswith("$/") and self.get_message_type(method) is None

    def _handle_cancel_notification(self, msg_id: int | str) -> None:
        """Cancel a request. Most have been answered by then, which is nothing to speak of."""
        if msg_id in self._request_futures:
            super()._handle_cancel_notification(msg_id)


def _version(change: lsp.DidChangeTextDocumentNotification) -> int:
    return change.params.text_document.version
