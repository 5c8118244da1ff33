"""A note: its place in the vault and its facts. Knows neither the disk nor other notes."""

from msgspec import Struct

from wikilsp.syntax.facts import Facts
from wikilsp.text import Position, Span, position


class Note(Struct, frozen=True, gc=False):
    """One note of a vault. `path` is relative to the vault's root, with `/`."""

    path: str
    facts: Facts = Facts()
    undecodable: Span | None = None
    """The first place that is not UTF-8; the text has U+FFFD there."""
    oversize: int | None = None
    """The size in bytes of a note that is too large to be read: it is known by its name only."""

    unread: bool = False
    """Its contents are not known yet."""

    @property
    def is_read(self) -> bool:
        """Are the facts those of the note's text?"""
        return self.oversize is None and not self.unread

    @property
    def folder(self) -> str:
        """The folder of the note, "" at the root."""
        return self.path.rpartition("/")[0]

    def position(self, offset: int) -> Position:
        """Turn an offset into the note's text into a row and a column."""
        return position(self.facts.line_starts, offset)
