"""`wikilsp check`: lints vaults and reports the findings."""

import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import click

from wikilsp.cli.codes import parse_codes, select_rules
from wikilsp.cli.findings import Findings, find_cached
from wikilsp.cli.output import (
    escape_report,
    is_terminal,
    print_data,
    print_diff,
    print_lines,
    print_report,
    terminal_columns,
)
from wikilsp.cli.vaults import display_path, group_by_root, path_text, read_vault_settings, warn_if_interrupted
from wikilsp.disk.cache import Cache, cache_folder
from wikilsp.disk.note_text import read_text
from wikilsp.disk.root import Root
from wikilsp.disk.snapshot import Snapshot
from wikilsp.finding import Diagnostic
from wikilsp.report.located import CheckResult, LocatedDiagnostic, join_places, sort_diagnostics
from wikilsp.report.summary import format_summary, no_notes_summary
from wikilsp.settings import Settings, Severity

_PIPE_COLUMNS = 100
"""The width of reports that do not go to a terminal."""
_PART_SIZE = 500
"""Findings of a report that are formatted together. With two such parts, several processes are faster than one."""
_LEVELS = click.Choice([severity.label for severity in Severity if severity != Severity.OFF])


def _parse_severity(_ctx: click.Context, _param: click.Parameter, label: str) -> Severity:
    return Severity[label.upper()]


class Options(NamedTuple):
    """The options of the command, parsed."""

    paths: tuple[Path, ...]
    select: frozenset[str]
    ignore: frozenset[str]
    show: Severity
    fail_on: Severity
    output_format: str
    config: Path | None
    color: str
    fix: bool
    unsafe_fixes: bool
    diff: bool
    force: bool
    no_cache: bool
    cache_dir: Path | None
    quiet: bool
    verbose: bool

    @property
    def lowest_shown(self) -> Severity:
        """The lowest severity to report: findings that make the command fail are always shown."""
        return min(self.show, self.fail_on)

    @property
    def prints_data(self) -> bool:
        """Whether the standard output is for programs, so that everything else goes to stderr."""
        return self.output_format == "json" or self.diff

    @property
    def in_color(self) -> bool:
        """Whether to print colors."""
        auto = self.color == "auto" and is_terminal(sys.stdout) and not os.environ.get("NO_COLOR")
        return auto or self.color == "always"

    def check_combination(self) -> None:
        """Raise `click.UsageError` if an option lacks the one that it depends on."""
        if self.unsafe_fixes and not (self.fix or self.diff):
            raise click.UsageError("--unsafe-fixes requires --fix or --diff")
        if self.force and not self.fix:
            raise click.UsageError("--force requires --fix")


@click.command("check", short_help="Report broken links and other problems in notes.")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--select", metavar="CODE,...", multiple=True, callback=parse_codes, help="Run only these rules.")
@click.option("--ignore", metavar="CODE,...", multiple=True, callback=parse_codes, help="Don't run these rules.")
@click.option(
    "--show",
    type=_LEVELS,
    default="info",
    show_default=True,
    callback=_parse_severity,
    help="The lowest severity to report.",
)
@click.option(
    "--fail-on",
    type=_LEVELS,
    default="warning",
    show_default=True,
    callback=_parse_severity,
    help="The lowest severity that makes the exit status 1. Such findings are reported whatever --show is.",
)
@click.option(
    "--output-format",
    type=click.Choice(["full", "concise", "json"]),
    default="full",
    show_default=True,
    help="The format in which findings are printed.",
)
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Read the settings of every vault from this file.",
)
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="When to print colors; “auto” does on a terminal, unless NO_COLOR is set.",
)
@click.option("--fix", is_flag=True, help="Apply safe fixes, whatever --show is, and report the remaining findings.")
@click.option("--unsafe-fixes", is_flag=True, help="Include fixes that may change the meaning (with --fix or --diff).")
@click.option("--diff", is_flag=True, help="Print the changes that --fix would make, without making them.")
@click.option("--force", is_flag=True, help="Replace notes that have hard links as well (with --fix).")
@click.option("--no-cache", is_flag=True, help="Don't read or write the cache.")
@click.option(
    "--cache-dir",
    # Any path is accepted: a cache that cannot be used is skipped.
    type=click.Path(readable=False, path_type=Path),
    help="Path to the cache directory. [env: WIKILSP_CACHE_DIR; default: the platform's cache directory]",
)
@click.option("-q", "--quiet", is_flag=True, help="Don't print the summary.")
@click.option("-v", "--verbose", is_flag=True, help="Print to stderr which vaults are checked, and why.")
@click.pass_context
def command(ctx: click.Context, /, **options: Any) -> None:
    """Lint the notes at or below each PATH (default: the current folder).

    Links are resolved in the whole vault that contains a PATH.

    The exit status is 0 if there are no findings of --fail-on severity or higher, 1 if there are some, and 2 if the
    command line or the settings are invalid. With --fix, only remaining findings count, and the status is also 1 if a
    note cannot be written. With --diff, the status is 1 if --fix would change something.
    """
    ctx.exit(_run(ctx, Options(**options)))


def _run(ctx: click.Context, options: Options) -> int:
    """Run the command, and return its exit status."""
    options.check_combination()
    started = time.perf_counter()
    fixer = None
    if options.fix or options.diff:
        from wikilsp.cli.fixing import start_fixing  # noqa: PLC0415 - most runs don't fix

        fixer = start_fixing(ctx, is_dry=options.diff, unsafe=options.unsafe_fixes, force=options.force)
    checker = _Checker(options, fixer.run if fixer else None)
    for root, paths in group_by_root(options.paths or (Path(),)).items():
        checker.check(root, paths)
    reporter = _Reporter(options, sort_diagnostics(checker.results))
    if not checker.notes:
        # Printed even if --quiet, so that a mistyped path is not taken for a clean vault.
        reporter.print_no_notes(checker.nested)
    if fixer and options.diff:
        print_diff(fixer.diff)
    else:
        reporter.print_findings()
    if checker.notes and not options.quiet:
        reporter.print_summary(checker.notes, checker.templates, time.perf_counter() - started)
        if fixer:
            print_lines(*fixer.summary(len(reporter.diagnostics())), err=options.prints_data)
    return int(reporter.has_failures or bool(fixer and fixer.failed))


class _Checker:
    """Checks vaults one after another, and collects the results."""

    def __init__(
        self, options: Options, fix: Callable[[Path, Iterable[Path], Settings, Settings], Findings] | None
    ) -> None:
        self.results: list[CheckResult] = []
        self.templates = 0
        """The number of checked notes that are templates."""
        self.nested: list[Path] = []
        """The nested vaults in the checked vaults."""
        self._options = options
        self._fix = fix

    @property
    def notes(self) -> int:
        """The number of notes checked so far."""
        return sum(result.notes for result in self.results)

    def check(self, root: Root, paths: Iterable[Path]) -> None:
        """Check (or fix) the notes of a vault at or below some paths."""
        options = self._options
        warn_if_interrupted(root.path)
        explanations: list[str] = []
        settings = read_vault_settings(root.path, options.config, explanations.append)
        selected = select_rules(settings, options.select, options.ignore)
        if self._fix:
            findings = self._fix(root.path, paths, selected, settings)
        else:
            findings = _find(Snapshot(root.path, selected, self._cache(root.path, settings)), paths)
        # A note with many findings is read once.
        read = lru_cache(maxsize=16)(partial(read_text, root.path, max_size=settings.max_size))
        self.results.append(
            CheckResult(path_text(root.path), path_text(Path.cwd()), findings.notes, findings.diagnostics, read)
        )
        self.templates += findings.templates
        self.nested += [root.path / folder for folder in findings.nested]
        if options.verbose:
            self._explain(root, explanations, findings)

    def _cache(self, root: Path, settings: Settings) -> Cache | None:
        options = self._options
        return Cache(options.cache_dir or cache_folder(), root) if settings.cache and not options.no_cache else None

    def _explain(self, root: Root, explanations: Iterable[str], findings: Findings) -> None:
        """Print why a vault was checked, the source of its settings, and its nested vaults."""
        vault = display_path(root.path)
        lines = [f"{vault}: this is the root of a vault: {root.reason}"]
        if config := self._options.config:
            lines.append(f"{vault}: its settings come from {display_path(config)}")
        lines += [f"{vault}: {explanation}" for explanation in explanations]
        lines += [f"{display_path(root.path / folder)}: this nested vault was skipped" for folder in findings.nested]
        if findings.cache_error:
            lines.append(f"{vault}: the cache cannot be written: {findings.cache_error.strerror}")
        print_lines(*lines, err=True)


def _find(snapshot: Snapshot, paths: Iterable[Path]) -> Findings:
    """Return the findings in the notes at or below some paths, from the cache if nothing changed."""
    findings = find_cached(snapshot, paths)
    if findings is None:
        # Importing the parser and the rules takes longer than a whole run without them.
        from wikilsp.cli.linting import lint_snapshot  # noqa: PLC0415

        findings = lint_snapshot(snapshot, paths)
    return findings


def _report(shown: Sequence[LocatedDiagnostic], options: Options) -> str:
    """Return the report of findings, made in several processes if it is long."""
    parts = [shown[start : start + _PART_SIZE] for start in range(0, len(shown), _PART_SIZE)]
    if len(parts) == 1:
        return _report_part(options, shown)
    from wikilsp.disk.workers import map_unordered  # noqa: PLC0415 - few reports are long

    made = dict(map_unordered(partial(_report_part, options), parts, os.cpu_count() or 1, forked=True))
    return "".join(str(made[index]) for index in range(len(parts)))


def _report_part(options: Options, shown: Iterable[LocatedDiagnostic]) -> str:
    """Return the report of findings, escaped."""
    # Imported for the chosen format only: for a small vault, imports take most of the time.
    from wikilsp.report.terminal import colored, uncolored  # noqa: PLC0415

    paint = colored if options.in_color else uncolored
    if options.output_format == "concise":
        from wikilsp.report.concise import format_concise  # noqa: PLC0415

        lines = format_concise(shown, paint)
    else:
        from wikilsp.report.full import format_full  # noqa: PLC0415

        lines = format_full(shown, paint, terminal_columns(_PIPE_COLUMNS))
    return escape_report(lines, in_color=options.in_color)


class _Reporter:
    """Prints the findings of a run."""

    def __init__(self, options: Options, found: list[LocatedDiagnostic]) -> None:
        self._options = options
        # Data lists each place. Editors find the place of the cursor in it.
        self._found = found if options.prints_data else join_places(found)
        shown = (located for located in self._found if located.diagnostic.severity >= options.lowest_shown)
        self._shown = [] if options.diff else list(shown)

    @property
    def has_failures(self) -> bool:
        """Whether a reported finding has the severity --fail-on or a higher one."""
        return any(located.diagnostic.severity >= self._options.fail_on for located in self._shown)

    def print_findings(self) -> None:
        """Print the findings, all at once since each call flushes."""
        options = self._options
        if options.output_format == "json":
            from wikilsp.report.as_json import format_json  # noqa: PLC0415 - as below

            print_data(format_json(self._shown))
        elif self._shown:
            print_report(_report(self._shown, options))

    def print_no_notes(self, nested: Iterable[Path]) -> None:
        """Print that no note was found."""
        paths = self._options.paths or (Path(),)
        line = no_notes_summary(map(display_path, paths), map(display_path, nested))
        print_lines(line, err=self._options.quiet or self._options.prints_data)

    def print_summary(self, notes: int, templates: int, seconds: float) -> None:
        """Print the number of notes, of templates among them, and of findings."""
        if not self._options.prints_data:
            severities = [diagnostic.severity for diagnostic in self.diagnostics()]
            print_lines(format_summary(notes, severities, self._options.lowest_shown, seconds, templates))

    def diagnostics(self) -> list[Diagnostic]:
        """Return all diagnostics, whether they are shown or not."""
        return [located.diagnostic for located in self._found]
