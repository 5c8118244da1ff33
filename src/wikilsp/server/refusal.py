"""The errors of requests that the server won't carry out."""

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from wikilsp.visible import escape_message


class RequestRefused(JsonRpcException):
    """A request that the server won't carry out. Editors show the message to the user."""

    CODE = lsp.LSPErrorCodes.RequestFailed.value

    def __init__(self, reason: str) -> None:
        super().__init__(escape_message(reason))


class RequestOutdated(RequestRefused):
    """A request about a note that has changed since. Editors ask again if they still want to know."""

    CODE = lsp.LSPErrorCodes.ContentModified.value
