"""Several outcomes as one, and edits of several notes as an outcome."""

from collections.abc import Iterable

from wikilsp.features.rename.outcome import RenameResult
from wikilsp.note import Note
from wikilsp.text import Edit
from wikilsp.vault.changes import Changes
from wikilsp.vault.vault import Vault


def merge(*outcomes: RenameResult) -> RenameResult:
    """Give one outcome for several that change different pieces of the vault."""
    edits: dict[str, set[Edit]] = {}
    moves: dict[str, str] = {}
    for outcome in outcomes:
        moves |= outcome.changes.moves
        for path, made in outcome.changes.edits.items():
            edits.setdefault(path, set()).update(made)
    return RenameResult(
        Changes({path: tuple(sorted(edits[path])) for path in sorted(edits)}, moves),
        tuple(sorted({mention for outcome in outcomes for mention in outcome.found})),
        tuple(sorted({mention for outcome in outcomes for mention in outcome.lost})),
        tuple(sorted({path for outcome in outcomes for path in outcome.skipped})),
        next((outcome.merged for outcome in outcomes if outcome.merged), None),
    )


def edited(edits: dict[str, list[Edit]], skipped: set[str], merged: str | None = None) -> RenameResult:
    """Give the outcome that is nothing but edits."""
    made = {path: tuple(sorted(edits[path])) for path in sorted(edits) if edits[path]}
    return RenameResult(Changes(made), skipped=tuple(sorted(skipped)), merged=merged)


def writable(vault: Vault, paths: Iterable[str]) -> tuple[list[Note], set[str]]:
    """Divide notes in which something has to change: those that can be written, and the paths of the others."""
    notes = [vault.notes[path] for path in paths]
    return [note for note in notes if not note.undecodable], {note.path for note in notes if note.undecodable}
