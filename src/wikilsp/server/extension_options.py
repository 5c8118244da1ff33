"""The options by which an editor's extension says what it adds to the protocol, or has of its own."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class ExtensionOptions(NamedTuple):
    """Abilities of an editor's extension. Each is off unless `initializationOptions` turn it on."""

    command_links: bool = False
    """Whether links that the server makes may run a command: `command:` URIs."""
    built_in_markdown: bool = False
    """Whether the editor has Markdown support of its own, with an outline, headings and Markdown links."""
    status: bool = False
    """Whether the editor shows the state of each vault, from the notification `wikilsp/status`."""


_NAMES = {"commandLinks": "command_links", "builtInMarkdown": "built_in_markdown", "status": "status"}


def split_initialization_options(value: Any) -> tuple[ExtensionOptions, Any]:
    """Return the options of the extension, and the rest: settings, which are options of the editor."""
    if not isinstance(value, Mapping):
        return ExtensionOptions(), value
    options = {field: value.get(name) is True for name, field in _NAMES.items()}
    return ExtensionOptions(**options), {name: item for name, item in value.items() if name not in _NAMES}
