"""The options of `wikilsp check`, each declared once."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click
from msgspec import Struct
from msgspec.structs import replace

from wikilsp.cli.output import prints_color
from wikilsp.cli.vaults import SettingsSource
from wikilsp.report import FORMATS, Format
from wikilsp.settings import Settings, Severity

_Function = TypeVar("_Function", bound=Callable[..., Any])
_LEVELS = click.Choice([severity.label for severity in Severity if severity != Severity.OFF])
_STATISTICS_FORMATS = ("full", "concise", "grouped", "json")


class Options(Struct, frozen=True):
    """The options of the command, parsed."""

    paths: tuple[Path, ...]
    select: frozenset[str]
    extend_select: frozenset[str]
    ignore: frozenset[str]
    extend_ignore: frozenset[str]
    per_file_ignores: Mapping[str, tuple[str, ...]]
    exclude: tuple[str, ...]
    changed_since: str | None
    show: Severity
    fail_on: Severity
    exit_zero: bool
    output_format: str | None
    output_file: Path | None
    statistics: bool
    config: SettingsSource
    isolated: bool
    color: str
    fix: bool
    fix_only: bool
    unsafe_fixes: bool
    diff: bool
    show_fixes: bool
    force: bool
    show_settings: bool
    show_files: bool
    no_cache: bool
    cache_dir: Path | None
    quiet: bool
    silent: bool
    verbose: bool

    @property
    def lowest_shown(self) -> Severity:
        """The lowest severity to report: findings that make the command fail are always shown."""
        return min(self.show, self.fail_on)

    @property
    def settings_source(self) -> SettingsSource:
        """Where the settings of the vaults come from."""
        return replace(self.config, isolated=self.isolated)

    @property
    def formats(self) -> tuple[str, ...]:
        """The names of the formats in which findings are printed, one after the other."""
        if self.output_format:
            return (self.output_format,)
        # An annotation shows neither the line nor the fix, and GitHub shows only the first ones.
        in_github = os.environ.get("GITHUB_ACTIONS") == "true" and not self.output_file
        return ("full", "github") if in_github else ("full",)

    @property
    def format(self) -> Format:
        """The first of the formats."""
        return FORMATS[self.formats[0]]

    @property
    def fixes(self) -> bool:
        """Whether notes are fixed."""
        return self.fix or self.fix_only

    @property
    def prints_data(self) -> bool:
        """Whether the standard output is for programs, so that everything else goes to stderr."""
        return (self.format.is_data or self.diff) and not self.output_file

    @property
    def in_color(self) -> bool:
        """Whether to print colors."""
        auto = self.color == "auto" and prints_color() and not self.output_file
        return auto or self.color == "always"

    def with_exclusions(self, settings: Settings) -> Settings:
        """Return the settings of a vault with what --exclude and --per-file-ignores add."""
        if not (self.exclude or self.per_file_ignores):
            return settings
        from wikilsp.cli.overrides import with_exclusions  # noqa: PLC0415 - it imports the loading of settings

        return with_exclusions(settings, self.exclude, self.per_file_ignores)

    def with_selection(self, settings: Settings) -> Settings:
        """Return the settings of a vault, changed so that the selected rules run."""
        ignore = self.ignore | self.extend_ignore
        if not (self.select or self.extend_select or ignore):
            return settings
        from wikilsp.cli.codes import Selection, select_rules  # noqa: PLC0415 - most runs name no rules

        return select_rules(settings, Selection(self.select, self.extend_select, ignore))

    def check_combination(self) -> None:
        """Raise `click.UsageError` if an option lacks the one that it depends on, or contradicts another."""
        if self.unsafe_fixes and not (self.fixes or self.diff):
            raise click.UsageError("--unsafe-fixes requires --fix, --fix-only or --diff")
        if self.show_fixes and not (self.fixes or self.diff):
            raise click.UsageError("--show-fixes requires --fix, --fix-only or --diff")
        if self.force and not self.fixes:
            raise click.UsageError("--force requires --fix or --fix-only")
        if self.changed_since is not None and (self.fixes or self.diff):
            raise click.UsageError("--changed-since only selects what to report; use --fix and --diff without it")
        if self.isolated and self.config.file:
            raise click.UsageError("--isolated reads no settings file, so --config can only be given TOML")
        alone = {
            "--statistics": self.statistics,
            "--show-settings": self.show_settings,
            "--show-files": self.show_files,
        }
        alone |= {"--diff": self.diff, "--fix-only": self.fix_only and not self.diff}
        if len(chosen := [option for option, is_given in alone.items() if is_given]) > 1:
            raise click.UsageError(f"{' and '.join(chosen)} cannot be combined, since each replaces the report")
        if self.statistics and self.formats[0] not in _STATISTICS_FORMATS:
            formats = ", ".join(_STATISTICS_FORMATS)
            raise click.UsageError(f"--statistics has no format “{self.formats[0]}”; choose one of {formats}")


def _parse_severity(_ctx: click.Context, _param: click.Parameter, label: str) -> Severity:
    return Severity[label.upper()]


def _parse_codes(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> frozenset[str]:
    if not values:
        return frozenset()
    from wikilsp.cli.codes import parse_codes  # noqa: PLC0415 - most runs name no rules

    return parse_codes(values)


def _complete_codes(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    from wikilsp.cli.codes import complete_codes  # noqa: PLC0415 - as above

    return complete_codes(ctx, param, incomplete)


def _parse_config(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> SettingsSource:
    if not values:
        return SettingsSource()
    from wikilsp.cli.overrides import parse_config  # noqa: PLC0415 - it imports the loading of settings

    return parse_config(values)


def _parse_globs(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    if not values:
        return ()
    from wikilsp.cli.overrides import parse_globs  # noqa: PLC0415 - as above

    return parse_globs(values)


def _parse_per_file_ignores(
    _ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]
) -> Mapping[str, tuple[str, ...]]:
    if not values:
        return {}
    from wikilsp.cli.overrides import parse_per_file_ignores  # noqa: PLC0415 - as above

    return parse_per_file_ignores(values)


def _codes_option(name: str, text: str) -> Callable[[_Function], _Function]:
    return click.option(
        name, metavar="CODE,...", multiple=True, callback=_parse_codes, shell_complete=_complete_codes, help=text
    )


def _level_option(name: str, default: str, text: str) -> Callable[[_Function], _Function]:
    return click.option(name, type=_LEVELS, default=default, show_default=True, callback=_parse_severity, help=text)


def _flag(*names: str, text: str) -> Callable[[_Function], _Function]:
    return click.option(*names, is_flag=True, help=text)


_OPTIONS = (
    click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(exists=True, path_type=Path)),
    _codes_option("--select", "Run only these rules."),
    _codes_option("--extend-select", "Run these rules as well, even if the settings turn them off."),
    _codes_option("--ignore", "Don't run these rules."),
    _codes_option("--extend-ignore", "The same as --ignore."),
    click.option(
        "--per-file-ignores",
        metavar="GLOB:CODE,...",
        multiple=True,
        callback=_parse_per_file_ignores,
        help="Don't run these rules in the notes that the glob matches.",
    ),
    click.option(
        "--exclude",
        metavar="GLOB",
        multiple=True,
        callback=_parse_globs,
        help="Ignore these files and folders as well: a glob as in .gitignore, relative to the root of the vault.",
    ),
    click.option(
        "--changed-since",
        metavar="REVISION",
        help="Report only findings in notes that changed since a revision of git, and those that the changes caused.",
    ),
    _level_option("--show", "info", "The lowest severity to report."),
    _level_option(
        "--fail-on",
        "warning",
        "The lowest severity that makes the exit status 1. Such findings are reported whatever --show is.",
    ),
    _flag("--exit-zero", text="Exit with status 0 even if there are findings."),
    click.option(
        "--output-format",
        metavar="FORMAT",
        type=click.Choice(list(FORMATS)),
        envvar="WIKILSP_OUTPUT_FORMAT",
        show_envvar=True,
        help=f"The format in which findings are printed: {', '.join(FORMATS)}. Without a choice it is full; in GitHub "
        "Actions, it is full, then github.",
    ),
    click.option(
        "--output-file",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Write the report to this file instead of the standard output.",
    ),
    _flag("--statistics", text="Print the number of findings of each rule, and how many can be fixed, instead."),
    click.option(
        "--config",
        metavar="FILE|TOML",
        multiple=True,
        callback=_parse_config,
        help="Read the settings of every vault from this file; or set one, as in 'rules.missing-note = \"info\"'.",
    ),
    _flag("--isolated", text="Read no settings files."),
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        help="When to print colors; “auto” does on a terminal, unless NO_COLOR is set.",
    ),
    _flag("--fix", text="Apply safe fixes, whatever --show is, and report the remaining findings."),
    _flag("--fix-only", text="Apply safe fixes, and report no findings."),
    _flag("--unsafe-fixes", text="Include fixes that may change the meaning (with --fix, --fix-only or --diff)."),
    _flag("--diff", text="Print the changes that --fix would make, without making them."),
    _flag("--show-fixes", text="List the fixes in each note (with --fix, --fix-only or --diff)."),
    _flag("--force", text="Replace notes that have hard links as well (with --fix or --fix-only)."),
    _flag("--show-settings", text="Print the settings of the vaults and where each comes from, and check nothing."),
    _flag("--show-files", text="Print the notes that would be checked, and check nothing."),
    _flag("--no-cache", text="Don't read or write the cache."),
    click.option(
        "--cache-dir",
        # Any path is accepted: a cache that cannot be used is skipped.
        type=click.Path(readable=False, path_type=Path),
        help="Path to the cache directory. [env: WIKILSP_CACHE_DIR; default: the platform's cache directory]",
    ),
    _flag("-q", "--quiet", text="Don't print the summary."),
    _flag(
        "-s", "--silent", text="Print nothing: no findings, summary or warnings. Errors that end the run are printed."
    ),
    _flag("-v", "--verbose", text="Print to stderr which vaults are checked, and why."),
)


def check_options(function: _Function) -> _Function:
    """Add the options to a function, which takes the fields of `Options` as keyword arguments."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function
