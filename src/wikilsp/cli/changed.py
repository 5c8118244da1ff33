"""`--changed-since`: which findings are in notes that changed since a revision, or were caused by these changes."""

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from wikilsp.cli.findings import Findings
from wikilsp.cli.loading import load_snapshot
from wikilsp.cli.output import FatalError
from wikilsp.disk.git import GitError, find_changed_files, read_objects
from wikilsp.disk.note_text import decode
from wikilsp.disk.snapshot import Snapshot
from wikilsp.finding import Diagnostic
from wikilsp.index.dependencies import LinkText, file_names, required_names
from wikilsp.note import Note
from wikilsp.syntax.facts import Link
from wikilsp.syntax.parse import parse
from wikilsp.text import Span
from wikilsp.vault.names import is_note
from wikilsp.vault.vault import Vault


def keep_changed(snapshot: Snapshot, findings: Findings, revision: str) -> Findings:
    """Return the findings that concern what changed in a vault since a revision.

    The notes of the result are those that changed or have such a finding. Raise `FatalError` if git has no answer.
    """
    # The findings may come from the cache, so the vault is loaded here, mostly from the cache as well.
    vault = load_snapshot(snapshot).vault
    try:
        changes = ChangedNotes(vault, snapshot.root, revision)
    except GitError as error:
        raise FatalError([f"error: {error}"]) from error
    kept = tuple(diagnostic for diagnostic in findings.diagnostics if changes.concern(diagnostic))
    notes = {path for path in findings.notes if path in changes.now} | {diagnostic.path for diagnostic in kept}
    return replace(findings, diagnostics=kept, notes=notes, templates=len(snapshot.settings.templates_in(notes)))


class ChangedNotes:
    """The changes of a vault since a revision.

    A finding concerns them if it is in a note that changed. Elsewhere it does if its link leads to a file that changed,
    or depends on a name that a file had at the revision and has no more, or the other way round; or if it names a place
    in a note that changed.
    """

    def __init__(self, vault: Vault, root: Path, revision: str) -> None:
        """Ask git what changed. Raise `GitError`."""
        files = find_changed_files(root, revision)
        self.now = files.now
        """The vault paths of the files that changed or are new."""
        self._vault = vault
        old = {path: each for path, each in files.before.items() if is_note(path)}
        contents = read_objects(root, old.values(), vault.settings.max_size)
        before = {path: self._names(parse_note(vault, path, data)) for path, data in zip(old, contents, strict=True)}
        before |= {path: file_names(path) for path in files.before.keys() - before.keys()}
        now = {path: self._names(vault.notes.get(path), path) for path in files.now}
        self._names_changed = {
            name
            for path in before.keys() | now.keys()
            for name in before.get(path, frozenset()) ^ now.get(path, frozenset())
        }

    def concern(self, diagnostic: Diagnostic) -> bool:
        """Whether the changes concern a finding."""
        finding = diagnostic.finding
        if diagnostic.path in self.now or any(related.path in self.now for related in finding.related):
            return True
        note = self._vault.notes[diagnostic.path]
        return any(self._concerns_link(note, link) for link in _links_at(note, finding.span))

    def _concerns_link(self, note: Note, link: Link) -> bool:
        resolution = self._vault.resolve(note, link)
        if not self.now.isdisjoint(resolution.candidates or (resolution.target,)):
            return True
        text = LinkText(link.path, is_destination=link.kind in ("link", "image"), whole=link.whole)
        return not self._names_changed.isdisjoint(required_names(text, resolution, self._vault.settings.dialect))

    def _names(self, note: Note | None, path: str = "") -> frozenset[str]:
        """Return the folded names of a note, or of another file."""
        if note is None:
            return file_names(path)
        return file_names(note.path) | {name for _, name in self._vault.registry.called(note)}


def parse_note(vault: Vault, path: str, data: bytes) -> Note:
    """Parse the contents that a note had."""
    text, undecodable = decode(data)
    return Note(path, parse(text, vault.settings.dialect), undecodable)


def _links_at(note: Note, span: Span) -> Iterator[Link]:
    """Yield the links of a note that a span touches."""
    for link in note.links:
        if link.span.start <= span.end and span.start <= link.span.end:
            yield link
