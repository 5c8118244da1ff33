"""Prints the findings of a run, or writes them to a file, and summarizes the run."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from itertools import groupby
from pathlib import Path

from msgspec.structs import replace

from wikilsp.cli.check_options import Options
from wikilsp.cli.output import (
    OutputError,
    diff_data,
    print_data,
    print_diff,
    print_lines,
    print_report,
    report_text,
    terminal_columns,
)
from wikilsp.cli.vaults import display_path
from wikilsp.report import FORMATS, Format
from wikilsp.report.located import CheckResult, LocatedDiagnostic, Report, join_places, sort_diagnostics
from wikilsp.report.summary import format_summary, no_notes_summary

_PART_SIZE = 500
"""Findings of a report, at least, that are formatted together. From two such parts on, several processes are faster."""
_PIPE_COLUMNS = 100
"""The width of reports that do not go to a terminal."""


class Reporter:
    """Reports the results of a run."""

    def __init__(self, options: Options, results: Sequence[CheckResult]) -> None:
        self._options = options
        self._results = results
        self._places = sort_diagnostics(results)
        self._found = join_places(self._places)

    @property
    def findings(self) -> int:
        """The number of findings, whether they are shown or not."""
        return len(self._found)

    @property
    def has_failures(self) -> bool:
        """Whether a finding to be reported has the severity --fail-on or a higher one."""
        return not self._options.fix_only and any(
            located.diagnostic.severity >= self._options.fail_on for located in self._found
        )

    def report(self, diff: str | None = None) -> None:
        """Report the findings in each of the formats, or what replaces them: a diff, statistics, or nothing."""
        options = self._options
        if options.silent and not options.output_file:
            return
        if diff is not None:
            self._report_diff(diff)
        elif options.statistics:
            put_report(self._statistics(), options.output_file, err=options.prints_note)
        elif not options.fix_only:
            for name in options.formats:
                put_report(self._render(FORMATS[name]), options.output_file, err=options.prints_note)

    def _statistics(self) -> bytes | str:
        """Return the number of findings of each rule as a report."""
        from wikilsp.report.statistics import count_findings, counts_json, format_counts  # noqa: PLC0415 - rarely used
        from wikilsp.report.terminal import choose_paint  # noqa: PLC0415

        counts = count_findings(located.diagnostic for located in self._shown(self._found))
        if self._options.format.is_data:
            return counts_json(counts)
        in_color = self._options.in_color
        return report_text(format_counts(counts, choose_paint(in_color=in_color)), in_color=in_color)

    def _report_diff(self, diff: str) -> None:
        if self._options.output_file:
            put_report(diff_data(diff), self._options.output_file)
        else:
            print_diff(diff, in_color=self._options.in_color)

    def print_no_notes(self, nested: Iterable[str]) -> None:
        """Print that no note was found."""
        line = no_notes_summary(map(display_path, self._options.targets), nested)
        if (revision := self._options.changed_since) is not None:
            line = f"no notes changed since “{revision}”, and no other note has a finding because of that"
        self._print(line, err=self._options.quiet)

    def print_summary(self, templates: int, seconds: float) -> None:
        """Print the number of notes, of templates among them, and of findings."""
        if not self._options.prints_data:
            notes = sum(len(checked.notes) for checked in self._results)
            severities = [located.diagnostic.severity for located in self._found]
            self._print(format_summary(notes, severities, self._options.lowest_shown, seconds, templates))

    def print_remarks(self, lines: Iterable[str]) -> None:
        """Print lines about the fixes of the run."""
        self._print(*lines)

    def _print(self, *lines: str, err: bool = False) -> None:
        """Print lines for people, to stderr if `err` or if stdout is for programs."""
        if not self._options.silent:
            print_lines(*lines, err=err or self._options.prints_data)

    def _shown(self, found: Iterable[LocatedDiagnostic]) -> list[LocatedDiagnostic]:
        lowest = self._options.lowest_shown
        return [located for located in found if located.diagnostic.severity >= lowest]

    def _render(self, chosen: Format) -> bytes | str:
        results = _rebase(self._results, chosen)
        places = self._places if results is self._results else sort_diagnostics(results)
        shown = self._shown(places if chosen.is_data else self._found)
        if not (shown or chosen.is_data):
            return ""
        # Imported for the chosen format only: for a small vault, imports take most of the time.
        render = import_module(f"wikilsp.report.{chosen.module}").render
        in_color = self._options.in_color
        columns = _PIPE_COLUMNS if self._options.output_file else terminal_columns(_PIPE_COLUMNS)
        report = Report(results, shown, in_color, columns)
        return bytes(render(report)) if chosen.is_data else _render_text(render, report)


def _render_text(render: Callable[[Report], Iterable[str]], report: Report) -> str:
    """Return the text of a report, made in several processes if it is long."""

    def render_part(shown: Sequence[LocatedDiagnostic]) -> str:
        return report_text(render(replace(report, shown=shown)), in_color=report.in_color)

    parts = list(_split(report.shown))
    if len(parts) == 1:
        return render_part(parts[0])
    from wikilsp.disk.workers import map_unordered  # noqa: PLC0415 - few reports are long

    made = dict(map_unordered(render_part, parts, os.cpu_count() or 1, forked=True))
    return "".join(str(made[number]) for number in range(len(parts)))


def _split(shown: Iterable[LocatedDiagnostic]) -> Iterator[list[LocatedDiagnostic]]:
    """Divide diagnostics into parts, each with all diagnostics of its notes."""
    part: list[LocatedDiagnostic] = []
    for _, of_note in groupby(shown, key=lambda located: located.filename):
        part += of_note
        if len(part) >= _PART_SIZE:
            yield part
            part = []
    if part:
        yield part


def put_report(output: bytes | str, file: Path | None, *, err: bool = False) -> None:
    """Print a report, to stderr if `err`, or write it to a file."""
    if file:
        from wikilsp.disk.report_file import write_report  # noqa: PLC0415 - most runs print

        try:
            write_report(file, output if isinstance(output, bytes) else output.encode())
        except OSError as error:
            raise OutputError(error, f"“{display_path(file)}”") from error
    elif isinstance(output, bytes):
        print_data(output, err=err)
    else:
        print_report(output, err=err)


def check_output_file(file: Path) -> None:
    """Raise `OutputError` if a report cannot be written to a file, before anything is done that could not be told."""
    from wikilsp.disk.report_file import check_report_file  # noqa: PLC0415 - most runs print

    try:
        check_report_file(file)
    except OSError as error:
        raise OutputError(error, f"“{display_path(file)}”") from error


def _rebase(results: Sequence[CheckResult], chosen: Format) -> Sequence[CheckResult]:
    """Return the results with file names that are relative to what a format requires."""
    if chosen.base == "folder":
        return results
    if chosen.base == "root":
        return [checked.relative_to(None) for checked in results]
    return [checked.relative_to(_repository(checked)) for checked in results]


def _repository(checked: CheckResult) -> str | None:
    """Return the folder that a CI service takes for the root of the repository.

    That is the nearest one with `.git`; without one, what the service says, or else the current folder.
    """
    from wikilsp.disk.root import find_repository  # noqa: PLC0415 - most runs print for people

    told = os.environ.get("GITHUB_WORKSPACE") or os.environ.get("CI_PROJECT_DIR")
    return find_repository(checked.root) or told or checked.here
