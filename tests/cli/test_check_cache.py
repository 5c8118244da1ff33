"""The cache of `wikilsp check`: where it is, what it saves, and that it never changes the output."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from wikilsp.cli import linting
from wikilsp.disk import cache, cached_vaults, load


@pytest.fixture(autouse=True)
def _kept(folder, monkeypatch):
    monkeypatch.setenv("WIKILSP_CACHE_DIR", str(folder / "cache"))


@pytest.fixture
def vault(write, folder):
    """A vault with a finding, whose files are old enough to be cached."""
    write({"vault/.wikilsp.toml": "", "vault/a.md": "[[Nowhere]]\n", "vault/b.md": "[[a]]\n"})
    age(folder / "vault")
    return folder / "vault"


def age(vault):
    for note in vault.glob("*.md"):
        os.utime(note, (1_000_000_000, 1_000_000_000), follow_symlinks=False)


@pytest.fixture
def reads(monkeypatch):
    """Return a function for the notes read since its last call."""
    read, read_record = [], load.read_all

    def recorded(root, settings, paths, **options):
        read.extend(paths)
        return read_record(root, settings, paths, **options)

    monkeypatch.setattr(load, "read_all", recorded)

    def since():
        notes = sorted(read)
        read.clear()
        return notes

    return since


def found(run, *arguments):
    return run("check", "-q", "--output-format", "concise", *arguments).stdout


FINDING = "vault/a.md:1:3: warning[missing-note] note “Nowhere” not found\n"


class TestReads:
    def test_each_note_only_once(self, vault, run, reads):
        assert [found(run, vault), reads()] == [FINDING, ["a.md", "b.md"]]
        assert [found(run, vault), reads()] == [FINDING, []]

    def test_changed_notes(self, vault, run, reads):
        found(run, vault)
        reads()
        (vault / "b.md").write_text("[[b]] [[a]]\n")
        assert [found(run, vault), reads()] == [FINDING, ["b.md"]]

    def test_notes_of_the_last_two_seconds_again(self, vault, run, reads):
        (vault / "b.md").write_text("[[No 1]]\n")
        found(run, vault)
        reads()
        (vault / "b.md").write_text("[[No 2]]\n")
        assert "“No 2”" in found(run, vault)
        assert reads() == ["b.md"]

    def test_notes_from_the_future_again(self, vault, run, reads):
        os.utime(vault / "b.md", (2**33, 2**33))
        for _ in range(2):
            assert [found(run, vault), "b.md" in reads()] == [FINDING, True]

    def test_a_note_replaced_by_a_symbolic_link(self, vault, run):
        found(run, vault)
        (vault / "a.md").replace(vault / "other.txt")
        (vault / "a.md").symlink_to("b.md")
        age(vault)
        assert found(run, vault) == found(run, vault, "--no-cache") == ""

    def test_nothing_again_for_other_rules(self, vault, run, reads):
        found(run, vault)
        reads()
        assert [found(run, vault, "--select", "empty-link"), reads()] == ["", []]
        assert [found(run, vault), reads()] == [FINDING, []]

    def test_everything_if_the_dialect_changes(self, vault, run, reads):
        found(run, vault)
        reads()
        (vault / ".wikilsp.toml").write_text("tags.numeric = true")
        assert [found(run, vault), reads()] == [FINDING, ["a.md", "b.md"]]

    def test_everything_if_the_vault_was_moved(self, vault, run, reads, folder):
        found(run, vault)
        reads()
        vault.rename(folder / "moved")
        assert [found(run, folder / "moved"), reads()] == [FINDING.replace("vault", "moved"), ["a.md", "b.md"]]

    def test_everything_if_the_root_is_a_symbolic_link_with_a_new_target(self, vault, run, folder):
        link = folder / "link"
        link.symlink_to("vault")
        assert found(run, link) == FINDING.replace("vault", "link")
        shutil.copytree(vault, folder / "copy")
        (folder / "copy/a.md").write_text("[[Nowhen!]]\n")
        age(folder / "copy")
        link.unlink()
        link.symlink_to("copy")
        assert "“Nowhen!”" in found(run, link)


class TestLints:
    @pytest.fixture
    def linted(self, monkeypatch):
        """The notes that the last run linted, or None for all."""
        linted, notes_to_lint = [], linting.notes_to_lint

        def recorded(vault, paths=None):
            linted.append(None if paths is None else sorted(paths))
            return notes_to_lint(vault, paths)

        monkeypatch.setattr(linting, "notes_to_lint", recorded)
        return linted.pop

    def test_a_changed_note_and_the_notes_that_link_into_it(self, vault, run, linted, write):
        write({"vault/c.md": "[[b#H]]\n"})
        found(run, vault)
        assert linted() is None
        write({"vault/b.md": "## H"})
        found(run, vault)
        assert linted() == ["b.md", "c.md"]

    def test_a_changed_note_and_the_notes_with_a_link_inside_that_may_mean_it(self, run, write, folder):
        write({"vault/.wikilsp.toml": "", "vault/a.md": "[[n#H]]\n", "vault/x/n.md": "", "vault/y/z/n.md": "## H\n"})
        for note in (folder / "vault").rglob("*.md"):
            os.utime(note, (1_000_000_000, 1_000_000_000))
        assert "missing-heading" not in found(run, "vault")
        write({"vault/y/z/n.md": "## Other\n"})
        assert "heading “H” not found in “n”" in found(run, "vault")
        write({"vault/y/z/n.md": "## H\n\nmore\n"})
        assert "missing-heading" not in found(run, "vault")

    @pytest.mark.parametrize(("note", "number"), [("n00", 30), ("n10", 30), ("n11", 1), ("n29", 1)])
    def test_the_notes_that_share_an_alias_if_their_findings_say_where_it_is(
        self, vault, run, linted, write, note, number
    ):
        shared = "---\naliases: [AI]\n---\n"
        write({f"vault/n{at:02}.md": shared for at in range(30)})
        age(vault)
        found(run, vault)
        linted()
        write({f"vault/{note}.md": f"{shared}more\n"})
        found(run, vault)
        assert len(linted()) == number

    @pytest.mark.parametrize("text", ["---\naliases: [B]\n---\n", "title:: B", "# B"])
    def test_everything_if_a_name_changes(self, vault, run, linted, write, text):
        found(run, vault)
        linted()
        write({"vault/b.md": text})
        found(run, vault)
        assert linted() is None


class TestWithout:
    def test_an_option(self, vault, run, folder):
        assert found(run, vault, "--no-cache") == FINDING
        assert not (folder / "cache").exists()

    def test_a_setting(self, vault, run, folder):
        (vault / ".wikilsp.toml").write_text("cache = false")
        assert found(run, vault) == FINDING
        assert not (folder / "cache").exists()

    def test_a_folder_that_is_a_file(self, vault, run, folder):
        (folder / "cache").write_text("mine")
        assert [found(run, vault), found(run, vault)] == [FINDING, FINDING]
        assert (folder / "cache").read_text() == "mine"

    @pytest.mark.parametrize("function", ["open", "replace"])
    def test_a_folder_that_cannot_be_written(self, vault, run, monkeypatch, function):
        real = getattr(os, function)

        def refused(path, *arguments, **options):
            if str(path).endswith(".wikilsp-new"):
                raise PermissionError(13, "Permission denied", path)
            return real(path, *arguments, **options)

        monkeypatch.setattr(os, function, refused)
        assert [found(run, vault), found(run, vault)] == [FINDING, FINDING]

    def test_a_folder_that_cannot_be_read(self, vault, run, monkeypatch):
        found(run, vault)

        read_bytes = Path.read_bytes

        def refused(path):
            if path.parent.name == "cache":
                raise PermissionError(13, "Permission denied", str(path))
            return read_bytes(path)

        monkeypatch.setattr(Path, "read_bytes", refused)
        (vault / "a.md").write_text("[[Nowhen]]\n")
        assert "“Nowhen”" in found(run, vault)


def test_the_cache_directory_comes_from_the_environment_or_the_option(vault, run, folder):
    found(run, vault)
    assert count_files(folder / "cache") == 2
    found(run, vault, "--cache-dir", "other")
    assert count_files(folder / "other") == 2


def count_files(folder):
    return len(list(folder.iterdir()))


def test_foreign_or_damaged_caches_are_replaced(vault, run, folder):
    for content in (b"", b"hello", b"\0" * 1000):
        found(run, vault)
        for file in (folder / "cache").iterdir():
            file.write_bytes(content)
        assert found(run, vault) == FINDING
        assert {file.read_bytes() == content for file in (folder / "cache").iterdir()} == {False}


def test_concurrent_runs_do_not_disturb_each_other(vault):
    command = [sys.executable, "-m", "wikilsp", "check", "-q", "--output-format", "concise", "vault"]
    for round_ in range(3):
        (vault / "b.md").write_text(f"[[a#No {round_}]]\n" * 500)
        age(vault)
        cold = subprocess.run([*command, "--no-cache"], check=False, stdout=subprocess.PIPE).stdout
        runs = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(4)]
        assert {run.communicate()[0] for run in runs} == {cold}
        assert subprocess.run(command, check=False, stdout=subprocess.PIPE).stdout == cold


class TestCommand:
    def test_info_lists_the_vaults(self, vault, run):
        found(run, vault)
        size = r"\d\.\d kB"
        assert re.fullmatch(
            rf"cache: {size}\n   {size}  {re.escape(str(vault))} \(2 notes\)\n", run("cache", "info").stdout
        )

    @pytest.mark.parametrize(
        ("size", "shown"),
        [(9_949, "9.9 kB"), (12_345, "12 kB"), (999_000, "999 kB"), (7_300_000, "7.3 MB"), (2_500_000_000, "2.5 GB")],
    )
    def test_info_shows_sizes_in_fitting_units(self, vault, run, folder, size, shown):
        found(run, vault)
        first, *others = (folder / "cache").iterdir()
        os.truncate(first, size - sum(file.stat().st_size for file in others))
        assert run("cache", "info").stdout.startswith(f"cache: {shown}\n")

    def test_info_names_vaults_that_are_gone(self, vault, run):
        found(run, vault)
        vault.rename("elsewhere")
        assert run("cache", "info").stdout.endswith(f"  {vault} (2 notes; the vault is gone)\n")

    def test_info_sums_up_unusable_caches(self, vault, run, monkeypatch):
        found(run, vault)
        monkeypatch.setattr(cached_vaults, "program_id", lambda: "another version")
        assert run("cache", "info").stdout.endswith("  1 vault of other versions\n")

    def test_info_of_an_empty_cache(self, run, folder):
        assert run("cache", "info").stdout == "cache: the cache is empty\n"
        (folder / "cache").mkdir()
        assert run("cache", "info").stdout == "cache: the cache is empty\n"

    def test_info_escapes_undecodable_names(self, run, folder):
        (folder / os.fsdecode(b"caf\xe9")).mkdir()
        Path(os.fsdecode(b"caf\xe9"), "a.md").write_text("")
        run("check", os.fsdecode(b"caf\xe9"))
        assert r"/caf\xe9 (1 note)" in run("cache", "info").stdout

    def test_clean_deletes_only_caches(self, vault, run, folder):
        found(run, vault)
        (folder / "cache/mine.txt").write_text("")
        assert run("cache", "clean").stdout == "deleted 2 files in cache\n"
        assert [file.name for file in (folder / "cache").iterdir()] == ["mine.txt"]
        assert found(run, vault) == FINDING

    def test_clean_of_an_empty_cache(self, run):
        assert run("cache", "clean").stdout == "deleted 0 files in cache\n"

    def test_clean_reports_errors(self, vault, run, monkeypatch):
        found(run, vault)

        def refused(_path, **_options):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "unlink", refused)
        result = run("cache", "clean")
        assert (result.exit_code, result.stderr) == (1, "Error: “cache” cannot be cleared: Permission denied\n")

    def test_the_folder_comes_from_the_option_the_environment_or_the_platform(self, run, folder, monkeypatch):
        assert run("cache", "info", "--cache-dir", "other").stdout == "other: the cache is empty\n"
        monkeypatch.delenv("WIKILSP_CACHE_DIR")
        monkeypatch.setattr(cache, "user_folder", lambda _: folder / "platform")
        assert run("cache", "info").stdout == "platform: the cache is empty\n"
