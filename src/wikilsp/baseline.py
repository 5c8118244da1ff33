"""Baselines: the findings that a vault is known to have, and that are not reported.

A baseline is a text in JSON Lines, since Git merges lines: a header, then an entry on each line, sorted.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import TypeVar
from unicodedata import normalize

from msgspec import DecodeError, Struct, json

from wikilsp.finding import Diagnostic
from wikilsp.fingerprints import fingerprints

_Line = TypeVar("_Line", "_Header", "Entry")
_REMEDY = "write it again with --write-baseline"


class Entry(Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """A known finding: the vault path of its note in composed characters, the code of its rule, its fingerprint."""

    path: str
    code: str
    fingerprint: str


class _Header(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    wikilsp_baseline: int = 1


class BaselineError(Exception):
    """A text is no baseline; the message says why, and what to do."""


class Baseline:
    """The known findings of a vault."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries = frozenset(entries)
        self._fingerprints = frozenset(entry.fingerprint for entry in self.entries)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Baseline) and self.entries == other.entries

    __hash__ = None  # type: ignore[assignment]

    def new(self, path: str, text: str | None, found: list[Diagnostic]) -> list[Diagnostic]:
        """Return the findings in the note at a vault path that are not known.

        `found` must be all findings in the note, sorted by position; `text` is its text, as for `fingerprints`.
        """
        if not self._fingerprints:
            return found
        prints = zip(found, fingerprints(path, text, found), strict=True)
        return [diagnostic for diagnostic, fingerprint in prints if fingerprint not in self._fingerprints]

    def knows(self, entry: Entry) -> bool:
        """Whether a finding is known: only its fingerprint counts."""
        return entry.fingerprint in self._fingerprints

    def stale(self, found: Iterable[Entry], was_judged: Callable[[Entry], bool]) -> list[Entry]:
        """Return the entries that are not among the entries `found`, of those that would have been."""
        return sorted(entry for entry in self.entries.difference(found) if was_judged(entry))

    def encode(self) -> bytes:
        """Return the text of this baseline in UTF-8, the same for the same findings."""
        return b"".join(json.encode(line) + b"\n" for line in (_Header(), *sorted(self.entries)))


NO_BASELINE = Baseline()


def decode_baseline(data: bytes) -> Baseline:
    """Decode the text of a baseline. Raise `BaselineError`, which names the line."""
    header, *lines = data.split(b"\n")
    _decode_line(header, 1, _Header)
    return Baseline(_decode_line(line, number, Entry) for number, line in enumerate(lines, start=2) if line.strip())


def entries_of(found: Iterable[Diagnostic], read: Callable[[str], str | None]) -> Iterator[Entry]:
    """Yield the entries of findings, which must be all of their notes, sorted by note and position.

    `read` returns the text of the note at a vault path.
    """
    for path, group in groupby(found, key=lambda diagnostic: diagnostic.path):
        diagnostics = list(group)
        for diagnostic, fingerprint in zip(diagnostics, fingerprints(path, read(path), diagnostics), strict=True):
            yield Entry(normalize("NFC", path), diagnostic.code, fingerprint)


def _decode_line(line: bytes, number: int, kind: type[_Line]) -> _Line:
    try:
        decoded = json.decode(line, type=kind)
    except (DecodeError, UnicodeDecodeError) as error:
        reason = "it is no entry of a baseline" if kind is Entry else "it is not the first line of a baseline"
        raise BaselineError(
            f"line {number:,} cannot be read, since {reason}; resolve conflicts, or {_REMEDY}"
        ) from error
    if isinstance(decoded, _Header) and decoded.wikilsp_baseline != 1:
        raise BaselineError(f"it was written by another version of wikilsp; {_REMEDY}")
    return decoded
