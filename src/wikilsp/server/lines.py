"""The lines of a note of a vault as the client sees them. Knows no request."""

from wikilsp.note import Note
from wikilsp.server.convert import EncodedText, Lines, encoded_text
from wikilsp.server.open_vault import OpenVault


def shown_note(vault: OpenVault, path: str, encoding: str) -> EncodedText:
    """Return the text of a note as the client sees it."""
    return encoded_text(vault.text(path) or "", encoding)


def lines_of(vault: OpenVault, path: str, encoding: str) -> Lines:
    """Return the lines of a note as the client sees them, if possible without a look at the text."""
    note = vault.vault.notes.get(path)
    layout = note.layout if note and _is_plain(vault, note, encoding) else None
    return Lines(layout.line_starts, layout.length) if layout else shown_note(vault, path, encoding)


def _is_plain(vault: OpenVault, note: Note, encoding: str) -> bool:
    """Whether each character of a note takes one unit in the encoding. It may, and not be known."""
    if not note.is_read:
        return True  # of which nothing is known but its beginning
    match encoding:
        case "utf-32":
            return True
        case "utf-16":
            return not note.layout.has_astral
        case _:
            return vault.is_ascii(note)
