"""Vaults with a cursor: `$0` in a string that `vaults` reads."""

from vaults import texts_of, vault_of

CURSOR = "$0"


def at_cursor(text, **options):
    """Return the vault that a string describes, the note with `$0`, the offset of `$0`, and all texts by path."""
    texts = texts_of(text)
    path = next(path for path, body in texts.items() if CURSOR in body)
    offset = texts[path].index(CURSOR)
    vault = vault_of(text.replace(CURSOR, "", 1), **options)
    texts[path] = texts[path].replace(CURSOR, "", 1)
    return vault, vault.notes[path], offset, texts
