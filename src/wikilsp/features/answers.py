"""Values that several features take and return."""

from collections.abc import Callable
from typing import NamedTuple

from wikilsp.text import Span

TextReader = Callable[[str], str | None]
"""Return the text of the note at a vault path, from its buffer or its file; None if it cannot be read."""

TOP = Span(0, 0)
"""The beginning of a file: the place of an attachment, whose contents are not known."""


class Place(NamedTuple):
    """A place to go to: a span of the file at the vault path `path`, and the part of the span to select."""

    path: str
    span: Span
    selection: Span


class Targets(NamedTuple):
    """The places that a span of a note leads to, best first, and that span."""

    origin: Span
    places: tuple[Place, ...]


class Mention(NamedTuple):
    """A span of a note that mentions something."""

    path: str
    span: Span
