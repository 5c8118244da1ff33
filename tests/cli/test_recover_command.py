"""`wikilsp recover`, and what other commands say of a change that was interrupted."""

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


# A vault that was moved


@pytest.fixture
def moved(folder, interrupted, monkeypatch):
    """Move the vault, after a rename of it was interrupted, and work in it."""
    (folder / "vault").mkdir()
    for path in FILES:
        (folder / path).rename(folder / "vault" / path)
    monkeypatch.chdir(folder / "vault")
    interrupted("rename", "b", "new")
    monkeypatch.chdir(folder)
    root = (folder / "vault").rename(folder / "vault2")
    monkeypatch.chdir(root)
    return root


def test_it_is_shown_where_the_vault_is_now(folder, run, moved):
    before = state(moved)
    result = run("recover")
    assert (result.exit_code, result.stderr) == (1, "")
    assert lines(result)[0].startswith(f"{moved}: a change that began at ")
    assert lines(result)[0].endswith(f" was interrupted, when the vault was “{folder / 'vault'}”:")
    assert lines(result)[1:4] == ["  a.md: changed", "  b.md: not changed yet", "  b.md to new.md: not moved yet"]
    assert state(moved) == before


@pytest.mark.parametrize(("option", "verb"), [("--undo", "taken back"), ("--continue", "finished")])
def test_it_is_recovered_where_the_vault_is_now(folder, run, moved, option, verb):
    result = run("recover", option, moved / "a.md")
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{moved}: the change was {verb}\n", "")
    texts = {path.name: path.read_text() for path in moved.iterdir()}
    new = {".wikilsp.toml": "", "a.md": "[[new]] [[ c ]]\n", "new.md": "# b\n[[new]]\n", "c.md": "x"}
    assert texts == (FILES if option == "--undo" else new)
    assert list(journals().glob("*")) == []
    assert not (folder / "vault").exists()


def test_nothing_is_written_there_before_that(run, moved):
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


def test_a_copy_that_was_edited_is_recovered_only_if_the_user_says_where_it_was(folder, run, moved, monkeypatch):
    vault = folder / "vault3"
    shutil.copytree(moved, vault)
    monkeypatch.chdir(vault)
    shutil.rmtree(moved)
    for file in vault.glob(".wikilsp-*.tmp"):
        file.unlink()
    (vault / "b.md").write_text("by hand")
    before, [journal] = state(vault), journals().glob("*")
    doubt = (
        f"a change of “{folder / 'vault'}”, which is not there any more, was interrupted, and some notes here are as "
        "it left them; move it back to recover it, or, if it is this vault, use “wikilsp recover --from” with that "
        f"path; if it is gone for good, delete {journal}\n"
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
    assert (done.exit_code, lines(done)) == (1, [f"{vault}: the change was taken back, but for what follows"])
    assert (vault / "a.md").read_text() == FILES["a.md"]
    assert (vault / "b.md").read_text() == "by hand"
    assert list(journals().glob("*")) == []


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
