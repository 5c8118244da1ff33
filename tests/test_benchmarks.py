"""The benchmarks run on tiny vaults and print their tables. The figures don't matter here."""

import os
import re
import shutil
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

import pytest

from wikilsp.disk.load import load_vault
from wikilsp.disk.root import settings_without_file

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
    """Return the remaining cells of the only row that starts with these cells."""
    start = "| " + " | ".join(names) + " | "
    (line,) = [line for line in output.split("\n") if line.startswith(start)]
    return line.removeprefix(start).removesuffix(" |").split(" | ")


@pytest.fixture
def linter(tmp_path):
    """Create a program that has a cache and no findings, and logs its arguments."""

    def create(name):
        log = tmp_path / f"calls of {name}"
        program = tmp_path / name
        program.write_text(
            f"#!{sys.executable}\nimport sys\n"
            f"with open({str(log)!r}, 'a') as log:\n    print(*sys.argv[1:], file=log)\n"
            "print('--no-cache, --cache-dir')\n"
        )
        program.chmod(0o755)
        return program, log

    return create


@pytest.fixture
def vault(tmp_path):
    """Create a vault of four notes, of which two are plain."""
    notes = {
        "a.md": "see [[b]], [[nothing/at all]] and [c](sub/c%20c.md)\r\n<!-- wikilsp-ignore -->",
        "b.md": "---\naliases: [bee]\n---\n[[bee|b]] #tag\n",
        "sub/c c.md": "# Top\n[[sub/d#^x|d]] [x](https://example.org)\n",
        "sub/d.md": "[[c c#Top]] [up](../a.md) ![[p.png]] [[open\n",
    }
    (tmp_path / "vault/sub").mkdir(parents=True)
    for path, text in notes.items():
        (tmp_path / "vault" / path).write_bytes(text.encode())
    (tmp_path / "vault/p.png").touch()
    return tmp_path / "vault"


class TestCheck:
    def test_measures_each_case_with_both_programs(self, linter):
        program, _ = linter("rumdl")
        output = run("check", "--notes", "20", "--rounds", "2", "--rumdl", program)
        for case in CASES:
            # On a busy machine a short run may end before its memory is sampled.
            plain, ours, _, theirs, _, ratio = cells_of(output, "20", case)
            assert all((ours, theirs))
            assert float(ratio) > 0
            assert plain.endswith("%")
        assert "20 real notes: Left to markdown-it-py: " in output

    def test_runs_each_program_without_its_cache_and_then_with_it(self, linter):
        (ours, our_log), (theirs, their_log) = linter("wikilsp"), linter("rumdl")
        run("check", "--notes", "20", "--rounds", "2", "--wikilsp", ours, "--rumdl", theirs)
        for log in (our_log, their_log):
            calls = [call for call in log.read_text().split("\n") if call.endswith(" .")]
            # A run to fill the cache, two rounds, and a run for the memory.
            assert ["--no-cache" in call for call in calls] == [True] * 4 + [False] * 12
            assert ["--cache-dir" in call for call in calls] == [False] * 4 + [True] * 12

    @pytest.mark.parametrize("rounds", [1, 2])
    def test_restores_the_vault(self, linter, tmp_path, rounds):
        programs = ("--wikilsp", linter("wikilsp")[0], "--rumdl", linter("rumdl")[0])
        run("generate", tmp_path / "expected", "--notes", "20")
        run("check", "--notes", "20", "--rounds", rounds, "--vaults", tmp_path / "kept", *programs)
        assert contents(tmp_path / "kept" / "20 real notes") == contents(tmp_path / "expected")

    def test_works_without_rumdl(self, linter, tmp_path):
        output = run("check", "--notes", "20", "--wikilsp", linter("wikilsp")[0], "--rumdl", tmp_path / "nothing")
        assert "rumdl is not installed" in output
        assert cells_of(output, "20", "cold")[3:] == ["", "", ""]

    def test_all_notes_of_an_easy_vault_are_plain(self, linter):
        programs = ("--wikilsp", linter("wikilsp")[0], "--rumdl", linter("rumdl")[0])
        assert (
            cells_of(run("check", "--notes", "20", "--shape", "easy", "--rounds", "1", *programs), "20", "cold")[0]
            == "100%"
        )

    def test_measures_and_restores_another_vault(self, linter, vault):
        before = contents(vault)
        programs = ("--wikilsp", linter("wikilsp")[0], "--rumdl", linter("rumdl")[0])
        output = run("check", "--vault", vault, "--rounds", "1", *programs)
        assert cells_of(output, "4", "one note changed")[0] == "50%"
        assert contents(vault) == before

    def test_raises_if_a_program_fails(self, tmp_path):
        program, vault = tmp_path / "rumdl", tmp_path / "vault"
        vault.mkdir()
        program.write_text("#!/bin/sh\necho out of luck\nexit 2\n")
        program.chmod(0o755)
        with pytest.raises(RuntimeError, match="out of luck"):
            import_module("tools").run((str(program),), vault)


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.md")}


def test_copies_have_the_links_of_the_vault(vault, tmp_path):
    run("copies", vault, tmp_path / "copied", "--copies", "2")
    expected = {
        "@a.md": "see [[@b]], [[@nothing/@at all]] and [c](@sub/@c%20c.md)\r\n<!-- wikilsp-ignore -->",
        "@b.md": "---\naliases: [@bee]\n---\n[[@bee|b]] #tag\n",
        "@sub/@c c.md": "# Top\n[[@sub/@d#^x|d]] [x](https://example.org)\n",
        "@sub/@d.md": "[[@c c#Top]] [up](../@a.md) ![[@p.png]] [[open\n",
        "@p.png": "",
    }
    for path, text in expected.items():
        for prefix in ("000-", "001-"):
            copied = tmp_path / "copied" / path.replace("@", prefix)
            assert copied.read_bytes().decode() == text.replace("@", prefix)


def test_links_of_a_logseq_vault_lead_to_the_same_notes_in_copies(tmp_path):
    vault, copied = tmp_path / "vault", tmp_path / "copied"
    for path, text in {
        "logseq/config.edn": "{:file/name-format :triple-lowbar}",
        "pages/a___b.md": "alias:: other\n\n- [[other]] [[Titled]] [[a/b]] [[a/none]]\n",
        "pages/t.md": "title:: Titled\n- [a](../pages/a___b.md) ![i](../assets/i.png)\n",
        "assets/i.png": "",
    }.items():
        (vault / path).parent.mkdir(parents=True, exist_ok=True)
        (vault / path).write_text(text)
    run("copies", vault, copied, "--copies", "2")
    assert broken_links(vault) == ["a/none"]
    assert broken_links(copied) == ["000-a/none", "001-a/none"]


def broken_links(root):
    """Return the paths of the links of a vault that lead nowhere."""
    vault = load_vault(root, settings_without_file(root)).vault
    return [link.path for note in vault.notes.values() for link, found in vault.links(note) if found.how == "missing"]


def test_fallbacks_counts_plain_notes_for_each_preset(vault):
    output = run("fallbacks", vault)
    assert cells_of(output, "vault", "obsidian (its own)") == ["4", "50%"]
    assert cells_of(output, "vault", "dataview") == ["4", "50%"]
    assert "vault: Left to markdown-it-py: 0 of 4 notes (0.00%).\n" in output


def test_constructs_counts_notes_and_links(vault):
    output = run("constructs", vault)
    for name, expected in {
        "notes": "4",
        "links in a note": "2.00",
        "lead nowhere": "12%",
        "front matter": "25%",
        "tags": "25%",
        "CR LF": "25%",
        "`$`": "0%",
    }.items():
        assert cells_of(output, name) == [expected]


def test_server_measures_starts_requests_and_memory():
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


def test_hostile_messages_are_answered_once_each():
    output = run("hostile_messages", "--messages", "1500", "--seed", "3")
    assert cells_of(output, "messages") == ["1,500"]
    assert int(cells_of(output, "answers with -32700")[0]) > 100


def test_expected_answers_to_hostile_messages():
    packets = import_module("hostile_packets")
    assert packets.expected(b'{"jsonrpc": "2.0", "id": 5, "method": "x"}') == (5,)
    assert packets.expected(b'{"jsonrpc": "2.0", "method": "x"}') == ()
    assert packets.expected(b'{"jsonrpc": "2.0", "id": 5, "result": null}') == ()
    for body in (b"{", b"[]", b'{"jsonrpc": "2.0", "id": [5], "method": "x"}'):
        assert packets.expected(body) == (None,)


def test_the_same_seed_generates_the_same_hostile_messages():
    packets = import_module("hostile_packets")
    first, again, other = (list(packets.messages(Path("/v"), 200, seed)) for seed in (1, 1, 2))
    assert first == again != other


def test_leaks_compares_memory_before_and_after():
    output = run("leaks", "--changes", "20", "--settings", "2", "--files", "3", "--quiet", "0.1", "--limit", "100")
    for name in ("20 edits of a note", "2 changes of settings", "3 single files opened and closed"):
        before, after, ratio = map(float, cells_of(output, name))
        assert ratio == pytest.approx(after / before, abs=0.01)


def test_a_random_session_ends_with_the_findings_of_a_fresh_check():
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


def test_peak_memory_includes_child_processes():
    script = "import subprocess, sys; block = b'x' * 50_000_000; sys.stdin.read()"
    parent = (
        f"import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', {script!r}]); {script}; child.wait()"
    )
    process = subprocess.Popen([sys.executable, "-c", parent], stdin=subprocess.PIPE)
    with import_module("processes").PeakMemory(process.pid) as peak:
        until = time.monotonic() + 60
        while (peak.megabytes or 0) < 100 and time.monotonic() < until:
            time.sleep(0.01)
        process.communicate()
    assert 100 < peak.megabytes < 150


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc")
def test_processor_time_includes_child_processes():
    busy = "import time\nwhile time.process_time() < 0.5: pass\nprint(flush=True)\ninput()"
    parent = (
        f"import subprocess, sys; ended = [sys.executable, '-c', {busy!r}];"
        " subprocess.run(ended, input=b'\\n');"
        " subprocess.Popen(ended, stdin=0).wait()"
    )
    process = subprocess.Popen([sys.executable, "-c", parent], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert [process.stdout.readline() for _ in range(2)] == [b"\n"] * 2
    seconds = import_module("processes").processor_seconds(process.pid)
    process.communicate(b"\n")
    assert seconds >= 0.9


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and signals")
def test_kill_interrupts_a_change_at_every_step():
    output = run("kill", "--short")
    for how in ("SIGKILL, undo", "SIGKILL, continue", "SIGTERM", "SIGINT"):
        times, old, new = map(int, cells_of(output, "rename a note", how))
        assert times == old + new > 20
        assert old
        assert new
    assert "each time the vault was the old or the new one, byte for byte." in output


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_faults_makes_system_calls_fail():
    output = run("faults", "--every", "40")
    assert output.endswith("faults; nothing was lost.\n")


def test_rewriting_measures_with_and_without_fsync():
    output = run("rewriting", "--notes", "5")
    for change in ("rename", "check --fix"):
        seconds, without_fsync = map(float, cells_of(output, change, "5"))
        assert seconds > 0
        assert without_fsync > 0


def test_hostile_settings_measures_the_named_inputs():
    output = run("hostile_settings", ".wikilsp.toml: a number of 5,000", ".gitignore: a pipe", "--limit", "60")
    check, server, message = cells_of(output, ".wikilsp.toml: a number of 5,000 digits")
    assert float(check)
    assert float(server)
    assert message.startswith("2: ")
    assert cells_of(output, ".gitignore: a pipe")[2].startswith("1: warning: .gitignore: ")
    assert "invalid UTF-8" not in output


def test_hostile_vaults_measures_every_request_at_two_sizes():
    name = "notes with one alias and links"
    output = run("hostile_vaults", "--characters", "300", "--notes", "4", "--only", name)
    for question in ("open", "definition", "symbols", "rename", "move the note", "check, json", "command rename"):
        (line,) = [line for line in output.split("\n") if line.startswith(f"{name:32} {question}  ")]
        assert line.count(" s ") == 2
        assert "timed out" not in line
    assert " measurements at two sizes, " in output


def test_hostile_vaults_marks_what_grows_faster_than_the_size():
    vaults = import_module("hostile_vaults")
    once = vaults.Cost(0.1, 50_000)
    assert not vaults.Growth(once, vaults.Cost(0.29, 140_000)).is_suspicious
    assert vaults.Growth(once, vaults.Cost(0.31, 100_000)).is_suspicious
    assert vaults.Growth(once, vaults.Cost(0.1, 160_000)).is_suspicious
    assert vaults.Growth(once, vaults.Cost(None)).is_suspicious
    assert not vaults.Growth(vaults.Cost(0.01), vaults.Cost(0.19)).is_suspicious


def test_hostile_notes_tells_failures_from_timeouts(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    notes = import_module("hostile_notes")
    measure = notes.Measure("fail", lambda *_: 1 / 0)
    assert notes._format(notes._seconds(measure, "", "obsidian")) == "failed"  # noqa: SLF001
    monkeypatch.setattr(notes, "TIMEOUT", 1)
    measure = notes.Measure("endless", lambda *_: all(iter(lambda: 1, 0)))
    assert notes._format(notes._seconds(measure, "", "obsidian")) == "> 1"  # noqa: SLF001


def test_hostile_notes_measures_the_named_texts():
    output = run("hostile_notes", "--size", "2000", "--limit", "60", "[[", "YAML keys")
    assert len(list(map(float, cells_of(output, "`[[`", "2,000")))) == 5
    assert "2 of 2 texts take at most 60 s." in output


@pytest.mark.parametrize("guide", ["performance.md", "reliability.md"])
def test_guides_name_existing_scripts_and_tests(guide):
    text = (BENCHMARKS.parent / "docs" / guide).read_text("utf-8")
    scripts = re.findall(r"(?:`|benchmarks/)(\w+\.py)\b", text)
    assert scripts
    for path in (*(f"benchmarks/{script}" for script in scripts), *re.findall(r"`(tests/[\w/.]+)`", text)):
        assert (BENCHMARKS.parent / path).is_file(), path
