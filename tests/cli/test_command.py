"""The command itself: its version, its help, and running it as a module."""

import re
import subprocess
import sys

import pytest

from wikilsp import __version__
from wikilsp.cli import COMMANDS


def test_version_is_printed(run):
    assert run("--version").stdout == f"wikilsp {__version__}\n"


def test_runs_as_a_module():
    done = subprocess.run([sys.executable, "-m", "wikilsp", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"wikilsp {__version__}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_listed_and_has_help(run, command):
    assert f"\n  {command} " in run("--help").stdout
    assert run(command, "-h").stdout.startswith(f"Usage: wikilsp {command} ")


@pytest.mark.parametrize("command", [*([name] for name in COMMANDS), ["cache", "info"], ["cache", "clean"]])
def test_the_help_of_every_command_has_an_example_that_fits_into_80_columns(run, command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    page = run(*command, "-h").stdout
    [example] = re.findall("^  Example: .*$", page, re.MULTILINE)
    assert f"wikilsp {command[0]} " in example
    assert max(map(len, page.splitlines())) <= 80


@pytest.mark.parametrize(
    ("misspelled", "hint"),
    [("chek", "did you mean “check”?"), ("Renam", "did you mean “rename”?"), ("xyz", "see “wikilsp --help”")],
)
def test_an_unknown_command_is_a_usage_error_that_names_the_nearest_one(run, misspelled, hint):
    result = run(misspelled)
    assert result.exit_code == 2
    assert result.stderr.endswith(f"Error: no command is named “{misspelled}”; {hint}\n")


def test_an_unknown_option_is_a_usage_error(run):
    result = run("--versoin")
    assert result.exit_code == 2
    assert "--version" in result.stderr
