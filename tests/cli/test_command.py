"""The command itself: its version, its help, and running it as a module."""

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


def test_an_unknown_command_is_a_usage_error(run):
    result = run("chekc")
    assert result.exit_code == 2
    assert "chekc" in result.stderr
