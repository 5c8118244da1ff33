"""Files of a cache directory: pieces of bytes with a checksum.

A file is replaced atomically, so each was written by one run, however many run at once. A file that cannot be read, is
damaged or may have been written by another user counts as missing.
"""

import os
import stat
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from zlib import crc32

from wikilsp.disk.regular_file import read_regular

_MAGIC = b"wikilsp cache 4\n"
_CHECKSUM_BYTES = 4
_LENGTH_BYTES = 8
_MAX_SIZE = 4_000_000_000
"""Bytes. A larger cache would take longer to read than the notes."""
_WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH

UNFINISHED = ".wikilsp-new"
"""The ending of the name of a file that is being written."""


def read_pieces(file: Path) -> list[memoryview]:
    """Return the pieces that `write_pieces` wrote to a file; none if the file counts as missing."""
    try:
        data = memoryview(read_regular(file, _MAX_SIZE)) if _is_ours(file.stat()) else memoryview(b"")
    except OSError:
        return []
    start = len(_MAGIC) + _CHECKSUM_BYTES
    checksum, content = data[len(_MAGIC) : start], data[start:]
    if data[: len(_MAGIC)] != _MAGIC or crc32(content) != int.from_bytes(checksum, "little"):
        return []
    pieces, at = [], 0
    while at < len(content):
        start = at + _LENGTH_BYTES
        at = start + int.from_bytes(content[at:start], "little")
        pieces.append(content[start:at])
    return pieces


def write_pieces(file: Path, pieces: Iterable[bytes]) -> None:
    """Replace a file, or create it. Raise `OSError`; the old file is then unchanged."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # `tempfile` takes as long to import as a small vault takes to lint.
    name = file.with_name(f"{os.urandom(8).hex()}{UNFINISHED}")
    try:
        with open(name, "xb", opener=partial(os.open, mode=0o600)) as new:
            new.write(_MAGIC + bytes(_CHECKSUM_BYTES))
            checksum = 0
            for piece in pieces:
                for part in (len(piece).to_bytes(_LENGTH_BYTES, "little"), piece):
                    new.write(part)
                    checksum = crc32(part, checksum)
            new.seek(len(_MAGIC))
            new.write(checksum.to_bytes(_CHECKSUM_BYTES, "little"))
        os.replace(name, file)  # noqa: PTH105 - called through `os` in tests
    except OSError:
        name.unlink(missing_ok=True)
        raise


def _is_ours(state: os.stat_result) -> bool:
    """Whether no other user can have written a file. Another user's cache could make us report anything."""
    if not hasattr(os, "geteuid"):
        return True
    return state.st_uid in (os.geteuid(), 0) and not state.st_mode & _WRITABLE_BY_OTHERS
