import pytest
from found import diagnostic, report

from wikilsp.report.github import render
from wikilsp.settings import Severity

TEXT = "# One\n🚀 [[b]]\n[[c\nd]]\n"


def command(path, marked, message="it is broken", **more):
    """Return the only line for a finding."""
    printed = render(report({path: TEXT}, diagnostic(path, TEXT, marked, message, **more), here="/home/me/notes"))
    line = printed.decode()
    assert line.endswith("\n")
    assert line.count("\n") == 1
    return line.removesuffix("\n")


def parsed(line):
    """Parse a line as the runner of GitHub Actions does: return the command, its properties and its message."""
    assert line.startswith("::")
    head, _, message = line[2:].partition("::")
    name, _, listed = head.partition(" ")
    properties = dict(each.split("=", 1) for each in listed.split(","))
    for token, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        properties = {key: value.replace(token, char) for key, value in properties.items()}
    for token, char in (("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        message = message.replace(token, char)
    return name, properties, message


def test_a_finding_in_one_line_has_columns():
    assert command("a.md", "b") == (
        "::warning title=wikilsp (some-rule),file=a.md,line=2,endLine=2,col=5,endColumn=6::a.md:2:5: it is broken"
    )


def test_a_finding_of_several_lines_has_none():
    _, properties, _ = parsed(command("a.md", "c\nd"))
    assert properties == {"title": "wikilsp (some-rule)", "file": "a.md", "line": "3", "endLine": "4"}


@pytest.mark.parametrize(
    ("severity", "level"),
    [
        (Severity.ERROR, "error"),
        (Severity.WARNING, "warning"),
        (Severity.INFO, "notice"),
        (Severity.HINT, "notice"),
    ],
)
def test_severities(severity, level):
    assert parsed(command("a.md", "b", severity=severity))[0] == level


@pytest.mark.parametrize(
    "path", ["a,b: c.md", "100%.md", "%2C%25.md", "x=y;z].md", "::error::x.md", "می\u200cخواهم.md"]
)
def test_the_name_of_a_file_arrives_unchanged(path):
    assert parsed(command(path, "b"))[1]["file"] == path


@pytest.mark.parametrize("message", ["50 % of a,b: c", "%0A", "::error::", "%25 %3A"])
def test_a_message_arrives_unchanged(message):
    assert parsed(command("a.md", "b", message))[2] == f"a.md:2:5: {message}"


def test_control_characters_are_escapes():
    line = command("a\x1b\n.md", "b", "x\r\n::error::\x07\u202e")
    assert parsed(line)[1]["file"] == r"a\x1b\n.md"
    assert parsed(line)[2] == r"a\x1b\n.md:2:5: x\r\n::error::\x07\u202e"


def test_no_findings_are_no_lines():
    assert render(report({"a.md": TEXT})) == b""
