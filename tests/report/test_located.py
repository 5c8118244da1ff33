import pytest
from found import checked, diagnostic, found

from wikilsp.report.located import join_places, sort_diagnostics
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


TEXT = "one\ntwo\nsix\n"


def joined(*places):
    """Return the notes and rows of joined findings, and the further places. A place is (path, row, code, subject)."""
    diagnostics = [
        diagnostic(path, TEXT, ["one", "two", "six"][row - 1], code=code, subject=subject)
        for path, row, code, subject in places
    ]
    reported = join_places(found({"a.md": TEXT, "b.md": TEXT}, *diagnostics))
    return [(each.diagnostic.path, each.diagnostic.start.row, each.others) for each in reported]


def test_places_of_one_subject_are_joined_at_the_first_one():
    places = [("a.md", row, "missing-note", "x") for row in (1, 2, 3)]
    assert joined(*places) == [("a.md", 1, "and 2 more places in this note")]
    assert joined(*places[:2]) == [("a.md", 1, "and 1 more place in this note")]


def test_other_notes_rules_and_subjects_are_not_joined():
    places = [("a.md", 1, "missing-note", "x"), ("a.md", 2, "missing-note", "y"), ("a.md", 3, "missing-file", "x")]
    places += [("a.md", 1, "other", ""), ("a.md", 2, "other", ""), ("b.md", 1, "missing-note", "x")]
    assert joined(*places) == [(path, row, "") for path, row, *_ in places]
