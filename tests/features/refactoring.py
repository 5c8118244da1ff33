"""Refactors a vault that a string describes. `$0` is the cursor; `$0` and `$1` are the ends of a selection."""

from vaults import DEFAULT, texts_of, vault_of

from wikilsp.features.refactorings import offers
from wikilsp.index.graph import Graph
from wikilsp.index.vault_index import VaultIndex
from wikilsp.text import Span, apply_edits

_MARKS = ("$0", "$1")


def refactorings_at(text, settings=DEFAULT):
    """Return the refactorings at the cursor by title."""
    return {offer.title: offer for offer in _refactor(text, settings)[1]}


def check(text, title, expected, settings=DEFAULT):
    """Choose the refactoring with this title. `expected` are the texts of changed and new notes."""
    texts, found = _refactor(text, settings)
    offer = next(offer for offer in found if offer.title == title)
    after = apply_changes(texts, offer.make())
    assert {path: body for path, body in after.items() if texts.get(path) != body} == texts_of(expected)


def apply_changes(texts, changes):
    """Return the texts of a vault after changes without moves."""
    assert not changes.moves
    assert not changes.creates.keys() & texts.keys()
    edited = {path: apply_edits(texts[path], edits) for path, edits in changes.edits.items()}
    return texts | edited | changes.creates


def _refactor(text, settings):
    texts = texts_of(text)
    path = next(path for path, body in texts.items() if "$0" in body)
    start = texts[path].index("$0")
    end = texts[path].replace("$0", "").find("$1")
    for mark in _MARKS:
        text = text.replace(mark, "")
        texts[path] = texts[path].replace(mark, "")
    vault = vault_of(text, settings)
    span = Span(start, end if end >= 0 else start)
    return texts, offers(Graph(vault), vault.notes[path], texts[path], span, texts.get, VaultIndex(vault).lexicon)
