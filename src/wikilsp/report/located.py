"""Diagnostics with file names and positions instead of vault paths and offsets, shared by all formats."""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property, lru_cache, partial
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from wikilsp.finding import Diagnostic
from wikilsp.text import Position, Span, line_starts, position

_CACHED_NOTES = 16
"""Notes whose line starts are cached."""


class Place(NamedTuple):
    """A range of a file: its displayed name, and positions."""

    filename: str
    start: Position
    end: Position


class CheckResult(Struct, frozen=True, dict=True):
    """The result of checking a vault. `root` and `here` are absolute, with `/`."""

    root: str
    here: str | None
    """The folder to which the displayed names of its files are relative, None for absolute names."""
    notes: Collection[str]
    """The vault paths of the checked notes."""
    diagnostics: tuple[Diagnostic, ...]
    read: Callable[[str], str | None]
    """Returns the text of the note at a vault path, or None if it cannot be read."""
    known: tuple[Diagnostic, ...] = ()
    """All findings in the notes, if some of them are known and therefore not among the `diagnostics`."""

    def filename(self, path: str) -> str:
        """Convert a vault path to one relative to `here`, or to an absolute one if it is not below it."""
        absolute = f"{self.root.rstrip('/')}/{path}"
        return absolute if self.here is None else absolute.removeprefix(f"{self.here.rstrip('/')}/")

    def relative_to(self, folder: str | None) -> "CheckResult":
        """Return this result with file names relative to a folder, or with absolute ones."""
        return replace(self, here=folder)

    def place(self, path: str, span: Span) -> Place:
        """Convert a span of the note at a vault path to rows and columns."""
        starts = self.starts(path)
        return Place(self.filename(path), position(starts, span.start), position(starts, span.end))

    @cached_property
    def starts(self) -> Callable[[str], Sequence[int]]:
        """A cached function from a vault path to the line starts of its note, so that each note is read once."""
        return lru_cache(maxsize=_CACHED_NOTES)(partial(_starts, self.read))


def _starts(read: Callable[[str], str | None], path: str) -> tuple[int, ...]:
    return line_starts(read(path) or "")


class LocatedDiagnostic(Struct, frozen=True):
    """A diagnostic and the result of the vault that it is from. It may stand for `more` of its kind in its note."""

    checked: CheckResult
    diagnostic: Diagnostic
    more: int = 0

    @property
    def filename(self) -> str:
        """The displayed name of the file."""
        return self.checked.filename(self.diagnostic.path)

    @property
    def others(self) -> str:
        """The places that it stands for, in words; "" if there is only one."""
        return f"and {self.more:,} more {'place' if self.more == 1 else 'places'} in this note" if self.more else ""


class Report(Struct, frozen=True):
    """The input of a format: the results of all vaults, and the diagnostics to show, sorted by displayed file name."""

    results: Sequence[CheckResult]
    shown: Sequence[LocatedDiagnostic]
    in_color: bool = False
    columns: int = 100
    """The width of the lines, for text."""


def join_places(found: Iterable[LocatedDiagnostic]) -> list[LocatedDiagnostic]:
    """Return the diagnostics, joining all diagnostics of one rule, note and subject into the first one."""
    joined: dict[object, LocatedDiagnostic] = {}
    for number, located in enumerate(found):
        diagnostic = located.diagnostic
        subject = diagnostic.finding.subject
        key = (located.checked.root, diagnostic.path, diagnostic.code, subject) if subject else number
        first = joined.setdefault(key, located)
        if first is not located:
            joined[key] = replace(first, more=first.more + 1)
    return list(joined.values())


def sort_diagnostics(run: Iterable[CheckResult]) -> list[LocatedDiagnostic]:
    """Return the diagnostics of all vaults of a run, sorted by displayed file name; the sort is stable."""
    located = (LocatedDiagnostic(checked, diagnostic) for checked in run for diagnostic in checked.diagnostics)
    return sorted(located, key=lambda one: one.filename)
