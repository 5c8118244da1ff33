"""Settings that the editor sends: options of the vault's settings file, and options for editors only."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from wikilsp.settings import NO_OPTIONS, RawOptions

_HUMP = re.compile(r"(?<=[a-z])[A-Z]")
_EXTENSION_OPTIONS = frozenset(("path", "trace"))
"""Options that the VS Code extension handles itself."""


class ClientSettings(NamedTuple):
    """Settings of an editor. Its `options` override the vault's settings file."""

    options: RawOptions = NO_OPTIONS
    inlay_hints: bool = False
    code_lens: bool = True
    remote_images: bool = False
    """Whether previews of notes may load images from the web, which reveals the user to their servers."""
    needs_evidence: bool = False
    """Whether a folder without a marker is checked only once a note of it uses the dialect."""


def parse_client_settings(value: Any) -> ClientSettings:
    """Parse the settings that an editor sent. Names may be `inlay-hints` as in TOML or `inlayHints` as usual in JSON.

    An option of a table may be named `table.option`. A null means that an option is not set: some editors have it as
    the default.
    """
    if not isinstance(value, Mapping):
        return ClientSettings()
    options: dict[str, Any] = {}
    for name, item in value.items():
        table, _, inner = _kebab_case(str(name)).partition(".")
        if item is not None and not inner:
            options[table] = _table(name, item)
        elif item is not None and isinstance(options.setdefault(table, {}), dict):
            options[table][inner] = item
    hints, lenses = options.pop("inlay-hints", False), options.pop("code-lens", True)
    images = _pop_nested(options, "hover", "remote-images")
    needs_evidence = options.pop("enable", None) == "auto"
    options = {name: value for name, value in options.items() if name not in _EXTENSION_OPTIONS}
    return ClientSettings(options, hints is True, lenses is not False, images is True, needs_evidence)


def _pop_nested(options: dict[str, Any], table: str, name: str) -> Any:
    """Remove an option of a table from `options`. The table stays if it isn't empty, to be reported as unknown."""
    value = None
    if isinstance(options.get(table), dict):
        value = options[table].pop(name, None)
        if not options[table]:
            del options[table]
    return value


def _table(name: str, value: Any) -> Any:
    # The keys of `per-file-ignores` are globs, not names.
    if not isinstance(value, Mapping) or _kebab_case(name) == "per-file-ignores":
        return value
    return {_kebab_case(inner): item for inner, item in value.items() if item is not None}


def _kebab_case(name: str) -> str:
    return _HUMP.sub(lambda hump: f"-{hump[0].lower()}", name).replace("_", "-")
