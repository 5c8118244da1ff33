"""A run imports only the modules it needs: for a small vault, imports take most of the time."""

import os
import subprocess
import sys

import pytest

from wikilsp.report import FORMATS

HEAVY = {"pygls", "lsprotocol", "asyncio", "rich", "yaml", "ftfy", "rapidfuzz", "pathspec", "markdown_it", "wcwidth"}

SLOW = {"platformdirs", "shutil", "tempfile", "random", "hashlib", "tomllib", "logging", "dataclasses", "json"}
"""Modules that take a hundredth of a short run or more."""
UNCHANGED = """
cli cli.check cli.check_options cli.exit_status cli.findings cli.output cli.reporting cli.vaults codes disk disk.apps
disk.cache disk.cache_file disk.ignore_files disk.note_text disk.regular_file disk.root disk.snapshot disk.state_folder
disk.user_folders disk.walk finding report report.located report.summary settings settings.glob settings.globs
settings.source settings.values text vault vault.names vault.nearest vault.problem vault.ranked_paths visible
"""
"""The modules of `wikilsp` that a run needs if nothing changed and nothing is to be printed."""

SCRIPT = """
import sys
from wikilsp.cli import main
main(["check", "--quiet", *sys.argv[1:]], standalone_mode=False)
print(*sys.modules, file=sys.stderr)
"""


@pytest.fixture(autouse=True)
def _default_folders(tmp_path, monkeypatch):
    """Find the folders of the user as in a real run; in them are no journals of other tests."""
    for kind in ("CACHE", "STATE"):
        monkeypatch.delenv(f"WIKILSP_{kind}_DIR")
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / f".{kind}"))


@pytest.fixture
def check(tmp_path):
    """Return a function that runs `wikilsp check` in the test folder and returns the imported modules."""

    def check_here(*options):
        command = [sys.executable, "-c", SCRIPT, *options]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=True)
        return set(done.stderr.split())

    return check_here


@pytest.fixture
def loaded(tmp_path, check):
    """Return a function that returns the modules that `wikilsp check` imports for a vault of one note."""

    def loaded_by(text):
        (tmp_path / "Garden.md").write_text(text, encoding="utf-8")
        return check()

    return loaded_by


def test_a_plain_note_needs_no_heavy_module(loaded):
    assert loaded("tags:: [[Garden]]\n\n# Heading\n\n- item #tag [k:: v]\n") & HEAVY == set()


def test_ignore_files_need_no_heavy_module(tmp_path, loaded):
    (tmp_path / ".gitignore").write_text("*.pdf\n/build/\n**/a/[b-c]?/\n")
    assert loaded("[[Garden]]\n") & HEAVY == set()


@pytest.mark.parametrize(("settings", "is_needed"), [('preset = "foam"', False), ('required-version = ">=0"', True)])
def test_only_a_required_version_needs_the_parser_of_versions(tmp_path, loaded, settings, is_needed):
    (tmp_path / ".wikilsp.toml").write_text(settings)
    assert ("packaging" in loaded("[[Garden]]\n")) == is_needed


@pytest.mark.parametrize(
    ("text", "module"),
    [
        ("---\nup: {a: b}\n---\n", "yaml"),
        ("- a | b\n-|-\n", "markdown_it"),
        ("two targetsâ€”increasing", "ftfy"),
        ("[[Gardne]]", "rapidfuzz"),
        ("👩\u200d💻 [[Gardne]]", "wcwidth"),
    ],
)
def test_a_construct_imports_the_module_it_needs(loaded, text, module):
    assert module in loaded(text)


class TestUnchanged:
    """A vault without changes needs no parser, no rules, and no loading of settings."""

    @pytest.fixture
    def recheck(self, tmp_path, check):
        """Return a function that returns what the second run for a vault of one note imports."""

        def rechecked(text, *options):
            (tmp_path / ".obsidian").mkdir()
            note = tmp_path / "Garden.md"
            note.write_text(text)
            os.utime(note, (0, 0))
            assert {"wikilsp.syntax.parse", "wikilsp.rules", "wikilsp.vault.vault"} <= check(*options)
            return check(*options)

        return rechecked

    def test_imports_few_modules(self, recheck):
        imported = recheck("[[Garden]]\n")
        assert imported & (HEAVY | SLOW) == set()
        own = {name.removeprefix("wikilsp.") for name in imported if name.startswith("wikilsp.")}
        assert own == set(UNCHANGED.split())

    @pytest.mark.parametrize("output", FORMATS)
    def test_imports_one_format_for_its_findings(self, recheck, output):
        imported = recheck("[[Gardne]]\n", "--output-format", output)
        hashing = {"hashlib", "random", "tempfile", "shutil"} if output in ("sarif", "gitlab") else set()
        assert imported & (HEAVY | SLOW) <= hashing
        assert ("wikilsp.rules" in imported) == (output == "sarif")
        formats = {chosen.module for chosen in FORMATS.values()}
        needed = {"full": {"full", "concise"}, "jsonl": {"json_lines", "as_json"}}
        loaded = {name for name in formats if f"wikilsp.report.{name}" in imported}
        assert loaded == needed.get(output, {FORMATS[output].module})


def test_a_run_that_writes_the_cache_needs_no_slow_module(loaded):
    assert loaded("[[Garden]]\n") & SLOW == set()
