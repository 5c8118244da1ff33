"""Lists and deletes what the cache directory holds, for all vaults."""

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from wikilsp.disk.cache import Head, decode_head, program_id
from wikilsp.disk.cache_file import read_pieces

_FILES = "*.wikilsp-*"
_FILE_NAME = re.compile(r"((.*?)-[0-9a-f]{8})(-[0-9a-f]{8})?\.wikilsp-\w+")
"""The name of a file. Groups: the part that the files of a vault share, and the name of the vault's root."""


class CachedVault(NamedTuple):
    """The files in the cache of one vault."""

    name: str
    """The name of the root of the vault, or its first characters."""
    size: int
    """The size of the files in bytes."""
    head: Head | None
    """The head of a file; None if this version of the program can use none of them."""


def cached_vaults(folder: Path) -> Iterator[CachedVault]:
    """Yield what a cache directory holds for each vault."""
    names = [(found[1], found[2], file) for file in folder.glob(_FILES) if (found := _FILE_NAME.fullmatch(file.name))]
    for (_, name), group in groupby(sorted(names), key=lambda item: item[:2]):
        files = [file for *_, file in group]
        heads = (decode_head(read_pieces(file)) for file in files)
        usable = (head for head in heads if head and head.program_id == program_id())
        yield CachedVault(name, sum(map(_file_size, files)), next(usable, None))


def _file_size(file: Path) -> int:
    """Return the size of a file in bytes, or 0 if another process has just deleted it."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


def delete_all(folder: Path) -> int:
    """Delete the caches of all vaults; return the number of deleted files. Raise `OSError`."""
    files = list(folder.glob(_FILES))
    for file in files:
        file.unlink(missing_ok=True)
    return len(files)
