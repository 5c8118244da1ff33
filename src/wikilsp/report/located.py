"""Diagnostics with their vault: file names and positions in place of vault paths and offsets. Knows no format."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache, partial
from typing import NamedTuple

from msgspec import Struct

from wikilsp.finding import Diagnostic
from wikilsp.text import Position, Span, line_starts, position

_REMEMBERED = 16
"""Notes whose lines are kept at a time."""


class Place(NamedTuple):
    """A part of a file, as reports name it."""

    filename: str
    start: Position
    end: Position


class CheckResult(Struct, frozen=True, dict=True):
    """What was found in a vault. `root` and `here`, the current folder, are absolute, with `/`."""

    root: str
    here: str
    notes: int
    """How many notes were looked at."""
    diagnostics: tuple[Diagnostic, ...]
    read: Callable[[str], str | None]
    """Give the text of the note at a vault path, None if it cannot be had."""

    def filename(self, path: str) -> str:
        """Turn a vault path into one relative to the current folder if it is below it, else an absolute one."""
        return f"{self.root.rstrip('/')}/{path}".removeprefix(f"{self.here.rstrip('/')}/")

    def place(self, path: str, span: Span) -> Place:
        """Turn a span of the note at a vault path into rows and columns."""
        starts = self.starts(path)
        return Place(self.filename(path), position(starts, span.start), position(starts, span.end))

    @cached_property
    def starts(self) -> Callable[[str], Sequence[int]]:
        """Return what gives the line starts of the note at a vault path. A note with many findings is read once."""
        return lru_cache(maxsize=_REMEMBERED)(partial(_starts, self.read))


def _starts(read: Callable[[str], str | None], path: str) -> tuple[int, ...]:
    return line_starts(read(path) or "")


class Located(NamedTuple):
    """A diagnostic and the vault that it was found in."""

    checked: CheckResult
    diagnostic: Diagnostic

    @property
    def filename(self) -> str:
        """The file that it is in, as reports name it."""
        return self.checked.filename(self.diagnostic.path)


def in_order(run: Iterable[CheckResult]) -> list[Located]:
    """Give the diagnostics of all vaults of a run, by file name as shown; within a note they keep their order."""
    located = (Located(checked, diagnostic) for checked in run for diagnostic in checked.diagnostics)
    return sorted(located, key=lambda one: one.filename)
