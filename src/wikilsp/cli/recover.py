"""`wikilsp recover`: shows, finishes or takes back a change that was interrupted."""

import time
from pathlib import Path

import click

from wikilsp.cli.output import say
from wikilsp.cli.signals import ended_by_signals
from wikilsp.cli.vaults import shown
from wikilsp.disk.recover import Interruption, Leftovers, Recovered, Way, leftovers, look
from wikilsp.disk.recover import recover as recover_vault
from wikilsp.disk.root import find_root
from wikilsp.vault.changes import WriteError


@click.command("recover", short_help="Finish or take back a change that was interrupted.")
@click.argument("path", metavar="[PATH]", default=".", type=click.Path(exists=True, path_type=Path))
@click.option("--continue", "finish", is_flag=True, help="Make what has not been made yet.")
@click.option("--undo", is_flag=True, help="Take back what has been made.")
@click.option(
    "--from", "old", metavar="OLD_PATH", type=click.Path(path_type=Path), help="Where the vault was, if it was moved."
)
@click.pass_context
def command(ctx: click.Context, *, path: Path, finish: bool, undo: bool, old: Path | None) -> None:
    """Show what a change that was interrupted has left in the vault that PATH or the current folder lies in.

    Such a change is a rename, the fixes of a run, or what an editor has written by the language server. A note that is
    no longer what the change read or wrote is named and left alone. Temporary files are removed. The exit status is 1
    if there is something to be done, or if something was left. A vault that was moved since is known again, as long
    as it tells which one it is; “--from” says so.
    """
    if finish and undo:
        raise click.UsageError("“--continue” and “--undo” exclude each other")
    root = find_root(path).path
    try:
        if finish or undo:
            way: Way = "undo" if undo else "continue"
            ctx.with_resource(ended_by_signals())
            status = _tell(root, way, recover_vault(root, way, old), leftovers(root))
        else:
            status = _show(root, look(root, old), leftovers(root))
    except WriteError as error:
        say(f"error: {error}", err=True)
        status = 1
    ctx.exit(status)


def _show(root: Path, found: Interruption | None, left: Leftovers) -> int:
    lines = []
    if found:
        when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(found.started))
        place = f", when the vault was “{found.old}”" if found.old else ""
        lines.append(f"{shown(root)}: a change that began at {when} was interrupted{place}:")
        lines += (f"  {what}: {how}" for what, how in found.steps)
    lines += (f"{shown(root / path)}: a temporary file that was left over" for path in left.certain)
    if lines:
        lines.append("“wikilsp recover --continue” finishes this, “wikilsp recover --undo” takes it back.")
    else:
        lines.append(f"{shown(root)}: nothing was interrupted here")
    say(*lines)
    _doubt(root, left)
    return int(bool(found or left.certain))


def _tell(root: Path, way: Way, done: Recovered, left: Leftovers) -> int:
    untouched = len(done.left) + len(done.failed)
    if done.steps and not done.failed:
        what = "taken back" if way == "undo" else "finished"
        say(f"{shown(root)}: the change was {what}{', but for what follows' if untouched else ''}")
    elif not done.steps and not done.removed and not done.failed:
        say(f"{shown(root)}: nothing was interrupted here")
    if done.removed:
        number = len(done.removed)
        say(f"removed {number:,} temporary {'file' if number == 1 else 'files'}")
    for path, why in done.left:
        say(f"warning: {shown(root / path)}: {why}", err=True)
    for error in done.failed:
        say(f"error: {error}", err=True)
    if done.failed:
        say("error: not all could be done; see to that, and try again", err=True)
    _doubt(root, left)
    return int(bool(untouched))


def _doubt(root: Path, left: Leftovers) -> None:
    for path in left.doubtful:
        why = "this may be a temporary file of an older version; delete it if it is none of yours"
        say(f"note: {shown(root / path)}: {why}", err=True)
