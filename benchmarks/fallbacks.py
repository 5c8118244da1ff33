"""Count the notes of vaults that the fast readers leave to the parser, for each preset, and the reasons.

python benchmarks/fallbacks.py VAULT...
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, get_args

from figures import table
from reasons import reason

from wikilsp.disk.note_text import read_text
from wikilsp.disk.root import settings_without_file
from wikilsp.disk.walk import walk
from wikilsp.settings import Dialect, Preset
from wikilsp.syntax.blocks import Lines
from wikilsp.syntax.frontmatter import find_frontmatter
from wikilsp.syntax.scanner import scan_blocks
from wikilsp.syntax.summary_reader import read_summary


class Notes(NamedTuple):
    """The texts of all notes of a vault, and their dialect."""

    texts: list[str]
    dialect: Dialect


def read_notes(vault: Path, preset: Preset | None = None) -> Notes:
    """Read all notes of a vault. Its settings file is ignored, and a `preset` outranks the one that is found."""
    settings = settings_without_file(vault, {"preset": preset} if preset else {})
    return Notes([read_text(vault, path) or "" for path in walk(vault, settings.exclude).notes], settings.dialect)


def plain_share(notes: Notes) -> str:
    """Return the share of the notes that are plain for the summary reader, in per cent."""
    return f"{_share([read_summary(text, notes.dialect) is not None for text in notes.texts]):.0%}"


def fallbacks(notes: Notes) -> str:
    """Return a sentence on how many notes the line scanner leaves to markdown-it-py."""
    scanned = list(map(_is_scanned, notes.texts))
    return f"Left to markdown-it-py: {scanned.count(False):,} of {len(scanned):,} notes ({1 - _share(scanned):.2%})."


def _is_scanned(text: str) -> bool:
    front = find_frontmatter(text, 0)
    return scan_blocks(text, Lines.of(text, 0), front[1] if front else 0, indented_code=True) is not None


def _share(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0


def _preset_rows(name: str, vault: Path, notes: Notes) -> Iterator[tuple[str, ...]]:
    for preset in get_args(Preset):
        dialect = settings_without_file(vault, {"preset": preset}).dialect
        is_plain = [read_summary(text, dialect) is not None for text in notes.texts]
        size = sum(map(len, notes.texts)) or 1
        plain_size = sum(len(text) for text, plain in zip(notes.texts, is_plain, strict=True) if plain)
        mark = " (its own)" if preset == notes.dialect.preset else ""
        yield name, preset + mark, f"{len(is_plain):,}", f"{_share(is_plain):.0%}", f"{plain_size / size:.0%}"


def _reason_rows(name: str, notes: Notes, most: int) -> Iterator[tuple[str, ...]]:
    counts = Counter(filter(None, (reason(text, notes.dialect) for text in notes.texts)))
    for found, count in counts.most_common(most):
        yield name, f"{count:,}", f"{count / len(notes.texts):.1%}", f"`{found.replace('|', chr(92) + '|')}`"


def main() -> None:
    """Count, and print Markdown tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vaults", type=Path, nargs="+", help="folders with notes")
    parser.add_argument("--reasons", type=int, default=10, help="reasons to list for each vault; default: %(default)s")
    arguments = parser.parse_args()
    vaults = {vault.resolve().name: vault.resolve() for vault in arguments.vaults}
    all_notes = {name: read_notes(vault) for name, vault in vaults.items()}
    shares = [row for name, notes in all_notes.items() for row in _preset_rows(name, vaults[name], notes)]
    print(table(("vault", "preset", "notes", "plain", "of the characters"), shares))
    reasons = [row for name, notes in all_notes.items() for row in _reason_rows(name, notes, arguments.reasons)]
    print(table(("vault", "notes", "share", "the summary reader gives up in …, with the preset of the vault"), reasons))
    for name, notes in all_notes.items():
        print(f"{name}: {fallbacks(notes)}")


if __name__ == "__main__":
    main()
