"""Lints the vault of a snapshot: completely, or only the notes that a change affects if the cache has the rest."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

from msgspec import msgpack

from wikilsp.cli.findings import Findings, decode_findings, select_notes
from wikilsp.cli.loading import load_snapshot
from wikilsp.disk.load import LoadedVault
from wikilsp.disk.record import Record
from wikilsp.disk.snapshot import Snapshot
from wikilsp.disk.workers import map_unordered
from wikilsp.finding import Diagnostic
from wikilsp.lint import lint_vault, notes_to_lint
from wikilsp.syntax.summary import NoteSummary
from wikilsp.targets import TAG_FOLDER
from wikilsp.vault.vault import Vault

_MANY = 100
"""Changed notes; with more, linting everything is faster than finding the affected notes."""
_CHUNK_SIZE = 100
"""Notes per work item. From two such chunks on, several processes are faster than one."""


def lint_snapshot(snapshot: Snapshot, paths: Iterable[Path]) -> Findings:
    """Lint the notes at or below some paths. Cache the findings if these are all notes."""
    loaded = load_snapshot(snapshot)
    notes = select_notes(snapshot.root, loaded.vault.notes, paths)
    templates = len(snapshot.settings.templates_in(notes))
    if len(notes) < len(loaded.vault.notes):
        return Findings(tuple(_lint(loaded.vault, notes)), len(notes), loaded.nested, templates)
    before = decode_findings(snapshot.findings)
    affected = _affected_notes(snapshot, loaded) if before is not None else None
    if before is None or affected is None:
        diagnostics = tuple(_lint(loaded.vault))
    else:
        unaffected = (diagnostic for diagnostic in before if diagnostic.path not in affected)
        relinted = _lint(loaded.vault, affected)
        diagnostics = tuple(sorted((*unaffected, *relinted), key=lambda diagnostic: diagnostic.path))
    cache_error = snapshot.store(loaded.records, msgpack.encode(diagnostics))
    return Findings(diagnostics, len(notes), loaded.nested, templates, cache_error)


def _lint(vault: Vault, paths: Iterable[str] | None = None) -> Iterable[Diagnostic]:
    """Lint the notes at `paths`, or all notes, in several processes if many may have findings."""
    noisy = notes_to_lint(vault, paths)
    if len(noisy) < 2 * _CHUNK_SIZE:
        return lint_vault(vault, noisy)
    vault.ignored.prepare()  # now, because the cache stores them if this process looked them up
    chunks = [noisy[start : start + _CHUNK_SIZE] for start in range(0, len(noisy), _CHUNK_SIZE)]

    def lint_chunk(chunk: list[str]) -> bytes:
        return msgpack.encode(list(lint_vault(vault, chunk)))

    found = dict(map_unordered(lint_chunk, chunks, os.cpu_count() or 1, forked=True))
    decode = msgpack.Decoder(list[Diagnostic]).decode
    return (diagnostic for _, part in sorted(found.items()) for diagnostic in decode(cast("bytes", part)))


def _affected_notes(snapshot: Snapshot, loaded: LoadedVault) -> set[str] | None:
    """Return the notes whose findings may differ because of changed notes, those included; None if all may.

    A changed name can affect links anywhere. If the names of the changed notes are the same as before, only the notes
    that link into them, or share an alias with them, can have other findings.
    """
    vault, changed = loaded.vault, frozenset(loaded.changed)
    if len(changed) > _MANY:
        return None
    aliases: set[str] = set()
    tags_changed = embeds_changed = False
    for path in changed:
        _, before = snapshot.cached_records.get(path, (None, None))
        after = loaded.records.get(path)
        if before is None or after is None or _note_names(before) != _note_names(after):
            return None
        aliases.update(_summary_of(after).aliases)
        embeds_changed |= bool(_summary_of(before).embeds or _summary_of(after).embeds)
        tags_changed |= set(_summary_of(before).tags) != set(_summary_of(after).tags)
    existing = changed & vault.notes.keys()
    sharing = (path for alias in aliases for path in vault.registry.alias_holders(alias))
    naming_tags = _notes_naming_tags(vault) if tags_changed else ()
    # Any of these may be on a cycle with a changed note.
    embedding = vault.embedding if embeds_changed else ()
    return {*changed, *sharing, *naming_tags, *embedding, *vault.notes_linking_inside(existing)}


def _notes_naming_tags(vault: Vault) -> Iterator[str]:
    """Yield the notes with a wikilink to the page of a tag."""
    for path, note in vault.notes.items():
        if any(name.lower().startswith(f"{TAG_FOLDER}/") for name in note.summary.names):
            yield path


def _summary_of(record: Record) -> NoteSummary:
    return NoteSummary._make(record[0])


def _note_names(record: Record) -> tuple[str | None, ...]:
    """Return the names that a note gives itself."""
    summary = _summary_of(record)
    return (*summary.aliases, summary.title, summary.heading)
