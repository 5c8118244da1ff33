"""The fixes of `wikilsp check`: those of all vaults of a run, written to the notes or shown as a diff."""

from collections.abc import Collection, Iterable
from pathlib import Path

import click
from msgspec.structs import replace

from wikilsp.cli.findings import Findings, asked
from wikilsp.cli.loading import load_all
from wikilsp.cli.output import say
from wikilsp.cli.signals import ended_by_signals
from wikilsp.cli.vaults import shown
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


class Fixing:
    """What is fixed in a run, and what could not be. With `is_dry`, nothing is written."""

    def __init__(self, *, is_dry: bool, unsafe: bool, force: bool) -> None:
        self.failed = False
        """There is something that could be fixed and was not written."""
        self.diff = ""
        """What would change, if nothing is written."""
        self._is_dry = is_dry
        self._unsafe = unsafe
        self._force = force
        self._findings = 0
        self._notes = 0

    def run(self, root: Path, below: Iterable[Path], chosen: Settings, settings: Settings) -> Findings:
        """Fix the notes of a vault that are at or below some paths, and give what is found in them after that.

        `chosen` are the settings with the rules that were asked for; only what these find is fixed. No rule of the
        vault's own `settings` may find anything new.
        """
        loaded = load_all(root, chosen)
        notes = asked(root, loaded.vault.notes, below)
        self._fix(root, loaded.vault, notes, settings)
        return Findings(tuple(lint_vault(loaded.vault, notes)), len(notes), loaded.nested)

    def _fix(self, root: Path, vault: Vault, notes: Collection[str], settings: Settings) -> None:
        codes = {rule.code for rule in RULES if vault.settings.severities.get(rule.code, rule.severity) > Severity.OFF}
        chosen, vault.settings = vault.settings, _with(settings, codes)
        found = self._find(root, vault, notes, codes)
        if self._is_dry:
            self.failed |= bool(found)
            self.diff += "".join(diff(shown(root / fixed.path), fixed.before, fixed.edits) for fixed in found)
        else:
            found = self._write(root, vault, found)
        self._findings += sum(fixed.settled for fixed in found)
        self._notes += len(found)
        vault.settings = chosen

    def summary(self, left: Iterable[Diagnostic]) -> list[str]:
        """Say in a line how many findings were or would be fixed, and how many are `left`."""
        if self._is_dry:
            return [fixed_summary("would fix", self._findings, self._notes)]
        left = list(left)
        fixes = [] if self._unsafe else [made for each in left if (made := applicable(each, unsafe=True))]
        unsafe = sum(not made.safe for made in fixes)
        return [fixed_summary("fixed", self._findings, self._notes, len(left), unsafe)]

    def _find(self, root: Path, vault: Vault, notes: Collection[str], codes: Collection[str]) -> list[Fixed]:
        def read(path: str) -> str | None:
            if vault.notes[path].undecodable is None:
                return read_text(root, path)
            self._tell(root / path, "this note is not valid UTF-8, so it is not fixed; save it as UTF-8 first")
            return None

        # The graph of all links takes longer than to look whether there is anything to fix.
        wanted = (d for d in lint_vault(vault, notes) if d.code in codes and applicable(d, unsafe=self._unsafe))
        left = set(notes) if any(wanted) else set[str]()
        while left:
            try:
                return fix(Graph(vault), left, read, codes, unsafe=self._unsafe)
            except MisplacedError as error:
                self._tell(root / error.place, error.problem)
                left.discard(error.path)
        return []

    def _write(self, root: Path, vault: Vault, found: Collection[Fixed]) -> list[Fixed]:
        """Write the notes that are fixed; return those of which that was possible."""
        edits, texts = {each.path: each.edits for each in found}, {each.path: each.before for each in found}
        try:
            problems = write_each(root, edits, texts, force=self._force) if found else {}
        except WriteError as error:
            self._tell(root / error.path, f"nothing was fixed: {error.problem}")
            return []
        for path, problem in problems.items():
            self._tell(root / path, problem.problem)
        written = [each for each in found if each.path not in problems]
        for fixed in written:
            vault.put(Note(fixed.path, parse(fixed.after, vault.settings.dialect)))
        return written

    def _tell(self, file: Path, problem: str) -> None:
        self.failed = True
        say(f"warning: {shown(file)}: {problem}", err=True)


def begin(ctx: click.Context, *, is_dry: bool, unsafe: bool, force: bool) -> Fixing:
    """Begin to fix; if something is written, a signal that ends the command puts everything in order first."""
    if not is_dry:
        ctx.with_resource(ended_by_signals())
    return Fixing(is_dry=is_dry, unsafe=unsafe, force=force)


def _with(settings: Settings, codes: Collection[str]) -> Settings:
    """Let rules that the settings turn off run, where they were asked for."""
    off = {rule.code: rule.severity for rule in RULES if settings.severities.get(rule.code) == Severity.OFF}
    return replace(
        settings, severities={**settings.severities, **{code: off[code] for code in off.keys() & set(codes)}}
    )
