"""`wikilsp check`: lints vaults and reports the findings."""

import time
from collections.abc import Iterable
from contextlib import redirect_stderr
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import click
from msgspec.structs import replace

from wikilsp.cli.check_options import Options, check_options
from wikilsp.cli.findings import Find, Findings, Fixing, ReadText, find_cached
from wikilsp.cli.output import print_lines
from wikilsp.cli.reporting import Reporter, check_output_file
from wikilsp.cli.vaults import display_path, group_by_root, path_text, read_vault_settings, warn_if_interrupted
from wikilsp.disk.note_text import read_text
from wikilsp.disk.root import Root
from wikilsp.disk.snapshot import Snapshot
from wikilsp.report.located import CheckResult
from wikilsp.settings import Settings


@click.command(
    "check", short_help="Report broken links and other problems in notes.", epilog="Example: wikilsp check --fix notes/"
)
@check_options
@click.pass_context
def command(ctx: click.Context, /, **options: Any) -> None:
    """Lint the notes at or below each PATH (default: the current folder).

    Links are resolved in the whole vault that contains a PATH.

    The exit status is 0 if there are no findings of --fail-on severity or higher, 1 if there are some, and 2 if the
    command line or the settings are invalid. With --fix, only remaining findings count, and the status is also 1 if a
    note cannot be written. With --diff, the status is 1 if --fix would change something.
    """
    parsed = Options(**options)
    if parsed.may_conflict:
        from wikilsp.cli.combinations import check_combination  # noqa: PLC0415 - most runs have no such options

        check_combination(parsed)
    if parsed.silent:
        # As if it were closed. What ends the command is printed later.
        with redirect_stderr(None):
            status = _run(ctx, parsed)
    else:
        status = _run(ctx, parsed)
    ctx.exit(status)


def _run(ctx: click.Context, options: Options) -> int:
    """Run the command, and return its exit status."""
    started = time.perf_counter()
    if options.output_file:
        check_output_file(options.output_file)
    if options.show_settings or options.show_files:
        from wikilsp.cli.showing import show  # noqa: PLC0415 - most runs check

        show(options)
        return 0
    if options.watch:
        from wikilsp.cli.watching import watch  # noqa: PLC0415 - as above

        watch(options, partial(_check, options), partial(_report, options, fixer=None))
    if options.write_baseline:
        check_output_file(options.write_baseline)
    note = None
    fixer: Fixing | None = None
    if options.stdin_filename:
        from wikilsp.cli.stdin import StdinNote  # noqa: PLC0415 - most runs read notes from the disk

        note = StdinNote(options, options.stdin_filename)
    if options.fixes or options.diff:
        from wikilsp.cli.fixing import start_fixing  # noqa: PLC0415 - most runs don't fix

        fixer = note.fixer() if note else start_fixing(ctx, options)
    elif options.add_ignores:
        from wikilsp.cli.add_ignores import start_ignoring  # noqa: PLC0415 - as above

        fixer = start_ignoring(ctx, options)
    find = fixer.run if fixer else note.find if note else partial(_find, options)
    checker = _Checker(options, find, note.read if note else read_text)
    checker.check_all()
    if note and options.prints_note:
        note.print_output()
    return _report(options, checker, started, fixer)


def _check(options: Options) -> "_Checker":
    """Check the notes as they are on the disk."""
    checker = _Checker(options, partial(_find, options), read_text)
    checker.check_all()
    return checker


def _report(options: Options, checker: "_Checker", started: float, fixer: Fixing | None) -> int:
    """Report the results of a run, and return its exit status."""
    reporter = Reporter(options, checker.results)
    if not checker.has_notes:
        # Printed even if --quiet, so that a mistyped path is not taken for a clean vault.
        reporter.print_no_notes(map(display_path, checker.nested))
    reporter.report(fixer.diff if fixer and options.diff else None)
    if fixer and options.show_fixes:
        reporter.print_remarks(fixer.fixes())
    if checker.has_notes and not options.quiet:
        reporter.print_summary(checker.templates, time.perf_counter() - started)
        reporter.print_remarks(checker.remarks)
        reporter.print_remarks(fixer.summary(reporter.findings) if fixer else ())
    is_failure = fixer.would_change if fixer and options.diff else reporter.has_failures
    return int((is_failure and not options.exit_zero) or (fixer is not None and fixer.failed))


class _Checker:
    """Checks vaults one after another, and collects the results."""

    def __init__(self, options: Options, find: Find, read: ReadText) -> None:
        self.results: list[CheckResult] = []
        self.templates = 0
        """The number of checked notes that are templates."""
        self.remarks: list[str] = []
        """Lines about baselines to print at the end."""
        self.nested: list[Path] = []
        """The nested vaults in the checked vaults."""
        self._options = options
        self._find = find
        self._read = read

    @property
    def has_notes(self) -> bool:
        """Whether any note was checked so far."""
        return any(result.notes for result in self.results)

    def check_all(self) -> None:
        """Check (or fix) the notes that the command line names."""
        vaults = group_by_root(self._options.targets)
        if len(vaults) > 1 and (self._options.baseline or self._options.write_baseline):
            raise click.UsageError(f"a baseline is of one vault, but {len(vaults)} are given; check them one by one")
        for root, paths in vaults.items():
            self._check(root, paths)
        if file := self._options.write_baseline:
            from wikilsp.cli.baselines import save_baseline  # noqa: PLC0415 - as below

            self.remarks.append(save_baseline(file, self.results))
            self.results = [replace(checked, diagnostics=()) for checked in self.results]

    def _check(self, root: Root, paths: Iterable[Path]) -> None:
        """Check (or fix) the notes of a vault at or below some paths."""
        options = self._options
        warn_if_interrupted(root.path)
        explanations: list[str] = []
        settings = options.with_exclusions(read_vault_settings(root.path, options.settings_source, explanations.append))
        selected = options.with_selection(settings)
        findings = self._find(root.path, paths, selected, settings)
        # A note with many findings is read once.
        read = lru_cache(maxsize=16)(lambda path: self._read(root.path, path, settings.max_size))
        diagnostics = findings.diagnostics
        # With --diff, there are none.
        if (baseline := options.baseline_file(root.path, settings)) and not options.diff:
            from wikilsp.cli.baselines import KnownFindings  # noqa: PLC0415 - most vaults have no baseline

            known = KnownFindings(root.path, baseline)
            diagnostics = known.hide(findings, read, selected)
            self.remarks += known.remarks()
        every, findings = findings.diagnostics, replace(findings, diagnostics=diagnostics)
        if options.changed_since is not None:
            from wikilsp.cli.changed import keep_changed  # noqa: PLC0415 - most runs report all findings

            snapshot = Snapshot(root.path, selected, options.open_cache(root.path, settings))
            findings = keep_changed(snapshot, findings, options.changed_since)
        self.results.append(
            CheckResult(path_text(root.path), path_text(Path.cwd()), findings.notes, findings.diagnostics, read, every)
        )
        self.templates += findings.templates
        self.nested += [root.path / folder for folder in findings.nested]
        if options.verbose:
            self._explain(root, explanations, findings)

    def _explain(self, root: Root, explanations: Iterable[str], findings: Findings) -> None:
        """Print why a vault was checked, the source of its settings, and its nested vaults."""
        vault = display_path(root.path)
        lines = [f"{vault}: this is the root of a vault: {root.reason}"]
        if config := self._options.config.file:
            lines.append(f"{vault}: its settings come from {display_path(config)}")
        lines += [f"{vault}: {explanation}" for explanation in explanations]
        lines += [f"{display_path(root.path / folder)}: this nested vault was skipped" for folder in findings.nested]
        if findings.cache_error:
            lines.append(f"{vault}: the cache cannot be written: {findings.cache_error.strerror}")
        print_lines(*lines, err=True)


def _find(options: Options, root: Path, paths: Iterable[Path], selected: Settings, settings: Settings) -> Findings:
    """Return the findings in the notes at or below some paths, from the cache if nothing changed."""
    snapshot = Snapshot(root, selected, options.open_cache(root, settings))
    findings = find_cached(snapshot, paths)
    if findings is None:
        # Importing the parser and the rules takes longer than a whole run without them.
        from wikilsp.cli.linting import lint_snapshot  # noqa: PLC0415

        findings = lint_snapshot(snapshot, paths)
    return findings
