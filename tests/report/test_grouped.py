from found import diagnostic, report
from msgspec.structs import replace

from wikilsp.report.grouped import render
from wikilsp.report.located import join_places
from wikilsp.settings import Severity

TEXT = "# One\n[[b]] [[c]]\n" + "\n" * 8 + "[[d]]\n"


def test_findings_stand_below_their_note_and_are_aligned():
    found = [
        diagnostic("a.md", TEXT, "b", "note “b” not found", Severity.ERROR),
        diagnostic("a.md", TEXT, "d", "note “d” not found", code="a-longer-rule"),
        diagnostic("b\n.md", TEXT, "c", "“\x1b[2J”"),
    ]
    assert list(render(report({"a.md": TEXT, "b\n.md": TEXT}, *found))) == [
        "notes/a.md",
        "  2:3   error[some-rule]        note “b” not found",
        "  11:3  warning[a-longer-rule]  note “d” not found",
        "",
        r"notes/b\n.md",
        r"  2:9  warning[some-rule]  “\x1b[2J”",
        "",
    ]


def test_joined_places_are_counted():
    found = [diagnostic("a.md", TEXT, marked, "not found", subject="x") for marked in "bcd"]
    shown = report({"a.md": TEXT}, *found)
    lines = list(render(replace(shown, shown=join_places(shown.shown))))
    assert lines[1:] == ["  2:3  warning[some-rule]  not found (and 2 more places in this note)", ""]


def test_color():
    shown = report({"a.md": TEXT}, diagnostic("a.md", TEXT, "b"), diagnostic("a.md", TEXT, "c", code="another-rule"))
    lines = list(render(replace(shown, in_color=True)))
    assert lines[0] == "\x1b[1mnotes/a.md\x1b[0m"
    assert lines[1] == "  2:3  \x1b[1;33mwarning[some-rule]\x1b[0m     it is broken"
