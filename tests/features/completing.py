"""Completes at the cursor `$0` of a text."""

from vaults import texts_of, vault_of

from wikilsp.features.completion import completion
from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note
from wikilsp.settings import Dialect, Settings
from wikilsp.syntax.parse import parse
from wikilsp.text import apply_edits

HERE = "a.md"


def complete(marked, source=HERE, vault="//- a.md\n", today=None, **dialect):
    """Complete at `$0` in the note at `source` with the text `marked`."""
    text, offset = marked.replace("$0", ""), marked.index("$0")
    settings = Settings(Dialect(**dialect))
    texts = texts_of(vault) | {source: text}
    vault = vault_of(vault, settings)
    vault.put(Note(source, parse(text, settings.dialect)))
    return completion(VaultIndex(vault), vault.notes[source], offset, texts.get, today)


def labels(marked, kinds=None, **options):
    """Return the labels of the items, optionally of some kinds only."""
    return [item.label for item in complete(marked, **options).items if kinds is None or item.kind in kinds]


def check(marked, label, expected, **options):
    """Check the text after the item with this label is chosen, with `$0` at the new cursor."""
    offset = marked.index("$0")
    text = marked.replace("$0", "")
    (item,) = [item for item in complete(marked, **options).items if item.label == label]
    assert item.span.start <= offset <= item.span.end
    # Editors hide items whose filter text does not match the text before the cursor.
    assert is_alike(text[item.span.start : offset], item.filter)
    insert = item.insert if item.cursor < 0 else f"{item.insert[: item.cursor]}$0{item.insert[item.cursor :]}"
    also = item.also.edits.get(options.get("source", HERE), ())
    assert apply_edits(text, [(item.span, insert), *also]) == expected


def is_alike(typed, name):
    """Whether a name contains the typed letters in order, as most editors require."""
    letters = iter(name.casefold())
    return all(letter in letters for letter in typed.casefold() if not letter.isspace())
