"""Escapes invisible characters in names that editors display in lists, menus and margins.

Applied while answers are encoded, and only to their display fields: ids, filters and inserted text stay as they are.
Messages and Markdown are escaped where they are composed.
"""

from collections.abc import Callable
from typing import Any

from cattrs import Converter
from lsprotocol import types as lsp

from wikilsp.visible import escape_name

_DISPLAY_FIELDS: dict[type, tuple[str, ...]] = {
    lsp.CallHierarchyItem: ("name", "detail"),
    lsp.CompletionItem: ("label", "detail"),
    lsp.DocumentSymbol: ("name", "detail"),
    lsp.InlayHint: ("label", "tooltip"),
    lsp.SymbolInformation: ("name", "containerName"),
}
"""The fields with names, as spelled in JSON."""


def show_legibly(converter: Converter) -> None:
    """Have a converter escape invisible characters in display fields."""
    for kind, fields in _DISPLAY_FIELDS.items():
        converter.register_unstructure_hook(kind, _with_legible_fields(converter.get_unstructure_hook(kind), fields))


def _with_legible_fields(
    unstructure: Callable[[Any], dict[str, Any]], fields: tuple[str, ...]
) -> Callable[[Any], dict[str, Any]]:
    def unstructure_legibly(value: Any) -> dict[str, Any]:
        encoded = unstructure(value)
        for field in fields:
            if field in encoded:
                encoded[field] = escape_name(encoded[field])
        return encoded

    return unstructure_legibly
