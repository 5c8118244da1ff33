"""A plan is applied inside its vault only, whatever its journal says and wherever the vault is now."""

import os

import pytest
from interrupting import half_made, kept_journals, move, state
from msgspec.structs import replace

from wikilsp.disk.journal import lock_journal
from wikilsp.disk.plan import Creation, Move, Plan, Rewrite
from wikilsp.disk.recover import find_interruption, recover
from wikilsp.disk.relocation import folder_identity
from wikilsp.disk.write import write
from wikilsp.vault.changes import Changes, WriteError

NEW = Changes(creates={"n.md": "n"})


@pytest.fixture
def root(filled):
    return filled


def test_a_folder_that_now_leads_outside_is_not_followed(root, tmp_path):
    half_made(root)
    moved = move(root)
    (moved / "sub").rename(tmp_path / "outside")
    (moved / "sub").symlink_to(tmp_path / "outside")
    before = state(tmp_path / "outside"), state(moved)
    [journal] = kept_journals()
    problem = f"an interrupted change would write outside the vault, so nothing was changed; .* delete {journal}"
    for ask in (find_interruption, lambda root: recover(root, "undo"), lambda root: write(root, NEW, {})):
        with pytest.raises(WriteError, match=problem):
            ask(moved)
    assert (state(tmp_path / "outside"), state(moved)) == before
    moved.rename(root)
    with pytest.raises(WriteError, match=problem):
        recover(root, "continue")
    assert (state(tmp_path / "outside"), state(root)) == before


ASTRAY = {
    "a note beside the vault": {"rewrites": (Rewrite("v.md", b"/victim.md", b"victim", b"x"),)},
    "a note above by its path": {"rewrites": (Rewrite("v.md", b"vault/../victim.md", b"victim", b"x"),)},
    "a note in a hidden folder": {"rewrites": (Rewrite("v.md", b"vault/.git/config", b"victim", b"x"),)},
    "a saved text outside": {"rewrites": (Rewrite("../../v.md", b"vault/a.md", b"victim", b"x"),)},
    "a new note above": {"creations": (Creation("../new.md", b"new"),)},
    "a new note at the top": {"creations": (Creation("/tmp/../new.md", b"new"),)},  # noqa: S108 - never made
    "a new note without a name": {"creations": (Creation("sub/..", b"new"),)},
    "a new note by a link": {"creations": (Creation("out/new.md", b"new"),)},
    "a folder above": {"folders": ("../made",)},
    "a move out": {"moves": (Move("a.md", "a.md", "../a.md"),)},
    "a move in": {"moves": (Move("a.md", "../victim.md", "v.md"),)},
    "a move with a folder outside": {"moves": (Move("a.md", "a.md", "b.md", ("out/made",)),)},
    "a temporary file elsewhere": {"token": "/../../../victim"},
}


@pytest.mark.parametrize("way", ["undo", "continue"])
@pytest.mark.parametrize("kind", ASTRAY)
def test_a_journal_with_paths_outside_is_refused(tmp_path, root, kind, way):
    (tmp_path / "victim.md").write_bytes(b"victim")
    (root / ".git").mkdir()
    (root / ".git/config").write_bytes(b"victim")
    (root / "out").symlink_to(tmp_path)
    plan = replace(Plan(os.fsencode(root), "0123456789abcdef", 0.0, identity=folder_identity(root)), **ASTRAY[kind])
    at = os.fsencode(tmp_path) + b"/"
    notes = tuple(replace(step, file=at + step.file.lstrip(b"/")) for step in plan.rewrites)
    with lock_journal(root) as journal:
        journal.begin(replace(plan, rewrites=notes))
    before = {path: data for path, data in state(tmp_path).items() if not path.startswith("state")}
    with pytest.raises(WriteError, match="would write outside the vault"):
        recover(root, way)
    with pytest.raises(WriteError, match="would write outside the vault"):
        find_interruption(root)
    moved = move(root)
    with pytest.raises(WriteError, match="would write outside the vault"):
        recover(moved, way)
    moved.rename(root)
    assert {path: data for path, data in state(tmp_path).items() if not path.startswith("state")} == before
