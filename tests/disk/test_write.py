"""Changes to the disk: writes, refusals, and failures that change nothing."""

import os
from pathlib import Path

import pytest

from wikilsp.disk.write import WriteError, write
from wikilsp.text import Edit, Span
from wikilsp.vault.changes import Changes


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "vault"
    folder.mkdir()
    return folder


def fill(root, **files):
    for path, text in files.items():
        put(root, f"{path}.md", text)


def put(root, path, text):
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())


def state(root):
    """Return the contents of every file, or the target of a symbolic link; folders end with a slash."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_symlink():
            found[name] = path.readlink().as_posix()
        elif path.is_dir():
            found[f"{name}/"] = None
        else:
            found[name] = path.read_bytes()
    return found


def first_letter(new):
    return (Edit(Span(0, 1), new),)


def refused(root, changes, texts, message):
    before = state(root)
    with pytest.raises(WriteError) as error:
        write(root, changes, texts)
    assert message in str(error.value)
    assert state(root) == before


# Written


def test_only_the_edited_text_changes(root):
    text = "\ufeffone\r\ntwo\rthree\u2028four"
    fill(root, a=text, b="b")
    write(root, Changes({"a.md": (Edit(Span(1, 4), "eins"), Edit(Span(10, 10), "!"))}), {"a.md": text})
    assert state(root) == {"a.md": "\ufeffeins\r\ntwo\r!three\u2028four".encode(), "b.md": b"b"}


def test_notes_are_created_with_their_folders(root):
    write(root, Changes(creates={"new/deep/a.md": "é\n"}), {})
    assert state(root) == {"new/": None, "new/deep/": None, "new/deep/a.md": "é\n".encode()}


def test_a_note_is_edited_and_moved(root):
    fill(root, a="a")
    write(root, Changes({"a.md": first_letter("x")}, {"a.md": "sub/b.md"}), {"a.md": "a"})
    assert state(root) == {"sub/": None, "sub/b.md": b"x"}


def test_a_folder_moves_with_its_contents(root):
    put(root, "one/deep/a.md", "a")
    put(root, "one/.hidden", "h")
    write(root, Changes({"one/deep/a.md": first_letter("x")}, {"one": "two/one"}), {"one/deep/a.md": "a"})
    assert state(root) == {
        "two/": None,
        "two/one/": None,
        "two/one/.hidden": b"h",
        "two/one/deep/": None,
        "two/one/deep/a.md": b"x",
    }


def test_files_can_be_swapped(root):
    fill(root, a="a", b="b", c="c")
    write(root, Changes(moves={"a.md": "b.md", "b.md": "a.md", "c.md": "d.md"}), {})
    assert state(root) == {"a.md": b"b", "b.md": b"a", "d.md": b"c"}


def test_permissions_are_kept(root):
    fill(root, a="a")
    (root / "a.md").chmod(0o640)
    write(root, Changes({"a.md": first_letter("x")}), {"a.md": "a"})
    assert (root / "a.md").stat().st_mode & 0o777 == 0o640


# Symbolic links


def test_the_target_of_a_symbolic_link_is_written(root):
    put(root, "real/a.md", "a")
    (root / "link.md").symlink_to("real/a.md")
    write(root, Changes({"link.md": first_letter("x")}), {"link.md": "a"})
    assert state(root) == {"link.md": "real/a.md", "real/": None, "real/a.md": b"x"}


def test_a_moved_symbolic_link_keeps_its_target(root):
    put(root, "real/a.md", "a")
    (root / "link.md").symlink_to("real/a.md")
    write(root, Changes(moves={"link.md": "sub/other.md"}), {})
    assert (root / "sub/other.md").resolve() == (root / "real/a.md").resolve()
    assert state(root) == {
        "real/": None,
        "real/a.md": b"a",
        "sub/": None,
        "sub/other.md": "../real/a.md",
    }


# Refused


def test_a_note_that_is_not_utf8(root):
    put(root, "a.md", b"a\xff")
    refused(root, Changes({"a.md": first_letter("x")}), {"a.md": "a\ufffd"}, "a.md: this note is not valid UTF-8")


def test_a_note_that_has_changed_since_it_was_read(root):
    fill(root, a="a", b="other")
    edits = {"a.md": first_letter("x"), "b.md": first_letter("x")}
    refused(root, Changes(edits), {"a.md": "a", "b.md": "b"}, "b.md: this note has changed since it was read")


def test_a_note_that_has_vanished(root):
    refused(root, Changes({"a.md": first_letter("x")}), {"a.md": "a"}, "a.md: this cannot be written: No such file")


def test_a_read_only_note(root):
    fill(root, a="a", b="b")
    (root / "b.md").chmod(0o444)
    edits = {"a.md": first_letter("x"), "b.md": first_letter("x")}
    refused(root, Changes(edits), {"a.md": "a", "b.md": "b"}, "b.md: this file is read-only")


@pytest.mark.parametrize(
    "changes", [Changes(moves={"a.md": "b.md"}), Changes(creates={"b.md": "x"})], ids=["move", "create"]
)
def test_a_path_that_is_taken(root, changes):
    fill(root, a="a", b="b")
    refused(root, changes, {}, "b.md: this already exists")
    (root / "b.md").unlink()
    (root / "b.md").symlink_to("nowhere")
    refused(root, changes, {}, "b.md: this already exists")


def test_a_missing_file_to_move(root):
    refused(root, Changes(moves={"a.md": "b.md"}), {}, "a.md: this file no longer exists")


@pytest.mark.parametrize("path", ["../a.md", "out/a.md", "out/deep/a.md"])
def test_a_path_outside_the_vault(root, tmp_path, path):
    (tmp_path / "elsewhere").mkdir()
    (root / "out").symlink_to(tmp_path / "elsewhere")
    fill(root, a="a")
    refused(root, Changes(moves={"a.md": path}), {}, "this is outside the vault")
    refused(root, Changes(creates={path: "x"}), {}, "this is outside the vault")


def test_a_text_that_utf8_cannot_encode(root):
    fill(root, a="a")
    refused(root, Changes({"a.md": first_letter("\ud800")}), {"a.md": "a"}, "lone surrogate")


# All or none


def test_a_path_below_a_file_is_refused_before_anything_is_written(root):
    put(root, "a.md", "a")
    put(root, "b.md", "b")
    put(root, "c.md", "c")
    (root / "a.md").chmod(0o640)
    put(root, "file", "")
    changes = Changes(
        {"a.md": first_letter("x"), "b.md": first_letter("x")},
        {"b.md": "sub/b.md", "c.md": "file/c.md"},
        {"new/n.md": "n"},
    )
    refused(root, changes, {"a.md": "a", "b.md": "b"}, "file/c.md: “file” is not a folder")
    assert (root / "a.md").stat().st_mode & 0o777 == 0o640


def test_a_failure_while_files_are_swapped(root, monkeypatch):
    fill(root, a="a", b="b")
    rename = Path.rename

    def fails_on_b(self, target):
        if Path(target).name == "b.md" and self.name != "b.md" and not Path(target).exists() and fails:
            fails.pop()
            raise OSError(28, os.strerror(28))
        return rename(self, target)

    fails = [True]
    monkeypatch.setattr(Path, "rename", fails_on_b)
    refused(root, Changes(moves={"a.md": "b.md", "b.md": "a.md"}), {}, "a.md: this cannot be written: No space left")
    assert not fails


def test_a_note_that_changes_while_others_are_written(root, monkeypatch):
    fill(root, a="a", b="b")
    replace = Path.replace

    def meddles(self, target):
        if Path(target).name == "a.md" and meddling:
            meddling.pop()
            (root / "b.md").write_bytes(b"meanwhile")
        return replace(self, target)

    meddling = [True]
    monkeypatch.setattr(Path, "replace", meddles)
    edits = {"a.md": first_letter("x"), "b.md": first_letter("x")}
    with pytest.raises(WriteError, match=r"b.md: this note has changed"):
        write(root, Changes(edits), {"a.md": "a", "b.md": "b"})
    assert state(root) == {"a.md": b"a", "b.md": b"meanwhile"}


def test_a_failed_rollback_is_reported(root, monkeypatch):
    fill(root, a="a", b="b")
    replace, done = Path.replace, []

    def works_once(self, target):
        if done:
            raise OSError(28, os.strerror(28))
        done.append(target)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", works_once)
    edits = {"a.md": first_letter("x"), "b.md": first_letter("x")}
    with pytest.raises(WriteError, match=r"b.md: .*No space left.* cannot be restored: a.md \(No space left"):
        write(root, Changes(edits), {"a.md": "a", "b.md": "b"})
