import os
import tempfile
from pathlib import Path

import pytest

from wikilsp.disk.workers import in_processes

WORK = [f"{number}" for number in range(50)]


def twice(piece):
    return piece * 2


def who(_piece):
    return os.getpid()


@pytest.mark.parametrize("processes", [1, 2, 3, 100])
def test_does_each_piece_once(processes):
    assert sorted(in_processes(twice, WORK, processes)) == [(index, piece * 2) for index, piece in enumerate(WORK)]


def test_does_nothing_where_there_is_nothing_to_do():
    assert list(in_processes(twice, [], 2)) == []


def test_one_process_does_it_in_order():
    assert [index for index, _ in in_processes(twice, WORK, 1)] == list(range(50))


def test_does_itself_what_fails_elsewhere():
    parent = os.getpid()

    def only_here(piece):
        if os.getpid() != parent:
            raise ValueError
        return piece

    assert sorted(in_processes(only_here, WORK, 2)) == [*enumerate(WORK)]


def test_does_itself_what_a_process_that_died_has_not_done():
    parent = os.getpid()

    def die(piece):
        if os.getpid() != parent:
            os.kill(os.getpid(), 9)
        return piece

    assert sorted(in_processes(die, WORK, 2)) == [*enumerate(WORK)]


def test_raises_what_is_raised_here():
    def fail(_piece):
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        list(in_processes(fail, WORK, 1))


def test_leaves_no_process_behind():
    def fail(_piece):
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        list(in_processes(fail, WORK, 3))
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_starts_other_processes_where_this_one_cannot_be_copied(monkeypatch):
    monkeypatch.delattr(os, "fork")
    assert list(in_processes(str.upper, WORK, 2)) == [(index, piece.upper()) for index, piece in enumerate(WORK)]


def test_does_everything_itself_where_to_start_another_does_not_pay(monkeypatch):
    monkeypatch.delattr(os, "fork")
    assert {pid for _, pid in in_processes(who, WORK[:20], 2)} == {os.getpid()}


@pytest.mark.parametrize(("module", "function"), [(tempfile, "TemporaryFile"), (os, "fork")])
def test_does_all_itself_where_the_system_gives_no_process(monkeypatch, module, function):
    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, function, refuse)
    before = list(Path("/dev/fd").iterdir())
    assert sorted(in_processes(twice, WORK, 3)) == [(index, piece * 2) for index, piece in enumerate(WORK)]
    assert list(Path("/dev/fd").iterdir()) == before
