"""How far the reading of a vault is, told to whoever is watching."""

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
    # Not the stream of `sys` itself: pytest puts its own there before each test.
    for each in (module, output):
        monkeypatch.setattr(each, "sys", SimpleNamespace(stderr=terminal))
    return terminal


def test_nothing_is_said_within_a_second(terminal, clock):
    with show_progress() as tell:
        clock.now = 0.9
        tell(10, 1000)
    assert terminal.getvalue() == ""


def test_what_takes_longer_is_told_from_time_to_time_and_taken_away_in_the_end(terminal, clock):
    with show_progress() as tell:
        clock.now = 1.0
        tell(999, 2000)
        tell(1000, 2000)
        clock.now = 1.2
        tell(1500, 2000)
    assert terminal.getvalue() == ("\r\x1b[Kreading notes: 999 of 2,000\r\x1b[Kreading notes: 1,500 of 2,000\r\x1b[K")


def test_where_there_is_no_error_output_nothing_is_told(monkeypatch):
    monkeypatch.setattr(module, "sys", SimpleNamespace(stderr=None))
    with show_progress() as tell:
        assert tell is None


def test_in_a_pipe_nothing_is_told(monkeypatch):
    monkeypatch.setattr(module, "sys", SimpleNamespace(stderr=io.StringIO()))
    with show_progress() as tell:
        assert tell is None
