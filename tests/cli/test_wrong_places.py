"""Where the text of a note is not what was read there, nothing is written, and an error is reported."""

import pytest
from misreading import misread

WRONG = "A line.\nSee [[Target]] and [[ Target ]] now, please.\n"
PLACE = "expected the link to “Target”, found “arget]] an”, so nothing is changed"


@pytest.fixture(autouse=True)
def vault(write, monkeypatch):
    misread(monkeypatch)
    write({".wikilsp.toml": "", "Target.md": "", "wrong.md": WRONG, "right.md": "[[Target]] [[ Target ]]\n"})


def texts(folder):
    return {file.name: file.read_text() for file in folder.iterdir() if file.suffix == ".md"}


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_a_rename_is_refused(folder, run, options):
    before = texts(folder)
    result = run("rename", "Target", "Renamed", *options)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"error: wrong.md:2:8: {PLACE}; save the note and try again")
    assert texts(folder) == before


@pytest.mark.parametrize("option", ["--fix", "--diff"])
def test_only_the_misplaced_note_is_not_fixed(folder, run, option):
    result = run("check", option)
    assert result.exit_code == 1
    assert "warning: wrong.md:2:" in result.stderr
    assert "so nothing is changed" in result.stderr
    assert texts(folder)["wrong.md"] == WRONG
    fixed = texts(folder)["right.md"] if option == "--fix" else result.stdout
    assert "[[Target]] [[Target]]" in fixed


def test_renames_that_do_not_need_such_places_work(folder, run, write):
    write({"Other.md": "", "wrong.md": f"[[Other]]\n\n{WRONG}"})
    result = run("rename", "Other", "Changed")
    assert (result.exit_code, result.stderr) == (0, "")
    assert texts(folder)["wrong.md"] == f"[[Changed]]\n\n{WRONG}"
