"""`wikilsp check --fix` and `--diff` over real folders."""

import os
import re
import shutil
import subprocess

import pytest

LINK = "see [[ b ]]\n"
FIXED = "see [[b]]\n"


def last_line(result):
    return result.stdout.split("\n")[-2]


def test_safe_fixes_are_applied_and_remaining_findings_reported(folder, write, run):
    write({"a.md": f"{LINK}[[Nowhere]]\n", "b.md": "it â€” that is\n"})
    result = run("check", "--fix", "--show", "error", "--fail-on", "error")
    assert re.sub(r" \(.*?\)", "", result.stdout, count=1).split("\n") == [
        "2 notes: no findings; not shown: 1 warning, 1 hint (see --show)",
        "fixed 1 finding in 1 note; 2 remain, 1 with an unsafe fix (see --unsafe-fixes)",
        "",
    ]
    assert result.exit_code == 0
    assert (folder / "a.md").read_text() == f"{FIXED}[[Nowhere]]\n"
    assert (folder / "b.md").read_text() == "it â€” that is\n"


def test_unsafe_fixes_are_applied_on_request(folder, write, run):
    write({"a.md": "it â€” that is [[great_famine]]\n", "great famine.md": ""})
    result = run("check", "--fix", "--unsafe-fixes")
    assert last_line(result) == "fixed 2 findings in 1 note"
    assert result.exit_code == 0
    assert (folder / "a.md").read_text() == "it — that is [[great famine|great_famine]]\n"


def test_a_second_run_changes_nothing(folder, write, run):
    write({"a.md": LINK, "b.md": "tags:: x,,\n---\n"})
    run("check", "--fix", "--unsafe-fixes")
    texts = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert last_line(run("check", "--fix", "--unsafe-fixes")) == "fixed 0 findings in 0 notes"
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == texts


def test_remaining_findings_decide_the_exit_status(write, run):
    write({"a.md": f"{LINK}[[Nowhere]]\n", "b.md": ""})
    result = run("check", "--fix", "--output-format", "concise")
    assert result.stdout.startswith("a.md:2:3: warning[missing-note] ")
    assert result.exit_code == 1


def test_only_findings_of_the_selected_rules_are_fixed(folder, write, run):
    write({"a.md": "[[ b ]] [[b\\|x]]\n", "b.md": "", ".wikilsp.toml": '[rules]\nlink-edge-space = "off"\n'})
    run("check", "--fix", "--ignore", "escaped-pipe-outside-table")
    assert (folder / "a.md").read_text() == "[[ b ]] [[b\\|x]]\n"
    run("check", "--fix", "--select", "link-edge-space")
    assert (folder / "a.md").read_text() == "[[b]] [[b\\|x]]\n"


def test_a_fix_causes_no_finding_of_an_unselected_rule(folder, write, run):
    table = "| a |\n| - |\n| [[gone|x]] |\n"
    write({"a.md": table})
    assert run("check", "--fix", "--select", "unescaped-pipe-in-table").exit_code == 1
    assert (folder / "a.md").read_text() == table


def test_a_suppression_of_an_unselected_rule_is_kept(folder, write, run):
    text = "[[Nowhere]] <!-- wikilsp-ignore -->\n"
    write({"a.md": text})
    run("check", "--fix", "--select", "unused-suppression")
    assert (folder / "a.md").read_text() == text


def test_only_the_given_notes_are_fixed(folder, write, run):
    write({".obsidian/app.json": "{}", "a.md": LINK, "b.md": "", "x/a.md": LINK})
    run("check", "--fix", "x")
    assert (folder / "a.md").read_text() == LINK
    assert (folder / "x/a.md").read_text() == FIXED


def test_json_contains_only_remaining_findings(write, run):
    write({"a.md": LINK, "b.md": ""})
    result = run("check", "--fix", "--output-format", "json")
    assert result.stdout == "[]\n"
    assert result.stderr == "fixed 1 finding in 1 note\n"


def test_quiet_omits_the_numbers_of_fixes(write, run):
    write({"a.md": LINK, "b.md": ""})
    result = run("check", "--fix", "-q")
    assert (result.stdout, result.stderr) == ("", "")


@pytest.mark.parametrize("option", ["--fix", "--diff"])
def test_remaining_findings_with_a_fix_have_a_reason(write, run, option):
    write({"x/a.md": "| a |\n| - |\n| [[gone|x]] |\n", "b.md": LINK})
    result = run("check", option, "--ignore", "missing-note")
    told = (result.stdout if option == "--fix" else result.stderr).split("\n")
    fixed = "fixed 1 finding in 1 note; 1 remains" if option == "--fix" else "would fix 1 finding in 1 note"
    assert told[-3:] == ["x/a.md: 1 finding not fixed: a fix would cause a new finding; fix it by hand", fixed, ""]


def test_ten_notes_with_remaining_findings_are_listed(write, run):
    write({f"{number:02}.md": "| a |\n| - |\n| [[gone|x]] |\n" for number in range(13)})
    told = run("check", "--diff").stderr.split("\n")
    assert [line.partition(":")[0] for line in told[:-1]] == [
        *(f"{number:02}.md" for number in range(10)),
        "and findings in 3 more notes",
        "would fix 0 findings in 0 notes",
    ]


def test_unsafe_fixes_are_not_offered_for_a_note_that_is_not_fixed(write, run):
    write({"a.md": "#a//b\n" * 5_000, "b.md": "#a//b\n"})
    assert last_line(run("check", "--fix", "--fail-on", "error")) == (
        "fixed 0 findings in 0 notes; 5,001 remain, 1 with an unsafe fix (see --unsafe-fixes)"
    )
    result = run("check", "--fix", "--unsafe-fixes", "--fail-on", "error")
    assert result.stdout.split("\n")[-3:] == [
        "a.md: 5,000 findings not fixed: “tag-empty-segment” has 5,000 findings or more in this note; split the note",
        "fixed 1 finding in 1 note; 5,000 remain",
        "",
    ]


# Files


@pytest.mark.parametrize("text", ["\ufeff[[ b ]]\r\nx\ry\u2028\n[[ b ]]", "[[ b ]]\r\n", "[[ b ]]"])
def test_nothing_else_in_a_file_changes(folder, write, run, text):
    write({"a.md": text, "b.md": ""})
    (folder / "a.md").chmod(0o640)
    run("check", "--fix")
    assert (folder / "a.md").read_bytes() == text.replace("[[ b ]]", "[[b]]").encode()
    assert (folder / "a.md").stat().st_mode & 0o777 == 0o640


def test_a_file_without_fixes_is_not_touched(folder, write, run):
    write({"a.md": LINK, "b.md": "[[Nowhere]]"})
    os.utime(folder / "b.md", (1, 1))
    run("check", "--fix")
    assert (folder / "b.md").stat().st_mtime == 1


def test_the_target_of_a_symbolic_link_is_written(folder, write, run):
    write({".obsidian/app.json": "{}", "b.md": "", ".a.md": LINK})
    (folder / "a.md").symlink_to(".a.md")
    run("check", "--fix")
    assert (folder / "a.md").is_symlink()
    assert (folder / ".a.md").read_text() == FIXED


def test_a_note_that_is_not_utf8_is_reported_and_left_alone(folder, write, run):
    write({"a.md": b"\xff [[ b ]]\n", "b.md": "[[ b ]]\n"})
    result = run("check", "--fix", "--ignore", "invalid-utf8")
    problem = "this note is not valid UTF-8, so it was not fixed; save it as UTF-8 first"
    assert result.stderr == f"warning: a.md: {problem}\n"
    assert result.exit_code == 1
    assert (folder / "a.md").read_bytes() == b"\xff [[ b ]]\n"
    assert (folder / "b.md").read_text() == "[[b]]\n"


def test_an_unwritable_note_is_reported_and_the_others_are_fixed(folder, write, run):
    write({"a.md": LINK, "b.md": "[[ b ]]\n"})
    (folder / "a.md").chmod(0o444)
    result = run("check", "--fix")
    assert result.stderr.startswith("warning: a.md: ")
    assert result.exit_code == 1
    assert (folder / "a.md").read_text() == LINK
    assert last_line(result) == "fixed 1 finding in 1 note; 1 remains"


def test_a_note_that_changes_meanwhile_is_reported_and_left_alone(folder, write, run, monkeypatch):
    write({"a.md": LINK, "b.md": ""})

    def read(root, path):
        text = (root / path).read_text()
        (root / path).write_text("changed meanwhile [[ b ]]\n")
        return text

    monkeypatch.setattr("wikilsp.cli.fixing.read_text", read)
    result = run("check", "--fix")
    assert result.stderr.startswith("warning: a.md: this note has changed since it was read")
    assert (folder / "a.md").read_text() == "changed meanwhile [[ b ]]\n"


# --diff


def test_a_diff_is_printed_and_nothing_changes(folder, write, run):
    write({"x/a.md": f"one\ntwo\nthree\nfour\n{LINK}five\nsix\r\nseven\neight", "b.md": ""})
    before = (folder / "x/a.md").read_bytes()
    result = run("check", "--diff")
    assert result.stdout_bytes.decode() == (
        "--- x/a.md\n+++ x/a.md\n@@ -2,7 +2,7 @@\n two\n three\n four\n"
        "-see [[ b ]]\n+see [[b]]\n five\n six\r\n seven\n"
    )
    assert result.stderr == "would fix 1 finding in 1 note\n"
    assert result.exit_code == 1
    assert (folder / "x/a.md").read_bytes() == before


def test_nothing_to_change_is_an_empty_diff_and_status_0(write, run):
    write({"a.md": "[[Nowhere]]\nit â€” that is\n"})
    result = run("check", "--fix", "--diff")
    assert (result.stdout, result.exit_code) == ("", 0)
    assert run("check", "--diff", "--unsafe-fixes").exit_code == 1


@pytest.mark.skipif(shutil.which("patch") is None, reason="there is no patch to try it with")
def test_patch_accepts_the_diff(folder, write, run):
    write({"a b.md": "[[ b ]]\r\nx\u2028y\n" * 9 + "[[ b ]]", "b.md": "tags:: x\n---\n"})
    printed = run("check", "--diff").stdout_bytes
    copy = folder / "copy"
    copy.mkdir()
    for name in ("a b.md", "b.md"):
        shutil.copy(folder / name, copy)
    subprocess.run(["patch", "-p0", "--binary"], cwd=copy, input=printed, check=True, capture_output=True)
    run("check", "--fix")
    for name in ("a b.md", "b.md"):
        assert (copy / name).read_bytes() == (folder / name).read_bytes()


def test_unsafe_fixes_alone_are_a_usage_error(write, run):
    write({"a.md": ""})
    result = run("check", "--unsafe-fixes")
    assert result.exit_code == 2
    assert "--unsafe-fixes requires --fix, --fix-only or --diff" in result.stderr
