import re

from found import diagnostic, found

from wikilsp.finding import Fix, Related
from wikilsp.report.full import format_full
from wikilsp.report.terminal import colored, uncolored
from wikilsp.settings import Severity
from wikilsp.text import Span


def show(texts, *diagnostics, columns=80):
    return "\n".join(format_full(found(texts, *diagnostics), uncolored, columns))


def test_shows_the_line_and_marks_the_finding():
    text = "# One\nsee [[Nowhere]].\n"
    fixes = (Fix("Create note", safe=False), Fix("Write “Somewhere”", safe=False))
    assert show({"a.md": text}, diagnostic("a.md", text, "Nowhere", "no such note", fixes=fixes)) == (
        "notes/a.md:2:7: warning[some-rule] no such note\n"
        "2 | see [[Nowhere]].\n"
        "  |       ^^^^^^^\n"
        "  = fix: Create note\n"
    )


def test_lists_related_places():
    text = "a:: 1\nb:: 1\n"
    other = {"b.md": "x\ny\n"}
    related = (Related("a.md", Span(0, 1), "first here"), Related("b.md", Span(2, 3), "and here"))
    assert show({"a.md": text, **other}, diagnostic("a.md", text, "b", "twice", related=related)) == (
        "notes/a.md:2:1: warning[some-rule] twice\n"
        "2 | b:: 1\n"
        "  | ^\n"
        "  = notes/a.md:1:1: first here\n"
        "  = notes/b.md:2:1: and here\n"
    )


def test_carets_are_aligned_after_tabs_and_wide_characters():
    text = "\n" * 9 + "\t- 長征 🚀 [[毛]]\r\n"
    assert show({"a.md": text}, diagnostic("a.md", text, "毛")) == (
        "notes/a.md:10:11: warning[some-rule] it is broken\n10 |     - 長征 🚀 [[毛]]\n   |                 ^^\n"
    )


def test_a_byte_order_mark_is_not_shown():
    text = "\ufeff[[b]]"
    assert show({"a.md": text}, diagnostic("a.md", text, "b")).splitlines()[1:] == ["1 | [[b]]", "  |   ^"]


def test_a_finding_of_several_lines_shows_the_first_one():
    text = "---\nup: [[a\n---"
    assert show({"a.md": text}, diagnostic("a.md", text, "up: [[a\n---")).splitlines()[1:] == [
        "2 | up: [[a",
        "  | ^^^^^^^",
    ]


def test_a_long_line_is_cut_to_the_width():
    text = "word " * 100 + "[[b]] " + "word " * 100
    lines = show({"a.md": text}, diagnostic("a.md", text, "b"), columns=40).splitlines()
    assert lines[1] == "1 | …ord word [[b]] word word word word…"
    assert lines[2] == "  |             ^"


def test_no_line_is_shown_if_the_note_cannot_be_read_again():
    text = "[[b]]"
    found_before = found({"a.md": text}, diagnostic("a.md", text, "b"))
    found_before[0].checked.read.__self__["a.md"] = "shorter"
    assert list(format_full(found_before, uncolored, 80)) == ["notes/a.md:1:3: warning[some-rule] it is broken", ""]
    del found_before[0].checked.read.__self__["a.md"]
    assert list(format_full(found_before, uncolored, 80)) == ["notes/a.md:1:3: warning[some-rule] it is broken", ""]


def test_colors_do_not_change_columns():
    text = "\t[[b]] and c\n"
    findings = found({"a.md": text}, diagnostic("a.md", text, "b", severity=Severity.ERROR))
    painted = list(format_full(findings, colored, 80))
    assert "\x1b[1;31merror[some-rule]\x1b[0m" in painted[0]
    assert [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in painted] == list(format_full(findings, uncolored, 80))
