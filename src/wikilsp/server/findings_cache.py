"""Diagnostics by note: linted when they are needed, cached until a change may concern the note."""

from collections.abc import Callable, Iterable

from wikilsp.baseline import NO_BASELINE
from wikilsp.finding import Diagnostic
from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note


class FindingsCache:
    """The diagnostics of the notes of a vault that were linted so far."""

    def __init__(self, read: Callable[[str], str | None]) -> None:
        """`read` returns the text of the note at a vault path."""
        self.baseline = NO_BASELINE
        """The findings that are not reported. After a change, invalidate all notes."""
        self._read = read
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
            known = found and self.baseline != NO_BASELINE
            self._new[path] = self.baseline.new(path, self._read(path), found) if known else found
            self._stale.discard(path)
        return self._diagnostics[path]

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
