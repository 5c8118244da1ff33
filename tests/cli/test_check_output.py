"""Options of `wikilsp check` for the form, the place and the amount of its output."""

import json
import os
import re

import pytest

from wikilsp.report import FORMATS

NOTES = {
    ".wikilsp.toml": "",
    "a.md": "[[Gone]] [[gone]] [[ b ]]\n\nkey:: 1\nother::2\n",
    "b.md": "---\nalias: x\n---\n",
}
CONCISE = [
    "a.md:1:3: warning[missing-note] note “Gone” not found (and 1 more place in this note)",
    "a.md:4:1: warning[property-missing-space] missing space after “other::”; write “other:: value”",
    "b.md:2:1: info[deprecated-frontmatter-key] deprecated key “alias” is ignored by Obsidian; rename it to “aliases”",
]


@pytest.fixture(autouse=True)
def _vault(write):
    write(NOTES)


def lines(text):
    return re.sub(r" \(\d+\.\d\d s\)", "", text).removesuffix("\n").split("\n")


# The format


def test_the_format_comes_from_the_environment_unless_an_option_chooses_it(executable):
    assert lines(executable("check", "-q", WIKILSP_OUTPUT_FORMAT="concise").stdout) == CONCISE
    chosen = executable("check", "-q", "--output-format", "jsonl", WIKILSP_OUTPUT_FORMAT="concise")
    assert [json.loads(line)["code"] for line in lines(chosen.stdout)].count("missing-note") == 2
    assert executable("check", "-q", WIKILSP_OUTPUT_FORMAT="").stdout == executable("check", "-q").stdout


@pytest.mark.parametrize("name", ["sarf", "JSON", " "])
def test_an_unknown_format_in_the_environment_is_a_usage_error_that_names_the_variable(executable, name):
    done = executable("check", WIKILSP_OUTPUT_FORMAT=name)
    assert (done.returncode, done.stdout) == (2, "")
    assert "(env var: 'WIKILSP_OUTPUT_FORMAT')" in done.stderr
    assert "'sarif'" in done.stderr


def test_in_github_actions_annotations_follow_the_findings(executable):
    full, github = (executable("check", "-q", "--output-format", name).stdout for name in ("full", "github"))
    done = executable("check", GITHUB_ACTIONS="true")
    assert done.stdout.startswith(full + github)
    assert lines(done.stdout)[-1].startswith("2 notes: 2 warnings, 1 info")
    assert len(lines(github)) == 4


@pytest.mark.parametrize(
    ("options", "environment"),
    [
        (["--output-format", "full"], {"GITHUB_ACTIONS": "true"}),
        ([], {"GITHUB_ACTIONS": "true", "WIKILSP_OUTPUT_FORMAT": "full"}),
        ([], {"GITHUB_ACTIONS": "false"}),
        ([], {"GITHUB_ACTIONS": ""}),
        ([], {"CI": "true", "GITLAB_CI": "true", "TF_BUILD": "True"}),
    ],
)
def test_elsewhere_and_if_a_format_is_chosen_there_are_no_annotations(executable, options, environment):
    assert executable("check", "-q", *options, **environment).stdout == executable("check", "-q").stdout


# Names


def test_names_are_relative_to_the_repository_or_to_what_the_service_says(executable, write, folder):
    write({"x/v/.wikilsp.toml": "", "x/v/n.md": "[[Gone]]\n", "x/.wikilsp.toml": "exclude = ['*']"})
    done = executable("check", "-q", "--output-format", "github", "v", cwd="x")
    assert "file=v/n.md," in done.stdout, "the current folder"
    for variable in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        done = executable("check", "-q", "--output-format", "github", "v", cwd="x", **{variable: str(folder)})
        assert "file=x/v/n.md," in done.stdout
    write({"x/v/.git": "gitdir: elsewhere\n"})
    done = executable("check", "-q", "--output-format", "github", "v", cwd="x", GITHUB_WORKSPACE=str(folder))
    assert "file=n.md," in done.stdout, "the repository"


# The output file


@pytest.mark.parametrize("name", FORMATS)
def test_the_report_is_written_to_a_file(run, folder, name):
    printed = run("check", "-q", "--output-format", name, "b.md", "a.md").stdout
    done = run("check", "--output-format", name, "--output-file", "report.txt", "b.md", "a.md")
    assert (folder / "report.txt").read_text("utf-8") == printed
    assert (done.exit_code, lines(done.stdout)) == (1, ["2 notes: 2 warnings, 1 info; not shown: 1 hint (see --show)"])


def test_an_output_file_replaces_an_older_one_and_may_become_empty(executable, folder):
    (folder / "report.txt").write_text("old")
    assert executable("check", "--output-file", "report.txt", "--select", "mojibake").returncode == 0
    assert (folder / "report.txt").read_text() == ""


def test_other_reports_are_written_to_the_file_as_well(run, folder):
    for option in ("--diff", "--statistics", "--show-files", "--show-settings"):
        printed = run("check", "-q", option).stdout
        run("check", "-q", option, "--output-file", "report.txt")
        assert (folder / "report.txt").read_text("utf-8").startswith(printed), option
        (folder / "report.txt").unlink()


@pytest.mark.parametrize(
    ("file", "problem"),
    [
        ("nowhere/report.json", "“nowhere/report.json” cannot be written: there is no folder “nowhere”"),
        ("a.md/report.json", "“a.md/report.json” cannot be written: there is no folder “a.md”"),
        (".", "cannot be written: Is a directory"),
        ("a.md", "“a.md” cannot be written: a note may have this name; choose one that does not end in .md"),
        ("new.MARKDOWN", "“new.MARKDOWN” cannot be written: a note may have this name"),
        ("/dev/full", "“/dev/full” cannot be written: No space left on device"),
    ],
)
def test_an_output_file_that_cannot_be_written_is_one_line(executable, folder, file, problem):
    done = executable("check", "--fix", "--output-file", file)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("error: ")
    assert problem in done.stderr
    if file != "/dev/full":
        assert (folder / "a.md").read_text() == NOTES["a.md"], "nothing was fixed"


@pytest.mark.parametrize("target", ["a.md", "outside.txt"])
@pytest.mark.parametrize("options", [["--output-file"], ["--write-baseline"]], ids=" ".join)
def test_a_file_that_a_link_leads_to_is_kept(executable, write, folder, tmp_path_factory, target, options):
    kept = folder / target if target == "a.md" else tmp_path_factory.mktemp("elsewhere") / target
    write({"a.md": NOTES["a.md"]} if target == "a.md" else {})
    kept.write_text("mine\n")
    (folder / "report").symlink_to(kept)
    done = executable("check", *options, "report")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "“report” cannot be written: it is a symbolic link" in done.stderr
    assert kept.read_text() == "mine\n"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_an_output_file_without_permission_is_one_line(executable, folder):
    (folder / "report.txt").touch(0o400)
    done = executable("check", "--output-file", "report.txt")
    assert (done.returncode, done.stderr) == (2, "error: “report.txt” cannot be written: Permission denied\n")


# Statistics


def test_statistics_count_what_the_summary_counts(executable):
    done = executable("check", "--statistics", "--show", "hint")
    assert done.returncode == 1
    assert lines(done.stdout) == [
        "1  info     deprecated-frontmatter-key  1 with --unsafe-fixes",
        "1  hint     link-edge-space             1 fixable with --fix",
        "1  warning  missing-note",
        "1  warning  property-missing-space      1 fixable with --fix",
        "2 notes: 2 warnings, 1 info, 1 hint",
    ]


def test_statistics_as_json(executable):
    done = executable("check", "--statistics", "--output-format", "json")
    assert [(each["code"], each["count"]) for each in json.loads(done.stdout)] == [
        ("deprecated-frontmatter-key", 1),
        ("missing-note", 1),
        ("property-missing-space", 1),
    ]


@pytest.mark.parametrize("name", sorted(FORMATS.keys() - {"full", "concise", "grouped", "json"}))
def test_statistics_have_no_other_format(run, name):
    result = run("check", "--statistics", "--output-format", name)
    assert result.exit_code == 2
    assert (
        f"--statistics has no format “{name}”, which --output-format or $WIKILSP_OUTPUT_FORMAT chose" in result.stderr
    )
    assert "; choose one of full, concise, grouped, json" in result.stderr


# The exit status, and less output


@pytest.mark.parametrize("options", [[], ["--output-format", "json"], ["--diff"], ["--fail-on", "hint"], ["--fix"]])
def test_with_exit_zero_findings_are_no_failure(run, options):
    assert run("check", "-q", *options).exit_code == 1
    assert run("check", "-q", "--exit-zero", *options).exit_code == 0


def test_exit_zero_hides_no_errors(executable, write):
    assert executable("check", "--exit-zero").returncode == 0
    assert executable("check", "--exit-zero", "--no-such-option").returncode == 2
    write({".wikilsp.toml": "no-such-setting = 1"})
    assert executable("check", "--exit-zero").returncode == 2


def test_exit_zero_does_not_hide_notes_that_cannot_be_fixed(executable, write):
    write({"bad.md": b"\xff [[ b ]]\n"})
    assert executable("check", "--exit-zero", "--fix", "--ignore", "invalid-utf8").returncode == 1


@pytest.mark.parametrize("option", ["--silent", "-s"])
def test_silent_prints_nothing(executable, folder, option):
    (folder / "loop.md").symlink_to("loop.md")
    for more in ([], ["--fix", "-v"], ["--diff"], ["--output-format", "json"], ["--statistics"], ["--show-files"]):
        done = executable("check", option, *more)
        assert (done.stdout, done.stderr) == ("", "")
    assert executable("check", option, "b.md").returncode == 0
    assert executable("check", option, "a.md").returncode == 1


def test_silent_still_writes_the_output_file_and_prints_errors(executable, write, folder):
    assert executable("check", "-s", "--output-file", "out", "--output-format", "concise").stdout == ""
    assert lines((folder / "out").read_text("utf-8")) == CONCISE
    assert "No such option" in executable("check", "-s", "--nonsense").stderr
    write({".wikilsp.toml": "nonsense = 1"})
    done = executable("check", "-s")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no setting is named “nonsense”" in done.stderr


def test_without_notes_silent_prints_nothing(executable, write):
    write({"empty/.wikilsp.toml": ""})
    done = executable("check", "-s", "empty")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# Fixes


def test_show_fixes_lists_the_fixes_in_each_note(executable):
    done = executable("check", "--fix", "--show-fixes", "--output-format", "concise")
    assert lines(done.stdout)[2:] == [
        "fixed in a.md: 1 link-edge-space, 1 property-missing-space",
        "2 notes: 1 warning, 1 info",
        "fixed 2 findings in 1 note; 2 remain, 1 with an unsafe fix (see --unsafe-fixes)",
    ]


def test_show_fixes_of_a_diff_or_with_data_goes_to_stderr(executable):
    done = executable("check", "--diff", "--show-fixes", "--unsafe-fixes")
    assert done.stdout.startswith("--- a.md\n")
    assert lines(done.stderr) == [
        "would fix in a.md: 1 link-edge-space, 1 property-missing-space",
        "would fix in b.md: 1 deprecated-frontmatter-key",
        "would fix 3 findings in 2 notes",
    ]
    done = executable("check", "--fix", "--show-fixes", "-q", "--output-format", "json")
    assert json.loads(done.stdout)
    assert lines(done.stderr) == ["fixed in a.md: 1 link-edge-space, 1 property-missing-space"]


def test_fix_only_reports_no_findings_and_does_not_fail(executable, folder):
    done = executable("check", "--fix-only", "--show-fixes")
    assert done.returncode == 0
    assert lines(done.stdout) == [
        "fixed in a.md: 1 link-edge-space, 1 property-missing-space",
        "2 notes: 1 warning, 1 info",
        "fixed 2 findings in 1 note; 2 remain, 1 with an unsafe fix (see --unsafe-fixes)",
    ]
    assert (folder / "a.md").read_text() == "[[Gone]] [[gone]] [[b]]\n\nkey:: 1\nother:: 2\n"
    assert executable("check", "--fix-only", "--unsafe-fixes", "-q").stdout == ""
    assert "aliases: x" in (folder / "b.md").read_text()


def test_fix_only_fails_if_a_note_cannot_be_fixed(executable, write):
    write({"bad.md": b"\xff [[ b ]]\n"})
    done = executable("check", "--fix-only", "-q")
    assert done.returncode == 1
    assert done.stderr.startswith("warning: bad.md: this note is not valid UTF-8")


@pytest.mark.parametrize("option", ["--show-fixes", "--unsafe-fixes"])
def test_options_of_fixes_need_a_fix(run, option):
    result = run("check", option)
    assert result.exit_code == 2
    assert f"{option} requires --fix, --fix-only or --diff" in result.stderr


@pytest.mark.parametrize(
    "options",
    [
        ["--statistics", "--show-files"],
        ["--show-files", "--show-settings"],
        ["--diff", "--statistics"],
        ["--fix-only", "--statistics"],
    ],
)
def test_reports_that_replace_the_findings_exclude_each_other(run, options):
    result = run("check", *options)
    assert result.exit_code == 2
    assert " and ".join(sorted(options)) in result.stderr or " and ".join(sorted(options)[::-1]) in result.stderr
    assert "cannot be combined" in result.stderr


# What would be checked


def test_show_files_lists_the_notes_that_would_be_checked(executable, write):
    write(
        {"sub/c.md": "[[Gone]]\n", "sub/.obsidian/app.json": "", "x.png": "", "drafts/d.md": "", ".gitignore": "e.md\n"}
    )
    write({"e.md": ""})
    done = executable("check", "--show-files")
    assert (done.returncode, lines(done.stdout)) == (0, ["a.md", "b.md", "drafts/d.md"])
    assert lines(executable("check", "--show-files", "--exclude", "drafts/").stdout) == ["a.md", "b.md"]
    assert lines(executable("check", "--show-files", "drafts", "sub").stdout) == ["drafts/d.md", "sub/c.md"]
    done = executable("check", "--show-files", "--exclude", "*", "--exclude", "!*.png")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("no notes found in ")


def test_the_version_has_a_short_option(executable):
    assert executable("-V").stdout == executable("--version").stdout


# Colors


def test_a_colored_diff(executable):
    shown = lines(executable("check", "--diff", "--color", "always").stdout)
    assert shown[:2] == ["\x1b[1m--- a.md\x1b[0m", "\x1b[1m+++ a.md\x1b[0m"]
    assert shown[2].startswith("\x1b[36m@@ -1,4 +1,4 @@")
    assert shown[3] == "\x1b[31m-[[Gone]] [[gone]] [[ b ]]\x1b[0m"
    assert shown[4] == "\x1b[32m+[[Gone]] [[gone]] [[b]]\x1b[0m"
    assert shown[5] == " "


def test_a_file_gets_no_color_unless_it_is_wanted(executable, folder):
    executable("check", "--output-file", "plain")
    executable("check", "--output-file", "colored", "--color", "always")
    assert "\x1b[" not in (folder / "plain").read_text("utf-8")
    assert "\x1b[1;33mwarning[missing-note]\x1b[0m" in (folder / "colored").read_text("utf-8")
