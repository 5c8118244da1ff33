"""`wikilsp cache`: shows and deletes the cache."""

import os
from pathlib import Path

import click

from wikilsp.cli.output import print_lines
from wikilsp.cli.vaults import display_path, path_text
from wikilsp.disk.cache import Head, cache_folder, split_paths
from wikilsp.disk.cached_vaults import cached_vaults, delete_all

_CACHE_DIR = click.option(
    "--cache-dir",
    type=click.Path(file_okay=False, path_type=Path),
    default=cache_folder,
    help="Path to the cache directory. [env: WIKILSP_CACHE_DIR; default: the platform's cache directory]",
)


@click.group("cache", short_help="Show or clear the cache.")
def command() -> None:
    """Show or clear the cache, which lets “wikilsp check” and the server reread only notes that changed."""


@command.command("info")
@_CACHE_DIR
def info(cache_dir: Path) -> None:
    """Show the cache directory and its size per vault."""
    vaults = list(cached_vaults(cache_dir))
    print_lines(f"{display_path(cache_dir)}:{'' if vaults else ' the cache is empty'}")
    for name, size, head in vaults:
        vault = _describe(head) if head else f"{path_text(Path(name))}, not usable by this version"
        print_lines(f"  {size / 1_000_000:.1f} MB: {vault}")


def _describe(head: Head) -> str:
    root = path_text(Path(os.fsdecode(head.root)))
    return f"{root}, {len(split_paths(head.notes)):,} notes"


@command.command("clean")
@_CACHE_DIR
def clean(cache_dir: Path) -> None:
    """Delete the cache of all vaults."""
    try:
        count = delete_all(cache_dir)
    except OSError as error:
        raise click.ClickException(f"“{display_path(cache_dir)}” cannot be cleared: {error.strerror}") from error
    print_lines(f"deleted {count:,} {'file' if count == 1 else 'files'} in {display_path(cache_dir)}")
