"""Bytes from the disk, and the text that they are. Knows no Markdown."""

import os
from pathlib import Path

from wikilsp.disk.regular_file import OPEN_FLAGS, check_regular
from wikilsp.settings.options import LARGEST_NOTE
from wikilsp.text import Span


def read_contents(root: Path, path: str, max_size: int) -> tuple[str, Span | None, int | None]:
    """Give the text of a note and what is wrong with it: the first bytes that are no UTF-8, a size above the limit.

    Of a note that is too large the text is empty. Raises `OSError`.
    """
    size, data = _read(root, path, max_size)
    return ("", None, size) if data is None else (*decode(data), None)


def read_text(root: Path, path: str, max_size: int = LARGEST_NOTE) -> str | None:
    """Return the text of the note at a vault path as it was parsed, or None if it cannot be read or is too large."""
    try:
        _, data = _read(root, path, max_size)
    except OSError:
        return None
    return None if data is None else decode(data)[0]


def decode(data: bytes) -> tuple[str, Span | None]:
    """Give the text of a note, with U+FFFD for what is not UTF-8, and the place of the first of these."""
    try:
        return data.decode(), None
    except UnicodeDecodeError as error:
        first = len(data[: error.start].decode())
        return data.decode(errors="replace"), Span(first, first + 1)


def _read(root: Path, path: str, max_size: int) -> tuple[int, bytes | None]:
    """Return the size of a file and its bytes; None if it is larger than `max_size`. Raise `OSError`."""
    file = os.open(f"{root}/{path}", OPEN_FLAGS)
    try:
        state = os.fstat(file)
        check_regular(state, path)
        # What is added while it is read is not read: a file that never stops to grow has an end, too.
        size = state.st_size
        if size > max_size:
            return size, None
        data = os.read(file, size)
        # The system may give less than it is asked for, as it does over a network.
        while len(data) < size and (more := os.read(file, size - len(data))):
            data += more
        return size, data
    finally:
        os.close(file)
