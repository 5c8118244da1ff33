"""What the editor sets: the options of a vault's settings file, and those that concern editors only."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from wikilsp.settings import NOTHING, Written

_HUMP = re.compile(r"(?<=[a-z])[A-Z]")
_OF_THE_EDITOR = frozenset(("path", "trace"))
"""Options of the extension for VS Code, which are no business of the server."""


class ClientSettings(NamedTuple):
    """Settings of an editor: `options` outrank those of a vault's settings file."""

    options: Written = NOTHING
    inlay_hints: bool = False
    remote_images: bool = False
    """Previews of notes may load images from the web, which tells their servers who looks."""


def client_settings(given: Any) -> ClientSettings:
    """Take apart what an editor has sent. Names may be written as in TOML or, as is usual in JSON, as `inlayHints`.

    What is null is not set: that is the default of some editors.
    """
    if not isinstance(given, Mapping):
        return ClientSettings()
    options = {_hyphened(name): _table(name, value) for name, value in given.items() if value is not None}
    hints, images = options.pop("inlay-hints", False), _taken_out(options, "hover", "remote-images")
    options = {name: value for name, value in options.items() if name not in _OF_THE_EDITOR}
    return ClientSettings(options, hints is True, images is True)


def _taken_out(options: dict[str, Any], table: str, name: str) -> Any:
    """Take an option of a table out of `options`; what else the table has stays, to be told that it is no option."""
    value = options.pop(f"{table}.{name}", None)
    if isinstance(options.get(table), dict):
        value = options[table].pop(name, value)
        if not options[table]:
            del options[table]
    return value


def _table(name: str, value: Any) -> Any:
    # The keys of `per-file-ignores` are globs, not names.
    if not isinstance(value, Mapping) or _hyphened(name) == "per-file-ignores":
        return value
    return {_hyphened(inner): item for inner, item in value.items() if item is not None}


def _hyphened(name: str) -> str:
    return _HUMP.sub(lambda hump: f"-{hump[0].lower()}", name).replace("_", "-")
