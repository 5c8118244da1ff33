"""Diagnostics by note: linted when they are needed, cached until a change may concern the note.

Not all of them are reported: neither those in the baseline, nor any as long as evidence is needed and missing.
"""

from collections.abc import Iterable, Mapping

from wikilsp.baseline import NO_BASELINE, Baseline
from wikilsp.finding import Diagnostic
from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note
from wikilsp.server.evidence import Evidence
from wikilsp.server.note_texts import NoteTexts


class FindingsCache:
    """The diagnostics of the notes of a vault that were linted so far."""

    def __init__(self, texts: NoteTexts) -> None:
        """`texts` has the texts of the notes. A reference to the vault itself would keep it in memory once replaced."""
        self.baseline = NO_BASELINE
        """The findings that are not reported."""
        self._evidence = Evidence()
        self._texts = texts
        self.linted = 0
        """How many times a note was linted."""
        self._diagnostics: dict[str, list[Diagnostic]] = {}
        self._new: dict[str, list[Diagnostic]] = {}
        """Those that are not in the baseline."""
        self._stale: set[str] = set()

    def stale(self, index: VaultIndex) -> set[str]:
        """Return the notes whose diagnostics may have changed since they were last linted."""
        self._stale |= index.affected()
        return self._stale

    @property
    def is_checked(self) -> bool:
        """Whether findings are reported. If evidence is needed, that depends on the notes."""
        return self._evidence.suffices

    def set_needs_evidence(self, notes: Mapping[str, Note], *, value: bool) -> bool:
        """Set whether findings are reported only once a note uses the dialect. Return True if that is a change."""
        if self._evidence.is_needed == value:
            return False
        self._evidence = Evidence(notes.values(), is_needed=value)
        self.invalidate(notes)
        return True

    def set_baseline(self, notes: Iterable[str], baseline: Baseline) -> bool:
        """Set the findings that are not reported. Return True if that is a change."""
        if baseline == self.baseline:
            return False
        self.baseline = baseline
        self.invalidate(notes)
        return True

    def put(self, notes: Iterable[str], note: Note) -> None:
        """Take note of a note that was added or replaced among the notes of the vault."""
        if self._evidence.put(note):
            self.invalidate(notes)

    def of(self, index: VaultIndex, note: Note) -> list[Diagnostic]:
        """Return the diagnostics of a note to report, after linting it if necessary."""
        if not self.is_checked:
            self._diagnostics[note.path] = self._new[note.path] = []
            self.stale(index).discard(note.path)
            return []
        self.all_of(index, note)
        return self._new[note.path]

    def all_of(self, index: VaultIndex, note: Note) -> list[Diagnostic]:
        """Return all diagnostics of a note, after linting it if necessary."""
        path = note.path
        if path in self.stale(index) or path not in self._diagnostics:
            from wikilsp.lint import lint  # noqa: PLC0415 - the first requests need no rule

            self.linted += 1
            found = self._diagnostics[path] = lint(index.vault, note)
            self._new[path] = self._without_known(note, found)
            self._stale.discard(path)
        return self._diagnostics[path]

    def _without_known(self, note: Note, found: list[Diagnostic]) -> list[Diagnostic]:
        if not found or self.baseline == NO_BASELINE:
            return found
        return self.baseline.new(note.path, self._texts.read(note.path, note), found)

    def with_findings(self) -> list[str]:
        """Return the notes that had diagnostics to report when they were last linted."""
        return [path for path, diagnostics in self._new.items() if diagnostics]

    def invalidate(self, paths: Iterable[str]) -> None:
        """Lint notes again when their diagnostics are next needed."""
        self._stale.update(paths)

    def remove(self, notes: Iterable[str], path: str) -> None:
        """Forget a note that is no longer among the notes of the vault."""
        if self._evidence.remove(path):
            self.invalidate(notes)
        self._diagnostics.pop(path, None)
        self._new.pop(path, None)
        self._stale.discard(path)

    def clear(self) -> None:
        """Forget all notes."""
        self._evidence.clear()
        self._diagnostics.clear()
        self._new.clear()
        self._stale.clear()
