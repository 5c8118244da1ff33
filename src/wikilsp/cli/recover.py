"""`wikilsp recover`: shows, finishes or undoes an interrupted change."""

import time
from pathlib import Path

import click

from wikilsp.cli.output import print_lines
from wikilsp.cli.signals import exit_on_sigterm
from wikilsp.cli.vaults import display_path
from wikilsp.disk.recover import Direction, Interruption, Leftovers, RecoveryResult, find_interruption, find_leftovers
from wikilsp.disk.recover import recover as recover_vault
from wikilsp.disk.root import find_root
from wikilsp.vault.changes import WriteError


@click.command(
    "recover",
    short_help="Finish or undo an interrupted change.",
    epilog="Example: wikilsp recover --undo",
)
@click.argument("path", metavar="[PATH]", default=".", type=click.Path(exists=True, path_type=Path))
@click.option("--continue", "finish", is_flag=True, help="Apply the steps that are left.")
@click.option("--undo", is_flag=True, help="Roll back the steps that were made.")
@click.option(
    "--from", "old", metavar="OLD_PATH", type=click.Path(path_type=Path), help="The old path of a vault that was moved."
)
@click.pass_context
def command(ctx: click.Context, *, path: Path, finish: bool, undo: bool, old: Path | None) -> None:
    """Show, finish or undo an interrupted change of the vault at PATH (default: the current folder).

    Such a change is a rename, a run of “check --fix”, or a change made by the language server. Without an option, only
    show how far it got. --continue and --undo also remove temporary files; notes that another program has changed since
    are listed and left alone. A vault that was moved since is usually recognized; if not, use --from.

    The exit status is 1 if there is something to recover, or if a recovery is incomplete.
    """
    if finish and undo:
        raise click.UsageError("--continue and --undo are mutually exclusive")
    root = find_root(path).path
    try:
        if finish or undo:
            direction: Direction = "undo" if undo else "continue"
            ctx.with_resource(exit_on_sigterm())
            status = _print_result(root, direction, recover_vault(root, direction, old), find_leftovers(root))
        else:
            status = _print_interruption(root, find_interruption(root, old), find_leftovers(root))
    except WriteError as error:
        print_lines(f"error: {error}", err=True)
        status = 1
    ctx.exit(status)


def _print_interruption(root: Path, interruption: Interruption | None, leftovers: Leftovers) -> int:
    """Print the steps of an interrupted change and leftover files. Return the exit status."""
    lines = []
    if interruption:
        when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(interruption.started))
        place = f", when the vault was “{interruption.old}”" if interruption.old else ""
        lines.append(f"{display_path(root)}: a change that started at {when} was interrupted{place}:")
        lines += (f"  {what}: {state}" for what, state in interruption.steps)
    lines += (f"{display_path(root / path)}: leftover temporary file" for path in leftovers.certain)
    if lines:
        lines.append("“wikilsp recover --continue” finishes this, “wikilsp recover --undo” undoes it.")
    else:
        lines.append(f"{display_path(root)}: no change was interrupted here")
    print_lines(*lines)
    _print_doubtful(root, leftovers)
    return int(bool(interruption or leftovers.certain))


def _print_result(root: Path, direction: Direction, result: RecoveryResult, leftovers: Leftovers) -> int:
    """Print what a recovery did and could not do. Return the exit status."""
    is_incomplete = bool(result.skipped or result.failed)
    if result.steps and not result.failed:
        done = "undone" if direction == "undo" else "finished"
        print_lines(f"{display_path(root)}: the change was {done}{', with exceptions' if is_incomplete else ''}")
    elif not result.steps and not result.removed and not result.failed:
        print_lines(f"{display_path(root)}: no change was interrupted here")
    if result.removed:
        number = len(result.removed)
        print_lines(f"removed {number:,} temporary {'file' if number == 1 else 'files'}")
    for path, reason in result.skipped:
        print_lines(f"warning: {display_path(root / path)}: {reason}", err=True)
    for error in result.failed:
        print_lines(f"error: {error}", err=True)
    if result.failed:
        print_lines("error: the recovery is incomplete; resolve the errors above and run it again", err=True)
    _print_doubtful(root, leftovers)
    return int(is_incomplete)


def _print_doubtful(root: Path, leftovers: Leftovers) -> None:
    for path in leftovers.doubtful:
        message = "this may be a temporary file of an older version; delete it if it is not yours"
        print_lines(f"note: {display_path(root / path)}: {message}", err=True)
