"""What features answer with: places in notes. Knows nothing of how they were found."""

from collections.abc import Callable
from typing import NamedTuple

from wikilsp.text import Span

Read = Callable[[str], str | None]
"""From a vault path to the text of the note, as its editor or the disk has it; None if there is none to be had."""

TOP = Span(0, 0)
"""The begin of a file: the place of an attachment, of which nothing but the name is known."""


class Place(NamedTuple):
    """Somewhere to go: in the file at the vault path `path`, all that is meant, and the part of it to select."""

    path: str
    span: Span
    selection: Span


class Targets(NamedTuple):
    """Where something leads: the places, best first, and the part of the asking note that leads there."""

    origin: Span
    places: tuple[Place, ...]


class Mention(NamedTuple):
    """A piece of a note that speaks of something."""

    path: str
    span: Span
