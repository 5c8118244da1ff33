"""Diagnostics by note: linted when they are needed, cached until a change may concern the note."""

from collections.abc import Iterable

from wikilsp.finding import Diagnostic
from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note


class FindingsCache:
    """The diagnostics of the notes of a vault that were linted so far."""

    def __init__(self) -> None:
        self.linted = 0
        """How many times a note was linted."""
        self._diagnostics: dict[str, list[Diagnostic]] = {}
        self._stale: set[str] = set()

    def stale(self, index: VaultIndex) -> set[str]:
        """Return the notes whose diagnostics may have changed since they were last linted."""
        self._stale |= index.affected()
        return self._stale

    def of(self, index: VaultIndex, note: Note) -> list[Diagnostic]:
        """Return the diagnostics of a note, after linting it if necessary."""
        path = note.path
        if path in self.stale(index) or path not in self._diagnostics:
            from wikilsp.lint import lint  # noqa: PLC0415 - the first requests need no rule

            self.linted += 1
            self._diagnostics[path] = lint(index.vault, note)
            self._stale.discard(path)
        return self._diagnostics[path]

    def skip(self, index: VaultIndex, path: str) -> None:
        """Set that a note has no diagnostics, without linting it."""
        self._diagnostics[path] = []
        self.stale(index).discard(path)

    def with_findings(self) -> list[str]:
        """Return the notes that had diagnostics when they were last linted."""
        return [path for path, diagnostics in self._diagnostics.items() if diagnostics]

    def invalidate(self, paths: Iterable[str]) -> None:
        """Lint notes again when their diagnostics are next needed."""
        self._stale.update(paths)

    def remove(self, path: str) -> None:
        """Forget a note that is gone."""
        self._diagnostics.pop(path, None)
        self._stale.discard(path)

    def clear(self) -> None:
        """Forget all notes."""
        self._diagnostics.clear()
        self._stale.clear()
