"""Strict conversion of JSON to LSP types: a number is no string, and a string no number."""

from collections.abc import Callable
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
    for union, structure in _UNIONS.items():
        converter.register_structure_hook(union, structure)
        converter.register_structure_hook(union | None, _optional(structure))
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


def _number_or_name(value: Any, _: Any) -> int | str:
    return value if isinstance(value, str) else _int(value, int)


def _known_or_other(kind: type[Any], base: type[Any]) -> Callable[[Any, Any], Any]:
    """Return a hook for an enumeration that may have values that LSP doesn't know yet."""
    check = _int if base is int else _str

    def structure(value: Any, _: Any) -> Any:
        checked = check(value, base)
        try:
            return kind(checked)
        except ValueError:
            return checked

    return structure


def _optional(structure: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda value, kind: None if value is None else structure(value, kind)


_UNIONS: dict[Any, Callable[[Any, Any], Any]] = {
    int | str: _number_or_name,
    **{
        kind | base: _known_or_other(kind, base)
        for kind, base in (
            (lsp.CodeActionKind, str),
            (lsp.CompletionItemKind, int),
            (lsp.FoldingRangeKind, str),
            (lsp.LanguageKind, str),
            (lsp.PositionEncodingKind, str),
            (lsp.SemanticTokenModifiers, str),
            (lsp.SemanticTokenTypes, str),
            (lsp.WatchKind, int),
        )
    },
}
"""The hooks of unions of scalar types, for which lsprotocol takes anything."""
