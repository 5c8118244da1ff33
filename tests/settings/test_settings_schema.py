"""The JSON Schema of the settings."""

from pathlib import Path

import pytest

from wikilsp.rules import RULES
from wikilsp.settings import Dialect
from wikilsp.settings.options import DIALECT_OPTIONS
from wikilsp.settings.schema import schema_text, settings_schema

COMMITTED = Path(__file__).parents[2] / "docs" / "settings.schema.json"


def tables(schema):
    """Return the properties of each table by its name."""
    return {name: table["properties"] for name, table in schema["$defs"].items()}


@pytest.fixture(name="schema")
def _schema():
    return settings_schema(
        {"missing-note": "Link to a note that does not exist.", "alias-link": "Link to a note by its alias."}
    )


def test_the_committed_schema_is_the_generated_one():
    assert COMMITTED.read_text("utf-8") == schema_text({rule.code: rule.summary for rule in RULES})


def test_each_option_is_described(schema):
    options = [option for table in tables(schema).values() for option in table.values() if "$ref" not in option]
    assert len(options) >= 19
    assert all(option["description"].endswith((".", "?")) for option in options)


def test_no_other_keys_are_allowed(schema):
    assert all(table["additionalProperties"] is False for table in schema["$defs"].values())


def test_each_option_of_the_dialect_has_its_default(schema):
    assert tables(schema)["Links"]["label-order"] == {
        "description": "What comes first in a link with a label: [[target|label]] or [[label|target]].",
        "enum": ["label-first", "target-first"],
        "default": "target-first",
    }
    assert "default" not in tables(schema)["DailyNotes"]["folder"]  # it depends on the app
    others = {"preset", "dendron_vaults", "daily_file_format"}
    assert {name for _, name in DIALECT_OPTIONS} == set(Dialect.__struct_fields__) - others


def test_each_rule_has_its_code_and_description(schema):
    rules = tables(schema)["Options"]["rules"]
    assert list(rules["properties"]) == ["missing-note", "alias-link"]
    assert rules["properties"]["missing-note"] == {
        "description": "Link to a note that does not exist.",
        "enum": ["off", "hint", "info", "warning", "error"],
    }
    assert rules["additionalProperties"] is False


def test_per_file_ignores_allow_any_glob_but_only_rules_that_exist(schema):
    ignores = tables(schema)["Options"]["per-file-ignores"]
    assert ignores["additionalProperties"] == {"type": "array", "items": {"enum": ["missing-note", "alias-link"]}}
