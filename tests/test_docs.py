"""The guides speak of things that exist."""

import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from wikilsp import __version__
from wikilsp.cli import COMMANDS, main
from wikilsp.cli.check import command
from wikilsp.codes import CODES
from wikilsp.rules import RULES
from wikilsp.settings import Settings
from wikilsp.settings.load import load_settings

ROOT = Path(__file__).parent.parent
CHECK = (ROOT / "docs" / "check.md").read_text("utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text("utf-8")


def test_the_projects_own_notes_are_in_order(monkeypatch):
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(
        main, ["check", "-q", "--show", "hint", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "docs"]
    )
    assert result.stdout == ""


def test_the_guide_names_every_option_of_check():
    named = set(re.findall(r"`(--[\w-]+)", CHECK.partition("## Options")[2].partition("## Exit status")[0]))
    assert named == {option for param in command.params for option in param.opts if option.startswith("--")}


def test_the_guides_json_is_what_the_command_prints(tmp_path, monkeypatch):
    [printed] = re.findall(r"```json\n([\s\S]*?)```", CHECK)
    monkeypatch.chdir(tmp_path)
    for path, text in {
        ".obsidian/app.json": "",
        "Chairman Mao.md": "",
        "Reforms.md": "# Reforms\n\nThey began under [[Chairman Moa]].\n",
    }.items():
        file = tmp_path / "notes" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert CliRunner().invoke(main, ["check", "--output-format", "json", "notes"]).stdout == printed


def test_the_guides_other_formats_are_what_the_command_prints(tmp_path, monkeypatch):
    grouped, github = (text.partition("```")[0] for text in CHECK.partition("## Formats")[2].split("```text\n")[1:])
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes" / ".obsidian").mkdir(parents=True)
    (tmp_path / "notes" / "Chairman Mao.md").touch()
    text = "# Reforms\n\nThey began under [[Chairman Moa]].\n" + "\n" * 8 + "See [[]].\n"
    (tmp_path / "notes" / "Reforms.md").write_text(text, encoding="utf-8")
    check = ["check", "-q", "notes", "--output-format"]
    assert CliRunner().invoke(main, [*check, "grouped"]).stdout == f"{grouped}\n"
    assert CliRunner().invoke(main, [*check, "github", "--select", "missing-note"]).stdout == github


def test_the_guides_settings_are_valid_and_name_the_defaults():
    [text] = re.findall(r"```toml\n([\s\S]*?)```", CHECK)
    settings = load_settings(text, codes=[rule.code for rule in RULES], source="check.md")
    assert settings.dialect == Settings().dialect
    assert settings.max_size == Settings().max_size


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`(tests/[\w/.]+)`", ARCHITECTURE))))
def test_a_test_that_holds_an_invariant_exists(path):
    assert (ROOT / path).is_file()


def test_every_layer_is_in_the_table_of_the_architecture():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    [layers] = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    table = ARCHITECTURE.partition("| layer | what it is |")[2].partition("## How data flows")[0]
    for layer in re.findall(r"\w+", " ".join(layers)):
        assert re.search(rf"`{layer}(\.py|/)`", table), layer


def test_the_changelog_starts_with_unreleased_changes_or_this_version():
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(r"^## \[(.+?)\]", text, re.MULTILINE)[1] in ("Unreleased", __version__)
    kinds = set(re.findall(r"^### (.+)$", text, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_the_lines_that_restore_what_was_reported_are_valid_settings():
    changed = (ROOT / "CHANGELOG.md").read_text("utf-8").partition("### Changed")[2].partition("### Fixed")[0]
    lines = re.findall(r"`([a-z-]+(?:\.[a-z-]+)? = [^`]+)`", changed)
    assert len(lines) >= 15
    for line in lines:
        assert load_settings(line, codes=CODES, source=line)


def test_the_licence_is_mit():
    licence = (ROOT / "LICENSE").read_text("utf-8")
    assert licence.startswith("MIT License\n")
    assert "wikilsp contributors" in licence


def test_the_guide_to_the_command_line_names_all_commands_and_only_options_that_exist():
    guide = (ROOT / "docs" / "cli.md").read_text("utf-8")
    commands = set(re.findall(r"^\| `wikilsp (\w+)", guide, re.MULTILINE))
    assert commands == set(COMMANDS)
    rows = re.findall(r"^\| [^|]+ \| ([^|]+) \|[^|]+\|[^|]+\|$", guide, re.MULTILINE)
    named = {option for row in rows for option in re.findall(r"--[a-z-]+", row)}
    options = {name for param in command.params for name in param.opts}
    assert named <= options
    assert {"--baseline", "--changed-since", "--watch"} <= named
