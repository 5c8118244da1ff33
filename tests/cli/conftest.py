"""Fixtures: a current folder, and the command run in it."""

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
