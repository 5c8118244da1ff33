"""The options of `wikilsp check`, each declared once."""

import os
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import click
from msgspec import Struct
from msgspec.structs import replace

from wikilsp.cli.output import prints_color
from wikilsp.cli.vaults import SettingsSource
from wikilsp.disk.cache import Cache, cache_folder
from wikilsp.report import FORMATS, Format
from wikilsp.settings import Settings, Severity

_Function = TypeVar("_Function", bound=Callable[..., Any])
_LEVELS = click.Choice([severity.label for severity in Severity if severity != Severity.OFF])
_DEPENDENT = (
    *("unsafe_fixes", "diff", "fix_only", "show_fixes", "force", "add_ignores", "write_baseline", "changed_since"),
    *("isolated", "statistics", "show_settings", "show_files", "watch"),
)
"""The fields of options that require or exclude others."""


class Options(Struct, frozen=True):
    """The options of the command, parsed."""

    paths: tuple[Path, ...]
    stdin: bool
    stdin_filename: Path | None
    select: frozenset[str]
    extend_select: frozenset[str]
    ignore: frozenset[str]
    extend_ignore: frozenset[str]
    per_file_ignores: Mapping[str, tuple[str, ...]]
    exclude: tuple[str, ...]
    baseline: Path | None
    write_baseline: Path | None
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
    add_ignores: bool
    force: bool
    show_settings: bool
    show_files: bool
    watch: bool
    no_cache: bool
    cache_dir: Path | None
    quiet: bool
    silent: bool
    verbose: bool

    @property
    def reads_stdin(self) -> bool:
        """Whether the text of a note is read from the standard input."""
        return self.stdin or self.stdin_filename is not None or Path("-") in self.paths

    @property
    def may_conflict(self) -> bool:
        """Whether an option is given that may require or exclude others."""
        return self.reads_stdin or any(getattr(self, name) not in (False, None) for name in _DEPENDENT)

    @property
    def targets(self) -> tuple[Path, ...]:
        """The notes and folders to check."""
        return (self.stdin_filename,) if self.stdin_filename else self.paths or (Path(),)

    @property
    def prints_note(self) -> bool:
        """Whether the standard output is the fixed text of the note from the standard input."""
        return self.reads_stdin and self.fixes and not self.diff

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
        return self.prints_note or ((self.format.is_data or self.diff) and not self.output_file)

    @property
    def in_color(self) -> bool:
        """Whether to print colors."""
        auto = self.color == "auto" and prints_color() and not (self.output_file or self.prints_note)
        return auto or self.color == "always"

    def baseline_file(self, root: Path, settings: Settings) -> Path | None:
        """Return the file with the known findings of the vault at `root`, None if there is none."""
        if self.write_baseline:
            return None
        return self.baseline or (root / settings.baseline if settings.baseline else None)

    def open_cache(self, root: Path, settings: Settings) -> Cache | None:
        """Return the cache of the vault at `root`, None if it has none."""
        return Cache(self.cache_dir or cache_folder(), root) if settings.cache and not self.no_cache else None

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


def _parse_severity(_ctx: click.Context, _param: click.Parameter, label: str) -> Severity:
    return Severity[label.upper()]


def _lazily(module: str, function: str, otherwise: Any) -> Callable[[click.Context, click.Parameter, Any], Any]:
    """Return a callback that passes values to a function of a module, which is imported only if there are any."""

    def parse(_ctx: click.Context, _param: click.Parameter, values: Any) -> Any:
        return getattr(import_module(f"wikilsp.cli.{module}"), function)(values) if values else otherwise

    return parse


def _complete_codes(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    from wikilsp.cli.codes import complete_codes  # noqa: PLC0415 - most runs name no rules

    return complete_codes(ctx, param, incomplete)


def _codes_option(name: str, text: str) -> Callable[[_Function], _Function]:
    return click.option(
        name,
        metavar="CODE,...",
        multiple=True,
        callback=_lazily("codes", "parse_codes", frozenset()),
        shell_complete=_complete_codes,
        help=text,
    )


def _level_option(name: str, default: str, text: str) -> Callable[[_Function], _Function]:
    return click.option(name, type=_LEVELS, default=default, show_default=True, callback=_parse_severity, help=text)


def _flag(*names: str, text: str) -> Callable[[_Function], _Function]:
    return click.option(*names, is_flag=True, help=text)


_OPTIONS = (
    click.argument(
        "paths", metavar="[PATH]...", nargs=-1, type=click.Path(exists=True, allow_dash=True, path_type=Path)
    ),
    _flag(
        "--stdin",
        text="Check the text on the standard input, as with “-” as PATH; --fix prints the fixed text.",
    ),
    click.option(
        "--stdin-filename",
        metavar="PATH",
        type=click.Path(path_type=Path),
        help="The path of the note on the standard input, which need not exist.",
    ),
    _codes_option("--select", "Run only these rules."),
    _codes_option("--extend-select", "Run these rules as well, even if the settings turn them off."),
    _codes_option("--ignore", "Don't run these rules."),
    _codes_option("--extend-ignore", "The same as --ignore."),
    click.option(
        "--per-file-ignores",
        metavar="GLOB:CODE,...",
        multiple=True,
        callback=_lazily("overrides", "parse_per_file_ignores", {}),
        help="Don't run these rules in the notes that the glob matches.",
    ),
    click.option(
        "--exclude",
        metavar="GLOB",
        multiple=True,
        callback=_lazily("overrides", "parse_globs", ()),
        help="Ignore these files and folders as well: a glob as in .gitignore, relative to the root of the vault.",
    ),
    click.option(
        "--baseline",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Report and fix only findings that are not in this file, instead of the one in the settings.",
    ),
    click.option(
        "--write-baseline",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Write all findings to this file, as known ones, and report none.",
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
        callback=_lazily("overrides", "parse_config", SettingsSource()),
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
    _flag("--add-ignores", text="Add a comment for each finding to the notes, which suppresses it from now on."),
    _flag("--force", text="Replace notes that have hard links as well (with --fix, --fix-only or --add-ignores)."),
    _flag("--show-settings", text="Print the settings of the vaults and where each comes from, and check nothing."),
    _flag("--show-files", text="Print the notes that would be checked, and check nothing."),
    _flag("--watch", text="Check again whenever a file of the vault changes, until Ctrl-C."),
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
