"""`wikilsp recover`, and what other commands say of a change that was interrupted."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from changes import state
from disk_steps import Steps

from wikilsp.disk import journal
from wikilsp.disk.state_folder import journals

FILES = {
    ".wikilsp.toml": "",
    "a.md": "[[b]] [[ c ]]\n",
    "b.md": "# b\n[[b]]\n",
    "c.md": "x",
}
REMEDY = "“wikilsp recover” shows it, and finishes it or takes it back"


class Killed(BaseException):
    pass


@pytest.fixture(autouse=True)
def vault(write, tmp_path_factory, monkeypatch):
    monkeypatch.setenv("WIKILSP_STATE_DIR", str(tmp_path_factory.mktemp("state")))
    write(FILES)


@pytest.fixture
def interrupted(run):
    """Kill a command once it has replaced a number of notes."""

    def interrupt(*command, replaced=1):
        def kill(name, call, _given):
            if name == "replace":
                done.append(name)
            if len(done) > replaced:
                raise Killed
            return call()

        done = []
        with Steps(1, kill, lasting=True).counted(), pytest.raises(Killed):
            run(*command)

    return interrupt


def lines(result):
    return result.stdout.split("\n")[:-1]


def test_nothing_was_interrupted(folder, run):
    for option in ([], ["--undo"], ["--continue"]):
        result = run("recover", *option)
        assert (result.exit_code, result.stdout, result.stderr) == (0, f"{folder}: nothing was interrupted here\n", "")
    assert list(journals().glob("*")) == []


def test_what_there_is_is_shown_and_nothing_is_done(folder, run, interrupted):
    interrupted("rename", "b", "new")
    before = state(folder)
    [temporary] = folder.glob(".wikilsp-*.tmp")
    result = run("recover")
    assert result.exit_code == 1
    assert re.fullmatch(
        rf"{folder}: a change that began at \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d was interrupted:", lines(result)[0]
    )
    assert lines(result)[1:] == [
        "  a.md: changed",
        "  b.md: not changed yet",
        "  b.md to new.md: not moved yet",
        f"{temporary.name}: a temporary file that was left over",
        "“wikilsp recover --continue” finishes this, “wikilsp recover --undo” takes it back.",
    ]
    assert state(folder) == before


def test_it_is_taken_back(folder, run, interrupted):
    old = state(folder)
    interrupted("rename", "b", "new")
    result = run("recover", "--undo")
    assert (result.exit_code, result.stderr) == (0, "")
    assert lines(result) == [f"{folder}: the change was taken back"]
    assert state(folder) == old
    assert lines(run("recover", "--undo")) == [f"{folder}: nothing was interrupted here"]


def test_it_is_finished(folder, run, interrupted):
    interrupted("rename", "b", "new")
    result = run("recover", "--continue", folder / "a.md")
    assert (result.exit_code, lines(result)) == (0, [f"{folder}: the change was finished"])
    assert {path.name: path.read_text() for path in folder.glob("*.md")} == {
        "a.md": "[[new]] [[ c ]]\n",
        "c.md": "x",
        "new.md": "# b\n[[new]]\n",
    }
    assert run("check", "-q").stderr == ""


def test_fixes_are_taken_back_too(folder, run, write, interrupted):
    write({"d.md": "[[ c ]]"})
    old = state(folder)
    interrupted("check", "--fix")
    assert (folder / "a.md").read_text() == "[[b]] [[c]]\n"
    assert run("recover", "--undo").exit_code == 0
    assert state(folder) == old


def test_a_note_that_has_changed_since_is_named_and_left_alone(folder, run, interrupted):
    interrupted("rename", "b", "new")
    (folder / "a.md").write_text("by hand")
    result = run("recover", "--undo")
    assert result.exit_code == 1
    assert lines(result) == [f"{folder}: the change was taken back, but for what follows"]
    found = re.fullmatch(
        "warning: a.md: this is no longer what the change read or wrote, and was left alone; "
        "its text from before is in (.*)\n",
        result.stderr,
    )
    assert (folder / "a.md").read_text() == "by hand"
    assert Path(found[1]).read_text() == FILES["a.md"]
    assert run("recover").exit_code == 0


def test_a_damaged_journal_is_said_so(folder, run, interrupted):
    interrupted("rename", "b", "new")
    [file] = journals().glob("*")
    file.write_bytes(file.read_bytes()[:-1])
    before = state(folder)
    for option in ([], ["--undo"], ["--continue"]):
        result = run("recover", *option)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == (
            "error: an earlier change of this vault was interrupted, and its journal is damaged, or of another version "
            f"of wikilsp, so nothing is done: look through the notes, then delete {file}\n"
        )
    assert state(folder) == before


def test_temporary_files_are_removed_but_no_file_that_may_be_the_users(folder, run, write):
    write(
        {
            ".wikilsp-0123456789abcdef.tmp": "x",
            ".wikilsp-my_notes": "x",
            "sub/.wikilsp-settings": "x",
            ".wikilsp-notes.md": "x",
        }
    )
    assert run("recover").exit_code == 1
    result = run("recover", "--undo")
    assert (result.exit_code, lines(result)) == (0, ["removed 1 temporary file"])
    doubt = "this may be a temporary file of an older version; delete it if it is none of yours"
    assert result.stderr == f"note: .wikilsp-my_notes: {doubt}\nnote: sub/.wikilsp-settings: {doubt}\n"
    assert not (folder / ".wikilsp-0123456789abcdef.tmp").exists()
    assert (folder / ".wikilsp-my_notes").exists()
    assert (folder / "sub/.wikilsp-settings").exists()
    assert (folder / ".wikilsp-notes.md").exists()


def test_one_or_the_other(run):
    result = run("recover", "--continue", "--undo")
    assert result.exit_code == 2
    assert "“--continue” and “--undo” exclude each other" in result.stderr


# Other commands


@pytest.mark.parametrize(
    "command",
    [
        ("check",),
        ("check", "--output-format", "json"),
        ("check", "--diff"),
        ("inspect", "c.md"),
        ("check", "--no-cache"),
    ],
)
def test_a_command_that_reads_says_so_in_one_line_and_keeps_its_status(folder, run, interrupted, command):
    interrupted("check", "--fix", replaced=0)
    result = run(*command)
    line = f"warning: {folder}: a change of this vault was interrupted; {REMEDY}\n"
    assert result.stderr.startswith(line)
    assert result.stderr.count("interrupted") == 1
    if "json" in command:
        json.loads(result.stdout)
    assert run("recover", "--undo").exit_code == 0
    again = run(*command)
    assert again.exit_code == result.exit_code
    assert again.stderr == result.stderr.removeprefix(line)


def test_a_rename_is_refused_and_a_dry_run_is_not(folder, run, interrupted):
    interrupted("rename", "b", "new")
    before = state(folder)
    result = run("rename", "c", "d")
    line = f"{folder}: a change of this vault was interrupted; {REMEDY}\n"
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"error: {line}")
    dry = run("rename", "--dry-run", "c", "d")
    assert (dry.exit_code, dry.stderr) == (0, f"warning: {line}")
    assert state(folder) == before


def test_nothing_is_fixed_and_all_is_reported(folder, run, interrupted):
    interrupted("rename", "b", "new")
    before = state(folder)
    result = run("check", "--fix", "--show", "hint", "--output-format", "concise")
    assert result.exit_code == 1
    assert result.stderr.split("\n")[1] == (
        f"warning: {folder}: nothing was fixed: an earlier change of this vault was interrupted; {REMEDY}"
    )
    assert "hint[link-edge-space]" in result.stdout
    assert state(folder) == before


def test_while_another_process_writes_nothing_is_said(folder, run, monkeypatch):
    monkeypatch.setattr(journal, "_PATIENCE", 0.0)
    with journal.locked(folder) as other:
        assert run("check").stderr == ""
        result = run("rename", "c", "d")
        assert result.stderr == "error: another wikilsp writes to this vault; try again when it has ended\n"
        assert result.exit_code == 1
        assert other.read() is None
    assert run("rename", "c", "d").exit_code == 0


# Signals


SIGNALLED = """
import os, signal, sys
sys.path.insert(0, {benchmarks!r})
from disk_steps import Steps
from wikilsp.__main__ import main

def signalled(name, call, given):
    os.kill(os.getpid(), signal.{name})
    return call()

# A shell that runs the tests in the background lets them ignore Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.argv = ["wikilsp", *{command!r}]
with Steps({at}, signalled).counted():
    main()
"""


@pytest.mark.parametrize(("name", "status"), [("SIGTERM", 143), ("SIGINT", 130)])
@pytest.mark.parametrize("command", [["rename", "b", "new"], ["check", "--fix"]], ids=["rename", "fix"])
@pytest.mark.parametrize("at", [6, 9])
def test_a_signal_takes_everything_back_at_once(folder, name, status, command, at):
    old = state(folder)
    benchmarks = str(Path(__file__).parent.parent.parent / "benchmarks")
    script = SIGNALLED.format(benchmarks=benchmarks, name=name, command=command, at=at)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (status, "", "")
    assert state(folder) == old
    assert list(journals().glob("*")) == []
