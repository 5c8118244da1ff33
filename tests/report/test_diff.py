import pytest

from wikilsp.report.diff import diff


def test_what_changes_is_shown_among_three_lines_on_either_side():
    before = "".join(f"{n}\n" for n in range(9))
    assert diff("x/a.md", before, before.replace("4", "four")) == (
        "--- x/a.md\n+++ x/a.md\n@@ -2,7 +2,7 @@\n 1\n 2\n 3\n-4\n+four\n 5\n 6\n 7\n"
    )


def test_nothing_is_shown_if_nothing_changes():
    assert diff("a.md", "x", "x") == ""


def test_a_missing_final_newline_is_told():
    lines = diff("a.md", "x", "y").split("\n")[3:]
    assert lines == ["-x", "\\ No newline at end of file", "+y", "\\ No newline at end of file", ""]


def test_lines_end_where_patch_has_them_end():
    assert diff("a.md", "a\u2028b\rc\r\nd\n", "a\u2028b\rc\r\ne\n") == (
        "--- a.md\n+++ a.md\n@@ -1,2 +1,2 @@\n a\u2028b\rc\r\n-d\n+e\n"
    )


def test_behind_a_name_with_a_blank_there_is_a_tab():
    assert diff("a b.md", "", "x\n") == "--- a b.md\t\n+++ a b.md\t\n@@ -0,0 +1 @@\n+x\n"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a.md", "a.md"),
        ("中 b.md", "中 b.md\t"),
        ('a"b.md', r'"a\"b.md"'),
        ("a\\b.md", r'"a\\b.md"'),
        ("a\n+++ b.md", r'"a\012+++ b.md"'),
        ("\x1b]0;x\x07.md", r'"\033]0;x\007.md"'),
        ("a\u202eb.md", r'"a\342\200\256b.md"'),
    ],
)
def test_a_name_that_could_be_taken_for_something_else_is_quoted(path, name):
    assert diff(path, "", "x\n") == f"--- {name}\n+++ {name}\n@@ -0,0 +1 @@\n+x\n"
