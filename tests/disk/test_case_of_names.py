"""Moves that change only the case of a name, also on file systems that ignore case."""

import os
from contextlib import nullcontext

import pytest
from ignoring_case import case_ignored
from interrupting import kept_journals, killed, temporary_files

from wikilsp.disk.journal import is_interrupted
from wikilsp.disk.recover import recover
from wikilsp.disk.write import write
from wikilsp.text import Edit, Span
from wikilsp.vault.changes import Changes, WriteError

MOVES = [
    ("bee.md", "Bee.md"),
    ("Pic.PNG", "pic.png"),
    ("img", "Img"),
    ("img/deep.svg", "img/DEEP.svg"),
    ("é.md", "É.md"),
]
FILES = {"a.md": "see [[bee]]", "bee.md": "hum", "Pic.PNG": "p", "img/deep.svg": "s", "é.md": "e"}


def fill(root):
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda _handle: None)
    monkeypatch.setenv("WIKILSP_STATE_DIR", str(tmp_path / "state"))
    root = tmp_path / "vault"
    root.mkdir()
    fill(root)
    return root


def texts(root):
    """Return the text of each file by its path, spelled as it is on the disk."""
    return {path.relative_to(root).as_posix(): path.read_text() for path in root.rglob("*") if path.is_file()}


def moved(old, new):
    """Return the files after a move that comes with an edit."""
    after = {new + path[len(old) :] if f"{path}/".startswith(f"{old}/") else path: text for path, text in FILES.items()}
    return after | {"a.md": "see [[Bee]]"}


def change(root, old, new):
    write(root, Changes({"a.md": (Edit(Span(6, 9), "Bee"),)}, {old: new}), FILES)


def test_the_double_finds_files_in_any_case_and_ignores_moves_to_the_same_file(root):
    with case_ignored(root):
        assert (root / "BEE.md").exists()
        assert (root / "IMG/Deep.svg").stat().st_size == 1
        (root / "bee.md").rename(root / "Bee.md")
        assert "bee.md" in texts(root)
    assert not (root / "BEE.md").exists()


@pytest.mark.parametrize("system", [case_ignored, nullcontext])
@pytest.mark.parametrize(("old", "new"), MOVES)
def test_a_name_changes_its_case(root, old, new, system):
    with system(root):
        change(root, old, new)
    assert texts(root) == moved(old, new)
    assert (temporary_files(root), kept_journals()) == ([], [])


@pytest.mark.parametrize("way", ["undo", "continue"])
@pytest.mark.parametrize(("old", "new"), MOVES[:3])
def test_such_a_move_killed_at_any_step_is_recovered(root, old, new, way):
    at, under_way = 0, 0
    with case_ignored(root):
        while killed(lambda: change(root, old, new), at := at + 1):
            under_way += bool(temporary_files(root)) and old not in texts(root)
            wanted = [FILES if way == "undo" else moved(old, new)] if is_interrupted(root) else [FILES, moved(old, new)]
            for _ in range(2):
                done = recover(root, way)
                assert (done.skipped, done.failed) == ((), ()), at
                assert texts(root) in wanted, at
                assert (temporary_files(root), kept_journals()) == ([], []), at
            for path in (*texts(root), "Img", "img"):
                (root / path).rmdir() if (root / path).is_dir() else (root / path).unlink(missing_ok=True)
            fill(root)
    assert at > 10
    assert under_way


@pytest.mark.parametrize(("old", "new"), [("a.md", "BEE.md"), ("bee.md", "PIC.png"), ("img", "A.md")])
def test_another_file_in_any_case_is_in_the_way(root, old, new):
    with case_ignored(root), pytest.raises(WriteError, match="already exists"):
        write(root, Changes(moves={old: new}), {})
    assert texts(root) == FILES
