"""What was found in a vault when it was just as it is now, as the cache has it. Parses nothing, and knows no rule."""

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from msgspec import DecodeError, msgpack

from wikilsp.cli.vaults import notes_at, warn
from wikilsp.disk.snapshot import Snapshot
from wikilsp.finding import Diagnostic


class Findings(NamedTuple):
    """What was found in some notes of a vault."""

    diagnostics: tuple[Diagnostic, ...]
    notes: int
    """How many notes were asked for."""
    nested: list[str]
    """Folders below that are vaults of their own."""
    unkept: OSError | None = None
    """Why the cache could not be written."""


def stored(snapshot: Snapshot, below: Iterable[Path]) -> Findings | None:
    """Give what the cache has on the notes that are at or below some paths; None if the vault was not as it is now."""
    kept = decoded(snapshot.findings) if snapshot.is_unchanged else None
    if kept is None:
        return None
    warn(snapshot.root, snapshot.found.problems)
    notes = asked(snapshot.root, snapshot.found.notes, below)
    found = tuple(diagnostic for diagnostic in kept if diagnostic.path in notes)
    return Findings(found, len(notes), snapshot.found.nested)


def asked(root: Path, notes: Collection[str], below: Iterable[Path]) -> set[str]:
    """Give, of the notes of a vault, those that are at or below some paths."""
    return {note for path in below for note in notes_at(notes, root, path)}


def decoded(findings: bytes | None) -> tuple[Diagnostic, ...] | None:
    """Return the findings that a cache has kept; None if it has none, or something else."""
    try:
        return None if findings is None else msgpack.decode(findings, type=tuple[Diagnostic, ...])
    except (DecodeError, UnicodeDecodeError, RecursionError):
        return None
