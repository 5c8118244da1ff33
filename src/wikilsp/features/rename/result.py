"""The result of a rename: the changes and their consequences, or a refusal."""

from typing import NamedTuple

from wikilsp.features.answers import Mention
from wikilsp.text import Span
from wikilsp.vault.changes import Changes


class RenameRefused(Exception):  # noqa: N818 - an answer to the user, not a failure
    """The reason why something cannot be renamed, worded for the user."""


def check_characters(new: str) -> None:
    """Raise `RenameRefused` if a new name cannot be encoded as UTF-8."""
    if not new.isascii() and any("\ud800" <= char <= "\udfff" for char in new):
        raise RenameRefused(f"“{new}” contains half of a character, or bytes that are not UTF-8; choose another name")


class RenameRange(NamedTuple):
    """The span that the user edits to rename something, and its current name."""

    span: Span
    name: str


class RenameResult(NamedTuple):
    """The changes of a rename, and the links and notes that it affects."""

    changes: Changes
    found: tuple[Mention, ...] = ()
    """Links that were unresolved and resolve after the rename."""
    lost: tuple[Mention, ...] = ()
    """Links that resolve differently after the rename, since no spelling preserves their target."""
    broken: tuple[tuple[str, str], ...] = ()
    """For each lost link, the path of its note or canvas, and its target."""
    skipped: tuple[str, ...] = ()
    """The paths of notes that should change but cannot be written, since they are not valid UTF-8."""
    merged: str | None = None
    """The tag, key or value that already has the new name, so that the two become one."""
    is_local: bool = False
    """Whether the rename affects a single note."""
    thing: str = ""
    """What is renamed, in a word."""
    longer: tuple[Mention, ...] = ()
    """Links that need a longer text than their style asks for, since a shorter one would be ambiguous."""
    queries: tuple[Mention, ...] = ()
    """Queries that may name what is renamed. They are not changed."""
    canvases: tuple[str, ...] = ()
    """The paths of canvases that cannot be read, so that nothing in them is changed."""
