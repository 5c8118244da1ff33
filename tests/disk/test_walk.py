"""The files of a vault. Whatever the disk contains is reported, and does not end the walk."""

import os
import sys

import pytest
from folders import refuse, write

from wikilsp.disk.walk import walk


@pytest.fixture(name="outside", autouse=True)
def _outside(tmp_path):
    """A repository around everything, so that no ignore file of the machine applies."""
    return write(tmp_path, [".git/"])


@pytest.fixture(name="root")
def _root(tmp_path):
    return write(tmp_path / "vault", [])


def link(path, target):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


class TestFiles:
    def test_notes_end_in_md_or_markdown_in_any_case(self, root):
        write(root, ["a.md", "b.markdown", "c.MD", "d.Markdown", "x/y/e.md", "f.mdx", "g.md.txt", "md"])
        found = walk(root)
        assert found.notes == ["a.md", "b.markdown", "c.MD", "d.Markdown", "x/y/e.md"]
        assert found.files == ["f.mdx", "g.md.txt", "md"]

    def test_are_sorted_by_path(self, root):
        write(root, ["b/a.md", "a/z.md", "b.md", "B.md", "a.md", "é.md"])
        assert walk(root).notes == ["B.md", "a.md", "a/z.md", "b.md", "b/a.md", "é.md"]

    def test_names_are_not_normalized(self, root):
        composed, decomposed = "Caf\u00e9.md", "The\u0301.md"
        write(root, [composed, decomposed, "a\u2028b.md", "a\nb.md", " .md", "100%.md"])
        assert walk(root).notes == sorted([composed, decomposed, "a\u2028b.md", "a\nb.md", " .md", "100%.md"])

    @pytest.mark.parametrize(
        "path",
        [
            ".a.md",
            ".md",
            ".obsidian/a.md",
            "x/.trash/a.md",
            "node_modules/a.md",
            "x/node_modules/y/a.md",
            "logseq/bak/a.md",
            "logseq/version-files/x/a.md",
        ],
    )
    def test_in_hidden_folders_and_junk_are_skipped(self, root, path):
        found = walk(write(root, [path]))
        assert (found.notes, found.files, list(found.ignored()), found.problems) == ([], [], [], [])

    @pytest.mark.parametrize("path", ["bak/a.md", "x/logseq/bak/a.md", "logseq/pages/a.md", "node_modules.md"])
    def test_with_names_similar_to_junk_are_not_skipped(self, root, path):
        assert walk(write(root, [path])).notes == [path]

    def test_of_an_empty_folder(self, root):
        assert walk(root)[:2] == ([], [])

    def test_can_be_deeper_than_the_recursion_limit(self, root):
        folder = root
        folder.mkdir()
        for _ in range(sys.getrecursionlimit() + 100):
            folder = folder / "d"
            folder.mkdir()
        write(folder, ["a.md"])
        found = walk(root)
        (folder / "a.md").unlink()
        os.removedirs(folder)  # pytest's own cleanup recurses
        assert [path.count("/") for path in found.notes] == [sys.getrecursionlimit() + 100]
        assert found.problems == []


class TestIgnored:
    def test_files_can_be_listed(self, root):
        write(
            root,
            {".gitignore": "secret.md\nbuild/", "a.md": "", "secret.md": "", "build/x/b.md": "", "build/c.pdf": ""},
        )
        assert list(walk(root).ignored()) == ["secret.md", "build/c.pdf", "build/x/b.md"]

    def test_files_include_excluded_ones(self, root):
        write(root, ["templates/day.md", "templates/new/week.md"])
        assert list(walk(root, ["templates/"]).ignored()) == ["templates/day.md", "templates/new/week.md"]

    def test_folders_are_read_lazily(self, root, monkeypatch):
        write(root, {".gitignore": "build/", "build/a.md": ""})
        refuse(monkeypatch, "scandir", root / "build")
        assert walk(root).problems == []

    def test_folders_exclude_junk(self, root):
        write(root, {".gitignore": "build/", "build/.git/a.md": "", "build/node_modules/a.md": ""})
        assert list(walk(root).ignored()) == []

    def test_folders_include_nested_vaults(self, root):
        write(root, {".gitignore": "build/", "build/vault/.obsidian/": "", "build/vault/a.md": ""})
        assert list(walk(root).ignored()) == ["build/vault/a.md"]


class TestNestedVault:
    @pytest.mark.parametrize(
        "marker",
        [
            *(".wikilsp.toml", ".obsidian/", "logseq/config.edn", ".foam/", ".marksman.toml", "pyproject.toml"),
            *("dendron.yml", ".silverbullet.db"),
        ],
    )
    def test_is_skipped_and_listed(self, root, marker):
        write(root, {"x/inner/" + marker: "[tool.wikilsp]", "x/inner/y/a.md": "", "x/b.md": ""})
        found = walk(root)
        assert (found.notes, found.files, found.nested) == (["x/b.md"], [], ["x/inner"])

    def test_can_be_linked_to(self, root):
        write(root, {"x/inner/.obsidian/app.json": "", "x/inner/.gitignore": "b.md", "x/inner/.trash/c.md": ""})
        write(
            root,
            ["a.md", "x/inner/a.md", "x/inner/b.md", "x/inner/p.png", "x/inner/own/.obsidian/", "x/inner/own/d.md"],
        )
        assert sorted(walk(root).ignored()) == ["x/inner/a.md", "x/inner/own/d.md", "x/inner/p.png"]

    @pytest.mark.parametrize("file", [".git/", "pyproject.toml", "logseq/", ".obsidian"])
    def test_needs_a_marker(self, root, file):
        found = walk(write(root, ["inner/" + file, "inner/a.md"]))
        assert (found.notes, found.nested) == (["inner/a.md"], [])

    def test_is_not_the_vault_itself(self, root):
        assert walk(write(root, [".obsidian/", "a.md"])).notes == ["a.md"]

    def test_in_an_ignored_folder_is_not_listed(self, root):
        assert walk(write(root, {".gitignore": "x/", "x/.obsidian/": ""})).nested == []


class TestSymbolicLink:
    def test_to_a_file_inside_is_for_links_only(self, root):
        write(root, ["z.md"])
        link(root / "a.md", "z.md")
        found = walk(root)
        assert (found.notes, list(found.ignored()), found.problems) == (["z.md"], ["a.md"], [])

    def test_to_a_folder_inside_is_for_links_only(self, root):
        write(root, ["z/n.md", "z/y/m.md"])
        link(root / "a", "z")
        found = walk(root)
        assert (found.notes, found.problems) == (["z/n.md", "z/y/m.md"], [])
        assert list(found.ignored()) == ["a/n.md", "a/y/m.md"]

    def test_is_followed_to_a_file_without_another_path(self, root):
        write(root, [".shared/n.md", ".shared/x/m.md", ".store/one.md", ".store/two.pdf"])
        link(root / "shared", ".shared")
        link(root / "x/one.md", "../.store/one.md")
        link(root / "two.pdf", root / ".store/two.pdf")
        found = walk(root)
        assert (found.notes, found.files) == (["shared/n.md", "shared/x/m.md", "x/one.md"], ["two.pdf"])
        assert found.problems == []

    def test_is_followed_through_other_symbolic_links(self, root):
        write(root, [".store/n.md"])
        link(root / ".way", ".store")
        link(root / ".store/more", "../.more")
        write(root, [".more/m.md"])
        link(root / "a", ".way")
        assert walk(root).notes == ["a/more/m.md", "a/n.md"]

    def test_is_one_note_for_many_links(self, root):
        write(root, [".store/x/n.md"])
        link(root / "b.md", ".store/x/n.md")
        link(root / "c.md", ".store/x/n.md")
        assert (walk(root).notes, list(walk(root).ignored())) == (["b.md"], ["c.md"])
        link(root / "x", ".store/x")
        assert (walk(root).notes, list(walk(root).ignored())) == (["x/n.md"], ["b.md", "c.md"])
        link(root / "store", ".store")
        assert walk(root).notes == ["store/x/n.md"]

    def test_out_of_the_vault_is_not_followed(self, root, tmp_path):
        write(tmp_path, ["elsewhere/n.md", "vault-2/n.md"])
        link(root / "n.md", "../elsewhere/n.md")
        link(root / "x/folder", tmp_path / "vault-2")
        found = walk(root)
        assert (found.notes, list(found.ignored())) == ([], [])
        message = "this symbolic link is not followed: it leads out of the vault"
        assert found.problems == [("n.md", message), ("x/folder", message)]

    @pytest.mark.parametrize("target", [".", "..", "../../vault", "../x"])
    def test_to_a_parent_folder_is_not_followed(self, root, target):
        write(root, ["x/n.md"])
        link(root / "x/loop", target)
        found = walk(root)
        assert (found.notes, list(found.ignored())) == (["x/n.md"], [])
        message = "this symbolic link is not followed: it leads to a folder that contains it"
        assert found.problems == [("x/loop", message)]

    def test_to_a_folder_that_links_back_terminates(self, root):
        write(root, ["a/n.md", "b/m.md"])
        link(root / "a/to-b", "../b")
        link(root / "b/to-a", "../a")
        found = walk(root)
        assert found.notes == ["a/n.md", "b/m.md"]
        assert list(found.ignored()) == ["a/to-b/m.md", "b/to-a/n.md"]

    @pytest.mark.parametrize("target", ["nowhere.md", "loop.md", "x/nowhere.md"])
    def test_that_is_broken_or_circular_is_reported(self, root, target):
        link(root / "loop.md", target)
        message = "this symbolic link is not followed: it leads to nothing that can be read"
        assert walk(root).problems == [("loop.md", message)]

    def test_that_is_ignored_or_junk_is_not_reported(self, root, tmp_path):
        write(root, {".gitignore": "dist\nout/"})
        for name in ("dist", "out", "node_modules", ".hidden", "x/excluded.md"):
            link(root / name, tmp_path)
        found = walk(root, ["excluded.md"])
        assert (found.problems, list(found.ignored())) == ([], [])

    def test_that_is_ignored_can_be_linked_to(self, root):
        write(root, {".gitignore": "a.md\nx\n", ".store/n.md": "", "b.md": ""})
        link(root / "a.md", ".store/n.md")
        link(root / "x", ".store")
        assert (walk(root).notes, list(walk(root).ignored())) == (["b.md"], ["a.md", "x/n.md"])

    def test_to_a_nested_vault_is_for_links_only(self, root):
        write(root, ["inner/.obsidian/", "inner/n.md"])
        link(root / "a", "inner")
        found = walk(root)
        assert (found.notes, list(found.ignored()), found.nested) == ([], ["a/n.md", "inner/n.md"], ["inner"])

    def test_may_be_the_root(self, root, tmp_path):
        write(root, ["n.md", ".store/m.md"])
        link(root / "m.md", root / ".store/m.md")
        link(tmp_path / "other", "vault")
        assert walk(tmp_path / "other").notes == ["m.md", "n.md"]


class TestProblem:
    def test_a_folder_named_like_a_note(self, root):
        write(root, ["x.md/a.md"])
        found = walk(root)
        assert found.notes == ["x.md/a.md"]
        assert found.problems == [("x.md", "this is a folder, although it is named like a note")]

    def test_a_folder_that_cannot_be_read(self, root, monkeypatch):
        write(root, ["x/secret/a.md", "x/b.md"])
        refuse(monkeypatch, "scandir", root / "x/secret")
        found = walk(root)
        assert found.notes == ["x/b.md"]
        assert found.problems == [("x/secret", "this folder cannot be read: Permission denied")]

    def test_a_folder_that_vanishes_during_the_walk(self, root, monkeypatch):
        write(root, ["x/a.md", "b.md"])
        scan = os.scandir

        def scan_and_remove(path):
            if str(path) == str(root / "x"):
                (root / "x/a.md").unlink()
                (root / "x").rmdir()
            return scan(path)

        monkeypatch.setattr(os, "scandir", scan_and_remove)
        found = walk(root)
        assert found.notes == ["b.md"]
        assert found.problems == [("x", "this folder cannot be read: No such file or directory")]

    def test_a_path_that_is_too_long(self, root):
        # The system can create such a path only step by step.
        root.mkdir()
        deep = os.open(root, os.O_RDONLY)
        for _ in range(20):
            os.mkdir("d" * 250, dir_fd=deep)
            above, deep = deep, os.open("d" * 250, os.O_RDONLY, dir_fd=deep)
            os.close(above)
        os.close(os.open("a.md", os.O_CREAT, dir_fd=deep))
        os.close(deep)
        [(path, message)] = walk(root).problems
        assert path.startswith("d" * 250 + "/")
        assert message == "this folder cannot be read: File name too long"

    def test_a_missing_root(self, root):
        assert walk(root / "nowhere").problems == [(".", "this folder cannot be read: No such file or directory")]

    @pytest.mark.parametrize("name", [b"caf\xe9.md", b"caf\xe9/a.md", b"x/caf\xe9.png"])
    def test_a_name_that_is_not_utf8(self, root, name):
        found = walk(write(root, ["b.md", os.fsdecode(name)]))
        assert (found.notes, found.files) == (["b.md"], [])
        shown = name.removesuffix(b"/a.md").replace(b"\xe9", rb"\xe9").decode()
        assert found.problems == [(shown, "this name is not valid UTF-8, so no link can name it; rename the file")]

    def test_a_note_that_is_not_a_file(self, root):
        write(root, ["x/"])
        os.mkfifo(root / "pipe.md")
        os.mkfifo(root / "pipe")
        found = walk(root)
        assert (found.notes, found.files) == ([], [])
        assert found.problems == [("pipe.md", "this is neither a file nor a folder")]

    def test_ignored_ones_are_not_reported(self, root):
        write(root, {".gitignore": "*.md", "x.md/a.md": ""})
        os.mkfifo(root / "pipe.md")
        assert walk(root).problems == []
