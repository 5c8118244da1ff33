"""`wikilsp check --add-ignores`: suppresses the findings of a run by comments in the notes."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import click

from wikilsp.baseline import NO_BASELINE, Baseline
from wikilsp.cli.baselines import open_baseline
from wikilsp.cli.check_options import Options
from wikilsp.cli.findings import Findings, select_notes
from wikilsp.cli.loading import load_uncached
from wikilsp.cli.output import print_lines
from wikilsp.cli.signals import exit_on_sigterm
from wikilsp.cli.vaults import display_path
from wikilsp.disk.note_text import read_text
from wikilsp.disk.write import write_each
from wikilsp.features.ignoring import suppress_all
from wikilsp.finding import Diagnostic
from wikilsp.lint import lint
from wikilsp.note import Note
from wikilsp.report.summary import list_fixes
from wikilsp.settings import Settings
from wikilsp.syntax.facts import checksum
from wikilsp.syntax.limits import MOST_FINDINGS
from wikilsp.syntax.parse import parse
from wikilsp.text import Edit, apply_edits
from wikilsp.vault.changes import WriteError
from wikilsp.vault.edit_guard import MisplacedError, check_edits
from wikilsp.vault.vault import Vault
from wikilsp.wording import format_count

_UNUSED = "unused-suppression"
_ATTEMPTS = 3


class _Ignored(NamedTuple):
    """A note with comments for its findings: the edits of its text, and the note with them."""

    text: str
    edits: tuple[Edit, ...]
    note: Note
    codes: Counter[str]


class IgnoreWriter:
    """Suppresses the findings of a run that would be reported."""

    def __init__(self, options: Options) -> None:
        self.failed = False
        self.would_change = False
        self.diff = ""
        self._options = options
        self._done: list[tuple[str, Counter[str]]] = []

    def run(self, root: Path, paths: Iterable[Path], selected: Settings, settings: Settings) -> Findings:
        """Suppress the findings in the notes of a vault at or below some paths, and return the remaining findings."""
        file = self._options.baseline_file(root, settings)
        baseline = open_baseline(file) if file else NO_BASELINE
        loaded = load_uncached(root, selected)
        vault, notes = loaded.vault, select_notes(root, loaded.vault.notes, paths)
        ignored = {path: done for path in sorted(notes) if (done := self._ignore(root, vault, path, baseline))}
        self._write(root, vault, ignored)
        found = tuple(found for path in sorted(notes) for found in lint(vault, vault.notes[path]))
        return Findings(found, notes, loaded.nested, len(settings.templates_in(notes)))

    def fixes(self) -> list[str]:
        """Return a line for each note with the number of findings that are suppressed now."""
        return list_fixes("ignored", self._done)

    def summary(self, remaining: int) -> list[str]:
        """Return a line with the number of findings that are suppressed now."""
        number, notes = sum(codes.total() for _, codes in self._done), len(self._done)
        line = f"ignored {format_count(number, 'finding')} in {format_count(notes, 'note')}"
        return [f"{line}; {remaining:,} {'remains' if remaining == 1 else 'remain'}" if remaining else line]

    def _ignore(self, root: Path, vault: Vault, path: str, baseline: Baseline) -> _Ignored | None:
        """Return a note with comments for its findings; None if it has none, or cannot be changed."""
        if not lint(vault, vault.notes[path]):
            return None
        note = vault.notes[path]
        text = read_text(root, path) if note.is_read and note.undecodable is None else None
        if text is not None and (len(text), checksum(text)) != (note.facts.length, note.facts.checksum):
            vault.put(note := Note(path, parse(text, vault.settings.dialect)))
        found = self._shown(path, text, lint(vault, note), baseline)
        if not found:
            return None
        if text is None:
            self._fail(root / path, "nothing is ignored here, since this note cannot be written")
            return None
        try:
            ignored = self._attempt(vault, note, text, found, baseline)
        except MisplacedError as error:
            self._fail(root / error.place, error.problem)
            return None
        finally:
            vault.put(note)
        if ignored is None:
            self._fail(root / path, "no comment can ignore the findings here; fix them, or use per-file-ignores")
        return ignored

    def _attempt(
        self, vault: Vault, note: Note, text: str, found: list[Diagnostic], baseline: Baseline
    ) -> _Ignored | None:
        """Return a note with comments that leave no finding to show; None if there are none."""
        codes = Counter(diagnostic.code for diagnostic in found)
        # Of too many findings, only the first ones are known.
        everywhere = {code for code, number in codes.items() if number >= MOST_FINDINGS or code == _UNUSED}
        for attempt in range(_ATTEMPTS):
            edits = suppress_all(note, text, found, everywhere)
            check_edits(note, text, edits)
            after = apply_edits(text, edits)
            now = Note(note.path, parse(after, vault.settings.dialect))
            vault.put(now)
            if _meaning(now) != _meaning(note):
                everywhere |= codes.keys()
                continue
            left = {diagnostic.code for diagnostic in self._shown(note.path, after, lint(vault, now), baseline)}
            if not left:
                return _Ignored(text, edits, now, codes)
            # A comment may be in the way of the text, or not be read as one; at the end of the note it is neither.
            everywhere |= left | (codes.keys() if attempt or left == {_UNUSED} else set())
        return None

    def _shown(self, path: str, text: str | None, found: list[Diagnostic], baseline: Baseline) -> list[Diagnostic]:
        lowest = self._options.lowest_shown
        return [one for one in baseline.new(path, text, found) if one.severity >= lowest]

    def _write(self, root: Path, vault: Vault, ignored: dict[str, _Ignored]) -> None:
        edits, texts = (
            {path: each.edits for path, each in ignored.items()},
            {path: each.text for path, each in ignored.items()},
        )
        try:
            errors = write_each(root, edits, texts, force=self._options.force) if ignored else {}
        except WriteError as error:
            self._fail(root / error.path, f"nothing is ignored: {error.problem}")
            return
        for path, failure in errors.items():
            self._fail(root / path, failure.problem)
        for path, each in ignored.items():
            if path not in errors:
                vault.put(each.note)
                self._done.append((display_path(root / path), each.codes))

    def _fail(self, file: Path, problem: str) -> None:
        self.failed = True
        print_lines(f"warning: {display_path(file)}: {problem}", err=True)


def start_ignoring(ctx: click.Context, options: Options) -> IgnoreWriter:
    """Return what suppresses findings. SIGTERM then rolls back a change in progress before the command ends."""
    ctx.with_resource(exit_on_sigterm())
    return IgnoreWriter(options)


def _meaning(note: Note) -> tuple[object, ...]:
    """Return what comments must not change: the links and headings of a note."""
    links = [(link.kind, link.path, link.headings, link.block, link.label) for link in note.links]
    return links, [(heading.text, heading.level) for heading in note.facts.headings]
