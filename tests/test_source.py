"""What no line of the project may hold."""

import ast
import re
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


def tree_of(module):
    return list(ast.walk(ast.parse((SOURCE / module).read_text("utf-8"))))


@pytest.mark.parametrize("module", MODULES)
def test_no_text_is_split_where_no_line_ends(module):
    assert "splitlines" not in {node.attr for node in tree_of(module) if isinstance(node, ast.Attribute)}


NO_FILE = "cli/output.py"
"""Opens the device that swallows everything, which is no file."""


@pytest.mark.parametrize("module", [each for each in MODULES if not each.startswith("disk/") and each != NO_FILE])
def test_only_disk_reads_and_writes_files(module):
    called = {ast.unparse(node.func) for node in tree_of(module) if isinstance(node, ast.Call)}
    methods = {name.rpartition(".")[2] for name in called if "." in name}
    assert "open" not in called
    assert methods.isdisjoint({"open", "read_text", "read_bytes", "scandir", "iterdir", "write_text", "write_bytes"})


@pytest.mark.parametrize("module", [module for module in MODULES if module != "cli/output.py"])
def test_nothing_is_printed_but_where_all_is_made_visible(module):
    nodes = tree_of(module)
    called = {ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call)}
    assert called.isdisjoint({"print", "echo", "secho", "click.echo", "click.secho", "click.version_option"})
    streams = [name for name in called if re.match(r"sys\.(__)?std(out|err)(__)?(\.buffer)?\.write|click\.echo", name)]
    assert streams == []
    imported = {alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert imported.isdisjoint({"echo", "secho", "stdout", "stderr", "version_option"})


READERS = {
    "disk/regular_file.py": "what is no note",
    "disk/note_text.py": "notes",
    "disk/atomic_write.py": "notes, once more before they are written",
    "disk/recover.py": "notes that it puts back",
    "disk/journal.py": "what it has written itself",
    "cli/output.py": "the place where output goes that nobody takes",
}
"""Who opens files, and which."""


@pytest.mark.parametrize("module", [module for module in MODULES if module not in READERS])
def test_what_is_no_note_is_opened_in_one_place(module):
    called = {ast.unparse(node.func) for node in tree_of(module) if isinstance(node, ast.Call)}
    methods = {name.rpartition(".")[2] for name in called if "." in name}
    assert "os.open" not in called
    assert methods.isdisjoint({"read_text", "read_bytes"})


@pytest.mark.parametrize("module", MODULES)
def test_types_are_imported_like_everything_else(module):
    names = {node.id for node in tree_of(module) if isinstance(node, ast.Name)}
    assert "TYPE_CHECKING" not in names
    assert "__future__" not in {node.module for node in tree_of(module) if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("path", PROSE)
def test_no_address_is_named_since_there_is_none_yet(path):
    assert re.findall(r"\w+://\S+", (ROOT / path).read_text("utf-8")) == []
