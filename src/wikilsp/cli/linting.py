"""Lints the vault of a snapshot: completely, or only the notes that a change affects if the cache has the rest."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, cast

from msgspec import Raw, msgpack

from wikilsp.cli.findings import Findings, decode_findings, select_notes
from wikilsp.cli.loading import load_snapshot
from wikilsp.cli.progress import show_progress, start_clock
from wikilsp.disk.cache import DECODE_ERRORS
from wikilsp.disk.snapshot import LastLint, Snapshot
from wikilsp.disk.workers import map_unordered
from wikilsp.finding import MOST_LISTED, Diagnostic
from wikilsp.lint import lint_notes, notes_to_lint
from wikilsp.note import Note
from wikilsp.targets import TAG_FOLDER
from wikilsp.vault.vault import Vault

_MANY = 100
"""Changed notes; with more, linting everything is faster than finding the affected notes."""
_CHUNK_SIZE = 100
"""Notes per work item. From two such chunks on, several processes are faster than one."""


class _Ties(NamedTuple):
    """The properties of a note that affect findings in other notes, besides its headings and blocks."""

    names: tuple[str | None, ...] = ()
    tags: tuple[str, ...] = ()
    has_embeds: bool = False


def lint_snapshot(snapshot: Snapshot, paths: Iterable[Path]) -> Findings:
    """Lint the notes at or below some paths. Cache the findings if these are all notes."""
    try:
        return _lint_snapshot(snapshot, paths)
    except DECODE_ERRORS:
        if snapshot.cache is None:
            raise
        # Facts are decoded when a rule needs them. These have a valid checksum, but another program wrote them.
        snapshot.cache.clear()
        return _lint_snapshot(Snapshot(snapshot.root, snapshot.settings, snapshot.cache), paths)


def _lint_snapshot(snapshot: Snapshot, paths: Iterable[Path]) -> Findings:
    since = start_clock()
    loaded = load_snapshot(snapshot, since)
    vault = loaded.vault
    notes = select_notes(snapshot.root, vault.notes, paths)
    templates = len(snapshot.settings.templates_in(notes))
    if len(notes) < len(vault.notes):
        return Findings(tuple(_lint(vault, since, notes)), notes, loaded.nested, templates, loaded.cache_error)
    diagnostics = _lint_all(snapshot, vault, since)
    ties = _all_ties(snapshot, vault)
    error = snapshot.store_lint(vault.notes, msgpack.encode(ties), msgpack.encode(diagnostics))
    return Findings(diagnostics, notes, loaded.nested, templates, error or loaded.cache_error)


def _lint_all(snapshot: Snapshot, vault: Vault, since: float) -> tuple[Diagnostic, ...]:
    """Return the findings in all notes; those in notes that no change affects come from the cache."""
    last = snapshot.last_lint
    before = decode_findings(last.findings) if last else None
    affected = _affected_notes(snapshot, last, vault) if last else None
    if before is None or affected is None:
        return tuple(_lint(vault, since))
    unaffected = (diagnostic for diagnostic in before if diagnostic.path not in affected)
    return tuple(sorted((*unaffected, *_lint(vault, since, affected)), key=lambda diagnostic: diagnostic.path))


def _lint(vault: Vault, since: float, paths: Iterable[str] | None = None) -> Iterable[Diagnostic]:
    """Lint the notes at `paths`, or all notes, in several processes if many may have findings.

    `since` is the time at which the run started, for the progress line.
    """
    noisy = notes_to_lint(vault, paths)
    if len(noisy) < 2 * _CHUNK_SIZE:
        return lint_notes(vault, noisy)
    vault.ignored.prepare()  # now, because the cache stores them if this process looked them up
    chunks = [noisy[start : start + _CHUNK_SIZE] for start in range(0, len(noisy), _CHUNK_SIZE)]

    def lint_chunk(chunk: list[str]) -> bytes:
        return msgpack.encode(list(lint_notes(vault, chunk)))

    found: dict[int, object] = {}
    with show_progress("checking notes", since) as progress:
        for index, part in map_unordered(lint_chunk, chunks, os.cpu_count() or 1, forked=True):
            found[index] = part
            if progress:
                progress(min(len(found) * _CHUNK_SIZE, len(noisy)), len(noisy))
    decode = msgpack.Decoder(list[Diagnostic]).decode
    return (diagnostic for _, part in sorted(found.items()) for diagnostic in decode(cast("bytes", part)))


def _affected_notes(snapshot: Snapshot, last: LastLint, vault: Vault) -> set[str] | None:
    """Return the notes whose findings may differ because of changed notes, those included; None if all may.

    A changed name can affect links anywhere. If the names of the changed notes are the same as before, only the notes
    that link into them, or share an alias with them, can have other findings.
    """
    paths, changed = snapshot.walk.notes, last.changed
    ties = _split_ties(last.ties)
    if len(changed) > _MANY or len(vault.notes) < len(paths) or len(ties) != len(paths):
        return None
    tags_changed = embeds_changed = False
    for path, encoded in zip(paths, ties, strict=True):
        if path in changed:
            before, after = _decode_ties(encoded), _ties_of(vault.notes[path])
            if before is None:
                return None
            if before.names != after.names:
                return None
            tags_changed |= before.tags != after.tags
            embeds_changed |= before.has_embeds or after.has_embeds
    sharing = {sharer for path in changed for sharer in _notes_sharing_aliases(vault, path)}
    naming_tags = _notes_naming_tags(vault) if tags_changed else ()
    # Any of these may be on a cycle with a changed note.
    embedding = vault.embedding if embeds_changed else ()
    return {*changed, *sharing, *naming_tags, *embedding, *vault.notes_linking_inside(changed)}


def _notes_sharing_aliases(vault: Vault, path: str) -> Iterator[str]:
    """Yield the notes with an alias of the note at `path` whose finding about that says where it is in this note."""
    for alias in vault.notes[path].summary.aliases:
        holders = vault.registry.alias_holders(alias)
        if path in holders[: MOST_LISTED + 1]:
            yield from holders


def _notes_naming_tags(vault: Vault) -> Iterator[str]:
    """Yield the notes with a wikilink to the page of a tag."""
    for path, note in vault.notes.items():
        if any(name.lower().startswith(f"{TAG_FOLDER}/") for name in note.summary.names):
            yield path


def _ties_of(note: Note | None) -> _Ties:
    if note is None:
        return _Ties()
    summary = note.summary
    names = (*summary.aliases, summary.title, summary.heading)
    return _Ties(names, tuple(sorted(set(summary.tags))), bool(summary.embeds))


def _all_ties(snapshot: Snapshot, vault: Vault) -> list[Raw]:
    """Return the encoded ties of all notes; for unchanged notes, as the last run stored them."""
    paths, last = snapshot.walk.notes, snapshot.last_lint
    before = _split_ties(last.ties) if last else []
    if last is None or len(before) != len(paths):
        return [Raw(msgpack.encode(_ties_of(vault.notes.get(path)))) for path in paths]
    return [
        Raw(msgpack.encode(_ties_of(vault.notes.get(path)))) if path in last.changed else encoded
        for path, encoded in zip(paths, before, strict=True)
    ]


def _split_ties(encoded: memoryview) -> list[Raw]:
    """Return the encoded ties of each note that the last run stored; nothing if they are damaged."""
    try:
        return msgpack.decode(encoded, type=list[Raw])
    except DECODE_ERRORS:
        return []


def _decode_ties(encoded: Raw) -> _Ties | None:
    """Decode the ties of a note; return None if they are damaged."""
    try:
        return msgpack.decode(encoded, type=_Ties)
    except DECODE_ERRORS:
        return None
