import json

from found import checked, diagnostic, report
from msgspec.structs import replace

from wikilsp.report.gitlab import render
from wikilsp.report.located import Report, sort_diagnostics
from wikilsp.settings import Severity

TEXT = "see [[b]]\nand [[c\nd]] [[b]]\n"


def test_the_complete_shape():
    [issue] = json.loads(render(report({"a.md": TEXT}, diagnostic("a.md", TEXT, "c\nd", "“c” not found"))))
    assert len(issue.pop("fingerprint")) == 32
    assert issue == {
        "description": "some-rule: “c” not found",
        "check_name": "some-rule",
        "severity": "minor",
        "location": {"path": "notes/a.md", "lines": {"begin": 2, "end": 3}},
    }


def test_severities():
    found = [diagnostic("a.md", TEXT, "b", severity=severity) for severity in list(Severity)[1:]]
    issues = json.loads(render(report({"a.md": TEXT}, *found)))
    assert [issue["severity"] for issue in issues] == ["info", "info", "minor", "major"]


def test_no_findings_are_an_empty_list():
    assert render(report({"a.md": TEXT})) == b"[]\n"


def test_fingerprints_are_unique_among_vaults_with_the_same_note():
    found = [diagnostic("a.md", TEXT, "b"), diagnostic("a.md", TEXT, "b")]
    results = [checked({"a.md": TEXT}, found, root=root) for root in ("/home/me/one", "/home/me/two")]
    alone = json.loads(render(Report(results[1:], sort_diagnostics(results[1:]))))
    issues = json.loads(render(Report(results, sort_diagnostics(results))))
    assert len({issue["fingerprint"] for issue in issues}) == 4
    assert {issue["fingerprint"] for issue in alone} == {issue["fingerprint"] for issue in issues[:2]}


def test_what_is_shown_does_not_change_fingerprints():
    shown = report({"a.md": TEXT}, diagnostic("a.md", TEXT, "b"), diagnostic("a.md", TEXT, "b"))
    both = json.loads(render(shown))
    assert json.loads(render(replace(shown, shown=shown.shown[1:]))) == both[1:]
