"""What comes of a rename: the changes and what there is to tell about them, or a refusal."""

from typing import NamedTuple

from wikilsp.features.answers import Mention
from wikilsp.text import Span
from wikilsp.vault.changes import Changes


class RenameRefused(Exception):  # noqa: N818 - it is an answer, not a failure
    """A rename that is not made, and why, in words for the one who asked for it."""


def check_characters(new: str) -> None:
    """See that a new name can be written to a file at all. Raises `RenameRefused`."""
    if not new.isascii() and any("\ud800" <= char <= "\udfff" for char in new):
        raise RenameRefused(f"“{new}” holds half of a character, or bytes that are not UTF-8; choose another name")


class RenameRange(NamedTuple):
    """What can be renamed: the piece of the note to type over, and the name that it has now."""

    span: Span
    name: str


class RenameResult(NamedTuple):
    """Changes that rename something, and what they mean for the rest of the vault."""

    changes: Changes
    found: tuple[Mention, ...] = ()
    """Links that led nowhere and lead somewhere afterwards."""
    lost: tuple[Mention, ...] = ()
    """Links that mean something else afterwards, since no text can keep what they mean."""
    skipped: tuple[str, ...] = ()
    """Notes in which something would have to change but cannot be written, since they are not valid UTF-8."""
    merged: str | None = None
    """In words, what has the new name already, so that both are one afterwards."""
    is_local: bool = False
    """Nothing outside of one note depends on what is renamed."""
