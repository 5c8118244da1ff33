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
    name.removeprefix("wikilsp."): of for name, of in MANIFEST["contributes"]["configuration"]["properties"].items()
}
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
    assert set(contributes["configuration"]["properties"]) == set(
        re.findall(r"^\| `([\w.]+)` \|", readme, re.MULTILINE)
    )


def test_the_default_settings_are_valid_and_set_nothing():
    defaults = {name: of["default"] for name, of in SETTINGS.items() if name != "trace.server"}
    options = parse_client_settings(defaults).options
    assert option_problems(options, [rule.code for rule in RULES]) == []
    assert {name: value for name, value in options.items() if value} == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rules", {"missing-note": "off"}),
        ("preset", "logseq"),
        ("exclude", ["drafts/"]),
        ("ignoreTargets", ["x*"]),
        ("perFileIgnores", {"drafts/**": ["missing-note"]}),
        ("rename.labels", "follow"),
        ("rename.firstHeading", "keep"),
        ("dailyNotes.folder", "daily"),
        ("dailyNotes.format", "DD.MM.YYYY"),
        ("dailyNotes.template", "t/day.md"),
        ("inlayHints", True),
        ("hover.remoteImages", True),
    ],
)
def test_a_declared_setting_has_an_effect_on_the_server(name, value):
    assert name in SETTINGS
    for part in reversed(name.split(".")):
        value = {part: value}  # as VS Code sends it
    settings = parse_client_settings(value)
    assert option_problems(settings.options, [rule.code for rule in RULES]) == []
    assert settings != parse_client_settings({})
