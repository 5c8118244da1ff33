"""Lints a vault on the disk: all that was asked for, or what a change concerns where the cache has the rest."""

from collections.abc import Iterable
from pathlib import Path

from msgspec import msgpack

from wikilsp.cli.findings import Findings, asked, decoded
from wikilsp.cli.loading import load_rest
from wikilsp.disk.load import LoadedVault
from wikilsp.disk.record import Record
from wikilsp.disk.snapshot import Snapshot
from wikilsp.lint import lint_vault
from wikilsp.syntax.summary import NoteSummary

_MANY = 100
"""So many changed notes make it faster to lint all than to find out whom they concern."""


def find(snapshot: Snapshot, below: Iterable[Path]) -> Findings:
    """Lint the notes that are at or below some paths, and keep what was found if these are all notes."""
    loaded = load_rest(snapshot)
    notes = asked(snapshot.root, loaded.vault.notes, below)
    if len(notes) < len(loaded.vault.notes):
        return Findings(tuple(lint_vault(loaded.vault, notes)), len(notes), loaded.nested)
    before = decoded(snapshot.findings)
    affected = _concerned(snapshot, loaded) if before is not None else None
    if before is None or affected is None:
        diagnostics = tuple(lint_vault(loaded.vault))
    else:
        kept = (diagnostic for diagnostic in before if diagnostic.path not in affected)
        diagnostics = tuple(sorted((*kept, *lint_vault(loaded.vault, affected)), key=lambda found: found.path))
    unkept = snapshot.store(loaded.records, msgpack.encode(diagnostics))
    return Findings(diagnostics, len(notes), loaded.nested, unkept)


def _concerned(snapshot: Snapshot, loaded: LoadedVault) -> set[str] | None:
    """Give the notes whose findings the changed ones may alter, themselves among them; None if these may be any.

    What a note is called decides what links mean that stand anywhere. Where that is as before, only who looks into the
    changed note may find something else there than before, and who shares an alias with it another place of that.
    """
    vault, changed = loaded.vault, frozenset(loaded.changed)
    if len(changed) > _MANY:
        return None
    aliases: set[str] = set()
    for path in changed:
        _, before = snapshot.kept.get(path, (None, None))
        after = loaded.records.get(path)
        if before is None or after is None or _names(before) != _names(after):
            return None
        aliases.update(_sketch(after).aliases)
    there = changed & vault.notes.keys()
    sharing = (path for alias in aliases for path in vault.registry.alias_holders(alias))
    return {*changed, *sharing, *vault.notes_linking_inside(there)}


def _sketch(record: Record) -> NoteSummary:
    return NoteSummary._make(record[0])


def _names(record: Record) -> tuple[str | None, ...]:
    """Give what a note says that it is called."""
    summary = _sketch(record)
    return (*summary.aliases, summary.title, summary.heading)
