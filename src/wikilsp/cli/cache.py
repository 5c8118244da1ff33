"""`wikilsp cache`: shows and deletes the cache."""

import os
from pathlib import Path

import click

from wikilsp.cli.output import print_lines
from wikilsp.cli.vaults import display_path, path_text
from wikilsp.disk.cache import Head, cache_folder, split_paths
from wikilsp.disk.cached_vaults import cached_vaults, delete_all
from wikilsp.wording import format_count, format_size

_CACHE_DIR = click.option(
    "--cache-dir",
    type=click.Path(file_okay=False, path_type=Path),
    default=cache_folder,
    help="Path to the cache directory. [env: WIKILSP_CACHE_DIR; default: the platform's cache directory]",
)


@click.group("cache", short_help="Show or clear the cache.", epilog="Example: wikilsp cache info")
def command() -> None:
    """Show or clear the cache, which lets “wikilsp check” and the server reread only notes that changed."""


@command.command(
    "info", short_help="Show the cache directory and its size for each vault.", epilog="Example: wikilsp cache info"
)
@_CACHE_DIR
def info(cache_dir: Path) -> None:
    """Show the cache directory and the size of what it holds for each vault."""
    vaults = list(cached_vaults(cache_dir))
    folder = display_path(cache_dir)
    if not vaults:
        print_lines(f"{folder}: the cache is empty")
        return
    others = [vault.size for vault in vaults if vault.head is None]
    lines = [(vault.size, _describe(vault.head)) for vault in vaults if vault.head]
    if others:
        lines.append((sum(others), f"{format_count(len(others), 'vault')} of other versions"))
    print_lines(f"{folder}: {format_size(sum(vault.size for vault in vaults))}")
    print_lines(*(f"  {format_size(size):>7}  {text}" for size, text in lines))


def _describe(head: Head) -> str:
    root, notes = Path(os.fsdecode(head.root)), len(split_paths(head.notes))
    gone = "" if root.is_dir() else "; the vault is gone"
    return f"{path_text(root)} ({format_count(notes, 'note')}{gone})"


@command.command("clean", epilog="Example: wikilsp cache clean")
@_CACHE_DIR
def clean(cache_dir: Path) -> None:
    """Delete the cache of all vaults."""
    try:
        count = delete_all(cache_dir)
    except OSError as error:
        raise click.ClickException(f"“{display_path(cache_dir)}” cannot be cleared: {error.strerror}") from error
    print_lines(f"deleted {format_count(count, 'file')} in {display_path(cache_dir)}")
