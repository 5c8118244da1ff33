"""The example vault: its findings are the ones that its README note explains."""

import hashlib
from pathlib import Path

import pytest

from wikilsp.disk.load import load_vault
from wikilsp.disk.root import find_root, read_settings
from wikilsp.lint import lint_vault
from wikilsp.rules import RULES
from wikilsp.settings import Severity
from wikilsp.settings.load import default_settings

GARDEN = Path(__file__).parents[1] / "examples" / "garden"
README = (GARDEN / "README.md").read_text("utf-8").split("\n")
SEED = "Great Leap Forward.md"

FOUND = [
    ("missing-attachment", "Backyard furnace.md", 12),
    ("unescaped-pipe-in-table", "Famine.md", 24),
    ("missing-heading", "Four Pests.md", 13),
    ("missing-note", SEED, 15),
    ("ambiguous-link", "Note gardening.md", 10),
    ("missing-file", "Reading list.md", 14),
    ("alias-link", "journal/2024-03-10.md", 8),
    ("property-missing-space", "people/Chairman Mao.md", 4),
    ("deprecated-frontmatter-key", "people/Liu Shaoqi.md", 2),
]
HINTS = [
    ("mojibake", SEED, 19),
    ("tag-empty-segment", "journal/2024-03-09.md", 12),
]


def load(settings):
    loaded = load_vault(GARDEN, settings)
    assert loaded.problems == loaded.nested == []
    return loaded.vault


def found(vault, *, hints=False):
    diagnostics = [d for d in lint_vault(vault) if (d.severity == Severity.HINT) is hints]
    return [(d.code, d.path, d.start.row) for d in diagnostics]


@pytest.fixture(scope="module")
def garden():
    return load(read_settings(GARDEN, [rule.code for rule in RULES]))


def test_the_root_is_the_folder_with_the_settings():
    assert find_root(GARDEN / "journal" / "2024-03-09.md").path == GARDEN


def test_the_findings(garden):
    assert found(garden) == FOUND


def test_the_hints(garden):
    assert found(garden, hints=True) == HINTS


def test_the_settings_suppress_some_findings():
    plain = load(default_settings())
    assert set(found(plain)) - set(FOUND) == {
        ("missing-note", "People's commune.md", 18),
        ("missing-note", "journal/2024-03-09.md", 10),
        ("missing-daily-note", "journal/2024-03-10.md", 4),
    }
    assert set(found(plain, hints=True)) - set(HINTS) == {("alias-link", "journal/2024-03-10.md", 8)}


@pytest.mark.parametrize(("code", "path", "row"), FOUND + HINTS)
def test_the_readme_note_explains_each_finding(garden, code, path, row):
    readme = garden.notes["README.md"]
    rows = {number for number, line in enumerate(README, start=1) if f"| `{code}` |" in line}
    links = [link for link in readme.facts.links if readme.position(link.span.start).row in rows]
    assert path in {garden.resolve(readme, link).target for link in links}, row


def test_the_readme_note_explains_no_other_finding():
    assert sum(line.startswith("| [[") for line in README) == len(FOUND + HINTS)


def test_the_seed_is_unchanged():
    digest = "2aab29a8e2ab50726afb6b5f1cafeef66476d4f6c4642c90122ca3d78074975b"
    assert hashlib.sha256((GARDEN / SEED).read_bytes()).hexdigest() == digest


def test_the_facts_of_the_seed(garden):
    facts = garden.notes[SEED].facts
    targets = [garden.resolve(garden.notes[SEED], link).target for link in facts.links]
    assert targets == [
        "China.md",
        SEED,
        "people/Chairman Mao.md",
        SEED,
        "Capitalism.md",
        None,
        "Cultural Revolution.md",
    ]
    assert [tag.name for tag in facts.tags] == ["note/concept"]
    assert [(prop.key, prop.value.text) for prop in facts.properties] == [
        ("tags", "[[china]]"),
        ("type", "#note/concept"),
    ]


def test_the_vault_has_all_four_syntaxes_of_properties(garden):
    shown = {prop.scope for note in garden.notes.values() for prop in note.facts.properties}
    assert shown == {"frontmatter", "page", "block", "inline"}


def test_the_vault_has_all_kinds_of_links(garden):
    links = [link for note in garden.notes.values() for link in note.facts.links]
    assert {link.kind for link in links} == {"wikilink", "embed", "link", "image"}
    assert any(link.size for link in links)
    assert any(link.block for link in links)
    assert any(len(link.headings) > 1 for link in links)
