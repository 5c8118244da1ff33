"""The cached records of the notes of a vault.

The file has two pieces for every few hundred notes: their summaries, which are decoded, and their facts, which are not.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from msgspec import DecodeError, Meta, msgpack

from wikilsp.disk.cache import DECODE_ERRORS, NO_STAMP, Cache, Stamp, unpack_stamps
from wikilsp.disk.record import Record
from wikilsp.disk.snapshot import Snapshot
from wikilsp.syntax.summary import NoteSummary

_CHUNK_SIZE = 500
"""Notes per piece: `msgspec` cannot be interrupted, and a server answers requests in between."""

_FEW = 1 / 200
"""The share of the notes that takes less time to read again in each run than it takes to write all records once."""

_StoredSummary = tuple[NoteSummary, Annotated[int, Meta(ge=0)], tuple[int, int] | None, int | None]
"""A record with the length of its facts instead of these."""


class CachedRecords:
    """The records that the cache has for the vault of a snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        settings = snapshot.settings
        self._snapshot = snapshot
        self._settings = msgpack.encode((settings.dialect, settings.max_size))
        """The encoded settings that records depend on."""
        self._all = _read(snapshot.cache, self._settings) if snapshot.cache else {}
        """The cached record of each note, current or not, with the stamp of the file that it was read from."""
        self.unchanged = dict(self._unchanged())
        """The records of the notes that are unchanged, by path."""

    def _unchanged(self) -> Iterator[tuple[str, Record]]:
        stamps = self._snapshot.stamps
        for path, (stamp, record) in self._all.items():
            if stamp == stamps.get(path) != NO_STAMP:
                yield path, record

    def store(self, records: Mapping[str, Record]) -> OSError | None:
        """Cache the records of all notes that could be read. Return the error if that fails.

        Does nothing if few of them are new: another run then has to read these again.
        """
        cache, stamps = self._snapshot.cache, self._snapshot.stamps
        known = {path: stamp for path, stamp in stamps.items() if stamp != NO_STAMP and path in records}
        if cache is None or len(known.keys() - self.unchanged.keys()) <= len(known) * _FEW:
            return None
        # Other settings may include notes that these exclude.
        excluded = self._snapshot.read_stamps(self._all.keys() - stamps.keys())
        kept = {path: stamp for path, stamp in excluded.items() if stamp == self._all[path][0]}
        pieces = _encode([*(records[path] for path in known), *(self._all[path][1] for path in kept)])
        return cache.store("records", self._settings, known | kept, pieces)


def _read(cache: Cache, settings: bytes) -> dict[str, tuple[Stamp, Record]]:
    """Return the cached records with the stamps of their notes; none if anything is damaged."""
    stored = cache.read("records", settings)
    stamps = unpack_stamps(stored.head) if stored else None
    if stored is None or stamps is None:
        return {}
    try:
        records = list(_decode(stored.pieces))
    except DECODE_ERRORS:
        return {}
    if len(records) != len(stamps):
        return {}
    return dict(zip(stamps, zip(stamps.values(), records, strict=True), strict=True))


def _encode(records: Sequence[Record]) -> Iterator[bytes]:
    """Yield the pieces that hold these records."""
    for start in range(0, len(records), _CHUNK_SIZE):
        chunk = records[start : start + _CHUNK_SIZE]
        yield msgpack.encode([(summary, len(facts), *rest) for summary, facts, *rest in chunk])
        yield b"".join([facts for _, facts, *_ in chunk])


def _decode(pieces: Sequence[memoryview]) -> Iterator[Record]:
    """Yield the records in these pieces. Raise the errors of `msgspec`."""
    decode = msgpack.Decoder(list[_StoredSummary]).decode
    for summaries, joined in zip(pieces[::2], pieces[1::2], strict=False):
        start = 0
        for summary, length, undecodable, oversize in decode(summaries):
            yield summary, joined[start : start + length], undecodable, oversize
            start += length
        if start != len(joined):
            raise DecodeError("the facts have another length than the summaries say")
