from found import diagnostic, found

from wikilsp.report.concise import format_concise
from wikilsp.report.terminal import colored, uncolored
from wikilsp.settings import Severity

TEXT = "# One\n中文 🚀 [[b]]\n"


def test_a_finding_is_one_line():
    findings = found({"a.md": TEXT}, diagnostic("a.md", TEXT, "b", "note “b” not found", Severity.ERROR))
    [line] = format_concise(findings, uncolored)
    assert line == "notes/a.md:2:8: error[some-rule] note “b” not found"


def test_file_names_and_messages_cannot_break_the_line():
    [line] = format_concise(found({"a\n.md": "x"}, diagnostic("a\n.md", "x", "x", "“\x1b[2J”")), uncolored)
    assert line == r"notes/a\n.md:1:1: warning[some-rule] “\x1b[2J”"


def test_place_and_severity_are_colored():
    [line] = format_concise(found({"a.md": "x"}, diagnostic("a.md", "x", "x")), colored)
    assert line == "\x1b[1mnotes/a.md:1:1\x1b[0m: \x1b[1;33mwarning[some-rule]\x1b[0m it is broken"
