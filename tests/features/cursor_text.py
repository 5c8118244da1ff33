"""Vaults with a cursor: `$0` in a string like those that `vaults` reads. Knows no feature."""

from vaults import texts_of, vault_of

CURSOR = "$0"


def at_cursor(text, **options):
    """Give the vault that a string describes, the note that has `$0` in it, the offset of it, and all texts by path."""
    texts = texts_of(text)
    path = next(path for path, body in texts.items() if CURSOR in body)
    offset = texts[path].index(CURSOR)
    vault = vault_of(text.replace(CURSOR, "", 1), **options)
    texts[path] = texts[path].replace(CURSOR, "", 1)
    return vault, vault.notes[path], offset, texts
