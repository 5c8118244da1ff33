"""Generates the vault for measurements of the server, with two popular notes and a note to open."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from generate import SHAPES, generate, save

BACKLINKS = (100, 1_000)
"""The numbers of notes that link to the popular notes, beside the open one. In a smaller vault all notes do."""
OPEN_NOTE = "Open.md"
OPEN_NOTE_SIZE = 20_000
_LARGE = 6_000
"""Larger notes are not copied into the open one, which would then be too large."""
TYPED_HERE = "Typed here: "
DIAGNOSED_HERE = "Diagnosed here: [["
NOWHERE = "Nowhere at all "
MENTION = "Then one thinks of "
"""The words before an unlinked mention."""
_HEAD = re.compile(r"\A(?:---\n.*?\n---\n\n)?(?:up::.*?\n\n)?", re.DOTALL)


def server_vault(folder: Path, notes: int, shape_name: str) -> Path:
    """Return a vault with this number of notes, generated unless the folder has it already."""
    vault = folder / f"{notes} {shape_name} notes to serve"
    if not vault.exists():
        shape = SHAPES[shape_name]._replace(notes=notes)
        save(vault, _with_links(generate(shape), notes), shape)
        for count in BACKLINKS:
            (vault / f"{popular_name(count)}.md").write_text(
                "# Known\n\n## Why\n\nMany link here.\n", "utf-8", newline="\n"
            )
        (vault / OPEN_NOTE).write_text(_open_note(generate(shape)), "utf-8", newline="\n")
    return vault


def popular_name(backlinks: int) -> str:
    """Return the name of the note with this number of backlinks."""
    return f"Known by {backlinks}"


def _with_links(notes: Iterable[tuple[str, str]], total: int) -> Iterator[tuple[str, str]]:
    """Add links to the popular notes to notes all over the vault."""
    steps = {count: max(total // count, 1) for count in BACKLINKS}
    for number, (path, text) in enumerate(notes):
        counts = [count for count, step in steps.items() if number % step == 0 and number < step * count]
        yield path, text + "".join(f"\nSee [[{popular_name(count)}]].\n" for count in counts)


def _open_note(notes: Iterable[tuple[str, str]]) -> str:
    """Return the text of the note to open, assembled from others: links, places to type, and unlinked mentions."""
    parts = [f"# Open\n\nSee {' and '.join(f'[[{popular_name(count)}]]' for count in BACKLINKS)}.\n"]
    for path, text in notes:
        if len(text) < _LARGE:
            parts.append(f"{_HEAD.sub('', text)}\n{MENTION}{Path(path).stem}.\n")
        if sum(map(len, parts)) > OPEN_NOTE_SIZE:
            break
    parts.insert(len(parts) // 2, f"{TYPED_HERE}\n\n{DIAGNOSED_HERE}{NOWHERE}0]].\n")
    return "\n".join(parts)
