"""Logs a line for each request at level debug: method, note, duration, size of the answer."""

import logging
import time
from typing import Any, NamedTuple

from wikilsp.server.convert import path_of
from wikilsp.server.refusal import RequestRefused
from wikilsp.visible import escape_invisible

log = logging.getLogger(__name__)


class _Request(NamedTuple):
    method: str
    note: str
    start: float


class RequestLog:
    """The requests of the client that are being answered. Empty unless the level is debug."""

    def __init__(self) -> None:
        self._requests: dict[int | str, _Request] = {}

    def start(self, number: int | str, message: dict[str, Any]) -> None:
        """Start the clock for a request. Does nothing unless the level is debug."""
        if log.isEnabledFor(logging.DEBUG):
            self._requests[number] = _Request(message["method"], _note_of(message.get("params")), time.perf_counter())

    def finish(self, answer: Any, size: int) -> None:
        """Log a request if `answer`, a message of `size` bytes, is the answer to one."""
        if not self._requests:
            return
        request = self._requests.pop(_field(answer, "id"), None) if _field(answer, "method") is None else None
        if request:
            milliseconds = (time.perf_counter() - request.start) * 1000
            outcome = _describe(_field(answer, "error")) or f"{size:,} bytes"
            note = f" {escape_invisible(request.note)}" if request.note else ""
            log.debug("%s%s: %.1f ms, %s", escape_invisible(request.method), note, milliseconds, outcome)


def _describe(error: Any) -> str:
    """Return the error of an answer in words, "" if there is none. A refusal isn't called an error."""
    if not error:
        return ""
    code = _field(error, "code")
    if code == RequestRefused.CODE:
        return f"refused: {escape_invisible(str(_field(error, 'message')))}"
    return f"error {code}"


def _field(message: Any, name: str) -> Any:
    """Return a field of a message, which is a dict or an object of lsprotocol."""
    return message.get(name) if isinstance(message, dict) else getattr(message, name, None)


def _note_of(params: Any) -> str:
    """Return the path of the note that a request names, in one of the places that the protocol has for it."""
    if not isinstance(params, dict):
        return ""
    places = (params.get(key) for key in ("textDocument", "item", "data"))
    uris = (place.get("uri") for place in places if isinstance(place, dict))
    uri = next((uri for uri in uris if isinstance(uri, str)), "")
    return str(path_of(uri) or uri)
