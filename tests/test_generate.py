"""Generated vaults are reproducible and have the requested shape."""

import subprocess
import sys
from pathlib import Path

import pytest

from wikilsp.disk.load import load_vault
from wikilsp.index.graph import Graph
from wikilsp.lint import lint_vault
from wikilsp.settings import default_settings

SCRIPT = Path(__file__).parent.parent / "benchmarks" / "generate.py"


@pytest.fixture
def generate(tmp_path):
    def run(name, **options):
        arguments = [f"--{option}={value}" for option, value in options.items()]
        subprocess.run([sys.executable, SCRIPT, tmp_path / name, *arguments], check=True)
        return tmp_path / name

    return run


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.md")}


def test_the_same_arguments_generate_the_same_notes(generate):
    first = contents(generate("one", notes=20, seed=7))
    assert contents(generate("two", notes=20, seed=7)) == first
    assert contents(generate("three", notes=20, seed=8)) != first


def test_notes_have_the_requested_number_size_and_links(generate):
    folder = generate("vault", notes=300, size=2000, links=5, broken=0.1)
    vault = load_vault(folder, default_settings()).vault
    assert len(vault.notes) == 300
    assert 1800 < sum(note.facts.length for note in vault.notes.values()) / 300 < 2200
    links = [link for note in vault.notes.values() for link in note.facts.links if not link.path.startswith("https:")]
    assert len(links) == 290 * 5 + 10 * 25  # ten notes are hubs


def test_the_requested_share_of_notes_has_a_broken_link_and_there_are_no_other_findings(generate):
    vault = load_vault(generate("vault", notes=300, broken=0.1), default_settings()).vault
    diagnostics = list(lint_vault(vault))
    assert {diagnostic.code for diagnostic in diagnostics} == {"missing-note", "missing-heading", "missing-attachment"}
    assert 15 < len(diagnostics) < 45


def test_hubs_have_the_most_backlinks(generate):
    vault = load_vault(generate("vault", notes=300, hubs=3), default_settings()).vault
    graph = Graph(vault)
    hubs = sorted(vault.notes, key=lambda path: len(graph.backlinks(path)), reverse=True)[:3]
    assert sorted(int(path.removesuffix(".md").rpartition(" ")[2]) for path in hubs) == [0, 100, 200]


def test_notes_have_every_construct_of_real_notes(generate):
    folder = generate("vault", notes=300)
    vault = load_vault(folder, default_settings()).vault
    facts = [note.facts for note in vault.notes.values()]
    for part in ("aliases", "tags", "properties", "headings", "blocks", "links"):
        assert any(getattr(fact, part) for fact in facts)
    for marker in (b"\n```", b"\n|---|", b"\n> [!note]", b"\n---\n", b"- [ ] "):
        assert any(marker in text for text in contents(folder).values())
    assert not all(path.isascii() for path in vault.notes)
    assert len(vault.files) == 200
