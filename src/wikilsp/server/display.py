"""What editors show in their lists, menus and margins: names from a vault, made visible as they leave the server.

What identifies, filters or is inserted leaves as it is. Messages and Markdown are made visible where they are worded.
"""

from collections.abc import Callable
from typing import Any

from cattrs import Converter
from lsprotocol import types as lsp

from wikilsp.visible import legible

_SHOWN: dict[type, tuple[str, ...]] = {
    lsp.CallHierarchyItem: ("name", "detail"),
    lsp.CompletionItem: ("label", "detail"),
    lsp.DocumentSymbol: ("name", "detail"),
    lsp.InlayHint: ("label", "tooltip"),
    lsp.SymbolInformation: ("name", "containerName"),
}
"""The members with names, as they are spelled in JSON."""


def show_legibly(converter: Converter) -> None:
    """Let a converter make visible what editors show."""
    for kind, members in _SHOWN.items():
        converter.register_unstructure_hook(kind, _legible(converter.get_unstructure_hook(kind), members))


def _legible(unstructure: Callable[[Any], dict[str, Any]], members: tuple[str, ...]) -> Callable[[Any], dict[str, Any]]:
    def unstructure_legibly(value: Any) -> dict[str, Any]:
        made = unstructure(value)
        for member in members:
            if member in made:
                made[member] = legible(made[member])
        return made

    return unstructure_legibly
