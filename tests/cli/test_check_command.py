"""`wikilsp check` over real folders."""

import json
import os
import re
import subprocess
import sys

import pytest

from wikilsp.cli import check

BROKEN = {"a.md": "see [[Nowhere]]\n"}
CLEAN = {"a.md": "see [[b]]\n", "b.md": "# B\n"}


def lines(result):
    """Return the findings and the summary without its time."""
    return re.sub(r" \(\d+\.\d\d s\)", "", result.stdout).splitlines()


# Reports


def test_a_finding_is_shown_with_its_line_and_exits_with_status_1(write, run):
    write(BROKEN)
    result = run("check")
    assert lines(result) == [
        "a.md:1:7: warning[missing-note] note “Nowhere” not found",
        "1 | see [[Nowhere]]",
        "  |       ^^^^^^^",
        "  = fix: Create note “Nowhere.md”",
        "",
        "1 note: 1 warning",
    ]
    assert result.exit_code == 1
    assert result.stderr == ""


def test_a_clean_vault_exits_with_status_0(write, run):
    write(CLEAN)
    result = run("check")
    assert lines(result) == ["2 notes: no findings"]
    assert result.exit_code == 0


def test_concise_is_one_line_per_finding(write, run):
    write(BROKEN)
    assert lines(run("check", "--output-format", "concise")) == [
        "a.md:1:7: warning[missing-note] note “Nowhere” not found",
        "1 note: 1 warning",
    ]


def test_quiet_omits_the_summary(write, run):
    write({**CLEAN, **BROKEN})
    assert lines(run("check", "-q", "--output-format", "concise")) == [
        "a.md:1:7: warning[missing-note] note “Nowhere” not found"
    ]


def test_columns_count_code_points_without_a_byte_order_mark(write, run):
    write({"a.md": "\ufeff中文 🚀 [[Nowhere]]\n".encode()})
    assert lines(run("check", "--output-format", "concise"))[0].startswith("a.md:1:8: ")


# Paths


def test_a_path_limits_the_report_but_not_the_resolution(write, run):
    write({".obsidian/app.json": "{}", "b.md": "[[Nowhere]]", "sub/a.md": "[[b]] [[gone]]", "sub/c.md": "[[gone too]]"})
    assert lines(run("check", "--output-format", "concise", "sub/a.md")) == [
        "sub/a.md:1:9: warning[missing-note] note “gone” not found",
        "1 note: 1 warning",
    ]
    assert lines(run("check", "sub"))[-1] == "2 notes: 2 warnings"
    assert lines(run("check", "sub", "sub/a.md", "b.md"))[-1] == "3 notes: 3 warnings"


def test_a_folder_with_a_longer_name_is_not_included(write, run):
    write({".obsidian/app.json": "{}", "sub/a.md": "", "submarine/b.md": ""})
    assert lines(run("check", "sub")) == ["1 note: no findings"]


def test_paths_below_the_current_folder_are_relative_and_others_absolute(write, run, folder, monkeypatch):
    write({f"one/{path}": text for path, text in {**BROKEN, ".obsidian/app.json": "{}"}.items()})
    assert lines(run("check", "-q", "--output-format", "concise", folder / "one"))[0].startswith("one/a.md:1:7: ")
    (folder / "two").mkdir()
    monkeypatch.chdir(folder / "two")
    assert lines(run("check", "-q", "--output-format", "concise", "../one"))[0].startswith(f"{folder}/one/a.md:1:7: ")


def test_a_note_given_by_a_symbolic_link_is_found(write, run, folder):
    write({".obsidian/app.json": "{}", "notes/a.md": "[[Nowhere]]"})
    (folder / "short").symlink_to(folder / "notes")
    assert lines(run("check", "-q", "--output-format", "concise", "short/a.md"))[0].startswith("notes/a.md:1:3: ")


def test_several_vaults_make_one_report(write, run):
    write({"z/.obsidian/app.json": "{}", "z/a.md": "[[b]]", "b/.foam/x": "", "b/b.md": "[[a]]"})
    assert lines(run("check", "--output-format", "concise", "z", "b")) == [
        "b/b.md:1:3: warning[missing-note] note “a” not found",
        "z/a.md:1:3: warning[missing-note] note “b” not found",
        "2 notes: 2 warnings",
    ]


def test_a_nested_vault_is_skipped_listed_with_verbose_and_checked_if_given(write, run):
    write({".wikilsp.toml": "", **CLEAN, "in/.obsidian/app.json": "{}", "in/a.md": "[[Nowhere]]"})
    result = run("check", "-v")
    assert lines(result) == ["2 notes: no findings"]
    assert "this is the root of a vault: it has .wikilsp.toml\n" in result.stderr
    assert "in: this nested vault was skipped\n" in result.stderr
    assert lines(run("check", "in"))[-1] == "1 note: 1 warning"


DATAVIEW = {".obsidian/community-plugins.json": '["dataview"]', "a.md": "up::[[a]]\nx:: 1\n"}


def test_verbose_names_the_preset_and_the_file_that_decided(write, run, folder):
    write(DATAVIEW)
    result = run("check", "-v")
    assert lines(result) == ["1 note: no findings"]
    detected = f"{folder}: the preset is “dataview”: detected from .obsidian/community-plugins.json\n"
    assert detected in result.stderr
    assert run("check").stderr == ""


def test_verbose_tells_that_no_app_settings_were_found(write, run, folder):
    write({**CLEAN, ".git/HEAD": ""})
    assert f"{folder}: the preset is “obsidian”: no app settings were found\n" in run("check", "-v").stderr


def test_verbose_names_the_files_that_are_not_used(write, run, folder):
    write({**CLEAN, ".obsidian/community-plugins.json": "[1]"})
    result = run("check", "-v")
    assert f"{folder}: .obsidian/community-plugins.json is not used: it is not a list of names in JSON" in result.stderr
    assert f"{folder}: the preset is “obsidian”: detected from .obsidian\n" in result.stderr
    assert (run("check").stderr, result.exit_code) == ("", 0)


def test_a_preset_in_the_settings_is_not_detected(write, run):
    write({**DATAVIEW, ".wikilsp.toml": "preset = 'obsidian'"})
    result = run("check", "-v")
    assert lines(result)[-1] == "1 note: 1 warning"
    assert "the preset is" not in result.stderr


def test_a_path_that_does_not_exist_is_a_usage_error(run):
    result = run("check", "nowhere")
    assert result.exit_code == 2
    assert "nowhere" in result.stderr


# No note


def test_without_notes_the_path_and_criteria_are_printed(run, folder):
    result = run("check")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"no notes found in “{folder}”; the name of a note ends in .md or .markdown")


@pytest.mark.parametrize("option", ["--quiet", "--output-format=json"])
def test_without_notes_the_message_stays_out_of_the_report(run, write, option):
    write({"pictures/x.png": "", "a.md": ""})
    result = run("check", option, "pictures")
    assert result.exit_code == 0
    assert result.stdout == ("[]\n" if "json" in option else "")
    assert result.stderr.startswith("no notes found in “pictures”")


def test_without_notes_nested_vaults_are_listed(run, write):
    write({"garden/.wikilsp.toml": "", "garden/a.md": ""})
    assert run("check").stdout.endswith("nested vaults must be checked separately: “garden”\n")


# Rules and severities


TWO_RULES = {"a.md": "[[Nowhere]] [[]]\n"}


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ([], ["missing-note", "empty-link"]),
        (["--select", "empty-link"], ["empty-link"]),
        (["--select", "empty-link,missing-note"], ["missing-note", "empty-link"]),
        (["--select", "empty-link", "--select", "missing-note"], ["missing-note", "empty-link"]),
        (["--ignore", "empty-link"], ["missing-note"]),
        (["--select", "empty-link,missing-note", "--ignore", "missing-note"], ["empty-link"]),
    ],
)
def test_select_and_ignore(write, run, options, codes):
    write(TWO_RULES)
    result = run("check", "-q", "--output-format", "concise", *options)
    assert re.findall(r"\[([\w-]+)\] ", result.stdout) == codes


def test_a_selected_rule_runs_even_if_the_settings_turn_it_off(write, run):
    write({**BROKEN, ".wikilsp.toml": '[rules]\nmissing-note = "off"\n'})
    assert lines(run("check")) == ["1 note: no findings"]
    assert lines(run("check", "--select", "missing-note"))[-1] == "1 note: 1 warning"


def test_suppressions_of_rules_that_do_not_run_are_not_unused(write, run):
    write({"a.md": "[[Nowhere]] <!-- wikilsp-ignore missing-note -->\n"})
    assert lines(run("check", "--show", "hint", "--ignore", "missing-note")) == ["1 note: no findings"]


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_an_unknown_code_is_a_usage_error_with_a_suggestion(run, option):
    result = run("check", option, "missing-not")
    assert result.exit_code == 2
    assert "no rule is named “missing-not”; did you mean “missing-note”?" in result.stderr


THREE_LEVELS = {"a.md": "[[Nowhere]] [[]] [[ b ]]\n", "b.md": ""}


@pytest.mark.parametrize(
    ("options", "summary", "status"),
    [
        ([], "1 warning, 1 info; not shown: 1 hint (see --show)", 1),
        (["--show", "hint"], "1 warning, 1 info, 1 hint", 1),
        (["--show", "warning"], "1 warning; not shown: 1 info, 1 hint (see --show)", 1),
        (["--fail-on", "error"], "1 warning, 1 info; not shown: 1 hint (see --show)", 0),
        (
            ["--fail-on", "error", "--show", "error"],
            "no findings; not shown: 1 warning, 1 info, 1 hint (see --show)",
            0,
        ),
        (["--fail-on", "hint"], "1 warning, 1 info, 1 hint", 1),
        (["--fail-on", "info", "--show", "error"], "1 warning, 1 info; not shown: 1 hint (see --show)", 1),
    ],
)
def test_shown_severities_and_exit_status(write, run, options, summary, status):
    write(THREE_LEVELS)
    result = run("check", *options)
    assert lines(result)[-1] == f"2 notes: {summary}"
    assert result.exit_code == status


def test_hidden_findings_are_in_no_format(write, run):
    write(THREE_LEVELS)
    found = json.loads(run("check", "--output-format", "json").stdout)
    assert [finding["severity"] for finding in found] == ["warning", "info"]


# Settings


def test_settings_are_read_from_the_root(write, run):
    write({"sub/a.md": "[[Nowhere]]", ".wikilsp.toml": '[rules]\nmissing-note = "error"\n'})
    assert lines(run("check", "sub"))[-1] == "1 note: 1 error"


def test_config_is_used_instead_of_the_settings_of_the_vault(write, run):
    write({**BROKEN, ".wikilsp.toml": "not even = TOML", "other.toml": '[rules]\nmissing-note = "info"\n'})
    result = run("check", "--config", "other.toml", "-v")
    assert lines(result)[-1] == "1 note: 1 info"
    assert "its settings come from other.toml\n" in result.stderr


@pytest.mark.parametrize("command", [("check",), ("check", "--fix"), ("rename", "a.md", "b.md"), ("inspect", "a.md")])
def test_settings_for_another_version_are_an_error(write, run, folder, command):
    write({"a.md": "[[a|b]] [[ a ]]\n", ".wikilsp.toml": 'future = 1\nrequired-version = ">=100"\n'})
    result = run(*command)
    assert (result.exit_code, result.stdout) == (2, "")
    assert ".wikilsp.toml:2: these settings require wikilsp >=100, and this is " in result.stderr
    assert result.stderr.count("\n") == 1
    assert (folder / "a.md").read_text() == "[[a|b]] [[ a ]]\n"


def test_invalid_settings_name_file_line_and_nearest_name(write, run):
    write({**BROKEN, ".wikilsp.toml": '[rules]\nmissing-not = "off"\n'})
    result = run("check")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert ".wikilsp.toml:2: " in result.stderr
    assert "“missing-note”" in result.stderr


# Unreadable files


def test_unreadable_files_are_warnings_and_the_rest_is_checked(write, run, folder):
    write(BROKEN)
    (folder / "loop.md").symlink_to("loop.md")
    (folder / "folder.md").mkdir()
    result = run("check")
    assert lines(result)[-1] == "1 note: 1 warning"
    assert "warning: folder.md: " in result.stderr
    assert "warning: loop.md: " in result.stderr


def test_a_note_that_is_not_utf8_is_a_finding_with_its_line(write, run):
    write({"a.md": b"caf\xe9\n"})
    assert lines(run("check"))[:3] == [
        "a.md:1:4: error[invalid-utf8] " + lines(run("check"))[0].partition("] ")[2],
        "1 | caf\ufffd",
        "  |    ^",
    ]


def test_a_note_that_is_too_large_is_a_finding_without_a_line(write, run):
    write({"a.md": "x" * 2000, ".wikilsp.toml": "files.max-size = 1000"})
    found = lines(run("check"))
    assert found[0].startswith("a.md:1:1: warning[large-note] ")
    assert found[1] == ""


def test_two_runs_print_the_same_bytes(write):
    write({f"{name}.md": "[[Nowhere]] [[]] [[Not here]]\n" for name in "edcba"})
    first, second = (wikilsp("check", "--output-format", "json").communicate()[0] for _ in range(2))
    assert first == second
    assert json.loads(first)[0]["filename"] == "a.md"


# Terminals and pipes


def test_color(write, run, monkeypatch):
    write(BROKEN)
    assert "\x1b[" not in run("check").stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[1;33mwarning[missing-note]\x1b[0m" in run("check", "--color", "always").stdout


def wikilsp(*arguments, **options):
    command = [sys.executable, "-m", "wikilsp", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)


def test_a_closed_pipe_ends_the_command_silently(write):
    write({"a.md": "[[Nowhere]]\n" * 5000})
    process = wikilsp("check")
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait()


def test_an_output_that_is_not_utf8_gets_escapes(write):
    write({"中.md": "[[ß]]\n"})
    process = wikilsp("check", "--output-format", "concise", env={**os.environ, "PYTHONIOENCODING": "latin-1"})
    stdout, stderr = process.communicate()
    assert stdout.decode("latin-1").startswith(r"\u4e2d.md:1:3: warning[missing-note] note \u201cß\u201d not found")
    assert stderr == b""
    assert process.returncode == 1


def test_json_is_always_utf8(write):
    write({"中.md": "[[ß]]\n"})
    process = wikilsp("check", "--output-format", "json", env={**os.environ, "PYTHONIOENCODING": "latin-1"})
    stdout, _ = process.communicate()
    assert json.loads(stdout.decode("utf-8"))[0]["filename"] == "中.md"


def test_ctrl_c_ends_the_command_silently(write, run, monkeypatch):
    write(BROKEN)

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(check, "find_cached", interrupted)
    result = run("check")
    assert (result.exit_code, result.stdout, result.stderr) == (130, "", "")


def test_a_link_may_name_a_note_of_a_nested_vault(write, run):
    write(
        {
            ".wikilsp.toml": "",
            "a.md": "[[n]] [[in/n#Nowhere]] [t](in/n.md) [[p.png]] [[gone]]\n",
            "in/.obsidian/app.json": "",
        }
    )
    write({"in/n.md": "[[a]]\n", "in/p.png": ""})
    printed = run("check", "--output-format", "concise", "-q").stdout
    assert printed == "a.md:1:49: warning[missing-note] note “gone” not found\n"
    printed = run("check", "--output-format", "concise", "-q", "in").stdout
    assert printed == "in/n.md:1:3: warning[missing-note] note “a” not found\n"


NOISY = "[[Gone]] [[gone#h|x]] ![[GONE.md]] [t](Gone.md) [t](gone) ![[a.png]] [[A.PNG]] â€” â€” â€œ\n"
NOISY += "[[Cafe\u0301]] [[café]] [[Gone x]]\n"


def test_text_formats_join_the_places_of_one_missing_name(write, run):
    write({".wikilsp.toml": "", "a.md": NOISY, "b.md": "[[Gone]]\n"})
    concise = run("check", "--output-format", "concise", "--show", "hint").stdout.split("\n")
    assert [line.partition(": ")[2] for line in concise[:-2]] == [
        "warning[missing-note] note “Gone” not found (and 2 more places in this note)",
        "warning[missing-file] file “Gone.md” not found (and 1 more place in this note)",
        "warning[missing-attachment] file “a.png” not found (and 1 more place in this note)",
        "hint[mojibake] garbled text “â€””; write “—” (and 1 more place in this note)",
        "hint[mojibake] garbled text “â€œ”; write ““”",
        "warning[missing-note] note “Cafe\u0301” not found (and 1 more place in this note)",
        "warning[missing-note] note “Gone x” not found",
        "warning[missing-note] note “Gone” not found",
    ]
    assert concise[-2].startswith("2 notes: 6 warnings, 2 hints (")
    full = run("check", "--show", "hint").stdout
    assert "a.md:1:3: warning[missing-note] note “Gone” not found (and 2 more places in this note)\n1 | " in full


def test_joined_places_are_silenced_and_listed_one_by_one(write, run):
    write({".wikilsp.toml": "", "a.md": "[[Gone]] <!-- wikilsp-ignore missing-note -->\n\n[[Gone]]\n\n[[Gone]]\n"})
    assert run("check", "--output-format", "concise", "-q").stdout == (
        "a.md:3:3: warning[missing-note] note “Gone” not found (and 1 more place in this note)\n"
    )
    listed = json.loads(run("check", "--output-format", "json").stdout)
    assert [(each["location"]["row"], each["message"]) for each in listed] == [
        (3, "note “Gone” not found"),
        (5, "note “Gone” not found"),
    ]


def test_the_links_of_templates_are_not_checked(write, run, folder):
    write(
        {".obsidian/app.json": "", "templates/a.md": "[[x]]\n", "forms/b.md": "[[y]]\n", "forms/c.md": "", "d.md": ""}
    )
    assert lines(run("check", "--output-format", "concise")) == [
        "forms/b.md:1:3: warning[missing-note] note “y” not found",
        "4 notes: 1 warning; 1 template: links not checked",
    ]
    write({".obsidian/templates.json": '\ufeff{"folder": "/forms/", "x": [1]}'})
    for _ in "cold", "warm":
        assert lines(run("check", "--output-format", "concise", "--cache-dir", str(folder / "cache"))) == [
            "templates/a.md:1:3: warning[missing-note] note “x” not found",
            "4 notes: 1 warning; 2 templates: links not checked",
        ]
    assert lines(run("check", "forms"))[-1] == "2 notes: no findings; 2 templates: links not checked"
    write({".wikilsp.toml": "templates.folders = false\n"})
    assert lines(run("check"))[-1] == "4 notes: 2 warnings"


@pytest.mark.parametrize(
    "text", ["", "[]", '{"folder": 1}', '{"folder": ""}', '{"folder": "../x"}', '{"folder": ".."}', "{"]
)
def test_settings_of_an_app_that_name_no_folder_of_templates(write, run, text):
    write({".obsidian/templates.json": text, "templates/a.md": "[[x]]\n"})
    assert lines(run("check")) == ["1 note: no findings; 1 template: links not checked"]
