"""Reads single notes from the disk, into facts or only a summary."""

from collections.abc import Iterable
from pathlib import Path

from msgspec import msgpack

from wikilsp.disk.note_text import read_contents
from wikilsp.disk.record import ReadResult, Record, summary_values
from wikilsp.note import Note
from wikilsp.settings import Settings
from wikilsp.syntax.parse import parse
from wikilsp.syntax.summary import summary_of
from wikilsp.syntax.summary_reader import read_summary


def read_all(root: Path, settings: Settings, paths: Iterable[str], *, parsed: bool = False) -> list[ReadResult]:
    """Read notes into records, in the order of `paths`.

    A note is parsed if its summary needs the parser; with `parsed`, every note is.
    """
    results: list[ReadResult] = []
    for path in paths:
        try:
            results.append(_read_record(root, path, settings, parsed=parsed))
        except FileNotFoundError:
            results.append(None)
        except OSError as error:
            results.append(str(error.strerror))
    return results


def _read_record(root: Path, path: str, settings: Settings, *, parsed: bool) -> Record:
    text, undecodable, oversize = read_contents(root, path, settings.max_size)
    is_whole = undecodable is None and oversize is None
    if is_whole and not parsed and (summary := read_summary(text, settings.dialect)):
        return tuple(summary), None, None, None
    facts = parse(text, settings.dialect)
    span = (undecodable.start, undecodable.end) if undecodable else None
    return summary_values(summary_of(facts)), msgpack.encode(facts), span, oversize


def read_note(root: Path, path: str, settings: Settings) -> Note:
    """Read and parse the note at a vault path; one larger than `max_size` is left unread. Raise `OSError`."""
    text, undecodable, oversize = read_contents(root, path, settings.max_size)
    return Note(path, parse(text, settings.dialect), undecodable, oversize)
