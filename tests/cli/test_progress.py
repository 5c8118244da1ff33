"""The progress line on a terminal."""

import io
from types import SimpleNamespace

import pytest

from wikilsp.cli import output
from wikilsp.cli import progress as module
from wikilsp.cli.progress import show_progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


class Clock:
    now = 0.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


@pytest.fixture
def terminal(monkeypatch):
    terminal = Terminal()
    # Patch the modules, not `sys`: pytest replaces its streams before each test.
    for each in (module, output):
        monkeypatch.setattr(each, "sys", SimpleNamespace(stderr=terminal))
    return terminal


def test_nothing_is_shown_in_the_first_second(terminal, clock):
    with show_progress() as tell:
        clock.now = 0.9
        tell(10, 1000)
    assert terminal.getvalue() == ""


def test_a_slow_load_is_updated_from_time_to_time_and_cleared(terminal, clock):
    with show_progress() as tell:
        clock.now = 1.0
        tell(999, 2000)
        tell(1000, 2000)
        clock.now = 1.2
        tell(1500, 2000)
    assert terminal.getvalue() == ("\r\x1b[Kreading notes: 999 of 2,000\r\x1b[Kreading notes: 1,500 of 2,000\r\x1b[K")


def test_nothing_is_shown_without_stderr(monkeypatch):
    monkeypatch.setattr(module, "sys", SimpleNamespace(stderr=None))
    with show_progress() as tell:
        assert tell is None


def test_nothing_is_shown_in_a_pipe(monkeypatch):
    monkeypatch.setattr(module, "sys", SimpleNamespace(stderr=io.StringIO()))
    with show_progress() as tell:
        assert tell is None


@pytest.mark.parametrize(
    ("arguments", "phases"),
    [
        (["--no-cache"], ["reading notes: 300 of 300", "checking notes: 300 of 300"]),
        (
            ["--fix"],
            [
                "reading notes: 300 of 300",
                "checking notes: 300 of 300",
                "fixing notes: 300 of 300",
                "checking notes: 300 of 300",  # once more, for what remains
            ],
        ),
    ],
)
def test_a_slow_run_shows_each_phase(run, write, monkeypatch, arguments, phases):
    monkeypatch.setattr(module, "_DELAY", -1.0)
    monkeypatch.setattr(module, "_INTERVAL", 0.0)
    shown = []
    monkeypatch.setattr(module, "is_terminal", lambda _: True)
    monkeypatch.setattr(module, "show_status", shown.append)
    write({".wikilsp.toml": "", **{f"n{number}.md": "[[ a ]]\n" for number in range(299)}, "a.md": "[[ a ]]\n"})
    assert run("check", *arguments).exit_code == 0
    assert [each for each in shown if each in phases] == phases
    assert shown[-1] == "", "the line is cleared"


def test_the_second_counts_from_the_start_of_the_run(terminal, clock):
    with show_progress("reading notes", since=0.0) as tell:
        clock.now = 0.9
        tell(1, 2)
    with show_progress("checking notes", since=0.0) as tell:
        clock.now = 1.1
        tell(1, 2)
    assert terminal.getvalue() == "\r\x1b[Kchecking notes: 1 of 2\r\x1b[K"
