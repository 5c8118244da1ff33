"""Refactors a vault that a string describes: `$0` is the cursor, `$0` and `$1` the ends of a selection."""

from vaults import DEFAULT, texts_of, vault_of

from wikilsp.features.refactorings import offers
from wikilsp.index.graph import Graph
from wikilsp.index.unlinked_mentions import NoteNames
from wikilsp.text import Span, apply_edits

_MARKS = ("$0", "$1")


def offered(text, settings=DEFAULT):
    """Give what is offered at the cursor, by title."""
    return {offer.title: offer for offer in _asked(text, settings)[1]}


def check(text, title, expected, settings=DEFAULT):
    """Choose the offer of this title: `expected` are the texts of the notes that are others or new afterwards."""
    texts, made = _asked(text, settings)
    offer = next(offer for offer in made if offer.title == title)
    after = changed(texts, offer.make())
    assert {path: body for path, body in after.items() if texts.get(path) != body} == texts_of(expected)


def changed(texts, changes):
    """Give the texts of a vault after changes that move nothing."""
    assert not changes.moves
    assert not changes.creates.keys() & texts.keys()
    edited = {path: apply_edits(texts[path], edits) for path, edits in changes.edits.items()}
    return texts | edited | changes.creates


def _asked(text, settings):
    texts = texts_of(text)
    path = next(path for path, body in texts.items() if "$0" in body)
    start = texts[path].index("$0")
    end = texts[path].replace("$0", "").find("$1")
    for mark in _MARKS:
        text = text.replace(mark, "")
        texts[path] = texts[path].replace(mark, "")
    vault = vault_of(text, settings)
    span = Span(start, end if end >= 0 else start)
    return texts, offers(Graph(vault), vault.notes[path], texts[path], span, texts.get, NoteNames(vault).lexicon())
