"""A run imports only the modules it needs: for a small vault, imports take most of the time."""

import os
import subprocess
import sys

import pytest

HEAVY = {"pygls", "lsprotocol", "asyncio", "rich", "yaml", "ftfy", "rapidfuzz", "pathspec", "markdown_it", "wcwidth"}

SCRIPT = """
import sys
from wikilsp.cli import main
main(["check", "-q"], standalone_mode=False)
print(*sys.modules, file=sys.stderr)
"""


@pytest.fixture
def check(tmp_path):
    """Return a function that runs `wikilsp check` in the test folder and returns the imported modules."""

    def check_here():
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=True
        )
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


def test_an_unchanged_vault_needs_no_parser_and_no_rules(tmp_path, check):
    note = tmp_path / "Garden.md"
    note.write_text("tags:: [[Nowhere]]\n")
    os.utime(note, (0, 0))
    working = {"wikilsp.syntax.parse", "wikilsp.rules", "wikilsp.vault.vault"}
    assert working <= check()
    assert check() & (working | HEAVY) == set()
