"""Irregular files on the command line: nothing hangs, and each is reported once."""

import os
import subprocess
import sys

import pytest
from odd_files import ODD_FILES, circle, device, folder, huge, make_deep, nowhere, pipe, remove_deep, write_at

PLACES = [".gitignore", "x/.gitignore", "pyproject.toml", "x/pyproject.toml", "logseq/config.edn", ".marksman.toml"]


@pytest.fixture(name="vault", autouse=True)
def _vault(write, folder):
    write({".git/HEAD": "", "a.md": "[[Nowhere]]\n", "x/b.md": "[[a]]\n", "logseq/x.md": ""})
    return folder


def check(*arguments):
    """Run the command in a process of its own, with a timeout."""
    command = [sys.executable, "-m", "wikilsp", "check", "--output-format", "concise", *arguments]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert "Traceback" not in done.stderr
    return done


@pytest.mark.parametrize("make", ODD_FILES)
def test_irregular_files_are_reported_once_and_the_rest_is_checked(vault, make):
    # A huge marker file is still a marker, and is not read.
    places = [name for name in PLACES if make is not huge or name not in ("logseq/config.edn", ".marksman.toml")]
    for name in places:
        make(vault / name)
    for _ in range(2):  # the second time with a warm cache
        done = check()
        warnings = [line for line in done.stderr.split("\n") if ": this file cannot be read: " in line]
        assert sorted(line.removeprefix("warning: ").partition(":")[0] for line in warnings) == sorted(places)
        assert [line for line in warnings if ODD_FILES[make] not in line] == []
        assert "a.md:1:3: warning[missing-note]" in done.stdout
        assert done.returncode == 1


@pytest.mark.parametrize("make", ODD_FILES)
def test_irregular_settings_files_are_an_error(vault, make):
    make(vault / ".wikilsp.toml")
    done = check()
    assert done.returncode == 2
    assert done.stdout == ""
    assert f".wikilsp.toml:1: this file cannot be read: {ODD_FILES[make]}" in done.stderr
    (vault / "strict.toml").symlink_to(".wikilsp.toml")
    assert check("--config", "strict.toml", "x/b.md").returncode == 2


@pytest.mark.parametrize("make", [pipe, device, circle, nowhere, folder])
def test_an_irregular_note_is_reported(vault, make):
    make(vault / "odd.md")
    done = check()
    [warning] = [line for line in done.stderr.split("\n") if line]
    assert warning.startswith("warning: odd.md: this ")
    assert done.returncode == 1


def test_a_huge_note_is_a_finding_in_each_format(vault):
    huge(vault / "odd.md")
    assert "odd.md:1:1: warning[large-note]" in check().stdout
    assert "odd.md:1:1: warning[large-note]" in check("--output-format", "full").stdout


def test_a_chain_of_symbolic_links_is_followed_as_far_as_the_system_does(vault):
    (vault / "0.md").symlink_to("a.md")
    for number in range(1, 3_000):
        (vault / f"{number}.md").symlink_to(f"{number - 1}.md")
    done = check()
    assert "warning: 2999.md: this symbolic link is not followed: it leads to nothing that can be read" in done.stderr
    assert "a.md:1:3: " in done.stdout


class TestDeep:
    @pytest.fixture
    def deep(self, vault):
        folder = make_deep(vault, 2_500)
        yield folder
        os.close(folder)
        remove_deep(vault / "d")

    @pytest.fixture
    def end(self, vault):
        folder = make_deep(vault, 1_100)
        write_at(folder, "deep.md", "[[a]] [[Nowhere]]\n")
        yield folder
        os.close(folder)
        remove_deep(vault / "d")

    @pytest.mark.usefixtures("end")
    def test_notes_are_checked_and_renamed(self, vault):
        done = check()
        assert done.stderr == ""
        assert done.stdout.startswith("a.md:1:3: ")
        assert f"\n{'d/' * 1_100}deep.md:1:9: warning[missing-note] " in done.stdout
        assert check().stdout.split("\n")[:2] == done.stdout.split("\n")[:2]
        command = [sys.executable, "-m", "wikilsp", "rename", "a", "b"]
        subprocess.run(command, capture_output=True, timeout=60, check=True)
        assert (vault / ("d/" * 1_100 + "deep.md")).read_text("utf-8") == "[[b]] [[Nowhere]]\n"

    def test_a_folder_too_deep_for_a_path_is_reported(self, deep):
        write_at(deep, "deep.md", "[[Nowhere]]")
        done = check()
        [warning] = [line for line in done.stderr.split("\n") if line]
        assert warning.endswith("/d/d: this folder cannot be read: File name too long")
        assert done.stdout.startswith("a.md:1:3: ")


def test_a_deleted_current_folder_is_reported(vault):
    script = (
        "import os, shutil, sys; shutil.rmtree(os.getcwd());"
        "os.execv(sys.executable, [sys.executable, '-m', 'wikilsp', *sys.argv[1:]])"
    )
    for arguments in (["check"], ["check", vault], ["rename", "a", "b"]):
        (vault / "gone").mkdir()
        command = [sys.executable, "-c", script, *arguments]
        done = subprocess.run(command, cwd=vault / "gone", capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 2
        assert done.stderr.endswith("Error: the current folder no longer exists\n")


def test_a_root_whose_name_is_not_utf8_is_checked_and_cached(vault):
    root = vault / os.fsdecode(b"caf\xe9")
    (root / ".git").mkdir(parents=True)
    for name in (b"a.md", b"b\xe9.md"):
        (root / os.fsdecode(name)).write_text("[[x]]\n")
    expected = "caf\\xe9/a.md:1:3: warning[missing-note] "
    for _ in range(2):
        done = check(root)
        assert done.stdout.startswith(expected)
        assert done.stderr.startswith("warning: caf\\xe9/b\\xe9.md: this name is not valid UTF-8")
    assert '"filename": "caf\\\\xe9/a.md"' in check("--output-format", "json", root).stdout
