"""`wikilsp check`: lints vaults and reports what it found."""

import os
import shutil
import sys
import time
from collections.abc import Iterable
from functools import lru_cache, partial
from pathlib import Path

import click
from msgspec.structs import replace

from wikilsp.cli.codes import codes
from wikilsp.cli.findings import Findings, stored
from wikilsp.cli.output import is_terminal, print_data, print_diff, print_report, say
from wikilsp.cli.vaults import as_text, by_root, settings_of, shown, warn_if_interrupted
from wikilsp.disk.cache import Cache, cache_folder
from wikilsp.disk.note_text import read_text
from wikilsp.disk.root import Root
from wikilsp.disk.snapshot import Snapshot
from wikilsp.report.as_json import as_json
from wikilsp.report.concise import concise
from wikilsp.report.full import full
from wikilsp.report.located import CheckResult, Located, in_order
from wikilsp.report.summary import no_note, summary
from wikilsp.report.terminal import colored, plain
from wikilsp.settings import Settings, Severity

_WIDTH_OF_A_PIPE = 100
_LEVELS = click.Choice([severity.label for severity in Severity if severity != Severity.OFF])


def _severity(_ctx: click.Context, _param: click.Parameter, label: str) -> Severity:
    return Severity[label.upper()]


@click.command("check", short_help="Report what is broken in vaults of notes.")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--select", metavar="CODE,...", multiple=True, callback=codes, help="Run these rules only.")
@click.option("--ignore", metavar="CODE,...", multiple=True, callback=codes, help="Do not run these rules.")
@click.option(
    "--show",
    type=_LEVELS,
    default="info",
    show_default=True,
    callback=_severity,
    help="The lowest severity that is reported.",
)
@click.option(
    "--fail-on",
    type=_LEVELS,
    default="warning",
    show_default=True,
    callback=_severity,
    help="The lowest severity that makes the exit status 1. If it is below --show, --show follows.",
)
@click.option(
    "--output-format",
    type=click.Choice(["full", "concise", "json"]),
    default="full",
    show_default=True,
    help="How findings are reported.",
)
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Take the settings of every vault from this file.",
)
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="“auto” means on a terminal, unless NO_COLOR is set.",
)
@click.option("--fix", is_flag=True, help="Make the safe fixes, whatever --show says, and report what is left.")
@click.option(
    "--unsafe-fixes", is_flag=True, help="With --fix or --diff: make fixes that may change what is meant, too."
)
@click.option("--diff", is_flag=True, help="Print what --fix would change, and change nothing.")
@click.option("--force", is_flag=True, help="With --fix: replace a note that has other names (hard links), too.")
@click.option("--no-cache", is_flag=True, help="Neither use nor keep what was found out about the notes before.")
@click.option(
    "--cache-dir",
    # Whatever is there: what cannot be used is done without.
    type=click.Path(readable=False, path_type=Path),
    help="Where that is kept; $WIKILSP_CACHE_DIR, or a folder that the system has for such things.",
)
@click.option("-q", "--quiet", is_flag=True, help="Leave out the summary line.")
@click.option("-v", "--verbose", is_flag=True, help="Say on the error output which vaults are read, and why.")
@click.pass_context
def command(  # noqa: PLR0913 - a parameter for each option
    ctx: click.Context,
    *,
    paths: tuple[Path, ...],
    select: frozenset[str],
    ignore: frozenset[str],
    show: Severity,
    fail_on: Severity,
    output_format: str,
    config: Path | None,
    color: str,
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    force: bool,
    no_cache: bool,
    cache_dir: Path | None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Report what is broken in the notes at or below each PATH, or in the current folder.

    Links are resolved in the whole vault that a PATH lies in. The exit status is 0 if nothing at or above --fail-on was
    found, 1 if something was, and 2 if the command line or the settings are wrong. With --fix this is about what is
    left, and it is 1 as well if a note could not be written; with --diff it is 1 if something would change.
    """
    if unsafe_fixes and not (fix or diff):
        raise click.UsageError("“--unsafe-fixes” needs “--fix” or “--diff”")
    if force and not fix:
        raise click.UsageError("“--force” needs “--fix”")
    started = time.perf_counter()
    fixing = None
    if fix or diff:
        from wikilsp.cli.fixing import begin  # noqa: PLC0415 - most runs need nothing of it

        fixing = begin(ctx, is_dry=diff, unsafe=unsafe_fixes, force=force)
    paths = paths or (Path(),)
    run: list[CheckResult] = []
    nested: list[Path] = []
    for root, below in by_root(paths).items():
        warn_if_interrupted(root.path)
        settings = settings_of(root.path, config)
        chosen = _choose(settings, select, ignore)
        if fixing:
            findings = fixing.run(root.path, below, chosen, settings)
        else:
            cache = Cache(cache_dir or cache_folder(), root.path) if settings.cache and not no_cache else None
            findings = _find(Snapshot(root.path, chosen, cache), below)
        run.append(_checked(root.path, settings.max_size, findings))
        nested += [root.path / folder for folder in findings.nested]
        if verbose:
            _explain(root, config, findings)
    notes = sum(checked.notes for checked in run)
    is_data = output_format == "json" or diff
    if not notes:
        # Nobody should take a mistyped path for a clean vault, so this is said in any case.
        say(no_note(map(shown, paths), map(shown, nested)), err=quiet or is_data)
    everything = in_order(run)
    show = min(show, fail_on)
    found = [] if diff else [located for located in everything if located.diagnostic.severity >= show]
    if fixing and diff:
        print_diff(fixing.diff)
    else:
        _report(found, output_format, in_color=_wants_color(color))
    if notes and not quiet:
        severities = [located.diagnostic.severity for located in everything]
        lines = [] if is_data else [summary(notes, severities, show, time.perf_counter() - started)]
        lines += fixing.summary(len(everything)) if fixing else []
        say(*lines, err=is_data)
    ctx.exit(int(bool(fixing and fixing.failed) or any(located.diagnostic.severity >= fail_on for located in found)))


def _find(snapshot: Snapshot, below: Iterable[Path]) -> Findings:
    """Lint the notes of a vault that are at or below some paths, or say what the cache has kept of that."""
    findings = stored(snapshot, below)
    if findings is None:
        # Importing the parser and the rules takes longer than all that is done without them.
        from wikilsp.cli.linting import find  # noqa: PLC0415

        findings = find(snapshot, below)
    return findings


def _explain(root: Root, config: Path | None, findings: Findings) -> None:
    """Say which vault is read and why, with which settings, and which folders are left out."""
    lines = [f"{shown(root.path)}: this is the root of a vault: {root.reason}"]
    if config:
        lines.append(f"{shown(root.path)}: its settings come from {shown(config)}")
    lines += [f"{shown(root.path / folder)}: this is a vault of its own, and left out" for folder in findings.nested]
    if findings.unkept:
        lines.append(f"{shown(root.path)}: the cache cannot be written: {findings.unkept.strerror}")
    say(*lines, err=True)


def _checked(root: Path, max_size: int, findings: Findings) -> CheckResult:
    # A note with many findings is read once.
    read = lru_cache(maxsize=16)(partial(read_text, root, max_size=max_size))
    return CheckResult(as_text(root), as_text(Path.cwd()), findings.notes, findings.diagnostics, read)


def _choose(settings: Settings, select: frozenset[str], ignore: frozenset[str]) -> Settings:
    """Turn off the rules that are not to run, and give those that are selected by name a severity again."""
    if not (select or ignore):
        return settings
    from wikilsp.rules import RULES  # noqa: PLC0415 - what is found in the cache needs no rule

    severities = dict(settings.severities)
    for rule in RULES:
        if rule.code in ignore or (select and rule.code not in select):
            severities[rule.code] = Severity.OFF
        elif rule.code in select and severities.get(rule.code) == Severity.OFF:
            severities[rule.code] = rule.severity
    return replace(settings, severities=severities)


def _report(found: list[Located], output_format: str, *, in_color: bool) -> None:
    """Print the findings, all at once, since each call flushes."""
    if output_format == "json":
        print_data(as_json(found))
        return
    paint = colored if in_color else plain
    columns = shutil.get_terminal_size((_WIDTH_OF_A_PIPE, 0)).columns
    lines = concise(found, paint) if output_format == "concise" else full(found, paint, columns)
    print_report(list(lines), in_color=in_color)


def _wants_color(when: str) -> bool:
    return when == "always" or (when == "auto" and is_terminal(sys.stdout) and not os.environ.get("NO_COLOR"))
