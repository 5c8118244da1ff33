"""Single notes from the disk: text -> facts, or what a glance tells."""

from pathlib import Path

from msgspec import msgpack

from wikilsp.note import Note
from wikilsp.settings import Settings
from wikilsp.syntax.glance import glance
from wikilsp.syntax.parse import parse
from wikilsp.syntax.sketch import sketch_of
from wikilsp.vault.disk import read_contents
from wikilsp.vault.record import Record


def read_record(root: Path, path: str, settings: Settings) -> Record:
    """Read the note at a vault path, and parse it if a glance is not enough. Raises `OSError`."""
    text, undecodable, oversize = read_contents(root, path, settings.max_size)
    if undecodable is None and oversize is None and (sketch := glance(text, settings.dialect)):
        return tuple(sketch), None, None, None
    facts = parse(text, settings.dialect)
    wrong = (undecodable.start, undecodable.end) if undecodable else None
    return tuple(sketch_of(facts)), msgpack.encode(facts), wrong, oversize


def read_note(root: Path, path: str, settings: Settings) -> Note:
    """Read and parse the note at a vault path; one larger than `max_size` is not read at all. Raises `OSError`."""
    text, undecodable, oversize = read_contents(root, path, settings.max_size)
    return Note(path, parse(text, settings.dialect), undecodable, oversize)
