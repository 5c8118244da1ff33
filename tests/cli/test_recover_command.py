"""`wikilsp recover`, and the warnings of other commands about an interrupted change."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from changes import state
from disk_steps import Steps

from wikilsp.disk import journal
from wikilsp.disk.journal import lock_journal
from wikilsp.disk.state_folder import journals_folder

FILES = {
    ".wikilsp.toml": "",
    "a.md": "[[b]] [[ c ]]\n",
    "b.md": "# b\n[[b]]\n",
    "c.md": "x",
}
REMEDY = "run “wikilsp recover” to see it, and to finish or undo it"


class Killed(BaseException):
    pass


@pytest.fixture(autouse=True)
def vault(write, tmp_path_factory, monkeypatch):
    monkeypatch.setenv("WIKILSP_STATE_DIR", str(tmp_path_factory.mktemp("state")))
    write(FILES)


@pytest.fixture
def interrupted(run):
    """Return a function that kills a command after it has replaced a number of notes."""

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
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout == f"{folder}: no change was interrupted here\n"
    assert list(journals_folder().glob("*")) == []


def test_the_state_is_shown_and_nothing_changes(folder, run, interrupted):
    interrupted("rename", "b", "new")
    before = state(folder)
    [temporary] = folder.glob(".wikilsp-*.tmp")
    result = run("recover")
    assert result.exit_code == 1
    assert re.fullmatch(
        rf"{folder}: a change that started at \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d was interrupted:", lines(result)[0]
    )
    assert lines(result)[1:] == [
        "  a.md: changed",
        "  b.md: not changed yet",
        "  b.md to new.md: not moved yet",
        f"{temporary.name}: leftover temporary file",
        "“wikilsp recover --continue” finishes this, “wikilsp recover --undo” undoes it.",
    ]
    assert state(folder) == before


def test_undo(folder, run, interrupted):
    old = state(folder)
    interrupted("rename", "b", "new")
    result = run("recover", "--undo")
    assert (result.exit_code, result.stderr) == (0, "")
    assert lines(result) == [f"{folder}: the change was undone"]
    assert state(folder) == old
    assert lines(run("recover", "--undo")) == [f"{folder}: no change was interrupted here"]


def test_continue(folder, run, interrupted):
    interrupted("rename", "b", "new")
    result = run("recover", "--continue", folder / "a.md")
    assert (result.exit_code, lines(result)) == (0, [f"{folder}: the change was finished"])
    assert {path.name: path.read_text() for path in folder.glob("*.md")} == {
        "a.md": "[[new]] [[ c ]]\n",
        "c.md": "x",
        "new.md": "# new\n[[new]]\n",
    }
    assert run("check", "-q").stderr == ""


def test_fixes_are_undone_too(folder, run, write, interrupted):
    write({"d.md": "[[ c ]]"})
    old = state(folder)
    interrupted("check", "--fix")
    assert (folder / "a.md").read_text() == "[[b]] [[c]]\n"
    assert run("recover", "--undo").exit_code == 0
    assert state(folder) == old


def test_a_note_changed_since_is_reported_and_left_alone(folder, run, interrupted):
    interrupted("rename", "b", "new")
    (folder / "a.md").write_text("by hand")
    result = run("recover", "--undo")
    assert result.exit_code == 1
    assert lines(result) == [f"{folder}: the change was undone, with exceptions"]
    found = re.fullmatch(
        "warning: a.md: this was left alone, since another program has changed it; its text from before the change "
        "is in (.*)\n",
        result.stderr,
    )
    assert (folder / "a.md").read_text() == "by hand"
    assert Path(found[1]).read_text() == FILES["a.md"]
    assert run("recover").exit_code == 0


def test_a_damaged_journal_is_reported(folder, run, interrupted):
    interrupted("rename", "b", "new")
    [file] = journals_folder().glob("*")
    file.write_bytes(file.read_bytes()[:-1])
    before = state(folder)
    for option in ([], ["--undo"], ["--continue"]):
        result = run("recover", *option)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == (
            "error: an earlier change of this vault was interrupted, and its journal is damaged or was written by "
            f"another version of wikilsp, so nothing was changed; check the notes, then delete {file}\n"
        )
    assert state(folder) == before


def test_temporary_files_are_removed_except_doubtful_ones(folder, run, write):
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
    doubt = "this may be a temporary file of an older version; delete it if it is not yours"
    assert result.stderr == f"note: .wikilsp-my_notes: {doubt}\nnote: sub/.wikilsp-settings: {doubt}\n"
    assert not (folder / ".wikilsp-0123456789abcdef.tmp").exists()
    assert (folder / ".wikilsp-my_notes").exists()
    assert (folder / "sub/.wikilsp-settings").exists()
    assert (folder / ".wikilsp-notes.md").exists()


def test_undo_and_continue_are_mutually_exclusive(run):
    result = run("recover", "--continue", "--undo")
    assert result.exit_code == 2
    assert "--continue and --undo are mutually exclusive" in result.stderr


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
def test_reading_commands_print_one_warning_and_keep_their_status(folder, run, interrupted, command):
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


def test_nothing_is_fixed_and_all_findings_are_reported(folder, run, interrupted):
    interrupted("rename", "b", "new")
    before = state(folder)
    result = run("check", "--fix", "--show", "hint", "--output-format", "concise")
    assert result.exit_code == 1
    assert result.stderr.split("\n")[1] == (
        f"warning: {folder}: nothing was fixed: an earlier change of this vault was interrupted; {REMEDY}"
    )
    assert "hint[link-edge-space]" in result.stdout
    assert state(folder) == before


def test_a_change_in_progress_is_not_reported(folder, run, monkeypatch):
    monkeypatch.setattr(journal, "_LOCK_TIMEOUT", 0.0)
    with lock_journal(folder) as other:
        assert run("check").stderr == ""
        result = run("rename", "c", "d")
        problem = "another wikilsp process is writing to this vault; try again when it has finished"
        assert result.stderr == f"error: {problem}\n"
        assert result.exit_code == 1
        assert other.read() is None
    assert run("rename", "c", "d").exit_code == 0


# A vault that was moved


@pytest.fixture
def moved(folder, interrupted, monkeypatch):
    """Move the vault after an interrupted rename, and make it the current folder."""
    (folder / "vault").mkdir()
    for path in FILES:
        (folder / path).rename(folder / "vault" / path)
    monkeypatch.chdir(folder / "vault")
    interrupted("rename", "b", "new")
    monkeypatch.chdir(folder)
    root = (folder / "vault").rename(folder / "vault2")
    monkeypatch.chdir(root)
    return root


def test_it_is_shown_at_the_new_path(folder, run, moved):
    before = state(moved)
    result = run("recover")
    assert (result.exit_code, result.stderr) == (1, "")
    assert lines(result)[0].startswith(f"{moved}: a change that started at ")
    assert lines(result)[0].endswith(f" was interrupted, when the vault was “{folder / 'vault'}”:")
    assert lines(result)[1:4] == ["  a.md: changed", "  b.md: not changed yet", "  b.md to new.md: not moved yet"]
    assert state(moved) == before


@pytest.mark.parametrize(("option", "verb"), [("--undo", "undone"), ("--continue", "finished")])
def test_it_is_recovered_at_the_new_path(folder, run, moved, option, verb):
    result = run("recover", option, moved / "a.md")
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{moved}: the change was {verb}\n", "")
    texts = {path.name: path.read_text() for path in moved.iterdir()}
    new = {".wikilsp.toml": "", "a.md": "[[new]] [[ c ]]\n", "new.md": "# new\n[[new]]\n", "c.md": "x"}
    assert texts == (FILES if option == "--undo" else new)
    assert list(journals_folder().glob("*")) == []
    assert not (folder / "vault").exists()


def test_nothing_is_written_at_the_new_path_before_the_recovery(run, moved):
    before, line = state(moved), f"{moved}: a change of this vault was interrupted; {REMEDY}\n"
    refused = run("rename", "c", "d")
    assert (refused.exit_code, refused.stdout, refused.stderr) == (1, "", f"error: {line}")
    assert run("rename", "--dry-run", "c", "d").stderr == f"warning: {line}"
    assert run("check").stderr.startswith(f"warning: {line}")
    fixed = run("check", "--fix")
    assert fixed.stderr.split("\n")[1].startswith(
        f"warning: {moved}: nothing was fixed: an earlier change of this vault"
    )
    assert fixed.exit_code == 1
    assert state(moved) == before


def test_an_edited_copy_is_recovered_only_with_its_old_path(folder, run, moved, monkeypatch):
    vault = folder / "vault3"
    shutil.copytree(moved, vault)
    monkeypatch.chdir(vault)
    shutil.rmtree(moved)
    for file in vault.glob(".wikilsp-*.tmp"):
        file.unlink()
    (vault / "b.md").write_text("by hand")
    before, [journal] = state(vault), journals_folder().glob("*")
    doubt = (
        f"a change of “{folder / 'vault'}”, which no longer exists, was interrupted, and some notes here are as it "
        "left them; if this is that vault, use “wikilsp recover --from” with the old path; if not, move that vault "
        f"back to recover it, or delete {journal} if it is gone for good\n"
    )
    for command in (["recover"], ["recover", "--undo"]):
        result = run(*command)
        assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"error: {doubt}")
    assert run("rename", "c", "d").stderr == f"error: {vault}: {doubt}"
    assert state(vault) == before
    for wrong in ("../nowhere", "/"):
        result = run("recover", "--from", wrong, "--undo")
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith(f"error: no change of a vault at “{wrong}” was interrupted")
    shown = run("recover", "--from", "../vault")
    assert (shown.exit_code, shown.stderr) == (1, "")
    assert lines(shown)[1:3] == ["  a.md: changed", "  b.md: changed by another program since"]
    done = run("recover", "--from", "../vault", "--undo")
    assert (done.exit_code, lines(done)) == (1, [f"{vault}: the change was undone, with exceptions"])
    assert (vault / "a.md").read_text() == FILES["a.md"]
    assert (vault / "b.md").read_text() == "by hand"
    assert list(journals_folder().glob("*")) == []


# Signals


SIGNALLED = """
import os, signal, sys
sys.path.insert(0, {benchmarks!r})
from disk_steps import Steps
from wikilsp.__main__ import main

def signalled(name, call, given):
    os.kill(os.getpid(), signal.{name})
    return call()

# A shell that runs the tests in the background makes them ignore Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.argv = ["wikilsp", *{command!r}]
with Steps({at}, signalled).counted():
    main()
"""


@pytest.mark.parametrize(("name", "status"), [("SIGTERM", 143), ("SIGINT", 130)])
@pytest.mark.parametrize("command", [["rename", "b", "new"], ["check", "--fix"]], ids=["rename", "fix"])
@pytest.mark.parametrize("at", [6, 9])
def test_a_signal_rolls_everything_back_at_once(folder, name, status, command, at):
    old = state(folder)
    benchmarks = str(Path(__file__).parent.parent.parent / "benchmarks")
    script = SIGNALLED.format(benchmarks=benchmarks, name=name, command=command, at=at)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (status, "", "")
    assert state(folder) == old
    assert list(journals_folder().glob("*")) == []
