"""`.gitignore` files ignore the same files as in Git, also in folders outside of a repository."""

import os
import subprocess

import pytest
from folders import refuse, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odd_files import ODD_FILES

from wikilsp.disk.walk import walk


def notes(root, exclude=()):
    return walk(root, exclude).notes


@pytest.fixture(name="outside", autouse=True)
def _outside(tmp_path):
    """A repository around everything, so that no ignore file of the machine applies."""
    return write(tmp_path, [".git/"])


@pytest.fixture(name="root")
def _root(tmp_path):
    return write(tmp_path / "vault", [])


class TestWithoutRepository:
    def test_its_patterns_apply(self, root):
        write(root, {".gitignore": "draft.md\n/only.md\nbuild/\n", "a.md": "", "x/draft.md": "", "x/only.md": ""})
        write(root, ["only.md", "build/a.md", "x/build/a.md", "x/y/build.md"])
        assert notes(root) == ["a.md", "x/only.md", "x/y/build.md"]

    def test_comments_blank_lines_and_invalid_patterns_match_nothing(self, root):
        write(root, {".gitignore": "# a.md\n\n   \n[z-a].md\n!\nb.md\\\nc.md\n", "#.md": ""})
        write(root, ["a.md", "b.md", "c.md"])
        assert notes(root) == ["#.md", "a.md", "b.md"]

    def test_windows_line_ends_and_a_byte_order_mark_are_accepted(self, root):
        write(root, {".gitignore": "\ufeffa.md\r\nb.md\r\n", "a.md": "", "b.md": "", "c.md": ""})
        assert notes(root) == ["c.md"]

    def test_names_need_not_be_utf8(self, root):
        write(root, {".gitignore": b"caf\xe9*\nb.md\n", "b.md": "", "c.md": ""})
        assert notes(root) == ["c.md"]

    def test_attachments_are_ignored_too(self, root):
        write(root, {".gitignore": "*.png", "a.png": "", "b.pdf": ""})
        assert walk(root).files == ["b.pdf"]


class TestNegation:
    def test_includes_a_file_again(self, root):
        write(root, {".gitignore": "*.md\n!keep.md", "a.md": "", "keep.md": "", "x/keep.md": ""})
        assert notes(root) == ["keep.md", "x/keep.md"]

    def test_does_not_reach_into_an_ignored_folder(self, root):
        write(root, {".gitignore": "x/\n!x/keep.md\n!keep.md", "x/keep.md": "", "y/keep.md": ""})
        assert notes(root) == ["y/keep.md"]

    def test_reaches_into_a_folder_whose_contents_are_ignored(self, root):
        write(root, {".gitignore": "x/*\n!x/keep.md", "x/keep.md": "", "x/a.md": ""})
        assert notes(root) == ["x/keep.md"]

    def test_in_a_folder_outranks_the_folder_above(self, root):
        write(root, {".gitignore": "*.md", "x/.gitignore": "!keep.md", "x/keep.md": "", "x/a.md": "", "keep.md": ""})
        assert notes(root) == ["x/keep.md"]


class TestNested:
    def test_patterns_are_relative_to_their_folder(self, root):
        write(root, {"x/.gitignore": "/a.md\nb.md", "a.md": "", "b.md": "", "x/a.md": "", "x/b.md": ""})
        write(root, ["x/y/a.md", "x/y/b.md"])
        assert notes(root) == ["a.md", "b.md", "x/y/a.md"]


class TestParents:
    def test_apply_up_to_the_top_of_the_repository(self, tmp_path):
        write(tmp_path, {".gitignore": "*.md", "repo/.git/": "", "repo/.gitignore": "/in/vault/a.md\n/in/b.md"})
        write(tmp_path, {"repo/in/.gitignore": "vault/c.md\nd.md\n/e.md\n!f.md", "repo/.gitignore_": ""})
        vault = write(tmp_path / "repo/in/vault", [f"{name}.md" for name in "abcdef"])
        assert notes(vault) == ["b.md", "e.md", "f.md"]

    def test_do_not_apply_outside_a_repository(self, tmp_path):
        (tmp_path / ".git").rmdir()
        write(tmp_path, {".gitignore": "*.md", "vault/a.md": ""})
        assert notes(tmp_path / "vault") == ["a.md"]

    def test_do_not_apply_if_they_ignore_the_whole_vault(self, tmp_path):
        write(tmp_path, {".gitignore": "private/\n*.md", "private/vault/.gitignore": "b.md"})
        vault = write(tmp_path / "private/vault", ["a.md", "b.md"])
        assert notes(vault) == ["a.md"]

    def test_belong_to_the_real_folder(self, tmp_path):
        write(tmp_path, {"repo/.git/": "", "repo/.gitignore": "a.md", "repo/vault/a.md": "", "repo/vault/b.md": ""})
        (tmp_path / "link").symlink_to("repo/vault")
        assert notes(tmp_path / "link") == ["b.md"]


class TestUnreadable:
    def test_in_the_vault_is_a_problem(self, root, monkeypatch):
        write(root, {".git/": "", "x/.gitignore": "a.md", "x/a.md": ""})
        refuse(monkeypatch, "open", root / "x/.gitignore")
        found = walk(root)
        message = "this file cannot be read: Permission denied; its rules are not applied"
        assert found.problems == [("x/.gitignore", message)]
        assert found.notes == ["x/a.md"]

    def test_above_the_vault_is_a_problem(self, root, tmp_path, monkeypatch):
        write(tmp_path, {".gitignore": "a.md", "vault/a.md": ""})
        refuse(monkeypatch, "open", tmp_path / ".gitignore")
        found = walk(root)
        message = "this file cannot be read: Permission denied; its rules are not applied"
        assert found.problems == [(str(tmp_path / ".gitignore"), message)]
        assert found.notes == ["a.md"]


class TestExclude:
    def test_has_globs_relative_to_the_root(self, root):
        write(root, ["a.md", "x/a.md", "y/b.md", "templates/day.md"])
        assert notes(root, ["/a.md", "templates/", "y/*"]) == ["x/a.md"]

    def test_can_include_again_what_it_excludes(self, root):
        write(root, ["a.md", "keep.md"])
        assert notes(root, ["*.md", "!keep.md"]) == ["keep.md"]

    def test_outranks_gitignore(self, root):
        write(root, {".gitignore": "*.md\n!a.md\n!b.md", "a.md": "", "b.md": "", "c.md": ""})
        assert notes(root, ["b.md", "!c.md"]) == ["a.md"]


TREE = [
    f"{top}{middle}{name}"
    for top in ("", "a/", "b.md/", "c/", "c/a/")
    for middle in ("", "d/", "b.md/")
    for name in ("a", "c.md", "d.txt")
    if (top, middle, name) != ("", "", "a") and (top, middle, name) != ("c/", "", "a")
]
SEGMENTS = st.sampled_from(["a", "b.md", "c.md", "d", "*", "*.md", "?", "[a-c]", "[!a]", "**", "d.*", "\\a"])
PATTERNS = st.builds(
    lambda negated, anchored, segments, folder: negated + anchored + "/".join(segments) + folder,
    st.sampled_from(["", "", "!"]),
    st.sampled_from(["", "", "/"]),
    st.lists(SEGMENTS, min_size=1, max_size=3),
    st.sampled_from(["", "", "/"]),
)
FILES = st.lists(PATTERNS, max_size=4).map("\n".join)


@pytest.fixture(name="repository", scope="module")
def _repository(tmp_path_factory):
    root = write(tmp_path_factory.mktemp("repository"), TREE)
    git(root, "init", "--quiet")
    return root


def git(root, *arguments):
    nobody = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    run = subprocess.run(["git", "-C", root, *arguments], check=True, capture_output=True, env={**os.environ, **nobody})
    return run.stdout.decode()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(top=FILES, nested=FILES)
def test_git_ignores_the_same(repository, top, nested):
    write(repository, {".gitignore": top, "c/.gitignore": nested})
    listed = git(repository, "ls-files", "--others", "--exclude-standard", "-z").split("\0")
    found = walk(repository)
    assert sorted(found.notes + found.files) == sorted(path for path in listed if path and "/." not in f"/{path}")


class TestOddFiles:
    @pytest.mark.parametrize("make", ODD_FILES)
    def test_are_reported_and_ignore_nothing(self, root, make):
        write(root, ["a.md", "x/b.md"])
        make(root / "x/.gitignore")
        found = walk(root)
        assert found.notes == ["a.md", "x/b.md"]
        [(path, message)] = found.problems
        assert path == "x/.gitignore"
        assert message.startswith(f"this file cannot be read: {ODD_FILES[make]}")
        assert message.endswith("; its rules are not applied")


class TestLimits:
    def test_a_line_that_is_not_applied_is_reported(self, root):
        write(
            root,
            {".gitignore": "a.md\n" + "*" * 2_000 + "\n\nb.md\n" + "?" * 2_000, "a.md": "", "b.md": "", "c.md": ""},
        )
        found = walk(root)
        assert found.notes == ["c.md"]
        message = "line 2 is not applied, since it is longer than 1,000 characters; nor are 1 more lines"
        assert found.problems == [(".gitignore", message)]

    def test_a_hundred_thousand_names_apply(self, root):
        write(
            root, {".gitignore": "".join(f"name-{number}\n" for number in range(100_000)), "a.md": "", "name-99999": ""}
        )
        assert walk(root)[:2] == (["a.md"], [])
        assert walk(root).problems == []

    def test_the_limit_of_all_files_is_reported_once(self, root):
        globs = "".join(f"*{number:06}?\n" for number in range(2_500))
        for number in range(8):
            write(root, {f"{number}/.gitignore": globs, f"{number}/a000000b": "", f"{number}/a002499b": ""})
        found = walk(root)
        left_out = {path.partition("/")[0] for path in found.ignored()}
        assert len(left_out) == 5, "each has 20,000 characters, and all together may have 100,000"
        [(path, message)] = found.problems
        assert path.partition("/")[0] not in left_out
        assert message == (
            "line 1 is not applied, since it goes beyond 100,000 characters of lines with wildcards in all such files; "
            "nor are any after it"
        )
