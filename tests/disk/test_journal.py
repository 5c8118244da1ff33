"""The journal of a vault: its contents, its lock, and what happens if it is damaged."""

import stat
import subprocess
import sys

import pytest
from interrupting import change, kept_journals, killed, state

from wikilsp.disk import journal as journal_module
from wikilsp.disk.journal import is_interrupted, lock_journal
from wikilsp.disk.plan import Move, Plan, Rewrite
from wikilsp.disk.recover import find_interruption, recover
from wikilsp.disk.state_folder import journal_path
from wikilsp.disk.write import write
from wikilsp.text import Edit, Span
from wikilsp.vault.changes import Changes, WriteError

PLAN = Plan(
    b"/vault \xff",
    "0123456789abcdef",
    1.5,
    (Rewrite("a.md", b"/vault \xff/a.md", b"old \xff", b"new"),),
    moves=(Move("b", "b", "c"), Move("d.md", "d.md", "e.md", ("x",), (b"../\xff", b"\xff"), (1, 2))),
)


@pytest.fixture
def root(filled):
    return filled


def test_an_interrupted_plan_can_be_read_by_the_next_process(root):
    with lock_journal(root) as journal:
        journal.begin(PLAN)
        journal.reach(1)
    assert is_interrupted(root)
    with lock_journal(root) as journal:
        assert (journal.read(), journal.reached) == (PLAN, 1)
        journal.reach(None)
    with lock_journal(root) as journal:
        assert (journal.read(), journal.reached) == (PLAN, None)
        journal.end()
    assert not is_interrupted(root)
    assert kept_journals() == []


def test_only_the_user_can_read_it(root):
    with lock_journal(root) as journal:
        journal.begin(PLAN)
        assert stat.S_IMODE(journal.file.stat().st_mode) == 0o600
        assert stat.S_IMODE(journal.file.parent.stat().st_mode) == 0o700


def test_it_is_in_the_state_folder_of_the_platform(monkeypatch, tmp_path):
    monkeypatch.delenv("WIKILSP_STATE_DIR")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "xdg"))
    assert journal_path(tmp_path).parent.name == "journals"
    assert journal_path(tmp_path).parent.parent.name == "wikilsp"
    if sys.platform == "linux":
        assert journal_path(tmp_path).is_relative_to(tmp_path / "xdg")


def test_a_vault_with_a_very_long_name_has_a_journal(tmp_path):
    root = tmp_path / ("ü" * 127)
    root.mkdir()
    write(root, Changes(creates={"a.md": "a"}), {})


def test_a_partly_written_journal_is_ignored(root):
    with lock_journal(root) as journal:
        journal.begin(PLAN)
    data = bytearray(journal.file.read_bytes())
    data[0] = 0
    for length in (0, 1, 10, 62, len(data) - 1, len(data)):
        journal.file.write_bytes(bytes(data[:length]))
        assert not is_interrupted(root)
        assert find_interruption(root) is None
        assert recover(root, "undo").steps == 0
        assert kept_journals() == []
    journal.file.write_bytes(data)
    write(root, Changes(creates={"n.md": "n"}), {})
    assert kept_journals() == []


@pytest.mark.parametrize("way", ["undo", "continue"])
def test_a_damaged_journal_is_reported_and_never_acted_on(root, way):
    assert killed(lambda: change(root), 30)
    [file] = kept_journals()
    whole, before = file.read_bytes(), state(root)
    damages = [whole[:length] for length in (1, 20, 61, 62, 100, len(whole) - 1)]
    damages += [whole + b"x", b"wikilsp journal 9\n" + whole[18:], b"garbage"]
    # Except the first byte, which marks a complete plan, and the bytes that count moves.
    damages += [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in (1, 17, 22, 30, 61, 62, len(whole) - 1)]
    for damage in damages:
        file.write_bytes(damage)
        for ask in (
            find_interruption,
            lambda root: recover(root, way),
            lambda root: write(root, Changes(creates={"n.md": ""}), {}),
        ):
            with pytest.raises(WriteError, match=f"its journal is damaged.*then delete {file}"):
                ask(root)
        assert is_interrupted(root)
        assert (state(root), file.read_bytes()) == (before, damage)


# Two processes


WRITER = """
import os, sys
from pathlib import Path
from wikilsp.disk.journal import lock_journal
with lock_journal(Path(sys.argv[1])) as journal:
    print("locked", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def other(root):
    """Another process that is writing to the vault."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", WRITER, root], **pipes) as process:
        assert process.stdout.readline().strip() == b"locked"
        yield process
        process.stdin.close()


@pytest.mark.usefixtures("other")
def test_a_change_in_progress_is_not_interrupted(root):
    assert not is_interrupted(root)
    assert find_interruption(root) is None


@pytest.mark.usefixtures("other")
def test_a_second_writer_is_refused_after_a_timeout(root, monkeypatch):
    monkeypatch.setattr(journal_module, "_LOCK_TIMEOUT", 0.1)
    before = state(root)
    for ask in (lambda: write(root, Changes(creates={"n.md": ""}), {}), lambda: recover(root, "undo")):
        problem = "another wikilsp process is writing to this vault; try again when it has finished"
        with pytest.raises(WriteError, match=problem):
            ask()
    assert state(root) == before


def test_a_second_writer_waits_for_the_first(root, other, monkeypatch):
    monkeypatch.setattr(journal_module, "_LOCK_TIMEOUT", 60)
    pauses = []

    def pause(_seconds):
        pauses.append(1)
        if len(pauses) == 3:
            other.stdin.close()
            other.wait()

    monkeypatch.setattr(journal_module.time, "sleep", pause)
    write(root, Changes(creates={"n.md": "n"}), {})
    assert (root / "n.md").read_text() == "n"
    assert len(pauses) == 3


def test_two_vaults_do_not_wait_for_each_other(root, other, tmp_path):
    (tmp_path / "second").mkdir()
    write(tmp_path / "second", Changes(creates={"n.md": "n"}), {})
    assert other.poll() is None
    assert not (root / "n.md").exists()


# If it cannot be created


def test_without_a_journal_nothing_is_written(root, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("WIKILSP_STATE_DIR", str(tmp_path / "file/state"))
    before = state(root)
    with pytest.raises(WriteError, match=r"the journal .*/file/.* cannot be created: Not a directory.*WIKILSP_STATE"):
        write(root, Changes({"a.md": (Edit(Span(0, 1), "x"),)}), {"a.md": (root / "a.md").read_text()})
    assert state(root) == before
    assert not is_interrupted(root)


def test_a_journal_is_not_written_through_a_symbolic_link(root, tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("precious")
    file = journal_path(root)
    file.parent.mkdir(parents=True)
    file.symlink_to(victim)
    with pytest.raises(WriteError, match="cannot be created"):
        write(root, Changes(creates={"n.md": ""}), {})
    assert victim.read_text() == "precious"
