"""A rehearsal leaves no trace."""

import pytest
from vaults import vault_of

from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.parse import parse


@pytest.fixture
def index():
    found = VaultIndex(
        vault_of("""
            //- a.md
            > [[b]] and [[c]]
            //- b.md
            > # B
        """)
    )
    found.affected()
    return found


def note(path, text):
    return Note(path, parse(text, Dialect()))


def test_a_rehearsal_is_undone(index):
    before = dict(index.vault.notes)
    with index.rehearsal():
        index.put(note("b.md", "---\naliases: [c]\n---\n[[a]]"))
        index.put(note("b.md", "---\naliases: [d]\n---\n"))
        assert index.affected() == {"a.md", "b.md"}
    assert index.vault.notes == before
    assert index.differences() == []


def rehearse(index, changed):
    with index.rehearsal():
        index.put(changed)
        raise KeyError


def test_a_rehearsal_is_undone_after_an_error(index):
    before = dict(index.vault.notes)
    with pytest.raises(KeyError):
        rehearse(index, note("b.md", "[[a]]"))
    assert index.vault.notes == before


def test_a_rehearsal_edits_no_note(index):
    index.put(note("a.md", "[[b]]"))
    before = dict(index.names.edited)
    with index.rehearsal():
        index.put(note("b.md", "[[a]]"))
    assert index.names.edited == before


def test_a_rehearsal_affects_no_note_but_keeps_the_notes_that_were_affected(index):
    index.put(note("b.md", "# B\n## C"))
    with index.rehearsal():
        index.put(note("a.md", "[[b]]"))
        index.affected()
    assert index.affected() == {"a.md", "b.md"}
    with index.rehearsal():
        index.put(note("a.md", "[[b]]"))
    assert index.affected() == set()


def test_changes_after_a_rehearsal_stay(index):
    with index.rehearsal():
        index.put(note("b.md", "[[a]]"))
    index.put(note("b.md", "[[c]]"))
    assert index.vault.notes["b.md"].facts.links[0].path == "c"
