"""Bans that hold for all of the source."""

import ast
import importlib
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from wikilsp.syntax import destination

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
    """Return the results of `find` for the nodes of each module, without empty ones."""
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


def test_splitlines_is_not_used():
    def found(nodes):
        return {node.attr for node in nodes if isinstance(node, ast.Attribute)} & {"splitlines"}

    assert offenders(found) == {}


NULL_DEVICE = "cli/output.py"
"""Opens the null device."""
DISK = {module for module in MODULES if module.startswith("disk/")}
FILE_METHODS = {"open", "read_text", "read_bytes", "scandir", "iterdir", "write_text", "write_bytes"}


def test_only_disk_reads_and_writes_files():
    def found(nodes):
        return (called(nodes) & {"open"}) | (methods_called(nodes) & FILE_METHODS)

    assert offenders(found, exempt=DISK | {NULL_DEVICE}) == {}


PRINTING = {"print", "echo", "secho", "click.echo", "click.secho", "click.version_option"}
STREAM = re.compile(r"sys\.(__)?std(out|err)(__)?(\.buffer)?\.write|click\.echo")


def test_only_one_module_prints():
    def found(nodes):
        imported = {alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}
        return (
            (called(nodes) & PRINTING)
            | {name for name in called(nodes) if STREAM.match(name)}
            | (imported & {"echo", "secho", "stdout", "stderr", "version_option"})
        )

    assert offenders(found, exempt={"cli/output.py"}) == {}


READERS = {
    "disk/regular_file.py": "files other than notes",
    "disk/note_text.py": "notes",
    "disk/atomic_write.py": "notes, again before they are replaced",
    "disk/recover.py": "notes that it restores",
    "disk/journal.py": "journals",
    "cli/output.py": "the null device",
}
"""The modules that open files, and which files."""


def test_other_files_than_notes_are_opened_in_one_place():
    def found(nodes):
        return (called(nodes) & {"os.open"}) | (methods_called(nodes) & {"read_text", "read_bytes"})

    assert offenders(found, exempt=READERS) == {}


EDIT_MAKERS = {
    "note.py": "edits of a note, escaped where they are between YAML quotes",
    "text.py": "edits that exist, in other offsets",
    "syntax/canvas.py": "edits of a canvas, escaped as JSON is",
    "draft.py": "what edits that were applied amount to",
}
"""The modules that make edits, and which."""


def test_only_a_note_makes_edits():
    assert offenders(lambda nodes: called(nodes) & {"Edit", "Edit._make"}, exempt=EDIT_MAKERS) == {}


def test_there_are_no_imports_for_type_checking_only():
    def found(nodes):
        names = {node.id for node in nodes if isinstance(node, ast.Name)}
        imported = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
        return (names & {"TYPE_CHECKING"}) | (imported & {"__future__"})

    assert offenders(found) == {}


@pytest.mark.parametrize("path", PROSE)
def test_the_docs_contain_no_url(path):
    assert re.findall(r"\w+://\S+", (ROOT / path).read_text("utf-8")) == []


CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]


@pytest.mark.parametrize("package", ["disk", "features", "index", "syntax", "vault"])
def test_a_module_is_named_as_public_or_protected_as_internal(package):
    public = set(re.findall(r"`(\w+)`", (SOURCE / package / "__init__.py").read_text("utf-8")))
    internal = {
        module.rpartition(".")[2]
        for contract in CONTRACTS
        if contract["name"] == f"Internal modules of {package}"
        for module in contract["protected_modules"]
    }
    modules = {path.stem for path in (SOURCE / package).iterdir() if not path.stem.startswith("__")}
    assert (public | internal, public & internal) == (modules, set())


POSSESSIVE = re._constants.POSSESSIVE_REPEAT  # noqa: SLF001 - there is no public way to look into a pattern
SINGLE = {re._constants.IN, re._constants.LITERAL, re._constants.NOT_LITERAL, re._constants.ANY}  # noqa: SLF001


def possessive_groups(parsed):
    """Yield the possessive repeats of anything but a single character in a parsed pattern."""
    for operator, argument in parsed:
        for part in argument if isinstance(argument, (tuple, list)) else (argument,):
            for inner in part if isinstance(part, list) else (part,):
                if isinstance(inner, re._parser.SubPattern):  # noqa: SLF001
                    if operator is POSSESSIVE and (len(inner) > 1 or inner[0][0] not in SINGLE):
                        yield str(inner)
                    yield from possessive_groups(inner)


def test_no_pattern_repeats_a_group_possessively():
    """Python 3.11.2 matches such groups wrongly. Atomic groups do the same, in every version."""
    names = sorted(module.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for module in MODULES)
    imported = [importlib.import_module(f"wikilsp.{name}") for name in names if name not in ("__init__", "__main__")]
    patterns = {value for module in imported for value in vars(module).values() if isinstance(value, re.Pattern)}
    patterns |= {destination._bare(3)}  # noqa: SLF001
    assert len(patterns) > 50
    found = {each.pattern: list(possessive_groups(re._parser.parse(each.pattern, each.flags))) for each in patterns}  # noqa: SLF001
    assert {pattern: groups for pattern, groups in found.items() if groups} == {}
