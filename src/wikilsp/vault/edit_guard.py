"""Checks, before a note is written, that its text is still what its facts were read from."""

from collections.abc import Collection
from functools import lru_cache

from wikilsp.note import Note
from wikilsp.syntax.claims import Claim, claims_of, first_mismatch
from wikilsp.text import Edit, position

_LONGEST_QUOTE = 40


class MisplacedError(Exception):
    """The edits of a note are not made, since its text does not match its facts.

    `place` is the vault path with a 1-based row and column. `problem` describes the mismatch and the remedy.
    """

    def __init__(self, path: str, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}")
        self.path = path
        self.place = place
        self.problem = problem


def check_edits(note: Note, text: str, edits: Collection[Edit]) -> None:
    """Raise `MisplacedError` unless the facts that `edits` touch match `text`, the current text of the note.

    A note that was not read has no facts to check.
    """
    if not (note.is_read and edits):
        return
    wrong = first_mismatch(text, note.facts, [edit.span for edit in edits], _claims(note))
    if wrong is None:
        return
    row, column = position(note.facts.line_starts, wrong.span.start)
    place = f"{note.path}:{row}:{column}"
    if len(text) != note.facts.length:
        raise MisplacedError(note.path, note.path, "this note has changed since it was read; try again")
    found = " ".join(text[wrong.span.start : wrong.span.end].split())
    found = found if len(found) <= _LONGEST_QUOTE else f"{found[: _LONGEST_QUOTE - 1]}…"
    problem = f"expected {wrong.claim}, found “{found}”, so nothing is changed; save the note and try again"
    raise MisplacedError(note.path, place, f"{problem}, and if that does not help, report this as a bug of wikilsp")


@lru_cache(maxsize=1)
def _claims(note: Note) -> tuple[Claim, ...]:
    """Return the claims of a note's facts. An editor is offered fifty changes of one note at a time."""
    return claims_of(note.facts)
