"""Finds the folder that the app of a vault uses for templates, from the app's settings in the vault.

Anyone may have written these settings. If they cannot be used, they count as missing.
"""

import posixpath
from pathlib import Path

from wikilsp.disk.regular_file import read_if_exists

TEMPLATE_SETTINGS = ".obsidian/templates.json"


def find_template_folder(root: Path) -> str:
    """Return the vault path of the folder with templates, "" if the app has none inside the vault."""
    data = read_if_exists(root / TEMPLATE_SETTINGS, lambda _: None)
    if not data:
        return ""
    from msgspec import DecodeError, json  # noqa: PLC0415 - most vaults have no such settings

    try:
        folder = json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=dict[str, object]).get("folder")
    except (DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    path = posixpath.normpath(f"./{folder.strip()}") if isinstance(folder, str) else "."
    return "" if path == "." or path.startswith("..") else path
