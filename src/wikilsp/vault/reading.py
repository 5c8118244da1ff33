"""Single notes from the disk: text -> facts, or what a glance tells."""

from collections.abc import Iterable
from pathlib import Path

from msgspec import msgpack

from wikilsp.note import Note
from wikilsp.settings import Settings
from wikilsp.syntax.glance import glance
from wikilsp.syntax.parse import parse
from wikilsp.syntax.sketch import sketch_of
from wikilsp.vault.disk import read_contents
from wikilsp.vault.record import Read, Record, plain


def read_all(root: Path, settings: Settings, paths: Iterable[str], *, parsed: bool = False) -> list[Read]:
    """Read notes. They are parsed where a glance is not enough, or if all are to be `parsed`."""
    found: list[Read] = []
    for path in paths:
        try:
            found.append(_record(root, path, settings, parsed=parsed))
        except FileNotFoundError:
            found.append(None)
        except OSError as error:
            found.append(str(error.strerror))
    return found


def _record(root: Path, path: str, settings: Settings, *, parsed: bool) -> Record:
    text, undecodable, oversize = read_contents(root, path, settings.max_size)
    is_whole = undecodable is None and oversize is None
    if is_whole and not parsed and (sketch := glance(text, settings.dialect)):
        return tuple(sketch), None, None, None
    facts = parse(text, settings.dialect)
    wrong = (undecodable.start, undecodable.end) if undecodable else None
    return plain(sketch_of(facts)), msgpack.encode(facts), wrong, oversize


def read_note(root: Path, path: str, settings: Settings) -> Note:
    """Read and parse the note at a vault path; one larger than `max_size` is not read at all. Raises `OSError`."""
    text, undecodable, oversize = read_contents(root, path, settings.max_size)
    return Note(path, parse(text, settings.dialect), undecodable, oversize)
