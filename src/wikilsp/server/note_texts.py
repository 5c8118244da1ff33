"""The texts of notes: of the buffer if a note is open, else of the file."""

from pathlib import Path

from wikilsp.disk.note_text import read_text
from wikilsp.note import Note

_SMALL = 0x10000
"""Bytes of a file that can be read and parsed in a few milliseconds."""


class NoteTexts:
    """The texts of the notes of one vault."""

    def __init__(self, root: Path) -> None:
        self.buffers: dict[str, str] = {}
        """The texts of open notes, by vault path."""
        self._root = root
        self._ascii: dict[str, bool] = {}

    def read(self, path: str, note: Note | None) -> str | None:
        """Return the text of a note; None if it is too large, or if there is neither a note nor a buffer."""
        if path in self.buffers:
            return self.buffers[path]
        return read_text(self._root, path) if note and note.oversize is None else None

    def is_ascii(self, note: Note) -> bool:
        """Whether the text of a note is certainly all ASCII, determined from its size without reading it."""
        if note.path not in self._ascii:
            self._ascii[note.path] = (
                note.is_read and note.undecodable is None and self._size(note) == note.layout.length
            )
        return self._ascii[note.path]

    def _size(self, note: Note) -> int:
        """Return the length of a note in bytes, which equals that in code points only if all of them are ASCII."""
        if note.path in self.buffers:
            return note.layout.length if self.buffers[note.path].isascii() else -1
        try:
            return (self._root / note.path).stat().st_size
        except OSError:
            return -1

    def is_small(self, path: str) -> bool:
        """Whether the file of a note exists and can be read during a request."""
        try:
            return (self._root / path).stat().st_size <= _SMALL
        except OSError:
            return False

    def invalidate(self, path: str) -> None:
        """Forget whether a note is ASCII, because its text has changed."""
        self._ascii.pop(path, None)
