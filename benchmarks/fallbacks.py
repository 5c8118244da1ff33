"""Counts the notes that the line scanner leaves to markdown-it-py, which is many times slower."""

from pathlib import Path

from wikilsp.disk.note_text import read_text
from wikilsp.disk.walk import walk
from wikilsp.settings import default_settings
from wikilsp.syntax.blocks import Lines
from wikilsp.syntax.frontmatter import find_frontmatter
from wikilsp.syntax.scanner import scan_blocks


def fallbacks(vault: Path) -> str:
    """Return a sentence on how many notes of a vault the line scanner leaves to markdown-it-py."""
    paths = walk(vault, default_settings().exclude).notes
    count = sum(not _is_scanned(read_text(vault, path) or "") for path in paths)
    return f"Left to markdown-it-py: {count:,} of {len(paths):,} notes ({count / len(paths):.2%})."


def _is_scanned(text: str) -> bool:
    front = find_frontmatter(text, 0)
    return scan_blocks(text, Lines.of(text, 0), front[1] if front else 0, indented_code=True) is not None
