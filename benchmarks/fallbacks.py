"""Count the notes of vaults that take longer: those that are not plain, and those that the line scanner gives up on.

python benchmarks/fallbacks.py VAULT...
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, get_args

from figures import table

from wikilsp.disk.note_text import read_text
from wikilsp.disk.root import settings_without_file
from wikilsp.disk.walk import walk
from wikilsp.settings import Dialect, Preset
from wikilsp.syntax.blocks import Lines
from wikilsp.syntax.frontmatter import find_frontmatter
from wikilsp.syntax.parse import parse
from wikilsp.syntax.scanner import scan_blocks
from wikilsp.syntax.summary import summary_of


class Notes(NamedTuple):
    """The texts of all notes of a vault, and the dialect that is found in it."""

    texts: list[str]
    dialect: Dialect


def read_notes(vault: Path) -> Notes:
    """Read all notes of a vault. Its settings file is ignored."""
    settings = settings_without_file(vault)
    return Notes([read_text(vault, path) or "" for path in walk(vault, settings.exclude).notes], settings.dialect)


def plain_share(notes: Notes) -> str:
    """Return the share of the notes that are plain: only links that lead nowhere can be findings in them."""
    return f"{_share([summary_of(parse(text, notes.dialect)).is_plain for text in notes.texts]):.0%}"


def fallbacks(notes: Notes) -> str:
    """Return a sentence on how many notes the line scanner leaves to markdown-it-py, which is many times slower."""
    scanned = list(map(_is_scanned, notes.texts))
    return f"Left to markdown-it-py: {scanned.count(False):,} of {len(scanned):,} notes ({1 - _share(scanned):.2%})."


def _is_scanned(text: str) -> bool:
    front = find_frontmatter(text, 0)
    return scan_blocks(text, Lines.of(text, 0), front[1] if front else 0, logseq=False) is not None


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 0


def _rows(vault: Path, notes: Notes) -> Iterator[tuple[str, ...]]:
    for preset in get_args(Preset):
        dialect = settings_without_file(vault, {"preset": preset}).dialect
        mark = " (its own)" if preset == notes.dialect.preset else ""
        yield vault.name, preset + mark, f"{len(notes.texts):,}", plain_share(notes._replace(dialect=dialect))


def main() -> None:
    """Count, and print a Markdown table and a sentence for each vault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vaults", type=Path, nargs="+", help="folders with notes")
    vaults = [vault.resolve() for vault in parser.parse_args().vaults]
    found = [(vault, read_notes(vault)) for vault in vaults]
    print(table(("vault", "preset", "notes", "plain"), [row for vault, notes in found for row in _rows(vault, notes)]))
    for vault, notes in found:
        print(f"{vault.name}: {fallbacks(notes)}")


if __name__ == "__main__":
    main()
