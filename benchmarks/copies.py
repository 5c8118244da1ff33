"""Copy a vault many times into one, to measure a large vault that is like a real one.

    python benchmarks/copies.py VAULT FOLDER --copies 100

Each copy has its own prefix on the names of its files and folders, on aliases and titles, and on the links to them. So
links lead to the same note of the same copy as before, or still nowhere.
"""

import argparse
import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from wikilsp.disk.load import load_vault
from wikilsp.disk.note_text import read_text
from wikilsp.disk.root import settings_without_file
from wikilsp.note import Note
from wikilsp.vault.vault import Vault

_SETTINGS = (".wikilsp.toml", "logseq/config.edn")
_NAME = re.compile(r"(?:^|/)(?!\.{0,2}(?:/|$))")
"""The start of each name in a path."""
_OPENING = "\"'[ "


def copy_many(root: Path, folder: Path, copies: int) -> None:
    """Write the copies of the vault at `root` into a new folder. Raise `FileExistsError` if it exists."""
    vault = load_vault(root, settings_without_file(root)).vault
    (folder / ".obsidian").mkdir(parents=True)  # marks the root of the vault
    for name in _SETTINGS:
        if (root / name).exists():
            (folder / name).parent.mkdir(exist_ok=True)
            shutil.copyfile(root / name, folder / name)
    texts = {path: _parts(vault, note, read_text(root, path) or "") for path, note in vault.notes.items()}
    for number in range(copies):
        prefix = f"{number:03}-"
        for path in (*vault.notes, *vault.files):
            file = folder / _NAME.sub(rf"\g<0>{prefix}", path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(prefix.join(texts.get(path, [""])).encode())


def _parts(vault: Vault, note: Note, text: str) -> list[str]:
    """Return a text in parts, between which the prefix belongs."""
    offsets = [0, *sorted({*_names(note, text), *_targets(vault, note, text)}), len(text)]
    return [text[start:end] for start, end in pairwise(offsets)]


def _names(note: Note, text: str) -> Iterator[int]:
    """Yield the offsets of the names that a note gives itself."""
    titles = [made.value for made in note.facts.properties if made.id == "title" and made.owner < 0]
    for value in (*titles, *note.facts.aliases):
        start, end = value.span
        yield end - len(text[start:end].lstrip(_OPENING))


def _targets(vault: Vault, note: Note, text: str) -> Iterator[int]:
    """Yield the offsets of the names in the paths of links. A page name of Logseq and an alias are one name."""
    is_logseq = vault.settings.dialect.preset == "logseq"
    for link in (*note.facts.links, *(made.link for made in note.facts.definitions if made.link)):
        how, (start, end) = vault.resolve(note, link).how, link.path_span
        if how in ("alias", "title") or (is_logseq and link.kind in ("wikilink", "embed")):
            yield start
        elif how != "external":
            yield from (start + match.end() for match in _NAME.finditer(text[start:end]))


def main() -> None:
    """Copy the vault that the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vault", type=Path, help="vault to copy")
    parser.add_argument("folder", type=Path, help="folder to write; must not exist")
    parser.add_argument("--copies", type=int, default=100, help="number of copies; default: %(default)s")
    arguments = parser.parse_args()
    copy_many(arguments.vault.resolve(), arguments.folder, arguments.copies)


if __name__ == "__main__":
    main()
