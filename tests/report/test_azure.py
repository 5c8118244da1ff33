import pytest
from found import diagnostic, report

from wikilsp.report.azure import render
from wikilsp.settings import Severity

TEXT = "# One\n🚀 [[b]]\n"


def command(path, message="it is broken", **more):
    """Return the only line for a finding."""
    printed = render(report({path: TEXT}, diagnostic(path, TEXT, "b", message, **more), here=None)).decode()
    assert printed.endswith("\n")
    assert printed.count("\n") == 1
    return printed.removesuffix("\n")


def parsed(line):
    """Parse a line as the agent of Azure Pipelines does: return the command, its properties and its message."""
    assert line.startswith("##vso[")
    head, _, message = line[len("##vso[") :].partition("]")
    name, _, listed = head.partition(" ")
    properties = dict(each.split("=", 1) for each in listed.split(";") if each)
    return name, {key: unescape(value) for key, value in properties.items()}, unescape(message)


def unescape(text):
    for token, char in (("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%AZP25", "%")):
        text = text.replace(token, char)
    return text


def test_a_finding_is_an_issue_with_an_absolute_path():
    assert command("a.md") == (
        "##vso[task.logissue type=warning;sourcepath=/home/me/notes/a.md;linenumber=2;columnnumber=5;code=some-rule;]"
        "it is broken"
    )


@pytest.mark.parametrize(("severity", "level"), [(Severity.ERROR, "error"), (Severity.HINT, "warning")])
def test_severities(severity, level):
    assert parsed(command("a.md", severity=severity))[1]["type"] == level


@pytest.mark.parametrize("path", ["a;b]c.md", "100%.md", "%3B%AZP25.md", "x=y.md", "##vso[task.x]y.md"])
def test_the_name_of_a_file_arrives_unchanged(path):
    name, properties, _ = parsed(command(path))
    assert (name, properties["sourcepath"]) == ("task.logissue", f"/home/me/notes/{path}")


@pytest.mark.parametrize("message", ["50 % of [a]; b", "%0A %5D", "##vso[task.setvariable variable=x]y"])
def test_a_message_arrives_unchanged(message):
    assert parsed(command("a.md", message))[2] == message


def test_control_characters_are_escapes():
    _, properties, message = parsed(command("a\x1b\n.md", "x\r\n\x07\u202e"))
    assert properties["sourcepath"] == r"/home/me/notes/a\x1b\n.md"
    assert message == r"x\r\n\x07\u202e"
