"""What no line of the project may hold."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "wikilsp"
MODULES = sorted(path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py"))
PROSE = [
    "README.md",
    "CHANGELOG.md",
    "pyproject.toml",
    ".ci/run",
    *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md")),
]


def offenders(find, exempt=()):
    """Return what `find` finds in the nodes of each module, for the modules in which it finds anything."""
    found = {module: find(nodes_of(module)) for module in MODULES if module not in exempt}
    assert len(found) > 100
    return {module: names for module, names in found.items() if names}


@cache
def nodes_of(module):
    return list(ast.walk(ast.parse((SOURCE / module).read_text("utf-8"))))


def called(nodes):
    return {ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call)}


def methods_called(nodes):
    return {name.rpartition(".")[2] for name in called(nodes) if "." in name}


def test_no_text_is_split_where_no_line_ends():
    def found(nodes):
        return {node.attr for node in nodes if isinstance(node, ast.Attribute)} & {"splitlines"}

    assert offenders(found) == {}


NO_FILE = "cli/output.py"
"""Opens the device that swallows everything, which is no file."""
DISK = {module for module in MODULES if module.startswith("disk/")}
FILE_METHODS = {"open", "read_text", "read_bytes", "scandir", "iterdir", "write_text", "write_bytes"}


def test_only_disk_reads_and_writes_files():
    def found(nodes):
        return (called(nodes) & {"open"}) | (methods_called(nodes) & FILE_METHODS)

    assert offenders(found, exempt=DISK | {NO_FILE}) == {}


PRINTING = {"print", "echo", "secho", "click.echo", "click.secho", "click.version_option"}
STREAM = re.compile(r"sys\.(__)?std(out|err)(__)?(\.buffer)?\.write|click\.echo")


def test_nothing_is_printed_but_where_all_is_made_visible():
    def found(nodes):
        imported = {alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}
        return (
            (called(nodes) & PRINTING)
            | {name for name in called(nodes) if STREAM.match(name)}
            | (imported & {"echo", "secho", "stdout", "stderr", "version_option"})
        )

    assert offenders(found, exempt={"cli/output.py"}) == {}


READERS = {
    "disk/regular_file.py": "what is no note",
    "disk/note_text.py": "notes",
    "disk/atomic_write.py": "notes, once more before they are written",
    "disk/recover.py": "notes that it puts back",
    "disk/journal.py": "what it has written itself",
    "cli/output.py": "the place where output goes that nobody takes",
}
"""Who opens files, and which."""


def test_what_is_no_note_is_opened_in_one_place():
    def found(nodes):
        return (called(nodes) & {"os.open"}) | (methods_called(nodes) & {"read_text", "read_bytes"})

    assert offenders(found, exempt=READERS) == {}


def test_types_are_imported_like_everything_else():
    def found(nodes):
        names = {node.id for node in nodes if isinstance(node, ast.Name)}
        imported = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
        return (names & {"TYPE_CHECKING"}) | (imported & {"__future__"})

    assert offenders(found) == {}


@pytest.mark.parametrize("path", PROSE)
def test_no_address_is_named_since_there_is_none_yet(path):
    assert re.findall(r"\w+://\S+", (ROOT / path).read_text("utf-8")) == []
