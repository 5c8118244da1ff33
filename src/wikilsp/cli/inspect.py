"""`wikilsp inspect`: prints the facts of notes as JSON."""

from pathlib import Path

import click

from wikilsp.cli.loading import load_uncached
from wikilsp.cli.output import print_data, print_lines
from wikilsp.cli.vaults import (
    display_path,
    notes_at,
    read_vault_settings,
    resolve_root,
    vault_paths,
    warn_if_interrupted,
)
from wikilsp.disk.note_reader import read_note
from wikilsp.note import Note
from wikilsp.report.facts_json import build_facts_json
from wikilsp.report.json_text import encode_json
from wikilsp.vault.problem import Problem
from wikilsp.vault.vault import Vault


@click.command(
    "inspect",
    short_help="Print the contents of notes as JSON.",
    epilog='Example: wikilsp inspect "Notes/Moon landing.md"',
)
@click.argument(
    "paths", metavar="NOTE...", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def command(paths: tuple[Path, ...]) -> None:
    """Print the links, tags, properties, headings and block ids of each NOTE, as one JSON object per line.

    Paths are relative to the root of the note's vault. Rows and columns are 1-based, columns count code points, and
    “end” is the position after the last character.
    """
    vaults: dict[Path, Vault] = {}
    warned: set[Problem] = set()
    for path in paths:
        root = resolve_root(path, warned).path
        if root not in vaults:
            warn_if_interrupted(root)
            vaults[root] = load_uncached(root, read_vault_settings(root)).vault
        note = _find_note(vaults[root], root, path)
        if not _is_utf8(note.path):
            _warn(path, "this name is not valid UTF-8, so JSON cannot contain it")
            continue
        if note.oversize:
            _warn(path, "this note was not read, since it is larger than “files.max-size”")
        print_data(encode_json(build_facts_json(vaults[root], note)))


def _warn(path: Path, message: str) -> None:
    print_lines(f"warning: {display_path(path)}: {message}", err=True)


def _is_utf8(name: str) -> bool:
    """Whether a file name is valid UTF-8: Python decodes other bytes to lone surrogates."""
    return not any("\ud800" <= char <= "\udfff" for char in name)


def _find_note(vault: Vault, root: Path, path: Path) -> Note:
    """Return the note at `path`. One that the vault ignores is read as well, since the user named it."""
    for known in notes_at(vault.notes, root, path):
        return vault.notes[known]
    try:
        return read_note(root, next(vault_paths(root, path)), vault.settings)
    except OSError as error:
        raise click.BadParameter(f"“{display_path(path)}” cannot be read: {error.strerror}") from error
