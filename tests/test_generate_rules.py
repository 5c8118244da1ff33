"""A rule is declared in one place, its module; a script writes everything else."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PARTS = [
    "README.md",
    "src",
    "tools",
    "docs/rules",
    "docs/settings.schema.json",
    "editors/vscode/package.json",
    "editors/vscode/README.md",
]
RULE = '''"""Link whose destination is defined elsewhere.

## Why
The destination is hard to find.

## Bad
    [text][label]

    [label]: Note.md

## Good
    [text](Note.md)
"""

from collections.abc import Iterator

from wikilsp.finding import Finding
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.vault.vault import Vault


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each link reference definition."""
    for definition in note.facts.definitions:
        yield Finding(definition.span, "link reference definition; write the destination into the link")


RULE = Rule("reference-link", Severity.INFO, __doc__, check, about=("links to files",))
'''


@pytest.fixture
def project(tmp_path):
    """Return a copy of the parts of the project that the script reads and writes."""
    for part in PARTS:
        source, target = ROOT / part, tmp_path / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    return tmp_path


def generate(project, *arguments):
    command = [sys.executable, project / "tools" / "generate_rules.py", *arguments]
    path = {"PYTHONPATH": str(project / "src")}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=path, cwd=project)


@pytest.mark.parametrize(("argument", "status"), [("--help", 0), ("-h", 0), ("--chek", 2)])
def test_asking_for_help_or_misspelling_the_option_writes_nothing(project, argument, status):
    (project / "src/wikilsp/rules/reference_link.py").write_text(RULE)
    done = generate(project, argument)
    assert (done.returncode, done.stderr) == (status, "")
    assert "--check" in done.stdout
    assert not (project / "docs/rules/reference-link.md").exists()


def test_a_new_rule_needs_one_file(project):
    (project / "src/wikilsp/rules/reference_link.py").write_text(RULE)
    done = generate(project, "--check")
    assert (done.returncode, done.stderr) == (1, "")
    assert "docs/rules/reference-link.md: out of date; run tools/generate_rules.py" in done.stdout
    assert not (project / "docs/rules/reference-link.md").exists()
    assert generate(project).returncode == 0
    assert generate(project, "--check").stdout == ""
    (project / "note.md").write_text("[text][label]\n\n[label]: note.md\n")
    command = [sys.executable, "-m", "wikilsp", "check", "--no-cache", "--show", "info", "note.md"]
    path = {"PYTHONPATH": str(project / "src")}
    checked = subprocess.run(command, capture_output=True, text=True, check=False, env=path, cwd=project)
    assert "info[reference-link] link reference definition" in checked.stdout
    for file in ("README.md", "docs/settings.schema.json", "src/wikilsp/codes.py", "editors/vscode/package.json"):
        assert "reference-link" in (project / file).read_text("utf-8")


def test_a_deleted_rule_leaves_its_page_only_which_is_reported(project):
    (project / "src/wikilsp/rules/mojibake.py").unlink()
    done = generate(project)
    assert (done.returncode, done.stderr) == (1, "")
    assert "docs/rules/mojibake.md: no rule of this name; delete the page" in done.stdout
    (project / "docs/rules/mojibake.md").unlink()
    assert generate(project, "--check").returncode == 0
    assert "mojibake" not in (project / "src/wikilsp/rules/__init__.py").read_text("utf-8")
