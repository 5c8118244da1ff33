"""Generated vaults are reproducible and have the requested shape."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from wikilsp.disk.load import load_vault
from wikilsp.index.graph import Graph
from wikilsp.lint import lint_vault
from wikilsp.settings.load import default_settings

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


def load(folder):
    return load_vault(folder, default_settings()).vault


def links(vault):
    return [
        link for note in vault.notes.values() for link in vault.links(note) if not link[0].path.startswith("https:")
    ]


def test_notes_have_the_requested_number_size_and_links(generate):
    vault = load(generate("vault", shape="easy", notes=300, size=2000, links=5, broken=0.1))
    assert len(vault.notes) == 300
    assert 1800 < sum(note.facts.length for note in vault.notes.values()) / 300 < 2200
    assert len(links(vault)) == 290 * 5 + 10 * 25  # ten notes are hubs


def test_easy_vaults_have_broken_links_and_no_other_findings(generate):
    diagnostics = list(lint_vault(load(generate("vault", shape="easy", notes=300, broken=0.1))))
    assert {diagnostic.code for diagnostic in diagnostics} == {"missing-note", "missing-heading", "missing-attachment"}
    assert 15 < len(diagnostics) < 45


def test_sizes_are_spread_around_the_mean(generate):
    vault = load(generate("vault", notes=300, size=2000))
    sizes = sorted(note.facts.length for note in vault.notes.values())
    assert 1500 < sum(sizes) / 300 < 2500
    assert sizes[0] < 300
    assert sizes[150] < 1500
    assert sizes[-1] > 10_000


def test_real_vaults_have_missing_notes_and_other_findings(generate):
    vault = load(generate("vault", notes=300))
    targets = [resolution.target for _, resolution in links(vault)]
    assert 0.15 < targets.count(None) / len(targets) < 0.25
    codes = {diagnostic.code for diagnostic in lint_vault(vault)}
    assert codes > {"missing-note", "missing-heading", "link-edge-space", "unterminated-link", "duplicate-property"}


def test_the_first_hub_of_a_real_vault_has_very_many_backlinks(generate):
    vault = load(generate("vault", notes=300))
    targets = Counter(resolution.target for _, resolution in links(vault) if resolution.target)
    ((hub, most), (_, fewer)) = targets.most_common(2)
    assert hub.endswith(" 0.md")
    assert most > 2 * fewer
    assert most > 0.05 * targets.total()


def test_hubs_have_the_most_backlinks(generate):
    vault = load(generate("vault", shape="easy", notes=300, hubs=3))
    graph = Graph(vault)
    hubs = sorted(vault.notes, key=lambda path: len(graph.backlinks(path)), reverse=True)[:3]
    assert sorted(int(path.removesuffix(".md").rpartition(" ")[2]) for path in hubs) == [0, 100, 200]


def test_notes_have_every_construct_of_real_notes(generate):
    folder = generate("vault", notes=300)
    vault = load_vault(folder, default_settings()).vault
    facts = [note.facts for note in vault.notes.values()]
    for part in ("aliases", "tags", "properties", "headings", "blocks", "links"):
        assert any(getattr(fact, part) for fact in facts)
    markers = (b"\n```", b"\n|---|", b"\n> [!note]", b"\n---\n", b"- [ ] ", b"\r\n", b"<br>", b"<!--", b"$$", b"]]: ")
    for marker in (*markers, b" (effort:: ", b"[^", b"\\_", "ü".encode(), "и".encode(), "🎉".encode()):
        assert any(marker in text for text in contents(folder).values())
    assert not all(path.isascii() for path in vault.notes)
    assert len(vault.files) == 200
