"""Replacing a file keeps its attributes, and a power failure leaves the old contents or the new ones."""

import errno
import os
import stat
import struct
from pathlib import Path

import pytest
from folders import write as write_files

from wikilsp.disk.state_folder import journals_folder
from wikilsp.disk.write import check_writable, write, write_each
from wikilsp.text import Edit, Span
from wikilsp.vault.changes import Changes, WriteError

PREFIX = (Edit(Span(0, 0), "new "),)


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setenv("WIKILSP_STATE_DIR", str(tmp_path / "state"))
    (tmp_path / "vault").mkdir()
    return tmp_path / "vault"


def edit(root, *paths, **options):
    write(root, Changes(dict.fromkeys(paths, PREFIX)), {path: (root / path).read_text() for path in paths}, **options)


# Power failures


@pytest.fixture
def calls(monkeypatch, root):
    """The sequence of syncs and renames, with names relative to the folder of the test."""
    made = []

    def name(path):
        path = os.fspath(path)
        return os.path.relpath(path, root.parent).replace(path.rpartition("/")[2], kind(path.rpartition("/")[2]))

    def kind(name):
        return "temporary" if name.endswith(".tmp") else "journal" if name.endswith(".journal") else name

    def spied(call, real):
        def spy(first, *rest, **options):
            target = Path(f"/proc/self/fd/{first}").readlink() if isinstance(first, int) else first
            made.append((call, *map(name, (target, *rest[: call != "mkdir"]))))
            return real(first, *rest, **options)

        return spy

    for call in ("fsync", "replace", "rename", "link", "mkdir"):
        monkeypatch.setattr(os, call, spied(call, getattr(os, call)))
    return made


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="requires /proc")
def test_files_are_synced_before_they_are_renamed_and_folders_after(root, calls):
    write_files(root, {"a.md": "a", "b.md": "b", "sub/c.md": "c"})
    edits = dict.fromkeys(("a.md", "b.md", "sub/c.md"), PREFIX)
    changes = Changes(edits, {"b.md": "new/b.md"}, {"new/n.md": "n"})
    write(root, changes, {"a.md": "a", "b.md": "b", "sub/c.md": "c"})
    assert calls[calls.index(("fsync", "state/journals/journal")) :] == [
        # The journal comes first; its first byte is written last.
        ("fsync", "state/journals/journal"),
        ("fsync", "state/journals/journal"),
        ("fsync", "state/journals"),
        ("fsync", "vault/temporary"),
        ("replace", "vault/temporary", "vault/a.md"),
        ("fsync", "vault/temporary"),
        ("replace", "vault/temporary", "vault/b.md"),
        ("fsync", "vault/sub/temporary"),
        ("replace", "vault/sub/temporary", "vault/sub/c.md"),
        ("mkdir", "vault/new"),
        ("fsync", "vault/new/temporary"),
        ("link", "vault/new/temporary", "vault/new/n.md"),
        # Each folder is synced once.
        ("fsync", "vault"),
        ("fsync", "vault/new"),
        ("fsync", "vault/sub"),
        # The journal records the move in progress.
        ("fsync", "state/journals/journal"),
        ("rename", "vault/b.md", "vault/new/b.md"),
        ("fsync", "vault"),
        ("fsync", "vault/new"),
        # The journal is removed.
        ("fsync", "state/journals"),
    ]


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP, errno.EACCES])
def test_folders_that_cannot_be_synced_are_no_error(root, monkeypatch, number):
    write_files(root, {"a.md": "a"})
    real = os.fsync

    def fsync(handle):
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(number, os.strerror(number))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    edit(root, "a.md")
    assert (root / "a.md").read_text() == "new a"


def test_notes_are_created_without_hard_link_support(root, monkeypatch):
    def link(*_args, **_options):
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", link)
    write(root, Changes(creates={"sub/n.md": "n"}), {})
    assert [path.name for path in (root / "sub").iterdir()] == ["n.md"]
    assert (root / "sub/n.md").read_text() == "n"


def test_there_is_at_most_one_temporary_file_at_a_time(root, monkeypatch):
    write_files(root, {f"{number}.md": "x" for number in range(20)})
    seen, real = [], os.replace

    def replace(old, new):
        seen.append(sum(path.suffix == ".tmp" for path in root.iterdir()))
        real(old, new)

    monkeypatch.setattr(os, "replace", replace)
    edit(root, *(f"{number}.md" for number in range(20)))
    assert seen == [1] * 20


# Attributes


def test_owner_and_group_are_kept(root):
    write_files(root, {"a.md": "a"})
    owner = (12345, 54321) if os.geteuid() == 0 else (os.getuid(), os.getgroups()[-1] if os.getgroups() else -1)
    os.chown(root / "a.md", *owner)
    before = (root / "a.md").stat()
    edit(root, "a.md")
    after = (root / "a.md").stat()
    assert (after.st_uid, after.st_gid, after.st_ino != before.st_ino) == (before.st_uid, before.st_gid, True)


def test_the_group_is_kept_if_the_owner_cannot_be(root, monkeypatch):
    write_files(root, {"a.md": "a"})
    calls = []

    def fchown(_handle, user, group):
        calls.append((user, group))
        if user != -1:
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "fchown", fchown)
    real = os.fstat

    def fstat(handle):
        seen = list(real(handle))
        seen[4] = 4711  # the new file has another owner
        return os.stat_result(seen)

    monkeypatch.setattr(os, "fstat", fstat)
    seen = (root / "a.md").stat()
    edit(root, "a.md")
    assert calls == [(seen.st_uid, seen.st_gid), (-1, seen.st_gid)]
    assert (root / "a.md").read_text() == "new a"


def acl(*entries):
    """Encode a POSIX access control list as Linux stores it: version 2, then a tag, permissions and an id each."""
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


NOBODY = 0xFFFF_FFFF
ACCESS = acl((1, 6, NOBODY), (2, 4, 12345), (4, 4, NOBODY), (16, 4, NOBODY), (32, 0, NOBODY))


def set_attribute(path, name, value):
    if not hasattr(os, "setxattr"):
        pytest.skip("this system has other attributes")
    try:
        os.setxattr(path, name, value)
    except OSError as error:
        pytest.skip(f"this file system keeps no {name}: {error.strerror}")


@pytest.mark.parametrize(("name", "value"), [("user.note", b"\0kept"), ("system.posix_acl_access", ACCESS)])
def test_extended_attributes_and_access_control_lists_are_kept(root, name, value):
    write_files(root, {"a.md": "a"})
    set_attribute(root / "a.md", name, value)
    mode = (root / "a.md").stat().st_mode
    edit(root, "a.md")
    assert os.getxattr(root / "a.md", name) == value
    assert (root / "a.md").stat().st_mode == mode
    assert (root / "a.md").read_text() == "new a"


def test_no_access_control_list_is_inherited_from_the_folder(root):
    write_files(root, {"a.md": "a"})
    (root / "a.md").chmod(0o640)
    set_attribute(root, "system.posix_acl_default", ACCESS)
    edit(root, "a.md")
    assert "system.posix_acl_access" not in os.listxattr(root / "a.md")
    assert stat.S_IMODE((root / "a.md").stat().st_mode) == 0o640


def test_attributes_that_cannot_be_kept_are_no_error(root, monkeypatch):
    if not hasattr(os, "setxattr"):
        pytest.skip("this system has other attributes")

    def refuse(*_args, **_options):
        raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))

    for name in ("listxattr", "setxattr", "fchown"):
        monkeypatch.setattr(os, name, refuse)
    write_files(root, {"a.md": "a"})
    edit(root, "a.md")
    assert (root / "a.md").read_text() == "new a"


# Hard links


@pytest.fixture
def linked(root, tmp_path):
    write_files(root, {"a.md": "a", "b.md": "b"})
    (tmp_path / "other.md").hardlink_to(root / "b.md")
    return tmp_path / "other.md"


HARD = "b.md: this file has 2 names (hard links), and the others would keep the old text"


def test_a_file_with_hard_links_is_refused(root, linked):
    with pytest.raises(WriteError) as error:
        edit(root, "a.md", "b.md")
    remedy = "replace the links by copies first, or use “--force” on the command line"
    assert str(error.value) == f"{HARD}; {remedy}"
    assert [(root / name).read_text() for name in ("a.md", "b.md")] == ["a", "b"]
    assert (linked.read_text(), linked.stat().st_nlink) == ("b", 2)
    with pytest.raises(WriteError, match="hard links"):
        check_writable(root, ["a.md", "b.md"])


def test_with_force_it_is_replaced_under_one_name_only(root, linked):
    edit(root, "a.md", "b.md", force=True)
    check_writable(root, ["a.md"], force=True)
    assert [(root / name).read_text() for name in ("a.md", "b.md")] == ["new a", "new b"]
    assert (linked.read_text(), linked.stat().st_nlink) == ("b", 1)


@pytest.mark.usefixtures("linked")
def test_fixes_of_other_notes_are_applied(root):
    edits = dict.fromkeys(("a.md", "b.md"), PREFIX)
    problems = write_each(root, edits, {"a.md": "a", "b.md": "b"})
    assert [str(error)[: len(HARD)] for error in problems.values()] == [HARD]
    assert [(root / name).read_text() for name in ("a.md", "b.md")] == ["new a", "b"]
    assert write_each(root, {"b.md": PREFIX}, {"b.md": "b"}, force=True) == {}


@pytest.mark.usefixtures("linked")
def test_it_can_be_moved(root):
    write(root, Changes(moves={"b.md": "c.md"}), {})
    assert (root / "c.md").stat().st_nlink == 2


# Refused before anything is written


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (Changes(creates={"ok.md": "ok", "n/e/w.md": "\ud800"}), "n/e/w.md: the new text contains a lone surrogate"),
        (Changes(creates={"n/\udcff.md": "x"}), "n/\\udcff.md: this name is not valid UTF-8; choose another name"),
        (Changes(moves={"a.md": "\ud83d.md"}), "\\ud83d.md: this name is not valid UTF-8; choose another name"),
    ],
)
def test_lone_surrogates_change_nothing(root, changes, problem):
    write_files(root, {"a.md": "a"})
    with pytest.raises(WriteError) as error:
        write(root, changes, {})
    assert str(error.value).startswith(problem)
    assert [path.name for path in root.iterdir()] == ["a.md"]
    assert list(journals_folder().iterdir()) == []


def test_a_note_that_now_leads_outside_is_not_written(root, tmp_path):
    (tmp_path / "outside.md").write_text("a")
    (root / "a.md").symlink_to(tmp_path / "outside.md")
    with pytest.raises(WriteError, match=r"a.md: this is outside the vault"):
        edit(root, "a.md")
    assert (tmp_path / "outside.md").read_text() == "a"


def test_a_pipe_instead_of_a_note_does_not_block(root):
    os.mkfifo(root / "a.md")
    with pytest.raises(WriteError, match=r"a.md: this cannot be written: this is not a regular file"):
        write(root, Changes({"a.md": PREFIX}), {"a.md": "a"})
