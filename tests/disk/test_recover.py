"""Recovering an interrupted change gives the old vault or the new one, never a mixture."""

import os
import shutil
import stat
from pathlib import Path

import pytest
from interrupting import (
    change,
    fill,
    kept_journals,
    killed,
    new_state,
    state,
    temporary_files,
)
from odd_files import remove_deep

from wikilsp.disk.journal import is_interrupted
from wikilsp.disk.recover import find_interruption, find_leftovers, recover
from wikilsp.disk.write import write
from wikilsp.text import Edit, Span
from wikilsp.vault.changes import Changes, WriteError


@pytest.fixture
def root(filled):
    return filled


def renew(root):
    shutil.rmtree(root)
    root.mkdir()
    fill(root, is_small=False)


def each_kill(root):
    """Yield the number of each step, after a change of the restored vault was killed at it."""
    at = 1
    while True:
        renew(root)
        if not killed(lambda: change(root), at):
            return
        yield at
        at += 1


@pytest.mark.parametrize("way", ["undo", "continue"])
def test_a_change_killed_at_any_step_is_recovered(root, tmp_path, way):
    old, new = state(root), new_state(tmp_path)
    kills = interrupted = 0
    for at in each_kill(root):
        kills += 1
        wanted = ((old,) if way == "undo" else (new,)) if is_interrupted(root) else (old, new)
        interrupted += is_interrupted(root)
        for again in range(2):
            done = recover(root, way)
            assert (done.skipped, done.failed) == ((), ()), at
            assert state(root) in wanted, at
            assert temporary_files(root) == [], at
            assert kept_journals() == [], at
            assert not again or done.steps == 0
    assert kills > 40
    assert interrupted > 30


@pytest.mark.parametrize(("way", "then"), [("undo", "undo"), ("undo", "continue"), ("continue", "undo")])
def test_a_recovery_killed_at_any_step_can_be_repeated(root, tmp_path, way, then):
    old, new = state(root), new_state(tmp_path)
    for at in (16, 31, 39, 43):
        again = 1
        while True:
            renew(root)
            assert killed(lambda: change(root), at)
            if not killed(lambda: recover(root, way), again):
                break
            wanted = (old if then == "undo" else new,) if is_interrupted(root) else (old, new)
            recover(root, then)
            assert state(root) in wanted, (at, again)
            assert temporary_files(root) == kept_journals() == []
            again += 1
        assert again > 5


def test_an_interrupted_change_is_described(root):
    assert find_interruption(root) is None
    write_two = Changes({"a.md": (Edit(Span(0, 3), "x"),), "c.md": (Edit(Span(0, 0), "x"),)}, {"img": "pics"})
    texts = {name: (root / name).read_bytes().decode() for name in ("a.md", "c.md")}
    at = 1
    while killed(lambda: write(root, write_two, texts), at) and (root / "a.md").read_bytes().startswith(b"see"):
        recover(root, "undo")
        at += 1
    (root / "c.md").write_bytes(b"meanwhile")
    assert find_interruption(root).steps == (
        ("a.md", "changed"),
        ("c.md", "changed by another program since"),
        ("img to pics", "not moved yet"),
    )


# Files changed in the meantime


def interrupt_after(root, texts, changes, is_so):
    """Interrupt a change at the first step after which a condition holds."""
    at = 1
    while True:
        assert killed(lambda: write(root, changes, texts), at)
        if is_so():
            return
        recover(root, "undo")
        at += 1


@pytest.mark.parametrize("way", ["undo", "continue"])
def test_a_note_changed_since_is_left_alone_and_its_old_text_saved(root, way):
    texts = {name: (root / name).read_bytes().decode() for name in ("a.md", "c.md")}
    changes = Changes({name: (Edit(Span(0, 0), "new "),) for name in texts})
    interrupt_after(root, texts, changes, lambda: (root / "a.md").read_bytes().startswith(b"new "))
    (root / "a.md").write_bytes(b"by hand")
    done = recover(root, way)
    [(path, why)] = done.skipped
    assert (path, done.failed) == ("a.md", ())
    assert why.startswith("this was left alone, since another program has changed it")
    [saved] = [file for file in (root.parent / "state/kept").rglob("*") if file.is_file()]
    assert str(saved) in why
    assert (saved.read_bytes().decode(), stat.S_IMODE(saved.stat().st_mode)) == (texts["a.md"], 0o600)
    assert (root / "a.md").read_bytes() == b"by hand"
    assert (root / "c.md").read_bytes().decode() == ("new " * (way == "continue")) + texts["c.md"]
    assert kept_journals() == []
    assert not is_interrupted(root)


def test_a_note_moved_and_changed_since_is_left_alone(root):
    text = (root / "sub/b.md").read_text()
    changes = Changes({"sub/b.md": (Edit(Span(0, 0), "new "),)}, {"sub/b.md": "b2.md"})
    interrupt_after(root, {"sub/b.md": text}, changes, (root / "b2.md").exists)
    (root / "b2.md").write_text("by hand")
    assert [path for path, _ in recover(root, "undo").skipped] == ["sub/b.md"]
    assert (root / "b2.md").read_text() == "by hand"
    assert not (root / "sub/b.md").exists()


def test_a_path_taken_since_is_left_alone(root):
    interrupt_after(root, {}, Changes(moves={"sub": "other"}), (root / "other").exists)
    (root / "sub").mkdir()
    (root / "sub/mine.md").write_text("mine")
    assert [path for path, _ in recover(root, "undo").skipped] == ["sub"]
    assert (root / "sub/mine.md").read_text() == "mine"
    assert (root / "other/b.md").exists()


def test_a_new_note_edited_since_is_left_alone(root):
    interrupt_after(root, {}, Changes(creates={"new/n.md": "n", "m.md": "m"}), (root / "new/n.md").exists)
    (root / "new/n.md").write_text("mine")
    assert [path for path, _ in recover(root, "undo").skipped] == ["new/n.md"]
    assert (root / "new/n.md").read_text() == "mine"


def test_a_new_folder_with_a_file_of_the_user_is_kept(root):
    interrupt_after(root, {}, Changes(creates={"new/n.md": "n", "m.md": "m"}), (root / "new").exists)
    (root / "new/mine.txt").write_text("mine")
    assert recover(root, "undo").skipped == ()
    assert [path.name for path in (root / "new").iterdir()] == ["mine.txt"]


def test_nothing_is_written_before_the_recovery(root):
    assert killed(lambda: change(root), 20)
    before = state(root)
    with pytest.raises(WriteError, match="an earlier change of this vault was interrupted; run “wikilsp recover”"):
        write(root, Changes(creates={"n.md": "n"}), {})
    assert state(root) == before
    recover(root, "undo")
    write(root, Changes(creates={"n.md": "n"}), {})


def test_a_vault_reached_by_a_symbolic_link_is_the_same(root, tmp_path):
    (tmp_path / "other").symlink_to(root)
    old = state(root)
    assert killed(lambda: change(root), 20)
    assert is_interrupted(tmp_path / "other")
    recover(tmp_path / "other", "undo")
    assert state(root) == old


# Vaults changed since

IN_THE_PLACE_OF_A_NOTE = {
    "a folder": lambda file: file.mkdir(),
    "a pipe": os.mkfifo,
    "a device": lambda file: file.symlink_to("/dev/zero"),
    "nothing": str,
}


@pytest.mark.parametrize("way", ["undo", "continue"])
@pytest.mark.parametrize("kind", IN_THE_PLACE_OF_A_NOTE)
def test_a_path_that_is_no_longer_a_note_is_reported_and_left_alone(tmp_path, way, kind):
    root = tmp_path / "notes"
    root.mkdir()
    texts = {f"{name}.md": name for name in "abcdefgh"}
    for path, text in texts.items():
        (root / path).write_text(text)
    changes = Changes({path: (Edit(Span(0, 1), "new"),) for path in texts})
    at = 1
    while killed(lambda: write(root, changes, texts), at) and (root / "d.md").read_text() != "new":
        recover(root, "undo")
        at += 1
    assert is_interrupted(root)
    for path in ("a.md", "h.md"):
        (root / path).unlink()
        IN_THE_PLACE_OF_A_NOTE[kind](root / path)
    done = recover(root, way)
    assert [path for path, _ in done.skipped] == (["h.md", "a.md"] if way == "undo" else ["a.md", "h.md"])
    assert done.failed == ()
    assert not is_interrupted(root)
    assert {(root / f"{name}.md").read_text() for name in "bcdefg"} == (set("bcdefg") if way == "undo" else {"new"})


# Leftovers


def test_only_certain_temporary_files_are_removed(root):
    ours = [".wikilsp-0123456789abcdef.tmp", "sub/.wikilsp-a1b2c3d4a1b2c3d4.tmp"]
    doubtful = [".hidden/.wikilsp-ab_defgh", "sub/.wikilsp-a1b2c3d4", "sub/.wikilsp-settings"]
    others = [".wikilsp-notes.md", ".wikilsp-0123456789ABCDEF.tmp", ".wikilsp-1234567", ".wikilsp-123456789", "x.tmp"]
    others += [".wikilsp-4711-0", ".git/.wikilsp-a1b2c3d4", "inner/.wikilsp-a1b2c3d4"]
    for name in (*ours, *doubtful, *others, "inner/.obsidian/app.json"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x")
    (root / ".wikilsp-link1234").symlink_to("a.md")
    (root / ".wikilsp-a1b2c3d5").mkdir()
    (root / ".wikilsp-hard1234").hardlink_to(root / "c.md")
    assert find_leftovers(root) == (tuple(sorted(ours)), tuple(doubtful))
    assert sorted(recover(root, "undo").removed) == sorted(ours)
    assert not any((root / name).exists() for name in ours)
    assert all((root / name).exists() for name in (*doubtful, *others))
    assert all((root / name).exists() for name in (".wikilsp-link1234", ".wikilsp-a1b2c3d5", ".wikilsp-hard1234"))


def test_leftovers_are_found_in_very_deep_folders(root):
    path = str(root)
    for _ in range(1_500):
        path += "/d"
        Path(path).mkdir()
    Path(path, ".wikilsp-0123456789abcdef.tmp").write_text("x")
    removed = recover(root, "undo").removed
    remove_deep(root / "d")
    assert len(removed) == 1
