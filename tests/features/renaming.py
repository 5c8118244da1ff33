"""Renames in a vault that a string describes, and checks the vault afterwards."""

import re

import pytest
from cursor_text import at_cursor
from vaults import texts_of, vault_of

from wikilsp.features.rename import RenameRefused, prepare, rename
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.text import apply_edits
from wikilsp.vault.names import is_note


def texts_after(texts, changes):
    """Return all texts by path after changes."""
    edited = {path: apply_edits(text, changes.edits.get(path, ())) for path, text in texts.items()}
    return {moved_path(path, changes.moves): text for path, text in edited.items()}


def moved_path(path, moves):
    """Return the path of a file after moves of files and folders."""
    for old, new in moves.items():
        if path == old or path.startswith(f"{old}/"):
            return new + path[len(old) :]
    return path


class RenameCase:
    """A vault with its indices and texts."""

    def __init__(self, text, **options):
        self.texts = texts_of(text)
        self.vault = vault_of(text, **options)
        self.graph = Graph(self.vault)
        self.uses = Usages(self.vault.notes)
        self.read = self.texts.get

    def check_result(self, result, text):
        """Check the texts of changed notes and the files that move."""
        changed = texts_after(self.texts, result.changes)
        expected = texts_of(text) if text else {}
        unchanged = {path: body for path, body in self.texts.items() if changed.get(path) == body}
        assert {path: body for path, body in changed.items() if path not in unchanged} == expected


def check(text, new, expected, **options):
    """Rename the symbol at `$0` to `new`. `expected` are the changed notes and moved files as text."""
    result, case = rename_at(text, new, **options)
    case.check_result(result, expected)
    return result


def rename_at(text, new, **options):
    """Rename the symbol at `$0`."""
    _, note, offset, _ = at_cursor(text, **options)
    case = RenameCase(text.replace("$0", "", 1), **options)
    note = case.vault.notes[note.path]
    return rename(case.graph, case.uses, note, offset, new, case.read), case


def refused(text, new, message, **options):
    """Check that renaming the symbol at `$0` to `new` is refused with a message that contains `message`."""
    with pytest.raises(RenameRefused, match=re.escape(message)):
        rename_at(text, new, **options)


def prepare_at(text, **options):
    """Return the text to edit at `$0`, and the current name."""
    _, note, offset, texts = at_cursor(text, **options)
    case = RenameCase(text.replace("$0", "", 1), **options)
    found = prepare(case.graph, case.uses, case.vault.notes[note.path], offset, case.read)
    return texts[note.path][slice(*found.span)], found.name


def link_texts(case, mentions):
    """Return the texts of the links that a result reports."""
    return [f"{path}: {case.texts[path][slice(*span)]}" for path, span in mentions if is_note(path)]
