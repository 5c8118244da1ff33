"""Reads notes from the disk."""

from collections.abc import Iterable
from pathlib import Path

from msgspec import msgpack

from wikilsp.disk.note_text import read_contents
from wikilsp.disk.record import ReadResult, Record
from wikilsp.note import Note
from wikilsp.settings import Settings
from wikilsp.syntax.parse import parse
from wikilsp.syntax.summary import summary_of


def read_all(root: Path, settings: Settings, paths: Iterable[str]) -> list[ReadResult]:
    """Read notes into records, in the order of `paths`."""
    results: list[ReadResult] = []
    for path in paths:
        try:
            results.append(_read_record(root, path, settings))
        except FileNotFoundError:
            results.append(None)
        except OSError as error:
            results.append(str(error.strerror))
    return results


def _read_record(root: Path, path: str, settings: Settings) -> Record:
    text, undecodable, oversize = read_contents(root, path, settings.max_size)
    facts = parse(text, settings.dialect)
    span = (undecodable.start, undecodable.end) if undecodable else None
    return tuple(summary_of(facts)), msgpack.encode(facts), span, oversize


def read_note(root: Path, path: str, settings: Settings) -> Note:
    """Read and parse the note at a vault path; one larger than `max_size` is left unread. Raise `OSError`."""
    text, undecodable, oversize = read_contents(root, path, settings.max_size)
    return Note(path, parse(text, settings.dialect), undecodable, oversize)
