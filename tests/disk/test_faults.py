"""If the disk fails during a change, the error is reported, and the vault is in its old state or its new one."""

import errno
import os
import shutil

import pytest
from interrupting import (
    change,
    failing,
    fill,
    kept_journals,
    new_state,
    state,
    temporary_files,
)

from wikilsp.disk.journal import is_interrupted
from wikilsp.disk.recover import recover
from wikilsp.disk.write import write_each
from wikilsp.text import Edit, Span
from wikilsp.vault.changes import WriteError

ERRORS = {
    errno.ENOSPC: "No space left on device",
    errno.EIO: "Input/output error",
    errno.EROFS: "Read-only file system",
    errno.EDQUOT: "Disk quota exceeded",
    errno.EMFILE: "Too many open files",
}


@pytest.fixture
def root(filled):
    return filled


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "from then on"])
def test_a_step_that_fails(root, tmp_path, lasting):
    old, new = state(root), new_state(tmp_path)
    at, seen = 1, set()
    while True:
        number = list(ERRORS)[at % len(ERRORS)]
        error, failed, _ = failing(lambda: change(root), at, number, lasting=lasting)
        if not failed:
            break
        seen.add(failed[0])
        if error:
            assert isinstance(error, WriteError), (at, failed)
            assert ERRORS[number] in str(error), (at, failed)
        if is_interrupted(root):
            assert lasting
            assert "these cannot be restored: " in str(error)
            assert "; run “wikilsp recover” to see it, and to finish or undo it" in str(error)
        if lasting and error:
            # Even if the disk prevented the removal of an empty journal.
            done = recover(root, "undo")
            assert (done.skipped, done.failed) == ((), ())
        assert state(root) == (old if error else new), (at, failed)
        assert temporary_files(root) == kept_journals() == [], (at, failed)
        if not error:
            # The failed step was optional.
            assert failed[0] in ("chmod", "link", "fsync", "unlink", "fchown")
            renew(root)
        at += 1
    assert at > 40
    assert seen >= {"open", "write", "fsync", "replace", "rename", "mkdir", "symlink", "unlink", "ftruncate"}


@pytest.mark.parametrize("call", ["read", "stat", "lstat", "fstat", "readlink", "open"])
def test_a_check_that_fails(root, tmp_path, monkeypatch, call):
    old, new = state(root), new_state(tmp_path)
    real, at, count = getattr(os, call), 1, 0

    def look(*args, **options):
        nonlocal count
        count += 1
        if count == at:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(*args, **options)

    while True:
        count = 0
        with monkeypatch.context() as patched:
            patched.setattr(os, call, look)
            error, _, _ = failing(lambda: change(root), None, 0)
        if count < at:
            break
        if error and not isinstance(error, WriteError):
            # A change starts from the text of a note, which no function under test reads.
            assert (call, at) in (("open", 1), ("stat", 1))
        assert state(root) == (old if error else new), at
        assert temporary_files(root) == [], at
        assert not is_interrupted(root), at
        renew(root)
        at += 1
    assert at > 1


def renew(root):
    shutil.rmtree(root)
    root.mkdir()
    fill(root, is_small=False)


def test_a_recovery_that_fails_can_be_repeated(root):
    old, at = state(root), 1
    while True:
        assert failing(lambda: change(root), 31, errno.EIO, lasting=True)[0]
        assert is_interrupted(root)
        error, failed, done = failing(lambda: recover(root, "undo"), at, errno.EIO)
        if not failed:
            break
        problems = [error] if error else done.failed
        assert all(isinstance(each, WriteError) and "Input/output error" in str(each) for each in problems)
        if problems:
            assert recover(root, "undo").failed == ()
        assert state(root) == old, (at, failed)
        assert temporary_files(root) == kept_journals() == []
        at += 1
    assert at > 10


def test_fixes_of_other_notes_are_applied_if_one_fails(root):
    edits = {name: (Edit(Span(0, 0), "new "),) for name in ("a.md", "c.md", "sub/b.md")}
    texts = {name: (root / name).read_bytes().decode() for name in edits}
    old, at = state(root), 1
    while True:
        error, failed, problems = failing(lambda: write_each(root, edits, texts), at, errno.ENOSPC)
        if not failed:
            break
        assert error is None or isinstance(error, WriteError)
        for name, text in texts.items():
            is_new = not error and name not in problems
            assert (root / name).read_bytes().decode() == f"new {text}" if is_new else text
            (root / name).write_bytes(text.encode())
        assert temporary_files(root) == kept_journals() == []
        assert state(root) == old
        at += 1
    assert at > 15
