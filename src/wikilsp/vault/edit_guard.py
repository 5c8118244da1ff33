"""Whether a note says what is known of it where it is about to be changed: the last look before anything is written."""

from collections.abc import Collection
from functools import lru_cache

from wikilsp.note import Note
from wikilsp.syntax.claims import Claim, claims_of, first_mismatch
from wikilsp.text import Edit, position

_MOST_SHOWN = 40


class MisplacedError(Exception):
    """Edits that are not made, since the note at the vault path `path` does not say what is known of it.

    `place` is the path with a 1-based row and column, `problem` says in a sentence what is wrong and what to do.
    """

    def __init__(self, path: str, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}")
        self.path = path
        self.place = place
        self.problem = problem


def check_edits(note: Note, text: str, edits: Collection[Edit]) -> None:
    """Raise `MisplacedError` unless the facts that edits of a note touch are true of `text`, its text as it is now.

    Of a note that was not read nothing is known, so nothing can be wrong.
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
    said = " ".join(text[wrong.span.start : wrong.span.end].split())
    said = said if len(said) <= _MOST_SHOWN else f"{said[: _MOST_SHOWN - 1]}…"
    problem = (
        f"{wrong.claim} was read here, but here stands “{said}”, so nothing is changed; save the note and try again"
    )
    raise MisplacedError(note.path, place, f"{problem}, and if that does not help, report this as a bug of wikilsp")


@lru_cache(maxsize=1)
def _claims(note: Note) -> tuple[Claim, ...]:
    """Return what is claimed of a note. An editor is offered fifty changes of one note at a time."""
    return claims_of(note.facts)
