"""The vault after pending moves and edits, for resolving links before anything is written."""

from collections.abc import Mapping

from wikilsp.note import Note
from wikilsp.vault.names import is_note
from wikilsp.vault.vault import Vault

_NOTHING: Mapping[str, Note] = {}


class Moves:
    """Maps old paths to new ones. Moving a folder moves everything in it."""

    def __init__(self, moves: Mapping[str, str]) -> None:
        self._moves = moves

    def __call__(self, path: str) -> str:
        """Return the path of a file or folder after the moves."""
        if not self._moves:
            return path
        above = path
        while above:
            if above in self._moves:
                return f"{self._moves[above]}{path[len(above) :]}"
            above = above.rpartition("/")[0]
        return path


def vault_after(vault: Vault, moves: Moves, changed: Mapping[str, Note] = _NOTHING) -> Vault:
    """Return the vault after some moves. `changed` are the notes with new contents, by their old paths."""
    notes, files = [], []
    for path in vault.notes:
        note, new = changed.get(path) or vault.notes[path], moves(path)
        if is_note(new):
            notes.append(note if new == path else note.at(new))
        else:
            files.append(new)
    for path in vault.files:
        new = moves(path)
        if is_note(new):
            notes.append(Note(new, unread=True))
        else:
            files.append(new)
    return Vault(vault.settings, notes, files, lambda: map(moves, vault.ignored.paths))
