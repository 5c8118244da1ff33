"""Reads Dendron's vaults from `dendron.yml`, line by line: the YAML parser takes long to import."""

import re
from collections.abc import Iterator
from pathlib import Path

from wikilsp.disk.apps import DENDRON_FILE
from wikilsp.disk.regular_file import read_if_exists
from wikilsp.vault.names import resolve_path

_LIST = re.compile(r"vaults:(?:\s+#.*)?")
_VALUE = re.compile(r""" *(?:"([^"]*)"|'([^']*)'|((?:[^\s#]|(?<=\S)#| (?! *#))*))""")
_DASHES = ("-", "- ")
_NOTES = "notes"
"""The folder of the notes in a vault that contains its own settings."""


def read_dendron_vaults(root: Path) -> tuple[tuple[str, str], ...]:
    """Return the name of each vault of the workspace at `root`, and the vault path of the folder with its notes."""
    data = read_if_exists(root / DENDRON_FILE, lambda _: None) or b""
    return tuple(vault for keys in _items(data.decode(errors="replace")) if (vault := _vault(keys)))


def _items(text: str) -> list[dict[str, str]]:
    """Return the keys and values of each item of the list `vaults`."""
    items: list[dict[str, str]] = []
    dash = 0
    for depth, line in _list_lines(text):
        if line[:2] in _DASHES and (not items or depth == dash):
            dash = depth
            items.append({})
            line = line[1:].lstrip()  # noqa: PLW2901 - the rest of the line is the first key
        if items:
            key, _, value = line.partition(":")
            match = _VALUE.match(value)
            items[-1].setdefault(key, (match[1] or match[2] or match[3] or "") if match else "")
    return items


def _list_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of the list `vaults`, each with its indentation."""
    outer: int | None = None
    for row in text.split("\n"):
        line = row.strip()
        depth = len(row) - len(row.lstrip(" "))
        if not line or line.startswith("#"):
            continue
        if outer is None:
            outer = depth if _LIST.fullmatch(line) else None
        elif depth > outer or (depth == outer and line[:2] in _DASHES):
            yield depth, line
        else:
            return


def _vault(keys: dict[str, str]) -> tuple[str, str] | None:
    folder = resolve_path("", keys.get("fsPath", ""))
    name = keys.get("name") or (folder or "").rpartition("/")[2]
    if folder is None or not name:
        return None
    return name, f"{folder}/{_NOTES}".lstrip("/") if keys.get("selfContained") == "true" else folder
