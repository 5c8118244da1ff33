"""Reads values from the JSON files of Obsidian. One that is not what Obsidian writes counts as missing."""

import posixpath
import re
from collections.abc import Mapping

from msgspec import DecodeError, json

_NOTHING: Mapping[str, object] = {}


def read_object(data: bytes | None) -> Mapping[str, object]:
    """Return the object in the contents of a file; an empty one if there are none, or if they are something else."""
    try:
        return json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=dict[str, object]) if data else _NOTHING
    except (DecodeError, UnicodeDecodeError, RecursionError):
        return _NOTHING


def vault_path(written: object) -> str | None:
    """Return the vault path that is written in a file; None if it is empty, leads out of the vault or is no name."""
    path = posixpath.normpath(f"./{written.strip()}") if isinstance(written, str) else "."
    return None if path == "." or path.startswith("..") or re.search(r"[\x00-\x1f\x7f]", path) else path
