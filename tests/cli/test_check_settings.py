"""Settings on the command line of `wikilsp check`."""

import json
import re
import tomllib

import pytest

from wikilsp.codes import CODES
from wikilsp.settings.load import load_settings

NOTES = {
    ".wikilsp.toml": '[rules]\nempty-link = "off"\n',
    "a.md": "[[Gone]] [[]] [t](A.md) [[ b ]]\n",
    "b.md": "",
    "drafts/c.md": "[[Gone]] [[]]\n",
}


@pytest.fixture(autouse=True)
def _vault(write):
    write(NOTES)


@pytest.fixture
def found(executable):
    """Return a function that returns the file and the code of each finding, after `check` with options."""

    def check(*options):
        done = executable("check", "--show", "hint", "--output-format", "jsonl", *options)
        assert done.returncode in (0, 1), done.stderr
        findings = map(json.loads, done.stdout.removesuffix("\n").split("\n") if done.stdout else [])
        return [(each["filename"], each["code"]) for each in findings]

    return check


@pytest.fixture
def codes(found):
    """Return a function that returns the codes of the findings in `a.md`, after `check` with options."""
    return lambda *options: [code for file, code in found(*options) if file == "a.md"]


# Rules


def test_extend_select_adds_rules_that_are_off(codes):
    assert codes() == ["missing-note", "link-edge-space"]
    assert codes("--extend-select", "empty-link") == ["missing-note", "empty-link", "link-edge-space"]
    assert codes("--extend-select", "empty-link,link-case") == [
        "missing-note",
        "empty-link",
        "link-case",
        "link-edge-space",
    ]
    assert codes("--select", "missing-note", "--extend-select", "empty-link") == ["missing-note", "empty-link"]
    assert codes("--extend-select", "empty-link", "--ignore", "empty-link") == ["missing-note", "link-edge-space"]


def test_extend_ignore_adds_rules_that_do_not_run(codes):
    assert codes("--extend-ignore", "missing-note") == ["link-edge-space"]
    assert codes("--ignore", "missing-note", "--extend-ignore", "link-edge-space") == []
    assert codes("--select", "missing-note", "--extend-ignore", "missing-note") == []


@pytest.mark.parametrize("option", ["--extend-select", "--extend-ignore"])
def test_an_unknown_code_is_a_usage_error(run, option):
    result = run("check", option, "missing-not")
    assert result.exit_code == 2
    assert "no rule is named “missing-not”; did you mean “missing-note”?" in result.stderr


@pytest.mark.parametrize(
    "options",
    [
        ["--per-file-ignores", "drafts/**:missing-note"],
        ["--per-file-ignores", "drafts/:missing-note,empty-link"],
        ["--per-file-ignores", "x.md:mojibake,drafts/:missing-note"],
        ["--per-file-ignores", "x.md:mojibake", "--per-file-ignores", "drafts/*:missing_note,"],
    ],
    ids=" ".join,
)
def test_per_file_ignores(found, options):
    assert [file for file, code in found(*options) if code == "missing-note"] == ["a.md"]


def test_per_file_ignores_are_added_to_the_settings(found, write):
    write({".wikilsp.toml": '[per-file-ignores]\n"a.md" = ["missing-note"]\n"drafts/" = ["empty-link"]\n'})
    assert found("--per-file-ignores", "drafts/:missing-note,a.md:link-edge-space") == [("a.md", "empty-link")]


def test_a_glob_with_a_comma_or_a_colon(found, write):
    write({"x,y:z.md": "[[Gone]]\n"})
    assert found("--per-file-ignores", "x,y:z.md:missing-note", "x,y:z.md") == []


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("drafts/**", "“drafts/**” names no rule; write GLOB:CODE, such as 'drafts/**:missing-note'"),
        ("missing-note", "“missing-note” names no rule"),
        (":missing-note", "“:missing-note” names no rule"),
        ("", "“” names no rule"),
        ("a.md:missing-not", "no rule is named “missing-not”; did you mean “missing-note”?"),
        ("a//b:missing-note", "“a//b” cannot match any file"),
        ("a.md:missing-note,b.md", "no rule is named “b.md”"),
    ],
)
def test_invalid_per_file_ignores(run, value, problem):
    result = run("check", "--per-file-ignores", value)
    assert result.exit_code == 2
    assert problem in result.stderr


# Files


def test_exclude_is_added_to_the_settings(found, write):
    write({".wikilsp.toml": 'exclude = ["b.md"]\n', "d.md": "[[drafts/c]] [[b]] [[Gone]]\n"})
    assert {file for file, _ in found()} == {"a.md", "d.md", "drafts/c.md"}
    assert {file for file, _ in found("--exclude", "drafts/")} == {"a.md", "d.md"}
    assert found("--exclude", "drafts/", "--exclude", "a.*", "--select", "missing-note") == [("d.md", "missing-note")]


def test_an_excluded_note_is_not_checked_even_if_it_is_named(executable):
    done = executable("check", "--exclude", "a.md", "a.md")
    assert (done.returncode, done.stdout[:25]) == (0, "no notes found in “a.md”;")


@pytest.mark.parametrize("glob", ["a//b", "", "#x", "x" * 1_001])
def test_an_invalid_glob_is_a_usage_error(run, glob):
    result = run("check", "--exclude", glob)
    assert result.exit_code == 2
    assert "cannot match any file" in result.stderr or "is longer than 1,000 characters" in result.stderr


# --config


def test_config_sets_single_settings(codes):
    assert codes("--config", 'rules.missing-note="off"') == ["link-edge-space"]
    assert codes("--config", "rules = {missing-note = 'off', empty-link = 'info'}") == ["empty-link", "link-edge-space"]
    assert codes("--config", "ignore-targets=['Go*']", "--config", 'rules.link-edge-space="off"') == []


def test_config_outranks_the_file_but_keeps_its_other_settings(executable, write):
    write({".wikilsp.toml": '[rules]\nmissing-note = "error"\nempty-link = "off"\n'})
    done = executable("check", "-q", "--output-format", "concise", "--config", 'rules.missing-note = "info"')
    assert done.stdout.count("info[missing-note]") == 2
    assert "empty-link" not in done.stdout
    assert done.returncode == 0


def test_config_takes_a_file_and_settings(codes, write):
    write({"other.toml": '[rules]\nmissing-note = "off"\nlink-edge-space = "off"\n'})
    assert codes("--config", "other.toml") == ["empty-link"]
    assert codes("--config", 'rules.empty-link = "off"', "--config", "other.toml") == []
    assert codes("--config", "other.toml", "--config", 'rules.missing_note = "info"') == ["missing-note", "empty-link"]


def test_a_file_whose_name_looks_like_a_setting_is_a_file(codes, write):
    write({"cache=false": '[rules]\nmissing-note = "off"\n'})
    assert codes("--config", "cache=false") == ["empty-link", "link-edge-space"]


def test_the_last_of_equal_settings_wins(codes):
    options = [f"--config=rules.missing-note='{level}'" for level in ("off", "error")]
    assert codes(*options) == ["missing-note", "link-edge-space"]
    assert codes(*options[::-1]) == ["link-edge-space"]


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        (
            ["nowhere.toml"],
            "the file “nowhere.toml” does not exist; give a file, or TOML such as 'rules.missing-note = ",
        ),
        (["drafts"], "“drafts” is a folder; give the settings file in it"),
        (["rules.missing-not='off'"], "no rule is named “missing-not”; did you mean “missing-note”?"),
        (["presett='foam'"], "no setting is named “presett”; did you mean “preset”?"),
        (["preset='foan'"], "did you mean “foam”?"),
        (["cache=1"], "“cache” must be true or false"),
        (
            ["rules.missing-note=off"],
            "is neither a file nor TOML such as 'rules.missing-note = \"info\"': this is not TOML: ",
        ),
        (["=", ""], "is neither a file nor TOML"),
        (["exclude=['a//b']"], "“a//b” cannot match any file"),
        (["x.toml", "y.toml"], "“x.toml” and “y.toml” are both files; give one file, and TOML"),
        (["a=" + "[" * 200 + "]" * 200], "its brackets are nested too deeply"),
    ],
)
def test_invalid_settings_are_a_usage_error(run, write, values, problem):
    write({"x.toml": "", "y.toml": ""})
    result = run("check", *(f"--config={value}" for value in values))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert problem in result.stderr


def test_a_file_that_cannot_be_read_is_one_line(executable):
    done = executable("check", "--config", "/dev/null/x")
    assert done.returncode == 2
    done = executable("check", "--config", "a.md")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("a.md:1: this is not TOML")


# --isolated


def test_isolated_reads_no_settings_file(codes, write):
    assert codes("--isolated") == ["missing-note", "empty-link", "link-edge-space"]
    write({".wikilsp.toml": "nonsense ="})
    assert codes("--isolated") == ["missing-note", "empty-link", "link-edge-space"]
    assert codes("--isolated", "--config", "rules.missing-note='off'") == ["empty-link", "link-edge-space"]


def test_isolated_keeps_the_preset_of_the_app(executable, write):
    write({"logseq/config.edn": "{}", ".wikilsp.toml": "preset = 'obsidian'"})
    check = ("check", "-q", "--output-format", "concise", "--select", "missing-note", "a.md")
    assert "warning[missing-note]" in executable(*check).stdout
    assert "info[missing-note]" in executable(*check, "--isolated").stdout


def test_isolated_excludes_a_settings_file(run, write):
    write({"other.toml": ""})
    result = run("check", "--isolated", "--config", "other.toml")
    assert result.exit_code == 2
    assert "--isolated reads no settings file, so --config can only be given TOML" in result.stderr


# --show-settings


def settings_of(text):
    """Return the origin of each setting that was printed, by key."""
    rows = [line.rpartition("  # ") for line in text.removesuffix("\n").split("\n") if not line.startswith("#")]
    return {before.partition(" = ")[0]: (before.partition(" = ")[2].rstrip(), origin) for before, _, origin in rows}


def test_show_settings_names_the_origin_of_each_value(executable, write):
    write(
        {
            ".obsidian/community-plugins.json": '["dataview"]',
            ".wikilsp.toml": 'exclude = ["x/"]\n\n[rules]\nmissing_note = "error"\n'
            '[per-file-ignores]\n"y,z.md" = ["mojibake"]\n',
        }
    )
    done = executable(
        "check",
        "--show-settings",
        "--exclude=w/",
        "--config=tags.numeric=true",
        "--ignore=mojibake",
        "--extend-select=link-case",
        "--per-file-ignores=y,z.md:empty-link,v.md:empty-link",
        "drafts",
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert re.match(r"# .*: this is the root of a vault: it has .wikilsp.toml\n", done.stdout)
    shown = settings_of(done.stdout)
    assert shown["preset"] == ('"dataview"', "detected from .obsidian/community-plugins.json")
    assert shown["properties.separator-space"] == ('"optional"', "preset “dataview”")
    assert shown["exclude"] == ('["x/","w/"]', ".wikilsp.toml:1, --exclude")
    assert shown["tags.numeric"] == ("true", "--config")
    assert shown["links.nested"] == ("false", "default")
    assert shown["files.max-size"] == ('"5 MB"', "default")
    assert shown["rules.missing-note"] == ('"error"', ".wikilsp.toml:4")
    assert shown["rules.mojibake"] == ('"off"', "--ignore")
    assert shown["rules.link-case"] == ('"warning"', "--extend-select")
    assert shown["rules.missing-file"] == ('"warning"', "default")
    assert shown['per-file-ignores."y,z.md"'] == (
        '["mojibake","empty-link"]',
        ".wikilsp.toml:6, --per-file-ignores",
    )
    assert shown['per-file-ignores."v.md"'] == ('["empty-link"]', "--per-file-ignores")
    assert {key.removeprefix("rules.") for key in shown if key.startswith("rules.")} == set(CODES)


@pytest.mark.parametrize(
    "files",
    [
        {},
        {".wikilsp.toml": "preset = 'logseq'\nfilenames = 'auto'\n"},
        {".wikilsp.toml": "", "logseq/config.edn": "{}"},
        {".wikilsp.toml": "templates.folders = false\nfiles.max-size = 1000\n[per-file-ignores]\n'é\".md' = []\n"},
        {".wikilsp.toml": "", "pyproject.toml": "[tool.wikilsp]\nrules.mojibake = 'error'\n"},
    ],
)
def test_shown_settings_are_settings_with_the_same_meaning(run, write, files):
    write(files)
    shown = run("check", "--show-settings").stdout
    tomllib.loads(shown)
    load_settings(shown, codes=CODES, source="shown")
    findings = run("check", "-q", "--show", "hint", "--output-format", "json").stdout
    write({"shown.toml": shown})
    assert run("check", "-q", "--show", "hint", "--output-format", "json", "--config", "shown.toml").stdout == findings


def test_show_settings_of_pyproject_names_its_lines(run, write, folder):
    (folder / ".wikilsp.toml").unlink()
    write({"pyproject.toml": "[project]\nname = 'x'\n\n[tool.wikilsp.rules]\nmissing-note = 'off'\n"})
    assert settings_of(run("check", "--show-settings").stdout)["rules.missing-note"] == ('"off"', "pyproject.toml:5")
    assert settings_of(run("check", "--show-settings", "--isolated").stdout)["rules.missing-note"][1] == "default"


def test_show_settings_reports_invalid_settings(executable, write):
    write({".wikilsp.toml": "nonsense = 1\n"})
    done = executable("check", "--show-settings")
    assert (done.returncode, done.stdout) == (2, "")
    assert "wikilsp.toml:1: no setting is named “nonsense”" in done.stderr


def test_show_settings_of_several_vaults(run, write):
    write({"v/.wikilsp.toml": "rules.mojibake = 'error'\n", "v/a.md": ""})
    shown = run("check", "--show-settings", "v", ".").stdout
    assert re.findall(r"(?m)^rules\.mojibake.*# (.*)$", shown) == ["v/.wikilsp.toml:1", "default"]
