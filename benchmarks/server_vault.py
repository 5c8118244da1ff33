"""The vault that the server is measured on: a generated one, two notes that many others link to, and one to open."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from generate import Shape, generate, save

KNOWN_BY = (100, 1_000)
"""So many notes link to the note that `known_by` gives, beside the open one; all do in a vault that has fewer."""
OPEN_NOTE = "Open.md"
OPEN_NOTE_SIZE = 20_000
TYPED_HERE = "Typed here: "
DIAGNOSED_HERE = "Diagnosed here: [["
NOWHERE = "Nowhere at all "
MENTION = "Then one thinks of "
_HEAD = re.compile(r"\A(?:---\n.*?\n---\n\n)?(?:up::.*?\n\n)?", re.DOTALL)


def server_vault(folder: Path, notes: int) -> Path:
    """Give a vault of so many notes to serve, which is made if it is not there."""
    vault = folder / f"{notes} notes to serve"
    if not vault.exists():
        shape = Shape(notes)
        save(vault, _with_links(generate(shape), notes), shape)
        for count in KNOWN_BY:
            (vault / f"{known_by(count)}.md").write_text(
                "# Known\n\n## Why\n\nMany link here.\n", "utf-8", newline="\n"
            )
        (vault / OPEN_NOTE).write_text(_open_note(generate(shape)), "utf-8", newline="\n")
    return vault


def known_by(count: int) -> str:
    """Give the name of the note that so many others link to."""
    return f"Known by {count}"


def _with_links(notes: Iterable[tuple[str, str]], total: int) -> Iterator[tuple[str, str]]:
    """Add to notes all over the vault the links that the known notes are known by."""
    steps = {count: max(total // count, 1) for count in KNOWN_BY}
    for number, (path, text) in enumerate(notes):
        counts = [count for count, step in steps.items() if number % step == 0 and number < step * count]
        yield path, text + "".join(f"\nSee [[{known_by(count)}]].\n" for count in counts)


def _open_note(notes: Iterable[tuple[str, str]]) -> str:
    """Write the note to open out of others: links, places to type at, and names of notes that are no links."""
    parts = [f"# Open\n\nSee {' and '.join(f'[[{known_by(count)}]]' for count in KNOWN_BY)}.\n"]
    for path, text in notes:
        parts.append(f"{_HEAD.sub('', text)}\n{MENTION}{Path(path).stem}.\n")
        if sum(map(len, parts)) > OPEN_NOTE_SIZE:
            break
    parts.insert(len(parts) // 2, f"{TYPED_HERE}\n\n{DIAGNOSED_HERE}{NOWHERE}0]].\n")
    return "\n".join(parts)
