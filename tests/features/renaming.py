"""Renames in vaults that are written as text, and what the vaults are afterwards."""

import re

import pytest
from cursor_text import at_cursor
from vaults import texts_of, vault_of

from wikilsp.features.rename import RenameRefused, prepare, rename
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.text import apply_edits
from wikilsp.vault.names import is_note


def after(texts, changes):
    """Give all texts by path once the changes are made."""
    made = {path: apply_edits(text, changes.edits.get(path, ())) for path, text in texts.items()}
    return {moved(path, changes.moves): text for path, text in made.items()}


def moved(path, moves):
    """Give where a file is after moves of files and folders."""
    for old, new in moves.items():
        if path == old or path.startswith(f"{old}/"):
            return new + path[len(old) :]
    return path


class Setting:
    """A vault, its graph, its tags and keys, and its texts."""

    def __init__(self, text, **options):
        self.texts = texts_of(text)
        self.vault = vault_of(text, **options)
        self.graph = Graph(self.vault)
        self.uses = Usages(self.vault.notes.values())
        self.read = self.texts.get

    def becomes(self, outcome, text):
        """Check what the notes that change say afterwards, and which files move."""
        changed = after(self.texts, outcome.changes)
        expected = texts_of(text) if text else {}
        unchanged = {path: body for path, body in self.texts.items() if changed.get(path) == body}
        assert {path: body for path, body in changed.items() if path not in unchanged} == expected


def check(text, new, expected, **options):
    """Rename what is at `$0` to `new`: `expected` are the notes that change, and files at new places, as text."""
    outcome, setting = renamed(text, new, **options)
    setting.becomes(outcome, expected)
    return outcome


def renamed(text, new, **options):
    """Rename what is at `$0`."""
    _, note, offset, _ = at_cursor(text, **options)
    setting = Setting(text.replace("$0", "", 1), **options)
    here = setting.vault.notes[note.path]
    return rename(setting.graph, setting.uses, here, offset, new, setting.read), setting


def refused(text, new, message, **options):
    """See that `new` is refused for what is at `$0`, in these words among others."""
    with pytest.raises(RenameRefused, match=re.escape(message)):
        renamed(text, new, **options)


def prepared(text, **options):
    """Give the text that is typed over at `$0`, and the name that is offered."""
    _, note, offset, texts = at_cursor(text, **options)
    setting = Setting(text.replace("$0", "", 1), **options)
    found = prepare(setting.graph, setting.uses, setting.vault.notes[note.path], offset, setting.read)
    return texts[note.path][slice(*found.span)], found.name


def told(setting, mentions):
    """Give the texts of the links that an outcome tells of."""
    return [f"{path}: {setting.texts[path][slice(*span)]}" for path, span in mentions if is_note(path)]
