"""`wikilsp cache`: shows and deletes what `wikilsp check` and the server keep between runs."""

import os
from pathlib import Path

import click

from wikilsp.cli.output import say
from wikilsp.cli.vaults import as_text, shown
from wikilsp.disk.cache import Head, cache_folder, clean, entries

_FOLDER = click.option(
    "--cache-dir",
    type=click.Path(file_okay=False, path_type=Path),
    default=cache_folder,
    help="The folder of caches; $WIKILSP_CACHE_DIR, or a folder that the system has for such things.",
)


@click.group("cache", short_help="Show or delete what is kept between runs.")
def command() -> None:
    """Show or delete what is kept between runs, so that the next one is faster. Nothing is lost if it is deleted."""


@command.command("info")
@_FOLDER
def info(cache_dir: Path) -> None:
    """Show where it is kept, and for which vaults."""
    kept = list(entries(cache_dir))
    say(f"{shown(cache_dir)}:{'' if kept else ' nothing is kept here'}")
    for _, size, head in kept:
        what = f"{_vault(head)}, {len(head.notes):,} notes" if head else "something of no use to this version"
        say(f"  {size / 1_000_000:.1f} MB: {what}")


def _vault(head: Head) -> str:
    return as_text(Path(os.fsdecode(head.root)))


@command.command("clean")
@_FOLDER
def clean_all(cache_dir: Path) -> None:
    """Delete it."""
    try:
        count = clean(cache_dir)
    except OSError as error:
        raise click.ClickException(f"“{shown(cache_dir)}” cannot be emptied: {error.strerror}") from error
    say(f"deleted {count:,} {'file' if count == 1 else 'files'} of {shown(cache_dir)}")
