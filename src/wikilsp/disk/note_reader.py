"""Single notes from the disk: text -> facts, or what a glance tells."""

from collections.abc import Iterable
from pathlib import Path

from msgspec import msgpack

from wikilsp.disk.note_text import read_contents
from wikilsp.disk.record import ReadResult, Record, plain
from wikilsp.note import Note
from wikilsp.settings import Settings
from wikilsp.syntax.parse import parse
from wikilsp.syntax.summary import summary_of
from wikilsp.syntax.summary_reader import read_summary


def read_all(root: Path, settings: Settings, paths: Iterable[str], *, parsed: bool = False) -> list[ReadResult]:
    """Read notes. They are parsed where a glance is not enough, or if all are to be `parsed`."""
    found: list[ReadResult] = []
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
    if is_whole and not parsed and (summary := read_summary(text, settings.dialect)):
        return tuple(summary), None, None, None
    facts = parse(text, settings.dialect)
    wrong = (undecodable.start, undecodable.end) if undecodable else None
    return plain(summary_of(facts)), msgpack.encode(facts), wrong, oversize


def read_note(root: Path, path: str, settings: Settings) -> Note:
    """Read and parse the note at a vault path; one larger than `max_size` is not read at all. Raises `OSError`."""
    text, undecodable, oversize = read_contents(root, path, settings.max_size)
    return Note(path, parse(text, settings.dialect), undecodable, oversize)
