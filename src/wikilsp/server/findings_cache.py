"""Diagnostics by note: linted when they are needed, cached until a change may concern the note."""

from collections.abc import Iterable

from wikilsp.baseline import NO_BASELINE
from wikilsp.finding import Diagnostic
from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note
from wikilsp.server.note_texts import NoteTexts


class FindingsCache:
    """The diagnostics of the notes of a vault that were linted so far."""

    def __init__(self, texts: NoteTexts) -> None:
        """`texts` has the texts of the notes. A reference to the vault itself would keep it in memory once replaced."""
        self.baseline = NO_BASELINE
        """The findings that are not reported. After a change, invalidate all notes."""
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

    def of(self, index: VaultIndex, note: Note) -> list[Diagnostic]:
        """Return the diagnostics of a note that are not in the baseline, after linting it if necessary."""
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

    def skip(self, index: VaultIndex, path: str) -> None:
        """Set that a note has no diagnostics, without linting it."""
        self._diagnostics[path] = []
        self.stale(index).discard(path)

    def with_findings(self) -> list[str]:
        """Return the notes that had diagnostics to report when they were last linted."""
        return [path for path, diagnostics in self._new.items() if diagnostics]

    def invalidate(self, paths: Iterable[str]) -> None:
        """Lint notes again when their diagnostics are next needed."""
        self._stale.update(paths)

    def remove(self, path: str) -> None:
        """Forget a note that is gone."""
        self._diagnostics.pop(path, None)
        self._new.pop(path, None)
        self._stale.discard(path)

    def clear(self) -> None:
        """Forget all notes."""
        self._diagnostics.clear()
        self._new.clear()
        self._stale.clear()
