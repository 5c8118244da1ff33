"""`wikilsp inspect`: prints what notes are understood to say."""

from pathlib import Path

import click

from wikilsp.cli.loading import load_all
from wikilsp.cli.output import print_data, say
from wikilsp.cli.vaults import notes_at, root_of, settings_of, shown, vault_paths, warn_if_interrupted
from wikilsp.disk.note_reader import read_note
from wikilsp.note import Note
from wikilsp.report.facts_json import facts_json
from wikilsp.report.json_text import json_text
from wikilsp.vault.problem import Problem
from wikilsp.vault.vault import Vault


@click.command("inspect", short_help="Print what notes are understood to say, as JSON.")
@click.argument(
    "paths", metavar="NOTE...", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def command(paths: tuple[Path, ...]) -> None:
    """Print the links, tags, properties, headings and block ids of each NOTE: one JSON object a line.

    Paths are relative to the root of the note's vault. Rows and columns are 1-based, columns count code points, and
    “end” is the first position after a thing.
    """
    vaults: dict[Path, Vault] = {}
    told: set[Problem] = set()
    for path in paths:
        root = root_of(path, told).path
        if root not in vaults:
            warn_if_interrupted(root)
            vaults[root] = load_all(root, settings_of(root)).vault
        note = _note(vaults[root], root, path)
        if not _is_text(note.path):
            say(f"warning: {shown(path)}: this name is not valid UTF-8, so no JSON can hold it", err=True)
            continue
        if note.oversize:
            say(f"warning: {shown(path)}: this note is larger than “files.max-size”, so it was not read", err=True)
        print_data(json_text(facts_json(vaults[root], note)))


def _is_text(name: str) -> bool:
    """Tell a name of characters from one with bytes that are not UTF-8, which Python reads as lone surrogates."""
    return not any("\ud800" <= char <= "\udfff" for char in name)


def _note(vault: Vault, root: Path, path: Path) -> Note:
    """Give the note of the vault; one that the vault leaves out is read all the same: it was asked for by name."""
    for known in notes_at(vault.notes, root, path):
        return vault.notes[known]
    try:
        return read_note(root, next(vault_paths(root, path)), vault.settings)
    except OSError as error:
        raise click.BadParameter(f"“{shown(path)}” cannot be read: {error.strerror}") from error
