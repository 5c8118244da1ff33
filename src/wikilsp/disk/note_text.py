"""Reads and decodes the text of notes."""

import os
from pathlib import Path

from wikilsp.disk.regular_file import OPEN_FLAGS, check_regular
from wikilsp.settings.values import MAX_NOTE_SIZE
from wikilsp.text import Span


def read_contents(root: Path, path: str, max_size: int) -> tuple[str, Span | None, int | None]:
    """Return the text of a note, the place of its first undecodable byte, and its size if that exceeds `max_size`.

    The text of a note that is too large is empty. Raise `OSError` if the note cannot be read.
    """
    size, data = _read_bytes(root, path, max_size)
    return ("", None, size) if data is None else (*decode(data), None)


def read_text(root: Path, path: str, max_size: int = MAX_NOTE_SIZE) -> str | None:
    """Return the text of the note at a vault path as it was parsed, or None if it cannot be read or is too large."""
    try:
        _, data = _read_bytes(root, path, max_size)
    except OSError:
        return None
    return None if data is None else decode(data)[0]


def decode(data: bytes) -> tuple[str, Span | None]:
    """Decode UTF-8, with U+FFFD for invalid bytes; also return the place of the first U+FFFD, or None."""
    try:
        return data.decode(), None
    except UnicodeDecodeError as error:
        first = len(data[: error.start].decode())
        return data.decode(errors="replace"), Span(first, first + 1)


def _read_bytes(root: Path, path: str, max_size: int) -> tuple[int, bytes | None]:
    """Return the size of a file and its bytes, or None for the bytes if there are too many. Raise `OSError`."""
    file = os.open(f"{root}/{path}", OPEN_FLAGS)
    try:
        state = os.fstat(file)
        check_regular(state, path)
        # Read no more than the size at the start: a file that keeps growing must not be read forever.
        size = state.st_size
        if size > max_size:
            return size, None
        data = os.read(file, size)
        # A read may return fewer bytes than requested, for example on a network file system.
        while len(data) < size and (more := os.read(file, size - len(data))):
            data += more
        return size, data
    finally:
        os.close(file)
