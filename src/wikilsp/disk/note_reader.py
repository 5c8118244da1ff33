"""Reads notes from the disk."""

from collections.abc import Iterable
from pathlib import Path

from msgspec import msgpack

from wikilsp.disk.note_text import read_contents
from wikilsp.disk.record import ReadResult, Record
from wikilsp.note import Note
from wikilsp.settings import Settings
from wikilsp.syntax.facts import checksum
from wikilsp.syntax.parse import parse
from wikilsp.syntax.summary import summary_of
from wikilsp.text import Span


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
    return _parse(path, read_contents(root, path, settings.max_size), settings)


def reread_note(root: Path, known: Note, settings: Settings) -> Note | None:
    """Read and parse a note again. Return None if its file still has the same contents. Raise `OSError`.

    `known` must have been parsed under the same settings.
    """
    contents = read_contents(root, known.path, settings.max_size)
    text, *rest = contents
    if not known.unread and rest == [known.undecodable, known.oversize]:
        facts = known.facts
        if (len(text), checksum(text)) == (facts.length, facts.checksum):
            return None
    return _parse(known.path, contents, settings)


def _parse(path: str, contents: tuple[str, Span | None, int | None], settings: Settings) -> Note:
    text, undecodable, oversize = contents
    return Note(path, parse(text, settings.dialect), undecodable, oversize)
