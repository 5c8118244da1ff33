"""The VS Code extension as a package: its types, version, contents, settings and readme."""

import json
import re
import zipfile

import pytest
from drivers import EXTENSION, ROOT

from wikilsp import __version__
from wikilsp.rules import RULES
from wikilsp.server.client_settings import parse_client_settings
from wikilsp.settings.load import option_problems

MANIFEST = json.loads((EXTENSION / "package.json").read_text("utf-8"))
SETTINGS = {
    name.removeprefix("wikilsp."): schema
    for block in MANIFEST["contributes"]["configuration"]
    for name, schema in block["properties"].items()
}
OWN = {"enable", "path", "trace.server", "templates.check"}
"""Settings that the extension handles or converts itself."""
LOCK = (EXTENSION / "package-lock.json").read_text("utf-8")


def test_type_checking_passes(npm):
    result = npm("check")
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_version_equals_that_of_the_server():
    assert MANIFEST["version"] == json.loads(LOCK)["version"] == __version__


def test_the_package_contains_the_bundle_and_no_sources(vsix):
    names = {name for name in zipfile.ZipFile(vsix).namelist() if name.startswith("extension/")}
    assert names == {
        "extension/LICENSE.txt",
        "extension/package.json",
        "extension/readme.md",
        "extension/dist/extension.js",
        "extension/media/preview.css",
        "extension/syntaxes/notes.injection.json",
        f"extension/wheel/wikilsp-{__version__}-py3-none-any.whl",
    }


def test_the_license_is_that_of_the_project():
    assert (EXTENSION / "LICENSE").read_text("utf-8") == (ROOT / "LICENSE").read_text("utf-8")


def test_the_lock_file_names_no_registry():
    assert '"resolved"' not in LOCK


@pytest.mark.parametrize("path", ["package.json", "README.md"])
def test_no_url_is_mentioned(path):
    assert re.findall(r"\w+://\S+", (EXTENSION / path).read_text("utf-8")) == []


def test_the_readme_lists_every_command_and_setting():
    readme = (EXTENSION / "README.md").read_text("utf-8")
    contributes = MANIFEST["contributes"]
    assert {f"{command['category']}: {command['title']}" for command in contributes["commands"]} == set(
        re.findall(r"^\| (wikilsp: [\w ]+) \|", readme, re.MULTILINE)
    )
    assert {f"wikilsp.{name}" for name in SETTINGS} == set(re.findall(r"^\| `([\w.]+)` \|", readme, re.MULTILINE))


@pytest.mark.parametrize("name", SETTINGS)
def test_the_settings_editor_has_an_input_for_each_setting(name):
    setting = SETTINGS[name]
    assert setting.get("description") or setting.get("markdownDescription")
    if "enum" in setting:
        assert setting["default"] in setting["enum"]
        assert len(setting.get("enumDescriptions", setting["enum"])) == len(setting["enum"])
    elif setting["type"] == "object":
        inner = [*setting.get("properties", {}).values(), setting["additionalProperties"] or {"type": "string"}]
        assert {each["type"] for each in inner} == {"string"}
    elif setting["type"] == "array":
        assert setting["items"]["type"] == "string"
    else:
        assert setting["type"] in {"boolean", "integer", "string"}


def test_every_option_of_a_settings_file_is_a_setting():
    tables = json.loads((ROOT / "docs" / "settings.schema.json").read_text("utf-8"))["$defs"]
    options = {
        f"{name}.{inner}" if "$ref" in option else name
        for name, option in tables["Options"]["properties"].items()
        for inner in (tables[option["$ref"].rpartition("/")[2]]["properties"] if "$ref" in option else [""])
    }
    assert {re.sub("-(.)", lambda hump: hump[1].upper(), name) for name in options} <= set(SETTINGS)


def test_each_rule_is_offered_with_its_description():
    rules = SETTINGS["rules"]["properties"]
    assert {code: rule["description"] for code, rule in rules.items()} == {rule.code: rule.summary for rule in RULES}


def other_value(name):
    """Return a valid value of a setting that is not its default."""
    setting = SETTINGS[name]
    match setting:
        case {"enum": [*values]}:
            return values[-1]
        case {"type": "boolean"}:
            return not setting["default"]
        case {"type": "integer"}:
            return setting["default"] + 1
        case {"type": "array"}:
            return ["x"]
    return {
        "rules": {"missing-note": "off"},
        "perFileIgnores": {"x": ["missing-note"]},
        "files.maxSize": "1 MB",
        "requiredVersion": ">=0",
    }.get(name, "x")


@pytest.mark.parametrize("name", sorted(SETTINGS.keys() - OWN))
def test_a_setting_has_an_effect_on_the_server(name):
    table, _, inner = name.rpartition(".")
    value = {inner: other_value(name)}
    settings = parse_client_settings({table: value} if table else value)
    assert option_problems(settings.options, [rule.code for rule in RULES]) == []
    assert settings != parse_client_settings({})


def test_unresolved_links_have_a_color_in_every_theme():
    [declared] = MANIFEST["contributes"]["semanticTokenScopes"]
    assert declared == {
        "language": "markdown",
        "scopes": {"*.unresolved": ["markup.deleted.wikilink", "markup.deleted"]},
    }


def test_previews_load_nothing_from_the_web():
    css = (EXTENSION / "media" / "preview.css").read_text("utf-8")
    assert "url(" not in css
    assert "@import" not in css
