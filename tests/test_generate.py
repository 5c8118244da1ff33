"""The vaults that benchmarks run on: the same again for the same arguments, and of the shape that was asked for."""

import subprocess
import sys
from pathlib import Path

import pytest

from wikilsp.settings import default_settings
from wikilsp.vault.disk import load_vault

SCRIPT = Path(__file__).parent.parent / "benchmarks" / "generate.py"


@pytest.fixture
def generate(tmp_path):
    def generated(name, **options):
        arguments = [f"--{option}={value}" for option, value in options.items()]
        subprocess.run([sys.executable, SCRIPT, tmp_path / name, *arguments], check=True)
        return tmp_path / name

    return generated


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.md")}


def test_the_same_arguments_give_the_same_notes(generate):
    first = contents(generate("one", notes=20, seed=7))
    assert contents(generate("two", notes=20, seed=7)) == first
    assert contents(generate("three", notes=20, seed=8)) != first


def test_number_size_and_links_are_about_what_was_asked_for(generate):
    folder = generate("vault", notes=300, size=2000, links=5, missing=0.1)
    vault = load_vault(folder, default_settings()).vault
    assert len(vault.notes) == 300
    assert 1800 < sum(note.facts.length for note in vault.notes.values()) / 300 < 2200
    links = [(note, link) for note in vault.notes.values() for link in note.facts.links]
    assert len(links) == 300 * 5
    assert 0.05 < sum(vault.resolve(note, link).target is None for note, link in links) / len(links) < 0.15
