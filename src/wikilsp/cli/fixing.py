"""Applies the fixes of `wikilsp check`, to the notes or as a diff."""

from collections.abc import Collection, Iterable
from pathlib import Path

import click
from msgspec.structs import replace

from wikilsp.cli.findings import Findings, select_notes
from wikilsp.cli.loading import load_uncached
from wikilsp.cli.output import print_lines
from wikilsp.cli.signals import exit_on_sigterm
from wikilsp.cli.vaults import display_path
from wikilsp.disk.note_text import read_text
from wikilsp.disk.write import write_each
from wikilsp.finding import Diagnostic
from wikilsp.fixes import Fixed, applicable, fix
from wikilsp.index.graph import Graph
from wikilsp.lint import lint_vault
from wikilsp.note import Note
from wikilsp.report.diff import diff
from wikilsp.report.summary import fixed_summary
from wikilsp.rules import RULES
from wikilsp.settings import Settings, Severity
from wikilsp.syntax.parse import parse
from wikilsp.vault.changes import WriteError
from wikilsp.vault.edit_guard import MisplacedError
from wikilsp.vault.vault import Vault


class Fixer:
    """Fixes the notes of the vaults of a run. With `is_dry`, collects a diff instead of writing."""

    def __init__(self, *, is_dry: bool, unsafe: bool, force: bool) -> None:
        self.failed = False
        """Whether a fix could not be written; in a dry run, whether there is anything to fix."""
        self.diff = ""
        """The changes of a dry run, as a unified diff."""
        self._is_dry = is_dry
        self._unsafe = unsafe
        self._force = force
        self._findings = 0
        self._notes = 0

    def run(self, root: Path, paths: Iterable[Path], selected: Settings, settings: Settings) -> Findings:
        """Fix the notes of a vault at or below some paths, and return the findings that remain.

        `selected` are the settings with the requested rules: only their findings are fixed. A fix is skipped if any
        rule of the vault's own `settings` would find something new.
        """
        loaded = load_uncached(root, selected)
        notes = select_notes(root, loaded.vault.notes, paths)
        self._fix(root, loaded.vault, notes, settings)
        return Findings(tuple(lint_vault(loaded.vault, notes)), len(notes), loaded.nested)

    def _fix(self, root: Path, vault: Vault, notes: Collection[str], settings: Settings) -> None:
        codes = {rule.code for rule in RULES if vault.settings.severities.get(rule.code, rule.severity) > Severity.OFF}
        selected, vault.settings = vault.settings, _enable(settings, codes)
        fixed_notes = self._find(root, vault, notes, codes)
        if self._is_dry:
            self.failed |= bool(fixed_notes)
            self.diff += "".join(diff(display_path(root / note.path), note.before, note.edits) for note in fixed_notes)
        else:
            fixed_notes = self._write(root, vault, fixed_notes)
        self._findings += sum(note.settled for note in fixed_notes)
        self._notes += len(fixed_notes)
        vault.settings = selected

    def summary(self, remaining: Iterable[Diagnostic]) -> str:
        """Return a line with the numbers of findings that were (or would be) fixed and that remain."""
        if self._is_dry:
            return fixed_summary("would fix", self._findings, self._notes)
        remaining = list(remaining)
        fixes = [] if self._unsafe else [fix for each in remaining if (fix := applicable(each, unsafe=True))]
        unsafe = sum(not fix.safe for fix in fixes)
        return fixed_summary("fixed", self._findings, self._notes, len(remaining), unsafe)

    def _find(self, root: Path, vault: Vault, notes: Collection[str], codes: Collection[str]) -> list[Fixed]:
        def read(path: str) -> str | None:
            if vault.notes[path].undecodable is None:
                return read_text(root, path)
            self._fail(root / path, "this note is not valid UTF-8, so it was not fixed; save it as UTF-8 first")
            return None

        # Checking whether there is anything to fix is faster than building the graph.
        fixable = (d for d in lint_vault(vault, notes) if d.code in codes and applicable(d, unsafe=self._unsafe))
        remaining = set(notes) if any(fixable) else set[str]()
        while remaining:
            try:
                return fix(Graph(vault), remaining, read, codes, unsafe=self._unsafe)
            except MisplacedError as error:
                self._fail(root / error.place, error.problem)
                remaining.discard(error.path)
        return []

    def _write(self, root: Path, vault: Vault, fixed_notes: Collection[Fixed]) -> list[Fixed]:
        """Write fixed notes to the disk and into the vault; return those that were written."""
        edits, texts = {note.path: note.edits for note in fixed_notes}, {note.path: note.before for note in fixed_notes}
        try:
            errors = write_each(root, edits, texts, force=self._force) if fixed_notes else {}
        except WriteError as error:
            self._fail(root / error.path, f"nothing was fixed: {error.problem}")
            return []
        for path, failure in errors.items():
            self._fail(root / path, failure.problem)
        written = [note for note in fixed_notes if note.path not in errors]
        for note in written:
            vault.put(Note(note.path, parse(note.after, vault.settings.dialect)))
        return written

    def _fail(self, file: Path, problem: str) -> None:
        self.failed = True
        print_lines(f"warning: {display_path(file)}: {problem}", err=True)


def start_fixing(ctx: click.Context, *, is_dry: bool, unsafe: bool, force: bool) -> Fixer:
    """Return a fixer. Unless it is a dry run, SIGTERM then rolls back a change in progress before the command ends."""
    if not is_dry:
        ctx.with_resource(exit_on_sigterm())
    return Fixer(is_dry=is_dry, unsafe=unsafe, force=force)


def _enable(settings: Settings, codes: Collection[str]) -> Settings:
    """Return settings in which the rules with these codes run, even if they are turned off."""
    off = {rule.code: rule.severity for rule in RULES if settings.severities.get(rule.code) == Severity.OFF}
    return replace(
        settings, severities={**settings.severities, **{code: off[code] for code in off.keys() & set(codes)}}
    )
