"""The vault as it will be: the same notes and files, some of them elsewhere or with other contents."""

from collections.abc import Mapping

from wikilsp.note import Note
from wikilsp.vault.names import is_note
from wikilsp.vault.vault import Vault

_NOTHING: Mapping[str, Note] = {}


class Moves:
    """Where files and folders go: new paths by old ones. A folder takes along all that is in it."""

    def __init__(self, moves: Mapping[str, str]) -> None:
        self._moves = moves

    def __call__(self, path: str) -> str:
        """Give the path that a file or folder has afterwards."""
        if not self._moves:
            return path
        above = path
        while above:
            if above in self._moves:
                return f"{self._moves[above]}{path[len(above) :]}"
            above = above.rpartition("/")[0]
        return path


def vault_after(vault: Vault, moved: Moves, changed: Mapping[str, Note] = _NOTHING) -> Vault:
    """Give the vault after some moves. `changed` are the notes whose contents change, by their present paths."""
    notes, files = [], []
    for path in vault.notes:
        note, new = changed.get(path) or vault.notes[path], moved(path)
        if is_note(new):
            notes.append(note if new == path else at_path(note, new))
        else:
            files.append(new)
    for path in vault.files:
        new = moved(path)
        if is_note(new):
            notes.append(Note(new, unread=True))
        else:
            files.append(new)
    return Vault(vault.settings, notes, files, lambda: map(moved, vault.ignored.paths))


def at_path(note: Note, path: str) -> Note:
    """Give a note as it is at another path. What it says is asked of it no sooner than of the note itself."""
    return Note(path, lambda: note.facts, note.undecodable, note.oversize, unread=note.unread, summary=note.summary)
