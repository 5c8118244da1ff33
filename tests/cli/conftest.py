"""Fixtures: a current folder, and the command run in it."""

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from wikilsp.cli import main


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty current folder, with a terminal of 100 columns and default colors."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return tmp_path


@pytest.fixture
def write(folder):
    """Write files, given as texts by path."""

    def write_files(files):
        for path, text in files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode())

    return write_files


@pytest.fixture
def run():
    """Run `wikilsp` with arguments; returns `exit_code`, `stdout`, `stderr`."""

    def run_command(*arguments):
        result = CliRunner().invoke(main, list(map(str, arguments)), prog_name="wikilsp")
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run_command


@pytest.fixture
def executable(folder):
    """Run `wikilsp` as a process, in the current folder or below it; returns `returncode`, `stdout`, `stderr`."""

    def run_process(*arguments, cwd=".", stdin=None, **environment):
        command = [sys.executable, "-m", "wikilsp", *map(str, arguments)]
        done = subprocess.run(
            command,
            cwd=folder / cwd,
            env=os.environ | environment,
            stdin=stdin,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert "Traceback" not in done.stderr
        return done

    return run_process
