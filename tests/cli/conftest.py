"""Fixtures: a current folder with files, and the command as a user runs it."""

import pytest
from click.testing import CliRunner

from wikilsp.cli import main


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty current folder, a terminal of 100 columns, and no environment variable about colors."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return tmp_path


@pytest.fixture
def write(folder):
    """Return a function that writes files, given as text or bytes by path."""

    def write_files(files):
        for path, text in files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode())

    return write_files


@pytest.fixture
def run():
    """Return a function that runs `wikilsp`; its result has `exit_code`, `stdout` and `stderr`."""

    def run_command(*arguments):
        result = CliRunner().invoke(main, list(map(str, arguments)), prog_name="wikilsp")
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run_command
