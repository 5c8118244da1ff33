"""The commands in the README print the output that it shows."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from wikilsp.cli import main
from wikilsp.rules import RULES
from wikilsp.settings.load import load_settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
SETUPS = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "100")


def check(*arguments):
    return CliRunner().invoke(main, ["check", *arguments], prog_name="wikilsp")


def test_continuous_integration_runs_the_test_command_as_it_stands():
    [command] = [setup for setup in SETUPS if "pytest" in setup]
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert script.splitlines().count(command) == 1


def test_the_first_command_checks_the_garden_and_finds_something():
    installed, _, checked = SETUPS[0].rpartition(" && ")
    assert installed == "python3 -m venv .venv && .venv/bin/pip install -q ."
    program, command, *arguments = shlex.split(checked)
    assert (program, command) == (".venv/bin/wikilsp", "check")
    assert check(*arguments).exit_code == 1


def test_the_output_is_what_the_command_prints():
    [(command, printed)] = re.findall(r"```console\n\$ wikilsp check (.*)\n([\s\S]*?)```", README)
    assert without_time(check(*shlex.split(command)).stdout) == without_time(printed)


def without_time(text):
    return re.sub(r"\d+\.\d\d s", "", text)


def test_the_table_names_every_rule_in_the_row_of_its_severity():
    rows = dict(re.findall(r"^\| (error|warning|info|hint|off) \| (.*) \|$", README, re.MULTILINE))
    named = {(severity, code) for severity, row in rows.items() for code in re.findall(r"\[([\w-]+)\]\(", row)}
    assert named == {(rule.default.label, rule.code) for rule in RULES}


def test_the_settings_are_valid():
    [settings] = re.findall(r"```toml\n([\s\S]*?)```", README)
    assert load_settings(settings, codes=[rule.code for rule in RULES], source="README.md").ignore_targets
