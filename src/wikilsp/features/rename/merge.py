"""Builds and merges rename results."""

from collections.abc import Iterable
from typing import TypeVar

from wikilsp.features.answers import Mention
from wikilsp.features.rename.result import RenameResult
from wikilsp.note import Note
from wikilsp.text import Edit
from wikilsp.vault.changes import Changes
from wikilsp.vault.vault import Vault

_Part = TypeVar("_Part", Mention, str, tuple[str, str])


def merge(*results: RenameResult) -> RenameResult:
    """Merge the results of renames that change different spans of the vault."""
    edits: dict[str, set[Edit]] = {}
    moves: dict[str, str] = {}
    for result in results:
        moves |= result.changes.moves
        for path, of_note in result.changes.edits.items():
            edits.setdefault(path, set()).update(of_note)
    return RenameResult(
        Changes({path: tuple(sorted(edits[path])) for path in sorted(edits)}, moves),
        _union(result.found for result in results),
        _union(result.lost for result in results),
        _union(result.broken for result in results),
        _union(result.skipped for result in results),
        next((result.merged for result in results if result.merged), None),
        thing=next((result.thing for result in results if result.thing), ""),
        longer=_union(result.longer for result in results),
        queries=_union(result.queries for result in results),
        canvases=_union(result.canvases for result in results),
    )


def _union(parts: Iterable[Iterable[_Part]]) -> tuple[_Part, ...]:
    """Return everything in the parts, each once, sorted."""
    return tuple(sorted({each for part in parts for each in part}))


def result_of(edits: dict[str, list[Edit]], skipped: set[str], merged: str | None = None) -> RenameResult:
    """Return the result of edits, without moves and changed resolutions."""
    changes = Changes({path: tuple(sorted(edits[path])) for path in sorted(edits) if edits[path]})
    return RenameResult(changes, skipped=tuple(sorted(skipped)), merged=merged)


def split_writable(vault: Vault, paths: Iterable[str]) -> tuple[list[Note], set[str]]:
    """Split notes to edit into notes that can be written and the paths of the ones that are not UTF-8."""
    notes = [vault.notes[path] for path in paths]
    return [note for note in notes if not note.undecodable], {note.path for note in notes if note.undecodable}
