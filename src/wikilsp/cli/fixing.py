"""Applies the fixes of `wikilsp check`, to the notes or as a diff."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from itertools import chain, count
from pathlib import Path

import click
from msgspec.structs import replace

from wikilsp.cli.check_options import Options
from wikilsp.cli.findings import Findings, select_notes
from wikilsp.cli.loading import load_uncached
from wikilsp.cli.output import print_lines
from wikilsp.cli.progress import show_progress, start_clock
from wikilsp.cli.signals import exit_on_sigterm
from wikilsp.cli.vaults import display_path
from wikilsp.disk.load import LoadedVault
from wikilsp.disk.note_text import read_text
from wikilsp.disk.write import write_each
from wikilsp.draft import Edits
from wikilsp.finding import Diagnostic, applicable_fix
from wikilsp.fixes import FixedNote, Fixes, New, Unfixed, all_new, fix, too_many
from wikilsp.index.vault_index import VaultIndex
from wikilsp.lint import lint
from wikilsp.report.diff import diff
from wikilsp.report.summary import fixed_summary, list_fixes, unfixed_summary
from wikilsp.rules import RULES
from wikilsp.settings import Settings, Severity
from wikilsp.vault.changes import WriteError
from wikilsp.vault.edit_guard import MisplacedError
from wikilsp.vault.vault import Vault


class Fixer:
    """Fixes the notes of the vaults of a run. With --diff, collects a diff instead of writing."""

    def __init__(self, options: Options) -> None:
        self.failed = False
        """Whether a note could not be fixed although it has fixes."""
        self.would_change = False
        """Whether a dry run found anything to fix."""
        self.diff = ""
        """The changes of a dry run, as a unified diff."""
        self._since = start_clock()
        self._options = options
        self._is_dry = options.diff
        self._unsafe = options.unsafe_fixes
        self._force = options.force
        self._fixed: list[tuple[str, Counter[str]]] = []
        self._unfixed: list[Unfixed] = []
        self._unsafe_fixes = 0

    def run(self, root: Path, paths: Iterable[Path], selected: Settings, settings: Settings) -> Findings:
        """Fix the notes of a vault at or below some paths, and return the findings that remain.

        `selected` are the settings with the requested rules: only their findings are fixed. A fix is skipped if any
        rule of the vault's own `settings` would find something new.
        """
        loaded, notes = self._load(root, selected, paths)
        new = self._unknown(root, settings)
        found = self._fix(root, loaded.vault, notes, settings, new)
        # A diff reports no findings.
        remaining = {} if self._is_dry else found or _lint(loaded.vault, notes, self._since)
        if not self._unsafe:
            unknown = (
                remaining
                if new is all_new
                else {path: new(path, self._read_text(root, path), found) for path, found in remaining.items() if found}
            )
            self._unsafe_fixes += sum(map(_count_unsafe_fixes, unknown.values()))
        templates = len(settings.templates_in(notes))
        return Findings(tuple(chain.from_iterable(remaining.values())), notes, loaded.nested, templates)

    def _load(self, root: Path, settings: Settings, paths: Iterable[Path]) -> tuple[LoadedVault, Collection[str]]:
        """Load a vault. Also return the vault paths of the notes to fix."""
        loaded = load_uncached(root, settings, self._since)
        return loaded, select_notes(root, loaded.vault.notes, paths)

    def _fix(
        self, root: Path, vault: Vault, notes: Collection[str], settings: Settings, new: New
    ) -> dict[str, list[Diagnostic]] | None:
        """Fix the notes of a vault. Return the remaining findings if they are known without linting again."""
        codes = {rule.code for rule in RULES if vault.settings.severities.get(rule.code, rule.default) > Severity.OFF}
        selected, vault.settings = vault.settings, _enable(settings, codes)
        found = _lint(vault, notes, self._since)
        fixed_notes, unfixed = self._find(root, vault, dict(found), codes, new)
        self._unfixed += (note._replace(path=display_path(root / note.path)) for note in unfixed)
        if self._is_dry:
            self.would_change |= bool(fixed_notes)
            self.diff += "".join(diff(display_path(root / note.path), note.before, note.edits) for note in fixed_notes)
        else:
            fixed_notes = self._write(root, vault, fixed_notes)
        self._fixed += ((display_path(root / note.path), note.settled) for note in fixed_notes)
        is_known = not fixed_notes and vault.settings == selected
        vault.settings = selected
        return found if is_known else None

    def summary(self, remaining: int) -> list[str]:
        """Return lines with the numbers of findings that were (or would be) fixed, could not be fixed, and remain."""
        lines, findings = unfixed_summary(self._unfixed), sum(settled.total() for _, settled in self._fixed)
        if self._is_dry:
            return [*lines, fixed_summary(self._done, findings, len(self._fixed))]
        return [*lines, fixed_summary(self._done, findings, len(self._fixed), remaining, self._unsafe_fixes)]

    def fixes(self) -> list[str]:
        """Return a line for each note with the fixes that were (or would be) made in it."""
        return list_fixes(self._done, self._fixed)

    @property
    def _done(self) -> str:
        return "would fix" if self._is_dry else "fixed"

    def _find(
        self, root: Path, vault: Vault, found: dict[str, list[Diagnostic]], codes: Collection[str], new: New
    ) -> Fixes:
        """Return the fixes of new findings, without writing them. Skip notes in which a fix would be misplaced."""

        def is_fixable(diagnostics: Iterable[Diagnostic]) -> bool:
            return any(each.code in codes and applicable_fix(each, unsafe=self._unsafe) for each in diagnostics)

        # Checking whether there is anything to fix is faster than building the index.
        while fixable := sum(map(is_fixable, found.values())):
            try:
                with show_progress("fixing notes", self._since) as progress:
                    read = _counting(partial(self._read, root, vault), fixable, progress)
                    return fix(VaultIndex(vault), found, read, codes, unsafe=self._unsafe, new=new)
            except MisplacedError as error:
                self._fail(root / error.place, error.problem)
                del found[error.path]
        return Fixes([], [])

    def _read(self, root: Path, vault: Vault, path: str) -> str | None:
        """Return the text of a note to be fixed, None if it cannot be fixed."""
        if vault.notes[path].undecodable is not None:
            self._fail(root / path, "this note is not valid UTF-8, so it was not fixed; save it as UTF-8 first")
            return None
        text = self._read_text(root, path)
        if text is None:
            self._fail(root / path, "this note can no longer be read, so it was not fixed")
        return text

    def _write(self, root: Path, vault: Vault, fixed_notes: Collection[FixedNote]) -> list[FixedNote]:
        """Write fixed notes to the disk and into the vault; return those that were written."""
        edits, texts = {note.path: note.edits for note in fixed_notes}, {note.path: note.before for note in fixed_notes}
        try:
            errors = self._write_edits(root, edits, texts) if fixed_notes else {}
        except WriteError as error:
            self._fail(root / error.path, f"nothing was fixed: {error.problem}")
            return []
        for path, failure in errors.items():
            self._fail(root / path, failure.problem)
        written = [fixed for fixed in fixed_notes if fixed.path not in errors]
        for fixed in written:
            vault.put(fixed.note)
        return written

    def _unknown(self, root: Path, settings: Settings) -> New:
        """Return what tells the findings that are not in the baseline of a vault. Raise `FatalError`."""
        file = self._options.baseline_file(root, settings)
        if file is None:
            return all_new
        from wikilsp.cli.baselines import open_baseline  # noqa: PLC0415 - most vaults have no baseline

        return open_baseline(file).new

    def _read_text(self, root: Path, path: str) -> str | None:
        """Return the text of a note, None if it cannot be read."""
        return read_text(root, path)

    def _write_edits(
        self, root: Path, edits: Mapping[str, Edits], texts: Mapping[str, str]
    ) -> Mapping[str, WriteError]:
        """Write notes, given as edits of their texts; return the errors by vault path. Raise `WriteError`."""
        return write_each(root, edits, texts, force=self._force)

    def _fail(self, file: Path, problem: str) -> None:
        self.failed = True
        print_lines(f"warning: {display_path(file)}: {problem}", err=True)


def start_fixing(ctx: click.Context, options: Options) -> Fixer:
    """Return a fixer. Unless it is a dry run, SIGTERM then rolls back a change in progress before the command ends."""
    if not options.diff:
        ctx.with_resource(exit_on_sigterm())
    return Fixer(options)


def _counting(
    read: Callable[[str], str | None], total: int, progress: Callable[[int, int], None] | None
) -> Callable[[str], str | None]:
    """Return a function that reads notes, each of them once, and reports how many of `total` it has read."""
    if progress is None:
        return read
    numbers = count(1)

    def read_and_count(path: str) -> str | None:
        progress(next(numbers), total)
        return read(path)

    return read_and_count


def _lint(vault: Vault, notes: Collection[str], since: float) -> dict[str, list[Diagnostic]]:
    """Return the findings in each of the notes, in the order of their paths."""
    found: dict[str, list[Diagnostic]] = {}
    with show_progress("checking notes", since) as progress:
        for path in sorted(notes):
            found[path] = lint(vault, vault.notes[path])
            if progress:
                progress(len(found), len(notes))
    return found


def _count_unsafe_fixes(found: Collection[Diagnostic]) -> int:
    """Count the findings in a note that `--unsafe-fixes` may fix."""
    fixes = [] if too_many(found) else [fix for each in found if (fix := applicable_fix(each, unsafe=True))]
    return sum(not fix.safe for fix in fixes)


def _enable(settings: Settings, codes: Collection[str]) -> Settings:
    """Return settings in which the rules with these codes run, even if they are turned off."""
    given = settings.severities
    off = {rule.code: rule.severity for rule in RULES if given.get(rule.code, rule.default) == Severity.OFF}
    return replace(
        settings, severities={**settings.severities, **{code: off[code] for code in off.keys() & set(codes)}}
    )
