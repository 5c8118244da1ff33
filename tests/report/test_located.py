import pytest
from found import checked, diagnostic

from wikilsp.report.located import sort_diagnostics
from wikilsp.text import Span


@pytest.mark.parametrize(
    ("root", "here", "filename"),
    [
        ("/home/me/notes", "/home/me/notes", "sub/a.md"),
        ("/home/me/notes", "/home/me", "notes/sub/a.md"),
        ("/home/me/notes", "/home/me/notes/sub", "a.md"),
        ("/home/me/notes", "/home/me/notes/other", "/home/me/notes/sub/a.md"),
        ("/home/me/notes", "/home/me/note", "/home/me/notes/sub/a.md"),
        ("/", "/home", "/sub/a.md"),
        ("/", "/", "sub/a.md"),
        ("C:/notes", "C:/", "notes/sub/a.md"),
    ],
)
def test_file_names_are_relative_below_the_current_folder_and_absolute_elsewhere(root, here, filename):
    assert checked({}, [], root, here).filename("sub/a.md") == filename


def test_places_have_rows_and_columns():
    assert checked({"a.md": "one\ntwo"}, []).place("a.md", Span(5, 7)) == ("notes/a.md", (2, 2), (2, 4))


def test_findings_of_all_vaults_are_sorted_by_file_name():
    run = [
        checked({"c.md": "x"}, [diagnostic("c.md", "x", "x")], root="/home/me/b"),
        checked({"a.md": "x", "d.md": "x"}, [diagnostic(path, "x", "x") for path in ("a.md", "d.md")], root="/home/me"),
    ]
    assert [located.filename for located in sort_diagnostics(run)] == ["a.md", "b/c.md", "d.md"]
