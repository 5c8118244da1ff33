"""Which options of `wikilsp check` require or exclude others."""

from pathlib import Path

import click

from wikilsp.cli.check_options import Options

_STATISTICS_FORMATS = ("full", "concise", "grouped", "json")
_EXCLUDED = {
    "--watch": (
        *("--fix", "--fix-only", "--diff", "--add-ignores", "--stdin", "--write-baseline"),
        *("--show-settings", "--show-files"),
    ),
    "--add-ignores": ("--fix", "--fix-only", "--diff", "--stdin", "--write-baseline", "--changed-since"),
    "--write-baseline": ("--baseline", "--stdin", "--changed-since"),
    "--changed-since": ("--stdin",),
}
"""For each of these options, those that cannot be combined with it."""
_REPORTS = ("--statistics", "--show-settings", "--show-files", "--diff", "--fix-only", "--write-baseline")


def check_combination(options: Options) -> None:
    """Raise `click.UsageError` if an option lacks the one that it depends on, or contradicts another."""
    _check_required(options)
    _check_stdin(options)
    given = _given(options)
    # A dry run of --fix-only is one of --fix.
    replacing = [name for name in _REPORTS if name in given and not (name == "--fix-only" and options.diff)]
    if len(replacing) > 1:
        raise click.UsageError(f"{' and '.join(replacing)} cannot be combined, since each replaces the report")
    if options.changed_since is not None and (options.fixes or options.diff):
        raise click.UsageError("--changed-since only selects what to report; use --fix and --diff without it")
    for name, others in _EXCLUDED.items():
        if name in given and (other := next((other for other in others if other in given), None)):
            raise click.UsageError(f"{name} and {other} cannot be combined")
    if options.statistics and options.formats[0] not in _STATISTICS_FORMATS:
        formats = ", ".join(_STATISTICS_FORMATS)
        chosen = f"“{options.formats[0]}”, which --output-format or $WIKILSP_OUTPUT_FORMAT chose"
        raise click.UsageError(f"--statistics has no format {chosen}; choose one of {formats}")


def _given(options: Options) -> set[str]:
    """Return which of the options in the tables above are given."""
    names = {*_EXCLUDED, *_REPORTS, *(other for others in _EXCLUDED.values() for other in others)} - {"--stdin"}
    given = {name for name in names if getattr(options, name[2:].replace("-", "_")) not in (False, None)}
    return given | {"--stdin"} if options.reads_stdin else given


def _check_required(options: Options) -> None:
    if options.unsafe_fixes and not (options.fixes or options.diff):
        raise click.UsageError("--unsafe-fixes requires --fix, --fix-only or --diff")
    if options.show_fixes and not (options.fixes or options.diff):
        raise click.UsageError("--show-fixes requires --fix, --fix-only or --diff")
    if options.force and not (options.fixes or options.add_ignores):
        raise click.UsageError("--force requires --fix, --fix-only or --add-ignores")
    if options.isolated and options.config.file:
        raise click.UsageError("--isolated reads no settings file, so --config can only be given TOML")


def _check_stdin(options: Options) -> None:
    if not options.reads_stdin:
        return
    if options.stdin_filename is None:
        raise click.UsageError("--stdin requires --stdin-filename, the path that the note has or will have")
    if set(options.paths) - {Path("-")}:
        raise click.UsageError("with --stdin, only the note that --stdin-filename names is checked; omit PATH")
