"""`wikilsp check --stdin`: the text of one note from the standard input, through the executable."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def pipe(folder):
    """Run `wikilsp check` with bytes on the standard input; returns `returncode` and the bytes of both outputs."""

    def run_with_input(data, *arguments, cwd="."):
        command = [sys.executable, "-m", "wikilsp", "check", *arguments]
        done = subprocess.run(command, cwd=folder / cwd, input=data, capture_output=True, check=False)
        assert b"Traceback" not in done.stderr
        return done

    return run_with_input


@pytest.fixture
def vault(write):
    """Write a vault of two notes; the text of one of them is about to be replaced."""
    write({".obsidian/app.json": "{}", "notes/a.md": "[[Gone]]\n", "notes/Bee.md": "---\naliases: [b]\n---\n# H\n"})


def places(output):
    return [line.partition(" ")[0] for line in output.decode().split("\n")[:-1]]


CONCISE = ("--output-format", "concise", "--quiet")


@pytest.mark.usefixtures("vault")
class TestChecking:
    @pytest.mark.parametrize(
        "options", [("--stdin", "--stdin-filename", "notes/a.md"), ("-", "--stdin-filename", "notes/a.md")]
    )
    def test_checks_the_text_instead_of_the_file_in_its_vault(self, pipe, options):
        done = pipe(b"[[Bee#H]] [[b|x]]\n\n[[Nowhere]]\n", *options, *CONCISE)
        assert places(done.stdout) == ["notes/a.md:3:3:"]
        assert done.returncode == 1

    def test_reports_what_the_same_text_on_the_disk_would_report(self, folder, pipe, executable):
        text = b"---\nup: [[x]]\n---\n[[Bee#Nope]] [[ Bee ]]\r\n[[Nowhere]] \xf0\x9f\x98\x80 [[]]\n"
        options = ("--output-format", "json", "--show", "hint")
        piped = pipe(text, "--stdin-filename", "notes/a.md", *options)
        (folder / "notes/a.md").write_bytes(text)
        saved = executable("check", "notes/a.md", *options)
        assert len(json.loads(saved.stdout)) > 3
        assert (piped.stdout.decode(), piped.returncode) == (saved.stdout, saved.returncode)

    @pytest.mark.parametrize("name", ["notes/new.md", "new/folder/n.markdown", "n.md"])
    def test_checks_a_note_that_is_not_on_the_disk(self, folder, pipe, name):
        done = pipe(b"[[Bee]] [[Nowhere]]\n", "--stdin-filename", name, *CONCISE)
        assert places(done.stdout) == [f"{name}:1:11:"]
        assert not (folder / name).exists()

    def test_a_new_note_can_be_the_target_of_its_own_links(self, pipe):
        done = pipe(b"# Here\n[[new#Here]] [[#Here]]\n", "--stdin-filename", "notes/new.md")
        assert (done.returncode, b"no findings" in done.stdout) == (0, True)

    def test_finds_the_vault_from_another_folder(self, folder, pipe):
        done = pipe(b"[[Nowhere]]\n", "--stdin-filename", str(folder / "notes/a.md"), *CONCISE, cwd="notes")
        assert places(done.stdout) == ["a.md:1:3:"]

    def test_shows_the_line_of_the_text(self, pipe):
        done = pipe("only here: 漢字 [[Nowhere]]\n".encode(), "--stdin-filename", "notes/a.md")
        assert "only here: 漢字 [[Nowhere]]" in done.stdout.decode()

    @pytest.mark.parametrize("name", ["drafts/d.md", "drafts/deep/new.md", "x.excalidraw.md", "node_modules/x.md"])
    def test_a_note_that_the_vault_leaves_out_has_no_findings(self, write, pipe, name):
        write({".gitignore": "drafts/\n", ".wikilsp.toml": 'exclude = ["*.excalidraw.md"]\n', "drafts/d.md": ""})
        done = pipe(b"[[Nowhere]] [[ Bee ]]", "--stdin-filename", name)
        assert (done.returncode, done.stdout.startswith(b"no notes found in")) == (0, True)
        assert pipe(b"[[ Bee ]]", "--fix", "--stdin-filename", name).stdout == b"[[ Bee ]]"

    def test_a_note_that_is_too_large_is_reported(self, write, pipe):
        write({".wikilsp.toml": "[files]\nmax-size = 10\n"})
        text = b"[[ Bee ]] " * 10
        done = pipe(text, "--fix", "--stdin-filename", "notes/a.md", *CONCISE)
        assert (done.stdout, done.returncode) == (text, 1)
        assert b"large-note" in done.stderr

    def test_uses_the_cache_of_the_vault(self, folder, pipe, monkeypatch):
        cache = folder / "cache"
        for note in folder.rglob("*.md"):
            os.utime(note, (0, 0))
        monkeypatch.setenv("WIKILSP_CACHE_DIR", str(cache))
        first = pipe(b"[[Nowhere]]", "--stdin-filename", "notes/a.md", *CONCISE)
        assert any(cache.rglob("*"))
        assert pipe(b"[[Nowhere]]", "--stdin-filename", "notes/a.md", *CONCISE).stdout == first.stdout
        shutil.rmtree(cache)
        pipe(b"", "--no-cache", "--stdin-filename", "notes/a.md")
        assert not cache.exists()


@pytest.mark.usefixtures("vault")
class TestFixing:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (b"[[ Bee ]]\n", b"[[Bee]]\n"),
            (b"\xef\xbb\xbf[[ Bee ]]\r\n[[b]]", b"\xef\xbb\xbf[[Bee]]\r\n[[Bee|b]]"),
            ("漢字 😀 [[ Bee ]]\u2028".encode(), "漢字 😀 [[Bee]]\u2028".encode()),
            (b"nothing to fix", b"nothing to fix"),
            (b"", b""),
        ],
    )
    def test_prints_the_fixed_text_and_leaves_the_file_alone(self, folder, pipe, before, after):
        done = pipe(before, "--fix", "-", "--stdin-filename", "notes/a.md", "--quiet")
        assert (done.stdout, done.stderr, done.returncode) == (after, b"", 0)
        assert (folder / "notes/a.md").read_bytes() == b"[[Gone]]\n"

    def test_prints_everything_else_to_stderr(self, pipe):
        done = pipe(b"[[ Bee ]] [[Nowhere]]\n", "--fix", "--stdin-filename", "notes/a.md", "--output-format", "concise")
        assert (done.stdout, done.returncode) == (b"[[Bee]] [[Nowhere]]\n", 1)
        finding, fixed, _ = done.stderr.decode().split("\n")
        assert finding.startswith("notes/a.md:1:11: warning[missing-note]")
        assert fixed == "fixed 1 finding in 1 note; 1 remains"

    def test_shows_the_lines_of_the_fixed_text(self, pipe):
        done = pipe(b"[[ Bee ]] [[Nowhere]]\n", "--fix", "--stdin-filename", "notes/a.md")
        assert b"1 | [[Bee]] [[Nowhere]]\n" in done.stderr

    @pytest.mark.parametrize("text", [b"[[ Bee ]] \xff\n", b"\xfe\xff", b"[[ Bee ]]\n\xc3"])
    def test_prints_a_text_that_is_not_utf8_unchanged(self, pipe, text):
        done = pipe(text, "--fix", "--stdin-filename", "notes/a.md")
        assert (done.stdout, done.returncode) == (text, 1)
        assert b"invalid-utf8" in done.stderr

    def test_prints_only_the_text_with_fix_only_and_silent(self, pipe):
        for option in ("--fix-only", "--fix"):
            done = pipe(b"[[ Bee ]] [[Nowhere]]", option, "--silent", "--stdin-filename", "notes/a.md")
            assert (done.stdout, done.stderr) == (b"[[Bee]] [[Nowhere]]", b"")
            assert done.returncode == (option == "--fix")

    def test_prints_a_diff_of_the_text(self, pipe):
        done = pipe(b"[[ Bee ]]\n", "--diff", "--stdin-filename", "notes/a.md")
        assert done.stdout == b"--- notes/a.md\n+++ notes/a.md\n@@ -1 +1 @@\n-[[ Bee ]]\n+[[Bee]]\n"
        assert done.returncode == 1

    def test_writes_the_report_to_a_file(self, folder, pipe):
        options = ("--output-file", "report.json", "--output-format", "json")
        done = pipe(b"[[ Bee ]] [[Nowhere]]", "--fix", "--stdin-filename", "notes/a.md", *options)
        assert done.stdout == b"[[Bee]] [[Nowhere]]"
        assert [one["code"] for one in json.loads((folder / "report.json").read_text())] == ["missing-note"]

    def test_prints_nothing_if_the_settings_are_invalid(self, write, pipe):
        write({".wikilsp.toml": "exclude = 1\n"})
        done = pipe(b"[[ Bee ]]", "--fix", "--stdin-filename", "notes/a.md")
        assert (done.stdout, done.returncode) == (b"", 2)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--stdin",), "--stdin requires --stdin-filename"),
        (("-",), "--stdin requires --stdin-filename"),
        (("--stdin-filename", "a.txt"), "“a.txt” is no note: the name must end in .md or .markdown"),
        (("--stdin-filename", ".md"), "“.md” is no note"),
        (("--stdin-filename", "sub.md"), "“sub.md” is a folder; give the path of the note"),
        (("--stdin-filename", "../elsewhere/a.md"), "is in no vault; run this in the folder of the notes"),
        (("--stdin-filename", "a.md", "b.md"), "with --stdin, only the note that --stdin-filename names is checked"),
    ],
)
def test_says_what_is_wrong_with_the_file_name(write, pipe, options, message):
    write({"sub.md/x.txt": "", "b.md": ""})
    done = pipe(b"[[Nowhere]]", "--fix", *options)
    assert (done.stdout, done.returncode) == (b"", 2)
    assert message in done.stderr.decode()


def test_a_folder_without_a_marker_is_enough_if_it_is_the_current_one(write, pipe):
    write({"b.md": ""})
    assert places(pipe(b"[[b]] [[c]]", "--stdin-filename", "a.md", *CONCISE).stdout) == ["a.md:1:9:"]


def test_a_closed_standard_input_is_an_error(folder):
    command = ["sh", "-c", '"$0" -m wikilsp check --stdin-filename a.md <&-', sys.executable]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    assert (done.returncode, b"the standard input cannot be read" in done.stderr) == (2, True)


@pytest.mark.usefixtures("vault")
@pytest.mark.parametrize(("begin", "end", "name"), [("'wikilsp check ", "'}", "%s"), ("args = {", "}", "$FILENAME")])
def test_the_commands_for_editors_fix_a_buffer(folder, pipe, begin, end, name):
    guide = (Path(__file__).parents[2] / "docs/editors.md").read_text(encoding="utf-8")
    [command] = re.findall(f"{re.escape(begin)}(.*?){re.escape(end)}", guide)
    words = [word.strip(',"') for word in command.split()]
    arguments = [str(folder / "notes/a.md") if word == name else word for word in words if word != "check"]
    done = pipe(b"[[ Bee ]] [[Nowhere]]\n", *arguments)
    assert (done.stdout, done.returncode) == (b"[[Bee]] [[Nowhere]]\n", 0)
    assert pipe(b"\xff[[ Bee ]]", *arguments).stdout == b"\xff[[ Bee ]]"
