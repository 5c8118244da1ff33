"""Completes at the `$0` of a text, as an editor would after the person at the keyboard has typed up to it."""

from vaults import texts_of, vault_of

from wikilsp.features.completion import Indices, completion
from wikilsp.index.graph import Graph
from wikilsp.index.name_list import NameList
from wikilsp.index.uses import Usages
from wikilsp.note import Note
from wikilsp.settings import Dialect, Settings
from wikilsp.syntax.parse import parse
from wikilsp.text import apply_edits

HERE = "a.md"


def indices_of(vault):
    """Make what completion looks things up in."""
    return Indices(Graph(vault), Usages(vault.notes.values()), NameList(vault))


def complete(marked, source=HERE, vault="//- a.md\n", **dialect):
    """Complete at `$0` in the note at `source`, which says what `marked` does."""
    text, offset = marked.replace("$0", ""), marked.index("$0")
    settings = Settings(Dialect(**dialect))
    texts = texts_of(vault) | {source: text}
    vault = vault_of(vault, settings)
    vault.put(Note(source, parse(text, settings.dialect)))
    return completion(indices_of(vault), vault.notes[source], offset, texts.get)


def labels(marked, kinds=None, **given):
    """Give the labels of what is offered, of some kinds only if any are named."""
    return [item.label for item in complete(marked, **given).items if kinds is None or item.kind in kinds]


def check(marked, label, expected, **given):
    """See what the text is after the item of this label was chosen, with `$0` where the cursor is put."""
    offset = marked.index("$0")
    text = marked.replace("$0", "")
    (item,) = [item for item in complete(marked, **given).items if item.label == label]
    assert item.span.start <= offset <= item.span.end
    # An editor hides what is not alike to the text that stands before the cursor.
    assert is_alike(text[item.span.start : offset], item.filter)
    insert = item.insert if item.cursor < 0 else f"{item.insert[: item.cursor]}$0{item.insert[item.cursor :]}"
    also = item.also.edits.get(given.get("source", HERE), ())
    assert apply_edits(text, [(item.span, insert), *also]) == expected


def is_alike(typed, name):
    """Do the letters typed stand in the name in this order, as most editors want it?"""
    letters = iter(name.casefold())
    return all(letter in letters for letter in typed.casefold() if not letter.isspace())
