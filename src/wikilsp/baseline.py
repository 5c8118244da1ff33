"""Baselines: the findings that a vault is known to have, and that are not reported.

A baseline is a text in JSON Lines, since Git merges lines: a header, then an entry on each line, sorted.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from unicodedata import normalize

from msgspec import DecodeError, Struct, json

from wikilsp.finding import Diagnostic
from wikilsp.fingerprints import fingerprints

_REMEDY = "write it again with --write-baseline"


class Entry(Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """A known finding: the vault path of its note in composed characters, the code of its rule, its fingerprint."""

    path: str
    code: str
    fingerprint: str


_DECODER = json.Decoder(Entry)


class _Header(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    wikilsp_baseline: int = 1


class BaselineError(Exception):
    """A text is no baseline; the message says why, and what to do."""


class Baseline:
    """The known findings of a vault."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries = tuple(entries)
        self._fingerprints = frozenset(entry.fingerprint for entry in self.entries)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Baseline) and self._fingerprints == other._fingerprints

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
        there = {entry.fingerprint for entry in found}
        return sorted({entry for entry in self.entries if entry.fingerprint not in there and was_judged(entry)})

    def encode(self) -> bytes:
        """Return the text of this baseline in UTF-8, the same for the same findings."""
        return b"".join(json.encode(line) + b"\n" for line in (_Header(), *sorted(set(self.entries))))


NO_BASELINE = Baseline()


def decode_baseline(data: bytes) -> Baseline:
    """Decode the text of a baseline. Raise `BaselineError`, which names the line."""
    header, _, lines = data.partition(b"\n")
    _check_header(header)
    try:
        return Baseline(_DECODER.decode_lines(lines))
    except (DecodeError, UnicodeDecodeError) as error:
        number = next((number for number, line in enumerate(lines.split(b"\n"), 2) if not _is_entry(line)), 2)
        reason = "it is no entry of a baseline"
        raise BaselineError(
            f"line {number:,} cannot be read, since {reason}; resolve conflicts, or {_REMEDY}"
        ) from error


def entries_of(found: Iterable[Diagnostic], read: Callable[[str], str | None]) -> Iterator[Entry]:
    """Yield the entries of findings, which must be all of their notes, sorted by note and position.

    `read` returns the text of the note at a vault path.
    """
    for path, group in groupby(found, key=lambda diagnostic: diagnostic.path):
        diagnostics = list(group)
        for diagnostic, fingerprint in zip(diagnostics, fingerprints(path, read(path), diagnostics), strict=True):
            yield Entry(normalize("NFC", path), diagnostic.code, fingerprint)


def _check_header(line: bytes) -> None:
    try:
        header = json.decode(line, type=_Header)
    except (DecodeError, UnicodeDecodeError) as error:
        raise BaselineError(f"line 1 is not the header of a baseline; resolve conflicts, or {_REMEDY}") from error
    if header.wikilsp_baseline != 1:
        raise BaselineError(f"it was written by another version of wikilsp; {_REMEDY}")


def _is_entry(line: bytes) -> bool:
    """Whether a line is an entry, or blank."""
    try:
        return not line.strip() or bool(_DECODER.decode(line))
    except (DecodeError, UnicodeDecodeError):
        return False
