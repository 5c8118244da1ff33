"""The benchmarks run, and print what they are for, on a tiny vault. How fast anything is does not matter here."""

import os
import shutil
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
CASES = ("cold", "warm", "one note changed", "one note renamed")


@pytest.fixture(autouse=True)
def benchmarks_can_be_imported(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)


def run(script, *arguments):
    command = [sys.executable, BENCHMARKS / f"{script}.py", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def cells_of(output, *names):
    """Give the other cells of the one row that begins with these."""
    start = "| " + " | ".join(names) + " | "
    (line,) = [line for line in output.split("\n") if line.startswith(start)]
    return line.removeprefix(start).removesuffix(" |").split(" | ")


@pytest.fixture
def linter(tmp_path):
    """Make a program that has a cache, finds nothing, and notes down how it was called."""

    def made(name):
        log = tmp_path / f"calls of {name}"
        program = tmp_path / name
        program.write_text(
            f"#!{sys.executable}\nimport sys\n"
            f"with open({str(log)!r}, 'a') as log:\n    print(*sys.argv[1:], file=log)\n"
            "print('--no-cache, --cache-dir')\n"
        )
        program.chmod(0o755)
        return program, log

    return made


class TestCheck:
    def test_measures_each_case_with_both_programs(self, linter):
        program, _ = linter("rumdl")
        output = run("check", "--notes", "20", "--rounds", "2", "--rumdl", program)
        for case in CASES:
            # On a busy machine a short run is over before anything has looked at its memory.
            ours, _, theirs, _, ratio = cells_of(output, "20", case)
            assert all((ours, theirs))
            assert float(ratio) > 0
        assert "Left to markdown-it-py: " in output

    def test_a_program_runs_without_its_cache_and_then_with_it(self, linter):
        (ours, our_log), (theirs, their_log) = linter("wikilsp"), linter("rumdl")
        run("check", "--notes", "20", "--rounds", "2", "--wikilsp", ours, "--rumdl", theirs)
        for log in (our_log, their_log):
            calls = [call for call in log.read_text().split("\n") if call.endswith(" .")]
            # To fill the cache, two rounds, and one for the memory.
            assert ["--no-cache" in call for call in calls] == [True] * 4 + [False] * 12
            assert ["--cache-dir" in call for call in calls] == [False] * 4 + [True] * 12

    @pytest.mark.parametrize("rounds", [1, 2])
    def test_a_vault_is_in_the_end_what_it_was(self, linter, tmp_path, rounds):
        programs = ("--wikilsp", linter("wikilsp")[0], "--rumdl", linter("rumdl")[0])
        run("generate", tmp_path / "expected", "--notes", "20")
        run("check", "--notes", "20", "--rounds", rounds, "--vaults", tmp_path / "kept", *programs)
        assert contents(tmp_path / "kept" / "20 notes") == contents(tmp_path / "expected")

    def test_does_without_rumdl(self, linter, tmp_path):
        output = run("check", "--notes", "20", "--wikilsp", linter("wikilsp")[0], "--rumdl", tmp_path / "nothing")
        assert "rumdl is not installed" in output
        assert cells_of(output, "20", "cold")[2:] == ["", "", ""]

    def test_a_program_that_fails_is_no_fast_one(self, tmp_path):
        program, vault = tmp_path / "rumdl", tmp_path / "vault"
        vault.mkdir()
        program.write_text("#!/bin/sh\necho out of luck\nexit 2\n")
        program.chmod(0o755)
        with pytest.raises(RuntimeError, match="out of luck"):
            import_module("tools").run((str(program),), vault)


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.md")}


def test_the_server_is_measured_from_its_start_to_the_end():
    output = run("server", "--notes", "20", "--memory-notes", "20", "--rounds", "1", "--samples", "1")
    for name in (
        "start to first definition, cold, s",
        "start to all contents, cold, s",
        "keystroke to diagnostics, pushed, ms",
        "keystroke to diagnostics, pulled, ms",
        "keystroke to completion of a note, ms",
        "hover, ms",
        "definition, ms",
        "references, 100 backlinks, ms",
        "peak memory, 20 notes, MB",
    ):
        assert float(cells_of(output, name)[0]) > 0


def test_a_server_answers_each_hostile_message_once_and_lives():
    output = run("hostile_messages", "--messages", "1500", "--seed", "3")
    assert cells_of(output, "messages") == ["1,500"]
    assert int(cells_of(output, "answers with -32700")[0]) > 100


def test_what_hostile_messages_are_answered_with_is_known():
    made = import_module("wrong_messages")
    assert made.expected(b'{"jsonrpc": "2.0", "id": 5, "method": "x"}') == (5,)
    assert made.expected(b'{"jsonrpc": "2.0", "method": "x"}') == ()
    assert made.expected(b'{"jsonrpc": "2.0", "id": 5, "result": null}') == ()
    for body in (b"{", b"[]", b'{"jsonrpc": "2.0", "id": [5], "method": "x"}'):
        assert made.expected(body) == (None,)
    first, again, other = (list(made.messages(Path("/v"), 200, seed)) for seed in (1, 1, 2))
    assert first == again != other


def test_the_memory_of_a_server_is_looked_at_before_and_after():
    output = run("leaks", "--changes", "20", "--settings", "2", "--files", "3", "--most", "100")
    for name in ("20 changes of a note", "2 changes of settings", "3 single files opened and closed"):
        before, after, ratio = map(float, cells_of(output, name))
        assert ratio == pytest.approx(after / before, abs=0.01)


def test_a_random_session_ends_as_a_fresh_check():
    output = run("random_session", "--steps", "25", "--seeds", "1", "--seed", "5")
    assert output.count(" 0 differences\n") == 2


@pytest.mark.parametrize(
    ("values", "targets", "expected"),
    [
        ([10, 11, 12], [(20, 10)], "met"),
        ([10, 11, 12], [(20, 11)], "met, and the stretch too"),
        ([30], [(20, 10)], "**missed**, 1.50 times the target"),
        ([*range(98), 1000, 1000], [(20, 10, "p99")], "**missed**, 50.00 times the target"),
        ([1] * 99 + [1000], [(20, 10, "p99")], "met, and the stretch too"),
        ([1] * 99 + [1000], [(20,), (500, None, "worst")], "**missed**, 2.00 times the target"),
        ([1], [], ""),
        ([], [(20, 10)], "not measured"),
    ],
)
def test_verdicts(values, targets, expected):
    figures = import_module("figures")
    figure = figures.Figure("keystroke", "ms", values, tuple(figures.Target(*target) for target in targets))
    assert figures.verdict(figure) == expected


def test_the_memory_of_all_processes_is_looked_at_together():
    script = "import subprocess, sys; block = b'x' * 50_000_000; sys.stdin.read()"
    parent = (
        f"import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', {script!r}]); {script}; child.wait()"
    )
    process = subprocess.Popen([sys.executable, "-c", parent], stdin=subprocess.PIPE)
    with import_module("memory").PeakMemory(process.pid) as peak:
        until = time.monotonic() + 60
        while (peak.megabytes or 0) < 100 and time.monotonic() < until:
            time.sleep(0.01)
        process.communicate()
    assert 100 < peak.megabytes < 150


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no such thing as a kill here")
def test_a_change_is_killed_at_each_of_its_steps():
    output = run("kill", "--short")
    for how in ("SIGKILL, undo", "SIGKILL, continue", "SIGTERM", "SIGINT"):
        times, old, new = map(int, cells_of(output, "rename a note", how))
        assert times == old + new > 20
        assert old
        assert new
    assert "each time the vault was the old or the new one, byte for byte." in output


@pytest.mark.skipif(shutil.which("strace") is None, reason="there is no strace to inject faults with")
def test_calls_are_refused_by_the_system():
    output = run("faults", "--every", "40")
    assert output.endswith("faults; nothing was lost.\n")


def test_what_it_takes_to_write_many_notes():
    output = run("rewriting", "--notes", "5")
    for change in ("rename", "check --fix"):
        seconds, unsynced = map(float, cells_of(output, change, "5"))
        assert seconds > 0
        assert unsynced > 0


class TestHostileSettings:
    def test_tries_the_inputs_that_are_named(self):
        output = run("hostile_settings", "a number of 5,000 digits", "a pipe", "--limit", "60")
        check, server, said = cells_of(output, ".wikilsp.toml: a number of 5,000 digits")
        assert float(check)
        assert float(server)
        assert said.startswith("2: ")
        assert cells_of(output, ".gitignore: a pipe")[2].startswith("1: warning: .gitignore: ")
        assert "no UTF-8" not in output


def test_hostile_notes_and_vaults_are_asked_everything_at_two_sizes():
    output = run("hostile_vaults", "--characters", "300", "--notes", "4", "--only", "notes with one alias and links")
    for question in ("open", "type", "definition", "symbols", "actions of the note", "move the note", "check, json"):
        (line,) = [line for line in output.split("\n") if f"utf-16 {question}  " in line]
        assert line.startswith("notes with one alias and links")
        assert " s " in line
        assert "given up" not in line


def test_hostile_notes_are_measured():
    output = run("hostile_notes", "--size", "2000", "--limit", "60", "[[", "YAML keys")
    assert len(list(map(float, cells_of(output, "`[[`", "2,000")))) == 6
    assert "2 of 2 texts take at most 60 s." in output
