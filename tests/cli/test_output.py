"""Output never controls the terminal, and output that cannot be written is reported."""

import contextlib
import json
import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from wikilsp.cli import COMMANDS
from wikilsp.report import FORMATS
from wikilsp.report.terminal import COLOR_CODE

TITLE = "\x1b]0;pwned\x07"
"""Sets the window title if it is printed unchanged."""
BIDI = "\u202egnp\u2066\u200b\u2060\ufeff\u2028"
UNSEEN = TITLE + BIDI + "\x9b31m\x7f\U000e0041\xad\u061c"
STEERING = set(UNSEEN) - set("]0;pwned31mgn")
CLOSED, FULL = ">&-", ">/dev/full"


def harmless(text):
    """Whether a text has no control characters and no unseen ones."""
    return (
        STEERING.isdisjoint(text.replace("\r\n", "\n")) and text.replace("\n", "").replace("\ufe0f", "").isprintable()
    )


def wikilsp(*arguments, redirected="", **options):
    """Run the command in a shell that redirects its streams."""
    command = ["sh", "-c", f'"$0" -m wikilsp "$@" {redirected}', sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, check=False, **options)


def on_terminal(*arguments, **environment):
    """Run the command on a terminal, and return what it printed."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "wikilsp", *arguments]
    process = subprocess.Popen(command, stdout=theirs, stderr=theirs, env=os.environ | environment)
    os.close(theirs)
    printed = b""
    with contextlib.suppress(OSError):  # on Linux, this means that the other end is closed
        while piece := os.read(ours, 65536):
            printed += piece
    os.close(ours)
    process.wait()
    return printed.decode().replace("\r\n", "\n")


# The terminal cannot be controlled


@pytest.fixture
def hostile(folder, write):
    """A vault whose names, notes and nested vaults contain control sequences."""
    name = UNSEEN.replace("/", "")
    write(
        {
            ".wikilsp.toml": "",
            f"{name}.md": f"see [[ b ]] {UNSEEN}\n{UNSEEN} [[{UNSEEN}]]\n",
            "b.md": f"{UNSEEN} [[{name}]] #tag\n",
            f"{name}/.wikilsp.toml": "",
            f"{name}/a.md": "[[x]]\n",
        }
    )
    (folder / f"{name}-loop.md").symlink_to(f"{name}-loop.md")
    return name


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "-v", "--show", "hint"],
        ["check", "-v", "--show", "hint", "--output-format", "concise"],
        *(["check", "--output-format", name] for name in FORMATS),
        ["check", "--show-files"],
        ["check", "--show-settings", "--exclude", "NAME", "--per-file-ignores", "NAME:mojibake"],
        ["check", "--diff", "--show-fixes", "--color", "always", "--output-file", "out"],
        ["check", "--output-file", "NAME/NAME/NAME"],
        ["check", "--exclude", "NAME//NAME"],
        ["check", "--per-file-ignores", "NAME"],
        ["check", "--config", "NAME=1"],
        ["check", "--fix", "--show-fixes", "--select", "link-edge-space"],
        ["check", "NAME", "-v"],
        ["check", "NAME.md"],
        ["check", "nowhere-NAME"],
        ["check", "--select", "NAME"],
        ["check", "--output-format", "NAME"],
        ["check", "--config", "NAME"],
        ["check", "--NAME"],
        ["check", "--cache-dir", "NAME.md"],
        ["rename", "NAME", "NAMENAME"],
        ["rename", "NAME.md", "NAME2.md", "--dry-run"],
        ["rename", "NAME", "../NAME"],
        ["rename", "nowhere-NAME", "b"],
        ["rename", "#tag", "#NAME"],
        ["rename", "b#NAME", "b#x"],
        ["inspect", "NAME.md"],
        ["inspect", "NAME-loop.md"],
        ["rule", "NAME"],
        ["NAME"],
        ["server", "--tcp", "NAME"],
        ["server", "--log-file", "NAME/NAME/NAME"],
        ["cache", "info", "--cache-dir", "NAME"],
        ["cache", "clean", "--cache-dir", "NAME.md"],
    ],
    ids=" ".join,
)
def test_names_notes_and_arguments_cannot_control_the_terminal(hostile, run, arguments):
    result = run(*(argument.replace("NAME", hostile) for argument in arguments))
    assert harmless(result.stdout)
    assert harmless(result.stderr)


@pytest.mark.parametrize(
    "settings",
    [
        '"KEY" = 1',
        'exclude = "KEY"',
        'exclude = ["KEY"]\n"KEY".a = 1',
        '[rules]\n"KEY" = "off"',
        '[rules]\nmissing-note = "KEY"',
        '[per-file-ignores]\n"KEY" = ["KEY"]',
        'preset = "KEY"',
        '"KEY" = 1\n"KEY" = 2',
    ],
)
def test_settings_cannot_control_the_terminal(write, run, settings):
    for key in (r"\u001b]0;pwned\u0007\u202e\u200b\n\u009b\u200d", TITLE):
        write({".wikilsp.toml": settings.replace("KEY", key), "a.md": ""})
        for command in (["check"], ["check", "-v"], ["rename", "a", "b"], ["inspect", "a.md"]):
            result = run(*command)
            assert harmless(result.stdout + result.stderr)
            assert "\u200d" not in result.stderr


def test_a_setting_that_would_set_the_window_title_is_escaped(write, run):
    write({".wikilsp.toml": r'"\u001b]0;pwned\u0007key" = 1', "a.md": ""})
    result = run("check")
    assert result.exit_code == 2
    assert r"no setting is named “\x1b]0;pwned\x07key”" in result.stderr


def test_joiners_are_kept_in_quoted_lines_and_escaped_in_messages(write, run):
    write({"a.md": "می‌خواهم 👩\u200d💻 [[a\u200db]]\n"})
    lines = run("check", "--color", "always").stdout.split("\n")
    assert r"note “a\u200db” not found" in lines[0]
    assert "می\u200cخواهم 👩\u200d💻 [[" in lines[1]


def test_color_codes_of_a_note_are_escaped_in_a_colored_report(write, run):
    write({"a.md": "\x1b[1;33m [[x \x1b]]\n"})
    lines = run("check", "--color", "always").stdout.split("\n")
    assert lines[1].endswith(r" \x1b[1;33m [[" + "\x1b[1;33m" + r"x \x1b" + "\x1b[0m]]")


@pytest.mark.parametrize("arguments", [["check", "--diff"], ["rename", "a", "c", "--dry-run"]])
def test_a_diff_is_escaped_on_a_terminal_and_exact_for_programs(write, arguments):
    write({"a.md": "[[ b ]]\t\x1b]0;x\x07\x9b \u202e [[a]]\r\n", "b.md": ""})
    plain, colored = on_terminal(*arguments, NO_COLOR="1"), on_terminal(*arguments)
    assert harmless(plain)
    assert r"\x1b]0;x\x07\x9b \u202e [[a]]" in plain
    assert "\n\x1b[31m-[[ b ]]" in colored
    assert re.sub(COLOR_CODE, "", colored) == plain
    if arguments[0] == "check":
        assert on_terminal(*arguments, "--color", "never") == plain
    exact = wikilsp(*arguments, env={**os.environ, "PYTHONIOENCODING": "ascii"}).stdout.decode()
    assert "\t\x1b]0;x\x07\x9b \u202e [[a]]\r\n" in exact


@pytest.mark.skipif(not shutil.which("patch"), reason="no patch is installed")
def test_patch_can_apply_a_diff_with_control_characters(folder, write):
    name = f"a {TITLE}\u202e\"'中.md"
    write({name: "see [[ b ]] \x1b[1m\x9b\u202e\r\nx\n", "b.md": ""})
    made = wikilsp("check", "--diff").stdout
    assert harmless(made.decode().split("\n@@")[0].replace("\t", ""))
    subprocess.run(["patch", "-p0", "--binary"], input=made, check=True, capture_output=True)
    assert (folder / name).read_bytes() == "see [[b]] \x1b[1m\x9b\u202e\r\nx\n".encode()


def test_json_has_escapes_that_decode_to_the_same_text(write, run):
    write({f"a{BIDI}.md": "[[x\x9b\u202e\u200d\x7f]]\n"})
    result = run("check", "--output-format", "json")
    [found] = json.loads(result.stdout)
    assert found["filename"] == f"a{BIDI}.md"
    assert found["message"] == "note “x\x9b\u202e\u200d\x7f” not found"
    assert harmless(result.stdout)
    inspected = run("inspect", f"a{BIDI}.md").stdout
    assert json.loads(inspected)["links"][0]["path"] == "x\x9b\u202e\u200d\x7f"
    assert harmless(inspected)


# Kinds of terminals


@pytest.mark.parametrize("columns", ["1", "2", "3", "9", "0", "-1", "-99", "", "x", "1e3", "9" * 30, "９"])
@pytest.mark.parametrize("variable", ["COLUMNS", "LINES"])
def test_a_terminal_of_any_size_gets_a_report(write, run, monkeypatch, variable, columns):
    monkeypatch.setenv(variable, columns)
    write({"a.md": f"{'x' * 500} [[Nowhere]] {'y' * 500}\n"})
    result = run("check")
    assert result.exit_code == 1
    assert "^" in result.stdout.split("\n")[2]
    assert run("check", "--help").exit_code == 0
    assert run("chekc").exit_code == 2


@pytest.mark.parametrize(
    "environment",
    [
        {"LANG": "C", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "ascii:strict"},
        {"PYTHONIOENCODING": "latin-1:strict"},
        {"TERM": "dumb"},
        {"TERM": ""},
        {"TERM": "\x1b]0;x\x07", "NO_COLOR": "0"},
    ],
    ids=str,
)
def test_a_terminal_of_any_kind_gets_a_report(write, environment):
    write({"a.md": "“Größe” [[Nówhere]] 👩\u200d💻 [[ a ]]\n"})
    for arguments in (["check"], ["check", "--diff"], ["rule"], ["check", "-h"], ["chekc “"], ["inspect", "a.md"]):
        done = wikilsp(*arguments, env={**os.environ, **environment})
        assert b"Traceback" not in done.stderr
        assert done.stdout or done.returncode == 2
        assert b"\x1b" not in done.stdout + done.stderr


# Output that cannot be written


EVERY = [
    ["--help"],
    ["--version"],
    ["check"],
    ["check", "-h"],
    ["check", "--output-format", "json"],
    ["check", "--output-format", "sarif"],
    ["check", "--statistics"],
    ["check", "--show-settings"],
    ["check", "--diff"],
    ["check", "--fix"],
    ["check", "nothing-here"],
    ["rename", "a", "c"],
    ["rename", "a", "c", "--dry-run"],
    ["recover"],
    ["recover", "--undo"],
    ["inspect", "a.md"],
    ["rule"],
    ["rule", "missing-note"],
    ["cache", "info"],
    ["cache", "clean"],
    ["cache", "info", "-h"],
    ["completions", "bash"],
    ["init"],
    ["doctor"],
]


def test_every_command_is_covered():
    assert {arguments[0] for arguments in EVERY} == {*COMMANDS, "--help", "--version"} - {"server"}


@pytest.mark.parametrize("redirected", [CLOSED, FULL])
@pytest.mark.parametrize("arguments", EVERY, ids=" ".join)
def test_a_failing_output_is_reported_in_one_line(folder, write, arguments, redirected):
    if redirected == FULL and not Path("/dev/full").exists():
        pytest.skip("this system has no full device")
    write({"a.md": "[[ b ]] [[Nowhere]]\n", "b.md": "", "nothing-here/x.txt": ""})
    done = wikilsp(*arguments, redirected=redirected)
    assert done.returncode == 2
    assert done.stderr.startswith(b"error: the standard output cannot be written: ")
    assert done.stderr.count(b"\n") == 1
    if redirected == CLOSED:
        assert sorted(path.name for path in folder.iterdir()) == ["a.md", "b.md", "nothing-here"]
        assert (folder / "a.md").read_text() == "[[ b ]] [[Nowhere]]\n"


@pytest.mark.parametrize("redirected", [CLOSED, FULL])
@pytest.mark.parametrize("name", FORMATS)
def test_a_failing_output_is_reported_in_one_line_in_every_format(write, name, redirected):
    write({"a.md": "[[Nowhere]]\n" * 3_000})
    done = wikilsp("check", "--output-format", name, redirected=redirected)
    assert done.returncode == 2
    assert done.stderr.startswith(b"error: the standard output cannot be written: ")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("redirected", [">&- 2>&-", ">/dev/full 2>/dev/full"])
@pytest.mark.parametrize("arguments", EVERY, ids=" ".join)
def test_there_is_no_traceback_if_nothing_can_be_reported(write, arguments, redirected):
    write({"a.md": "[[ b ]] [[Nowhere]]\n", "b.md": ""})
    assert wikilsp(*arguments, redirected=redirected).returncode == 2


@pytest.mark.parametrize("redirected", ["2>&-", "2>/dev/full <&-"])
@pytest.mark.parametrize("arguments", EVERY, ids=" ".join)
def test_commands_run_without_stderr_or_stdin(write, arguments, redirected):
    write({"a.md": "[[ b ]] [[Nowhere]]\n", "b.md": "", "nothing-here/x.txt": ""})
    done = wikilsp(*arguments, redirected=redirected)
    assert done.returncode in (0, 1)
    assert done.stdout
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("redirected", ["2>&-", "2>/dev/full"])
def test_without_stderr_usage_errors_keep_their_status(redirected):
    assert wikilsp("check", "--nonsense", redirected=redirected).returncode == 2


@pytest.mark.parametrize("arguments", [["check"], ["check", "--output-format", "json"], ["--help"], ["rule", "-h"]])
def test_a_reader_that_exits_ends_the_command_silently_with_the_status_of_a_broken_pipe(write, arguments):
    write({"a.md": "[[Nowhere]]\n" * 5000})
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "wikilsp", *arguments], stdout=writing, stderr=subprocess.PIPE, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize("redirected", [">&-", "<&-"])
def test_a_server_without_stdio_is_an_error(redirected):
    done = wikilsp("server", redirected=redirected)
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
    assert b"through which an editor talks to the server, is closed" in done.stderr


@pytest.mark.parametrize("arguments", [["check"], ["rename", "a", "b"], ["cache", "info"], ["check", "x.md"]])
def test_a_deleted_current_folder_is_reported_in_one_line(tmp_path, arguments):
    command = f'mkdir gone && cd gone && rmdir ../gone && "{sys.executable}" -m wikilsp {" ".join(arguments)}'
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
