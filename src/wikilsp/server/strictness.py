"""Strict conversion of JSON to LSP types: a number is no string, and a string no number."""

from typing import Any
from urllib.parse import urlsplit

from cattrs import Converter
from lsprotocol import types as lsp
from lsprotocol.converters import get_converter
from pygls.exceptions import JsonRpcInvalidParams

from wikilsp.server.display import show_legibly

_LARGEST_ID = 2**63


def strict_converter() -> Converter:
    """Return the converter from JSON to messages for one server."""
    # Stops at the first error: to collect all of them would take a thousand times the memory of the message.
    converter = get_converter(Converter(detailed_validation=False))
    converter.register_structure_hook(bool, _bool)
    converter.register_structure_hook(int, _int)
    converter.register_structure_hook(str, _str)
    show_legibly(converter)
    return converter


def is_id(value: Any) -> bool:
    """Whether the value is a valid request id."""
    if isinstance(value, int) and not isinstance(value, bool):
        return -_LARGEST_ID <= value < _LARGEST_ID
    return isinstance(value, str)


def id_of(message: Any) -> int | str | None:
    """Return the id of a message; None if it has no valid one."""
    number = message.get("id") if isinstance(message, dict) else None
    return number if is_id(number) else None


def fill_defaults(message: Any) -> None:
    """Fill in what pygls takes for granted. Raise `JsonRpcInvalidParams` if that is impossible."""
    match message:
        case lsp.ExecuteCommandRequest(params=params) if params.arguments is None:
            params.arguments = ()
        case lsp.InitializeRequest(params=lsp.InitializeParams(root_uri=str(uri))):
            _check_uri(uri)
        case lsp.DidOpenTextDocumentNotification(params=params):
            _check_uri(params.text_document.uri)


def _check_uri(uri: str) -> None:
    try:
        urlsplit(uri)
    except ValueError as error:
        raise JsonRpcInvalidParams("invalid URI") from error


def _bool(value: Any, _: Any) -> bool:
    if value not in (True, False):
        raise TypeError(f"{value!r:.100} is not a boolean")
    return bool(value)  # some clients send 1 and 0


def _int(value: Any, kind: type[int]) -> int:
    """Convert a whole number to `int` or an integer enumeration."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise TypeError(f"{value!r:.100} is not an integer")
    return kind(value)  # some clients send 1.0


def _str(value: Any, kind: type[str]) -> str:
    """Convert a string to `str` or a string enumeration."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.100} is not a string")
    return kind(value)
