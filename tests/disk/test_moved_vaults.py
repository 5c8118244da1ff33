"""A vault is moved, copied or replaced after an interrupted change; its journal has the old path."""

import os
import shutil

import pytest
from interrupting import change, fill, half_made, kept_journals, killed, move, new_state, rename, state, temporary_files
from msgspec.structs import replace

from wikilsp.disk.journal import lock_journal
from wikilsp.disk.moved_vaults import interruption_message
from wikilsp.disk.recover import find_interruption, recover
from wikilsp.disk.relocation import folder_identity
from wikilsp.disk.write import write, write_each
from wikilsp.text import Edit, Span
from wikilsp.vault.changes import Changes, WriteError

INTERRUPTED = "a change of this vault was interrupted; run “wikilsp recover” to see it, and to finish or undo it"
NEW = Changes(creates={"n.md": "n"})


@pytest.fixture
def root(filled):
    return filled


@pytest.fixture
def old(root):
    """The state of the vault before the change."""
    return state(root)


@pytest.fixture
def new(tmp_path):
    """The state of the vault after the change."""
    (tmp_path / "elsewhere").mkdir()
    return new_state(tmp_path / "elsewhere")


@pytest.fixture
def finished(tmp_path):
    """The state of the vault after the smaller change."""
    root = tmp_path / "smaller"
    root.mkdir()
    fill(root, is_small=False)
    rename(root)
    return state(root)


@pytest.fixture(autouse=True)
def held():
    """Close the deleted folders, which were held open so that no new folder is known by the same number."""
    yield
    while _HELD:
        os.close(_HELD.pop())


_HELD = []


def delete(root):
    """Delete a folder, so that one that is made later is another one for sure."""
    _HELD.append(os.open(root, os.O_RDONLY))
    shutil.rmtree(root)


def copy(root):
    """Copy the vault as `cp -a` does, and delete the original."""
    there = root.parent / "vault2"
    shutil.copytree(root, there, symlinks=True)
    delete(root)
    return there


def rename_one(root):
    """Edit and move a note."""
    texts = {path: (root / path).read_bytes().decode() for path in ("a.md", "sub/b.md")}
    write(root, Changes({path: (Edit(Span(0, 0), "new "),) for path in texts}, {"sub/b.md": "sub/new.md"}), texts)


def each_kill(root, do=change):
    """Yield a new vault for each step of a change, in which the change was killed at that step."""
    at = 1
    while True:
        for folder in (root, root.parent / "vault2"):
            shutil.rmtree(folder, ignore_errors=True)
        for journal in kept_journals():
            journal.unlink()
        root.mkdir()
        fill(root, is_small=False)
        if not killed(lambda: do(root), at):
            return
        yield at
        at += 1


# Finding the journal


@pytest.mark.parametrize("way", ["undo", "continue"])
def test_a_vault_moved_after_any_step_is_recovered_at_its_new_path(root, old, new, way):
    found = 0
    for at in each_kill(root):
        is_interrupted = interruption_message(root) is not None
        moved = move(root)
        before = state(moved)
        assert (interruption_message(moved) == INTERRUPTED) == is_interrupted, at
        if is_interrupted:
            found += 1
            assert find_interruption(moved).old == str(root)
            with pytest.raises(
                WriteError, match="an earlier change of this vault was interrupted; run “wikilsp recover”"
            ):
                write(moved, NEW, {})
            with pytest.raises(
                WriteError, match="an earlier change of this vault was interrupted; run “wikilsp recover”"
            ):
                write_each(moved, {"a.md": (Edit(Span(0, 0), "x"),)}, {"a.md": ""})
            assert state(moved) == before
        for again in range(2):
            done = recover(moved, way)
            assert (done.skipped, done.failed) == ((), ()), at
            assert state(moved) in ((old, new) if not is_interrupted else (old,) if way == "undo" else (new,)), at
            assert temporary_files(moved) == [], at
            assert kept_journals() == [] or not is_interrupted, at
            assert not again or done.steps == 0
        assert not root.exists()
        write(moved, NEW, {})
    assert found > 30


@pytest.mark.parametrize("way", ["undo", "continue"])
@pytest.mark.parametrize(("do", "least"), [(change, 25), (rename, 12), (rename_one, 10)])
def test_a_copy_of_a_deleted_vault_is_never_left_half_changed(root, old, tmp_path, way, do, least):
    (tmp_path / "done").mkdir()
    fill(tmp_path / "done", is_small=False)
    do(tmp_path / "done")
    new, found = state(tmp_path / "done"), 0
    for at in each_kill(root, do):
        moved = copy(root)
        is_found = interruption_message(moved) is not None
        found += is_found
        done = recover(moved, way)
        assert (done.skipped, done.failed, bool(done.steps)) == ((), (), is_found), at
        assert state(moved) in ((old, new) if not is_found else (old,) if way == "undo" else (new,)), at
        assert temporary_files(moved) == [], at
        assert kept_journals() == [] or not is_found, at
        write(moved, NEW, {})
    assert found >= least


@pytest.mark.parametrize("way", ["undo", "continue"])
def test_a_parent_folder_may_be_renamed(tmp_path, monkeypatch, root, old, finished, way):
    monkeypatch.setenv("WIKILSP_STATE_DIR", str(tmp_path.parent / f"{tmp_path.name}-state"))
    half_made(root)
    holder = tmp_path.rename(tmp_path.parent / f"{tmp_path.name}-new")
    assert interruption_message(holder / "vault") == INTERRUPTED
    recover(holder / "vault", way)
    assert state(holder / "vault") == (old if way == "undo" else finished)
    holder.rename(tmp_path)
    assert kept_journals() == []


@pytest.mark.parametrize("then", ["undo", "continue"])
@pytest.mark.parametrize("carry", [move, copy])
def test_a_recovery_at_the_new_path_may_be_killed(root, old, finished, carry, then):
    again = 1
    while True:
        half_made(root)
        moved = carry(root)
        if not killed(lambda folder=moved: recover(folder, "undo"), again):
            break
        is_found = interruption_message(moved) is not None
        recover(moved, then)
        assert state(moved) == (finished if is_found and then == "continue" else old), again
        assert interruption_message(moved) is None, again
        assert kept_journals() == [] or not is_found, again
        moved.rename(root)
        recover(root, "undo")
        delete(root)
        root.mkdir()
        fill(root, is_small=False)
        again += 1
    assert again > 10


def test_edited_notes_of_a_moved_vault_are_left_alone(root, old):
    half_made(root)
    moved = move(root)
    (moved / "a.md").write_bytes(b"by hand")
    assert interruption_message(moved) == INTERRUPTED
    [(path, why)] = recover(moved, "undo").skipped
    assert (path, "its text from before the change is in" in why) == ("a.md", True)
    assert {**state(moved), "a.md": old["a.md"]} == old


# Other vaults


def test_a_new_vault_at_the_old_path_is_another_one(root, old):
    half_made(root)
    moved = move(root)
    root.mkdir()
    fill(root, is_small=False)
    for ask in (interruption_message, find_interruption):
        assert ask(root) is None
    assert recover(root, "undo").steps == 0
    write(root, NEW, {})
    assert interruption_message(root) is None
    assert interruption_message(moved) == INTERRUPTED
    assert find_interruption(moved).old == str(root)
    recover(moved, "undo")
    assert state(moved) == old
    assert kept_journals() == []


def test_a_new_vault_at_the_old_path_may_be_interrupted_too(root, old, finished):
    half_made(root)
    moved = move(root)
    half = state(moved)
    root.mkdir()
    fill(root, is_small=False)
    half_made(root)
    assert find_interruption(root).old is None
    assert find_interruption(moved).old == str(root)
    recover(root, "continue")
    assert (state(root), state(moved)) == (finished, half)
    recover(moved, "undo")
    assert (state(root), state(moved)) == (finished, old)
    assert kept_journals() == []


def test_a_half_changed_copy_at_the_old_path_is_the_vault(root, old):
    half_made(root)
    copy(root).rename(root)
    assert interruption_message(root) == INTERRUPTED
    recover(root, "undo")
    assert state(root) == old


def test_while_the_vault_is_at_its_path_no_copy_is_taken_for_it(root, old):
    half_made(root)
    shutil.copytree(root, root.parent / "vault2", symlinks=True)
    assert interruption_message(root.parent / "vault2") is None
    with pytest.raises(WriteError, match=f"the vault “{root}” still exists"):
        recover(root.parent / "vault2", "undo", root)
    recover(root, "undo")
    assert state(root) == old


def test_vaults_without_traces_of_the_change_are_writable(root, tmp_path):
    half_made(root)
    gone = move(root)
    delete(gone)
    for name, texts in {"empty": {}, "namesakes": {"a.md": "mine", "sub/b.md": ""}}.items():
        other = tmp_path / name
        for path, text in texts.items():
            (other / path).parent.mkdir(parents=True, exist_ok=True)
            (other / path).write_text(text)
        other.mkdir(exist_ok=True)
        assert interruption_message(other) is None
        write(other, NEW, {})
    clone = tmp_path / "clone"
    clone.mkdir()
    fill(clone, is_small=False)
    assert interruption_message(clone) is None
    write(clone, NEW, {})


def test_a_folder_with_the_same_inode_is_not_enough(root, tmp_path):
    other = tmp_path / "other"
    (other / "img").mkdir(parents=True)
    (other / "a.md").write_text("mine")
    half_made(root)
    with lock_journal(root) as journal:
        journal.begin(replace(journal.read(), identity=folder_identity(other)))
    delete(root)
    assert interruption_message(other) is None
    write(other, NEW, {})


def test_a_locked_journal_is_ignored(root):
    half_made(root)
    with lock_journal(root):
        moved = move(root)
        assert interruption_message(moved) is None
    assert interruption_message(moved) == INTERRUPTED


# Doubts


def test_an_edited_copy_is_recovered_if_the_user_identifies_it(root, old):
    half_made(root)
    moved = copy(root)
    for file in moved.rglob(".wikilsp-*.tmp"):
        file.unlink()
    (moved / "c.md").write_bytes(b"by hand")
    before, [journal] = state(moved), kept_journals()
    doubt = (
        f"a change of “{root}”, which no longer exists, was interrupted, and some notes here are as it left them; "
        "if this is that vault, use “wikilsp recover --from” with the old path; if not, move that vault back to "
        f"recover it, or delete {journal} if it is gone for good"
    )
    assert interruption_message(moved) == doubt
    for ask in (find_interruption, lambda root: recover(root, "undo"), lambda root: write(root, NEW, {})):
        with pytest.raises(WriteError) as raised:
            ask(moved)
        assert str(raised.value) == doubt
    assert (state(moved), kept_journals()) == (before, [journal])
    assert ("c.md", "changed by another program since") in find_interruption(moved, root).steps
    assert [path for path, _ in recover(moved, "undo", root).skipped] == ["c.md"]
    assert {**state(moved), "c.md": old["c.md"]} == old
    assert kept_journals() == []


def test_an_edited_copy_with_a_temporary_file_of_the_change_is_the_vault(root, old):
    half_made(root)
    moved = copy(root)
    (moved / "c.md").write_bytes(b"by hand")
    assert interruption_message(moved) == INTERRUPTED
    assert [path for path, _ in recover(moved, "undo").skipped] == ["c.md"]
    assert {**state(moved), "c.md": old["c.md"]} == old


def test_of_two_vaults_from_one_path_the_matching_one_is_meant(root, old):
    copies = []
    for name in ("first", "second"):
        half_made(root)
        copies.append(copy(root).rename(root.parent / name))
        (copies[-1] / "c.md").write_bytes(name.encode())
        (copies[-1] / "a.md").write_bytes(b"new by hand " + name.encode())
        if name == "first":
            root.mkdir()
            fill(root, is_small=False)
            (root / "a.md").write_bytes((root / "a.md").read_bytes() + b"more")
            (root / "sub/b.md").write_bytes((root / "sub/b.md").read_bytes() + b"more")
    for root_now, text in zip(copies, (old["sub/b.md"][2], old["sub/b.md"][2] + b"more"), strict=True):
        assert [path for path, _ in recover(root_now, "undo", root).skipped] == ["c.md", "a.md"]
        assert (root_now / "sub/b.md").read_bytes() == text
    assert kept_journals() == []


def test_an_identified_vault_must_have_a_journal_and_match(root, tmp_path):
    half_made(root)
    moved = copy(root)
    with pytest.raises(WriteError, match=f"no change of a vault at “{tmp_path}/nowhere” was interrupted"):
        recover(moved, "undo", tmp_path / "nowhere")
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(WriteError, match=f"no file here is as the interrupted change of “{root}” read or wrote it"):
        recover(other, "undo", root)
    [journal] = kept_journals()
    journal.write_bytes(journal.read_bytes()[:-1])
    with pytest.raises(WriteError, match=f"its journal is damaged.*delete {journal}"):
        recover(moved, "undo", root)


def test_the_vaults_own_journal_is_recovered_first(root, tmp_path):
    half_made(root)
    with pytest.raises(WriteError, match="recover it without “--from”"):
        recover(root, "undo", tmp_path / "old")
    assert recover(root, "undo", root).failed == ()


def test_two_matching_journals_are_ambiguous(root, old, tmp_path):
    half_made(root)
    moved = copy(root)
    [journal] = kept_journals()
    with lock_journal(root) as first, lock_journal(tmp_path / "second") as second:
        plan, gone = first.read(), os.fsencode(tmp_path / "second")
        notes = tuple(replace(step, file=step.file.replace(plan.root, gone)) for step in plan.rewrites)
        second.begin(replace(plan, root=gone, rewrites=notes))
    assert len(kept_journals()) == 2
    with pytest.raises(WriteError, match="which no longer exists, was interrupted"):
        recover(moved, "undo")
    recover(moved, "undo", root)
    assert state(moved) == old
    assert not journal.exists()
