"""Builds vaults from strings, and links from their parts."""

import re
from textwrap import dedent

from wikilsp.note import Note
from wikilsp.settings import Settings
from wikilsp.syntax.facts import Link
from wikilsp.syntax.parse import parse
from wikilsp.text import Span
from wikilsp.vault.names import is_note
from wikilsp.vault.vault import Vault

DEFAULT = Settings()

_HEADER = re.compile(r"//- (.+)")


def vault_of(text, settings=DEFAULT, ignored=()):
    """Build the vault that a string describes.

    A line `//- path` starts a note, or an attachment if the path has no note's suffix. Its text follows. `> ` at the
    start of a line is removed, so that a line can start with spaces, or be a quote (`> > quote`).
    """
    texts = texts_of(text)
    notes = [Note(path, parse(body, settings.dialect)) for path, body in texts.items() if is_note(path)]
    files = [path for path in texts if not is_note(path)]
    return Vault(settings, notes, files, lambda: ignored)


def texts_of(text):
    """Return the texts in such a string by path. Every line ends with a newline."""
    texts = {}
    for line in dedent(text).removeprefix("\n").removesuffix("\n").split("\n"):
        if header := _HEADER.fullmatch(line):
            texts[header[1]] = ""
            continue
        path = next(reversed(texts))
        texts[path] += ("" if line == ">" else line.removeprefix("> ")) + "\n"
    return texts


def vault_of_paths(*paths, settings=DEFAULT, ignored=()):
    """Build a vault of empty notes and attachments."""
    notes = [Note(path) for path in paths if is_note(path)]
    return Vault(settings, notes, [path for path in paths if not is_note(path)], lambda: ignored)


def link_to(path, *headings, block=None, kind="wikilink", whole=None):
    """Return a link without a place in a text."""
    nowhere = Span(0, 0)
    return Link(kind, nowhere, path, nowhere, headings, tuple(nowhere for _ in headings), block, whole=whole)


def resolve(vault, source, path, **parts):
    """Resolve a link to `path` in the note at `source`, which need not be in the vault."""
    return vault.resolve(vault.notes.get(source, Note(source)), link_to(path, **parts))
