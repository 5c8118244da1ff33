"""`wikilsp check --baseline` and `--write-baseline`: findings that are known are not reported."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from unicodedata import normalize

from wikilsp.baseline import Baseline, BaselineError, Entry, entries_of
from wikilsp.cli.findings import Findings
from wikilsp.cli.output import FatalError, OutputError
from wikilsp.cli.vaults import display_path
from wikilsp.disk.baseline_file import read_baseline, write_baseline
from wikilsp.finding import Diagnostic
from wikilsp.report.located import CheckResult
from wikilsp.rules import RULES
from wikilsp.settings import Settings, Severity
from wikilsp.wording import format_count

_MOST_LISTED = 10
"""The maximum number of stale entries listed."""


def open_baseline(file: Path) -> Baseline:
    """Read a baseline. Raise `FatalError` if it is missing or broken."""
    try:
        return read_baseline(file)
    except BaselineError as error:
        raise FatalError([f"error: the baseline “{display_path(file)}” cannot be used: {error}"]) from error


class KnownFindings:
    """The baseline of a vault, and what a run found of it."""

    def __init__(self, root: Path, file: Path) -> None:
        """Read the file. Raise `FatalError` if it is missing or broken."""
        self._baseline = open_baseline(file)
        self._root = root
        self._file = display_path(file)
        self._known = 0
        self._stale: list[Entry] = []

    def hide(self, findings: Findings, read: Callable[[str], str | None], selected: Settings) -> tuple[Diagnostic, ...]:
        """Return the findings of a run that are not known. `selected` are its settings."""
        entries = list(entries_of(findings.diagnostics, read))
        pairs = zip(findings.diagnostics, entries, strict=True)
        new = tuple(diagnostic for diagnostic, entry in pairs if not self._baseline.knows(entry))
        self._known = len(entries) - len(new)
        notes = {normalize("NFC", path) for path in findings.notes}
        off = {rule.code for rule in RULES if selected.severities.get(rule.code, rule.default) == Severity.OFF}

        def was_judged(entry: Entry) -> bool:
            return entry.code not in off and (entry.path in notes or not os.path.exists(self._root / entry.path))  # noqa: PTH110 - never raises

        self._stale = self._baseline.stale(entries, was_judged)
        return new

    def remarks(self) -> list[str]:
        """Return lines about the known findings that exist, and those that don't any more."""
        lines = (
            [f"{format_count(self._known, 'finding')} not reported: known from the baseline “{self._file}”"]
            if self._known
            else []
        )
        if not self._stale:
            return lines
        listed = ", ".join(f"{entry.code} in {entry.path}" for entry in self._stale[:_MOST_LISTED])
        more = f", and {len(self._stale) - _MOST_LISTED:,} more" if self._stale[_MOST_LISTED:] else ""
        gone = f"{format_count(len(self._stale), 'finding')} of the baseline no longer found; write it again to forget"
        return [*lines, f"{gone} {'it' if len(self._stale) == 1 else 'them'}: {listed}{more}"]


def save_baseline(file: Path, results: Iterable[CheckResult]) -> str:
    """Write all findings of a run to a file, and return a line about it. Raise `OutputError`."""
    baseline = Baseline(entry for checked in results for entry in entries_of(checked.diagnostics, checked.read))
    try:
        write_baseline(file, baseline)
    except OSError as error:
        raise OutputError(error, f"“{display_path(file)}”") from error
    return f"wrote {format_count(len(baseline.entries), 'finding')} to the baseline “{display_path(file)}”"
