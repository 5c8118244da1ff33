"""Generates the JSON Schema of a settings file, for editors."""

from collections.abc import Mapping
from typing import Any, get_args

from msgspec import json

from wikilsp.settings.options import DIALECT_OPTIONS, EditorOptions, Level, Options
from wikilsp.settings.values import Dialect


def settings_schema(rules: Mapping[str, str]) -> dict[str, Any]:
    """Return the schema. `rules` maps the code of each rule to its summary."""
    (reference, _), tables = json.schema_components((Options, EditorOptions), ref_template="#/$defs/{name}")
    options = tables["Options"]["properties"]
    for option, name in DIALECT_OPTIONS:
        if (default := getattr(Dialect(), name)) is not None:
            _option(tables, option)["default"] = default
    levels = {"enum": list(get_args(Level))}
    codes = {"enum": list(rules)}
    options["rules"]["properties"] = {code: {"description": text, **levels} for code, text in rules.items()}
    options["rules"]["additionalProperties"] = False
    options["per-file-ignores"]["additionalProperties"]["items"] = codes
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "wikilsp settings",
        **reference,
        "$defs": tables,
    }


def schema_text(rules: Mapping[str, str]) -> str:
    """Return the schema as the contents of a file."""
    return json.format(json.encode(settings_schema(rules)), indent=2).decode() + "\n"


def _option(tables: dict[str, Any], option: str) -> Any:
    """Return the schema of an option such as `links.label_order`."""
    table, _, name = option.rpartition(".")
    return tables[table.title().replace("_", "") or "Options"]["properties"][name.replace("_", "-")]
