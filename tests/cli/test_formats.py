"""All formats report the same findings of a real vault, each in the form that its consumer documents."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from jsonschema import Draft4Validator

from wikilsp.cli import linting, main
from wikilsp.disk import load
from wikilsp.report import FORMATS
from wikilsp.text import Edit, Span, apply_edits, line_starts

SCHEMA = Path(__file__).parent.parent / "schemas" / "sarif-schema-2.1.0.json"
NAME = "100%25, é 🚀 [a];b:c.md"
FILES = {
    ".git/HEAD": "",
    "notes/.wikilsp.toml": '[rules]\nempty-link = "error"\n',
    f"notes/sub/{NAME}": "🚀 [[Gone]] [[ clean ]]\r\n[[gone]] and [[Gone#x]]\r[[]] ##[error]x\n",
    "notes/::error::x.md": "::warning::y [[##[add-mask]e]]\n##vso[task.setvariable variable=x]y [[c:: d]]\n",
    "notes/Front.md": "---\nalias: x\nup: '[[Nowhere]]'\n---\n[[Front]] [[\n",
    "notes/clean.md": "[[Front]]\n",
}
DATA = [name for name, chosen in FORMATS.items() if chosen.is_data]


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    root = tmp_path_factory.mktemp("repository")
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode())
    return root


@pytest.fixture(scope="module")
def printed(repository):
    """Return a function that returns what a format prints in the folder of the vault."""

    def run(name, *options, **environment):
        command = [sys.executable, "-m", "wikilsp", "check", "--show", "hint", "--output-format", name, *options]
        done = subprocess.run(
            command, cwd=repository / "notes", env=os.environ | environment, capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (1, b"")
        return done.stdout.decode()

    cache = {}

    def run_once(name, *options, **environment):
        key = (name, options, *environment.items())
        if key not in cache:
            cache[key] = run(name, *options, **environment)
        return cache[key]

    return run_once


def found_by_json(text):
    return Counter(
        (each["filename"], *each["location"].values(), each["code"], each["severity"], each["message"])
        for each in json.loads(text)
    )


@pytest.fixture(scope="module")
def expected(printed):
    """The findings as the format `json` has them: file, row, column, code, severity, message."""
    found = found_by_json(printed("json"))
    assert {code for _, _, _, code, _, _ in found} >= {
        "missing-note",
        "empty-link",
        "link-edge-space",
        "deprecated-frontmatter-key",
        "unterminated-link",
    }
    assert {severity for *_, severity, _ in found} == {"error", "warning", "info", "hint"}
    return found


def test_jsonl_has_the_same_objects(printed):
    lines = printed("jsonl").removesuffix("\n").split("\n")
    assert list(map(json.loads, lines)) == json.loads(printed("json"))


def test_sarif_is_valid_and_relative_to_the_repository(printed, expected):
    log = json.loads(printed("sarif"))
    Draft4Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(log)
    levels = {"error": "error", "warning": "warning", "info": "note", "hint": "note"}
    found = Counter()
    for result in log["runs"][0]["results"]:
        place = result["locations"][0]["physicalLocation"]
        file, region = unquote(place["artifactLocation"]["uri"]).removeprefix("notes/"), place["region"]
        row, column = region["startLine"], region["startColumn"]
        found[file, row, column, result["ruleId"], result["level"], result["message"]["text"]] += 1
    assert found == Counter((*place, levels[severity], message) for *place, severity, message in expected.elements())


def test_the_fixes_of_sarif_are_those_that_the_command_makes(printed, repository):
    log = json.loads(printed("sarif", "--select", "link-edge-space", "--fail-on", "hint"))
    [result] = log["runs"][0]["results"]
    [change] = result["fixes"][0]["artifactChanges"]
    file = repository / unquote(change["artifactLocation"]["uri"])
    text = file.read_bytes().decode()
    starts = line_starts(text)
    edits = []
    for replacement in change["replacements"]:
        region = replacement["deletedRegion"]
        start = starts[region["startLine"] - 1] + region["startColumn"] - 1
        end = starts[region["endLine"] - 1] + region["endColumn"] - 1
        edits.append(Edit(Span(start, end), replacement["insertedContent"]["text"]))
    assert apply_edits(text, edits) == text.replace("[[ clean ]]", "[[clean]]")


def test_gitlab_has_unique_fingerprints_and_names_relative_to_the_repository(printed, expected):
    issues = json.loads(printed("gitlab"))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    severities = {"error": "major", "warning": "minor", "info": "info", "hint": "info"}
    assert Counter(
        (
            issue["location"]["path"].removeprefix("notes/"),
            issue["location"]["lines"]["begin"],
            issue["check_name"],
            issue["severity"],
            issue["description"],
        )
        for issue in issues
    ) == Counter(
        (file, row, code, severities[severity], f"{code}: {message}")
        for file, row, _, code, severity, message in expected.elements()
    )


def test_sarif_and_gitlab_have_the_same_fingerprints(printed):
    results = json.loads(printed("sarif"))["runs"][0]["results"]
    issues = json.loads(printed("gitlab"))
    assert [result["partialFingerprints"]["wikilsp/v1"] for result in results] == [
        issue["fingerprint"] for issue in issues
    ]


def test_junit_has_a_suite_for_each_note(printed, expected):
    root = ET.fromstring(printed("junit"))  # noqa: S314 - it is ours
    suites = {suite.get("name").removeprefix("notes/"): suite for suite in root}
    assert suites.keys() == {path.removeprefix("notes/") for path in FILES if path.endswith(".md")}
    [clean] = suites["clean.md"]
    assert (clean.get("name"), list(clean)) == ("no findings", [])
    found = Counter()
    for name, suite in suites.items():
        failed = [case for case in suite if len(case)]
        assert (int(suite.get("tests")), int(suite.get("failures"))) == (len(suite), len(failed))
        assert len({case.get("name") for case in suite}) == len(suite)
        for case in failed:
            row, column, code = re.fullmatch(r"(\d+):(\d+) ([\w-]+)", case.get("name")).groups()
            [failure] = case
            found[name, int(row), int(column), code, failure.get("type"), failure.get("message")] += 1
    assert found == expected
    assert (int(root.get("tests")), int(root.get("failures"))) == (expected.total() + 1, expected.total())


def test_github_has_a_command_for_each_finding(printed, expected):
    found = Counter()
    for line in printed("github").removesuffix("\n").split("\n"):
        level, listed, message = re.fullmatch(r"::(\w+) (.*?)::(.*)", line).groups()
        properties = dict(each.split("=", 1) for each in listed.split(","))
        for token, char in (("%3A", ":"), ("%2C", ","), ("%25", "%")):
            properties = {key: value.replace(token, char) for key, value in properties.items()}
        file, row, column = properties["file"], int(properties["line"]), int(properties["col"])
        start = f"{file}:{row}:{column}: "
        message = message.replace("%25", "%")
        assert message.startswith(start)
        code = properties["title"].removeprefix("wikilsp (").removesuffix(")")
        found[file.removeprefix("notes/"), row, column, code, level, message.removeprefix(start)] += 1
    levels = {"error": "error", "warning": "warning", "info": "notice", "hint": "notice"}
    assert found == Counter((*place, levels[severity], message) for *place, severity, message in expected.elements())


def test_azure_has_a_command_with_an_absolute_path_for_each_finding(printed, expected, repository):
    found = Counter()
    for line in printed("azure").removesuffix("\n").split("\n"):
        listed, message = re.fullmatch(r"##vso\[task\.logissue (.*?)\](.*)", line).groups()
        properties = dict(each.split("=", 1) for each in listed.split(";") if each)
        for token, char in (("%3B", ";"), ("%5D", "]"), ("%AZP25", "%")):
            properties = {key: value.replace(token, char) for key, value in properties.items()}
        file = properties["sourcepath"].removeprefix(f"{repository}/notes/")
        row, column = int(properties["linenumber"]), int(properties["columnnumber"])
        found[file, row, column, properties["code"], properties["type"], message.replace("%AZP25", "%")] += 1
    assert found == Counter(
        (*place, "error" if severity == "error" else "warning", message)
        for *place, severity, message in expected.elements()
    )


def test_text_formats_join_places(printed, expected):
    kinds = Counter((file, code, severity) for file, _, _, code, severity, _ in expected.elements())
    concise, grouped = Counter(), Counter()
    for line in printed("concise", "-q").removesuffix("\n").split("\n"):
        file, severity, code, more = re.fullmatch(
            r"(.*):\d+:\d+: (\w+)\[([\w-]+)\] .*?(?: \(and (\d+) more places? in this note\))?", line
        ).groups()
        concise[file, code, severity] += 1 + int(more or 0)
    for line in printed("grouped", "-q").removesuffix("\n").split("\n"):
        if match := re.fullmatch(
            r"  \d+:\d+ +(\w+)\[([\w-]+)\] .*?(?: \(and (\d+) more places? in this note\))?", line
        ):
            severity, code, more = match.groups()
            grouped[file, code, severity] += 1 + int(more or 0)
        elif line:
            file = line
    assert concise == grouped == kinds
    full = printed("full", "-q")
    assert [line for line in full.split("\n") if re.match(r".*:\d+:\d+: \w+\[", line)] == printed(
        "concise", "-q"
    ).removesuffix("\n").split("\n")
    assert "(and 2 more places in this note)" in full


@pytest.mark.parametrize("name", ["full", "concise", "grouped", "json", "jsonl", "sarif", "gitlab", "junit"])
def test_nothing_in_a_vault_is_a_command_in_the_log_of_a_ci_service(printed, name):
    for service in ({"GITHUB_ACTIONS": "true"}, {"TF_BUILD": "True"}):
        text = printed(name, **service)
        assert re.findall(r"(?m)^\s*::", text) == []
        assert re.findall(r"##\[|##vso\[", text) == []
    if name in DATA:
        assert text == printed(name)


@pytest.mark.parametrize("name", ["github", "azure"])
def test_a_format_of_commands_has_one_command_in_each_line(printed, name):
    for line in printed(name).removesuffix("\n").split("\n"):
        assert line.startswith("::" if name == "github" else "##vso[task.logissue ")


@pytest.mark.parametrize("name", FORMATS)
def test_any_number_of_processes_gives_the_same_bytes(repository, monkeypatch, name):
    monkeypatch.chdir(repository / "notes")
    monkeypatch.setattr(linting, "_CHUNK_SIZE", 1)
    monkeypatch.setattr(load, "_CHUNK_SIZE", 1)
    outputs = set()
    for processes in (1, 2, 4):
        monkeypatch.setattr(os, "cpu_count", lambda processes=processes: processes)
        options = ["check", "-q", "--show", "hint", "--no-cache", "--output-format", name]
        outputs.add(CliRunner().invoke(main, options).stdout_bytes)
    assert len(outputs) == 1
    assert outputs != {b""}


@pytest.mark.parametrize("name", FORMATS)
def test_the_cache_gives_the_same_bytes(printed, name):
    assert printed(name, "-q") == printed(name, "-q", "--no-cache")


@pytest.mark.parametrize("name", DATA)
def test_severities_are_those_that_are_shown(printed, name):
    shown = printed(name, "--show", "error", "--fail-on", "error")
    assert shown.count("empty-link") >= 1
    if name != "sarif":  # which describes all rules
        assert "link-edge-space" not in shown
