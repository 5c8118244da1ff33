"""Values of JSON as the protocol has them. A number is no text here, nor a text a number."""

from typing import Any
from urllib.parse import urlsplit

from cattrs import Converter
from lsprotocol import types as lsp
from lsprotocol.converters import get_converter
from pygls.exceptions import JsonRpcInvalidParams

from wikilsp.server.display import show_legibly

_LARGEST_ID = 2**63


def strict_converter() -> Converter:
    """Make what turns JSON into messages, for one server."""
    # It stops at the first thing that is wrong. To tell of all of them would take a thousand times the message's room.
    converter = get_converter(Converter(detailed_validation=False))
    converter.register_structure_hook(bool, _bool)
    converter.register_structure_hook(int, _int)
    converter.register_structure_hook(str, _str)
    show_legibly(converter)
    return converter


def is_id(value: Any) -> bool:
    """May a request have this id?"""
    if isinstance(value, int) and not isinstance(value, bool):
        return -_LARGEST_ID <= value < _LARGEST_ID
    return isinstance(value, str)


def id_of(message: Any) -> int | str | None:
    """Give the id of a message, None if it has none that is one."""
    number = message.get("id") if isinstance(message, dict) else None
    return number if is_id(number) else None


def complete(message: Any) -> None:
    """Make ready for pygls what it takes for granted. Raises `JsonRpcInvalidParams` if that cannot be done."""
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
        raise JsonRpcInvalidParams("this is no URI") from error


def _bool(value: Any, _: Any) -> bool:
    if value not in (True, False):
        raise TypeError(f"{value!r:.100} is neither true nor false")
    return bool(value)  # some clients have 1 and 0 only


def _int(value: Any, kind: type[int]) -> int:
    """Take a whole number, for `int` or an enumeration of such numbers."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise TypeError(f"{value!r:.100} is no whole number")
    return kind(value)  # some clients know no other numbers than 1.0


def _str(value: Any, kind: type[str]) -> str:
    """Take a text, for `str` or an enumeration of texts."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.100} is no text")
    return kind(value)
