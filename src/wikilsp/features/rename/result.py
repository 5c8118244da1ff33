"""The result of a rename: the changes and their consequences, or a refusal."""

from collections.abc import Callable, Collection
from itertools import islice
from typing import NamedTuple

from wikilsp.features.answers import Mention
from wikilsp.text import Span
from wikilsp.vault.changes import Changes

_MOST_PLACES = 10


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
    """The kind of the renamed thing, such as `note` or `key`."""
    longer: tuple[Mention, ...] = ()
    """Links that need a longer text than their style asks for, since a shorter one would be ambiguous."""
    queries: tuple[Mention, ...] = ()
    """Queries that may name the renamed thing. They are not changed."""
    canvases: tuple[str, ...] = ()
    """The paths of canvases that cannot be read, so that nothing in them is changed."""


# Messages


def describe_longer(result: RenameResult) -> str:
    """Return a sentence about the links that became longer, without a full stop."""
    number = len(result.longer)
    links = "1 link is" if number == 1 else f"{number:,} links are"
    return f"{links} longer now, since the name alone would be ambiguous"


def describe_queries(result: RenameResult, place: Callable[[Mention], str]) -> str:
    """Return a sentence about the queries that are not changed, with their places, without a full stop."""
    number = len(result.queries)
    queries = "1 query names" if number == 1 else f"{number:,} queries name"
    return f"{queries} this {result.thing}: {describe_places(result.queries, place)}"


def describe_places(mentions: Collection[Mention], place: Callable[[Mention], str]) -> str:
    """Return a list of places, of which only the first are named."""
    shown = [place(mention) for mention in islice(mentions, _MOST_PLACES)]
    more = [f"and {len(mentions) - _MOST_PLACES:,} more"] if len(mentions) > _MOST_PLACES else []
    return ", ".join([*shown, *more])
