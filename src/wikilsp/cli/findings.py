"""The findings in a vault, and their cached form."""

from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Protocol

from msgspec import Struct, msgpack

from wikilsp.cli.vaults import notes_at, warn
from wikilsp.disk.cache import DECODE_ERRORS
from wikilsp.disk.snapshot import Snapshot
from wikilsp.finding import Diagnostic
from wikilsp.settings import Settings


class Findings(Struct, frozen=True):
    """The diagnostics of the requested notes of a vault."""

    diagnostics: tuple[Diagnostic, ...]
    notes: Collection[str]
    """The vault paths of the requested notes."""
    nested: list[str]
    """Folders that are nested vaults."""
    templates: int = 0
    """How many of the notes are templates."""
    cache_error: OSError | None = None
    """Why the cache could not be written."""


Find = Callable[[Path, Iterable[Path], Settings, Settings], Findings]
"""Returns the findings in the notes of a vault at or below some paths.

Takes the root, the paths, the settings with the selected rules, and the settings of the vault itself.
"""


class ReadText(Protocol):
    """Returns the text of a note as it was checked, None if it cannot be read or is too large."""

    def __call__(self, root: Path, path: str, max_size: int = ..., /) -> str | None:
        """Return the text of the note at a vault path."""


class Fixing(Protocol):
    """A run that fixes notes, or would in a dry run, and its results."""

    failed: bool
    would_change: bool
    diff: str

    def run(self, root: Path, paths: Iterable[Path], selected: Settings, settings: Settings, /) -> Findings:
        """Fix the notes of a vault; see `Find`."""

    def fixes(self) -> list[str]:
        """Return a line for each note with fixes."""

    def summary(self, remaining: int) -> list[str]:
        """Return lines for the end of the run."""


def select_notes(root: Path, notes: Collection[str], paths: Iterable[Path]) -> set[str]:
    """Return the notes of a vault that are at or below some paths."""
    return {note for path in paths for note in notes_at(notes, root, path)}


def decode_findings(findings: memoryview) -> tuple[Diagnostic, ...] | None:
    """Decode the findings from a cache; return None if they are damaged."""
    try:
        return msgpack.decode(findings, type=tuple[Diagnostic, ...])
    except DECODE_ERRORS:
        return None


def find_cached(snapshot: Snapshot, paths: Iterable[Path]) -> Findings | None:
    """Return the cached findings in the notes at or below some paths; None if the vault has changed."""
    last = snapshot.last_lint
    cached = decode_findings(last.findings) if last and not last.changed else None
    if cached is None:
        return None
    warn(snapshot.root, snapshot.walk.problems)
    notes = select_notes(snapshot.root, snapshot.walk.notes, paths)
    diagnostics = tuple(diagnostic for diagnostic in cached if diagnostic.path in notes)
    return Findings(diagnostics, notes, snapshot.walk.nested, len(snapshot.settings.templates_in(notes)))
