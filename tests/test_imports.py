"""What a run does not need, it does not load: that is most of the time a small vault takes."""

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
    """Run `wikilsp check` in the folder of a test, and give the modules that it has loaded when it ends."""

    def check_here():
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=True
        )
        return set(done.stderr.split())

    return check_here


@pytest.fixture
def loaded(tmp_path, check):
    """Give the modules that `wikilsp check` has loaded for a vault of one note."""

    def loaded_by(text):
        (tmp_path / "Garden.md").write_text(text, encoding="utf-8")
        return check()

    return loaded_by


def test_a_vault_that_needs_none_of_them_loads_none(loaded):
    assert loaded("tags:: [[Garden]]\n\n# Heading\n\n- item #tag [k:: v]\n") & HEAVY == set()


def test_ignore_rules_need_none_of_them_either(tmp_path, loaded):
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
def test_what_is_needed_is_loaded(loaded, text, module):
    assert module in loaded(text)


def test_a_run_that_finds_all_in_the_cache_loads_no_parser_and_no_rule(tmp_path, check):
    note = tmp_path / "Garden.md"
    note.write_text("tags:: [[Nowhere]]\n")
    os.utime(note, (0, 0))
    working = {"wikilsp.syntax.parse", "wikilsp.syntax.summary_reader", "wikilsp.rules", "wikilsp.vault.vault"}
    assert working <= check()
    assert check() & (working | HEAVY) == set()
