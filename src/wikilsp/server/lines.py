"""Lines and texts of notes in the client's position encoding."""

from wikilsp.note import Note
from wikilsp.server.convert import EncodedText, LineTable, encoded_text
from wikilsp.server.open_vault import OpenVault


def encoded_note(vault: OpenVault, path: str, encoding: str) -> EncodedText:
    """Return the text of a note in a position encoding."""
    return encoded_text(vault.text(path) or "", encoding, is_buffer=path in vault.buffers)


def line_table(vault: OpenVault, path: str, encoding: str) -> LineTable:
    """Return the lines of a note in a position encoding, without reading its text if possible."""
    note = vault.vault.notes.get(path)
    layout = note.layout if note and _is_fixed_width(vault, note, encoding) else None
    return LineTable(layout.line_starts, layout.length) if layout else encoded_note(vault, path, encoding)


def _is_fixed_width(vault: OpenVault, note: Note, encoding: str) -> bool:
    """Whether each character of a note is known to take one unit in the encoding."""
    if not note.is_read:
        return True  # only its first position is known
    if note.layout.line_starts[0] and note.path in vault.buffers:
        return False  # a byte order mark, see `encoded_text`
    match encoding:
        case "utf-32":
            return True
        case "utf-16":
            return not note.layout.has_astral
        case _:
            return vault.is_ascii(note)
