"""The fixes of `wikilsp check`: those of all vaults of a run, written to the notes or shown as a diff."""

from collections.abc import Collection, Iterable
from itertools import chain
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
from wikilsp.fixes import Fixed, Fixes, Unfixed, applicable, fix, too_many
from wikilsp.index.graph import Graph
from wikilsp.lint import lint
from wikilsp.report.diff import diff
from wikilsp.report.summary import fixed_summary, unfixed_summary
from wikilsp.rules import RULES
from wikilsp.settings import Settings, Severity
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
        self._left: list[Unfixed] = []
        self._unsafe_left = 0

    def run(self, root: Path, below: Iterable[Path], chosen: Settings, settings: Settings) -> Findings:
        """Fix the notes of a vault that are at or below some paths, and give what is found in them after that.

        `chosen` are the settings with the rules that were asked for; only what these find is fixed. No rule of the
        vault's own `settings` may find anything new.
        """
        loaded = load_all(root, chosen)
        notes = asked(root, loaded.vault.notes, below)
        found = self._fix(root, loaded.vault, notes, settings)
        # A diff reports no finding.
        left = {} if self._is_dry else found or _lint(loaded.vault, notes)
        self._unsafe_left += 0 if self._unsafe else sum(map(_count_unsafe, left.values()))
        return Findings(tuple(chain.from_iterable(left.values())), len(notes), loaded.nested)

    def _fix(
        self, root: Path, vault: Vault, notes: Collection[str], settings: Settings
    ) -> dict[str, list[Diagnostic]] | None:
        """Fix the notes of a vault; give what is found in them after that, if that is known."""
        codes = {rule.code for rule in RULES if vault.settings.severities.get(rule.code, rule.severity) > Severity.OFF}
        chosen, vault.settings = vault.settings, _with(settings, codes)
        everything = _lint(vault, notes)
        found, left = self._find(root, vault, dict(everything), codes)
        self._left += (each._replace(path=shown(root / each.path)) for each in left)
        if self._is_dry:
            self.failed |= bool(found)
            self.diff += "".join(diff(shown(root / fixed.path), fixed.before, fixed.edits) for fixed in found)
        else:
            found = self._write(root, vault, found)
        self._findings += sum(fixed.settled for fixed in found)
        self._notes += len(found)
        is_known = not found and vault.settings == chosen
        vault.settings = chosen
        return everything if is_known else None

    def summary(self, left: int) -> list[str]:
        """Say how many findings were or would be fixed, how many are `left`, and why those are left that have a fix."""
        why = unfixed_summary(self._left)
        if self._is_dry:
            return [*why, fixed_summary("would fix", self._findings, self._notes)]
        return [*why, fixed_summary("fixed", self._findings, self._notes, left, self._unsafe_left)]

    def _find(self, root: Path, vault: Vault, found: dict[str, list[Diagnostic]], codes: Collection[str]) -> Fixes:
        def read(path: str) -> str | None:
            if vault.notes[path].undecodable is None:
                return read_text(root, path)
            self._tell(root / path, "this note is not valid UTF-8, so it is not fixed; save it as UTF-8 first")
            return None

        everything = chain.from_iterable(found.values())
        # The graph of all links takes longer than to look whether there is anything to fix.
        while any(each.code in codes and applicable(each, unsafe=self._unsafe) for each in everything):
            try:
                return fix(Graph(vault), found, read, codes, unsafe=self._unsafe)
            except MisplacedError as error:
                self._tell(root / error.place, error.problem)
                del found[error.path]
            everything = chain.from_iterable(found.values())
        return Fixes([], [])

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
            vault.put(fixed.note)
        return written

    def _tell(self, file: Path, problem: str) -> None:
        self.failed = True
        say(f"warning: {shown(file)}: {problem}", err=True)


def begin(ctx: click.Context, *, is_dry: bool, unsafe: bool, force: bool) -> Fixing:
    """Begin to fix; if something is written, a signal that ends the command puts everything in order first."""
    if not is_dry:
        ctx.with_resource(ended_by_signals())
    return Fixing(is_dry=is_dry, unsafe=unsafe, force=force)


def _lint(vault: Vault, notes: Collection[str]) -> dict[str, list[Diagnostic]]:
    """Return what is found in each of some notes, in the order of their paths."""
    return {path: lint(vault, vault.notes[path]) for path in sorted(notes)}


def _count_unsafe(left: Collection[Diagnostic]) -> int:
    """Count the findings of a note that `--unsafe-fixes` may fix."""
    fixes = [] if too_many(left) else [made for each in left if (made := applicable(each, unsafe=True))]
    return sum(not made.safe for made in fixes)


def _with(settings: Settings, codes: Collection[str]) -> Settings:
    """Let rules that the settings turn off run, where they were asked for."""
    off = {rule.code: rule.severity for rule in RULES if settings.severities.get(rule.code) == Severity.OFF}
    return replace(
        settings, severities={**settings.severities, **{code: off[code] for code in off.keys() & set(codes)}}
    )
