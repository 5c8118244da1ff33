import os
from pathlib import Path

import pytest

from wikilsp.disk.workers import map_unordered

WORK = [f"{number}" for number in range(50)]


def twice(item):
    return item * 2


def process_id(_item):
    return os.getpid()


@pytest.mark.parametrize("processes", [1, 2, 3, 100])
def test_processes_each_item_once(processes):
    assert sorted(map_unordered(twice, WORK, processes)) == [(index, item * 2) for index, item in enumerate(WORK)]


def test_no_items_yield_nothing():
    assert list(map_unordered(twice, [], 2)) == []


def test_one_process_keeps_the_order():
    assert [index for index, _ in map_unordered(twice, WORK, 1)] == list(range(50))


def test_retries_items_that_fail_in_another_process():
    parent = os.getpid()

    def only_here(item):
        if os.getpid() != parent:
            raise ValueError
        return item

    assert sorted(map_unordered(only_here, WORK, 2)) == [*enumerate(WORK)]


def test_retries_items_of_a_process_that_died():
    parent = os.getpid()

    def die(item):
        if os.getpid() != parent:
            os.kill(os.getpid(), 9)
        return item

    assert sorted(map_unordered(die, WORK, 2)) == [*enumerate(WORK)]


def test_raises_errors_of_this_process():
    def fail(_item):
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        list(map_unordered(fail, WORK, 1))


def test_leaves_no_process_running():
    def fail(_item):
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        list(map_unordered(fail, WORK, 3))
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_spawns_processes_where_fork_is_missing(monkeypatch):
    monkeypatch.delattr(os, "fork")
    assert list(map_unordered(str.upper, WORK, 2)) == [(index, item.upper()) for index, item in enumerate(WORK)]


def test_uses_temporary_files_where_there_are_none_in_memory(monkeypatch):
    monkeypatch.delattr(os, "memfd_create", raising=False)
    assert sorted(map_unordered(twice, WORK, 2)) == [(index, item * 2) for index, item in enumerate(WORK)]


def test_does_not_spawn_processes_for_few_items(monkeypatch):
    monkeypatch.delattr(os, "fork")
    assert {pid for _, pid in map_unordered(process_id, WORK[:20], 2)} == {os.getpid()}


@pytest.mark.parametrize("function", ["memfd_create", "fork"])
def test_runs_everything_here_if_the_system_refuses_processes(monkeypatch, function):
    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, function, refuse, raising=False)
    before = list(Path("/dev/fd").iterdir())
    assert sorted(map_unordered(twice, WORK, 3)) == [(index, item * 2) for index, item in enumerate(WORK)]
    assert list(Path("/dev/fd").iterdir()) == before
