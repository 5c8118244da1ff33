"""The contents of the notes of a vault: cached, or else read, by another process if they are many."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

from wikilsp.disk.background_reader import ReaderError, read_in_background
from wikilsp.disk.cache import Cache
from wikilsp.disk.cached_records import CachedRecords
from wikilsp.disk.note_reader import read_all
from wikilsp.disk.record import ReadResult, Record
from wikilsp.disk.snapshot import Snapshot
from wikilsp.disk.walk import Walk
from wikilsp.settings import Settings
from wikilsp.visible import escape_invisible

_CHUNK = 40
"""Notes per batch."""
_FEW = 200
"""Unread notes up to which starting another process doesn't pay off."""

log = logging.getLogger(__name__)


class Contents:
    """The contents of the notes that a walk found. Construct it in a thread: with a cache, it examines each file."""

    def __init__(self, root: Path, settings: Settings, found: Walk, cache: Cache | None) -> None:
        self.root = root
        self.settings = settings
        self.read = 0
        """How many notes had to be read, because the cache didn't have them."""
        self._cached = CachedRecords(Snapshot(root, settings, cache, found))
        self._records = dict(self._cached.unchanged)
        _log_cache(root, cache, len(self._records), len(found.notes))

    async def of(self, paths: Sequence[str]) -> AsyncIterator[list[tuple[str, Record]]]:
        """Yield the records of notes with their paths, in batches. Notes that can't be read are left out."""
        for chunk in _chunks([path for path in paths if path in self._records]):
            yield [(path, self._records[path]) for path in chunk]
        rest = [path for path in paths if path not in self._records]
        if len(rest) > _FEW:
            try:
                async for read in read_in_background(self.root, self.settings, rest):
                    yield self._take(read)
            except ReaderError as error:
                log.warning("%s; reading notes in this process instead", error)
        for chunk in _chunks([path for path in rest if path not in self._records]):
            results = await asyncio.to_thread(read_all, self.root, self.settings, chunk)
            yield self._take(list(zip(chunk, results, strict=True)))

    def store(self) -> None:
        """Write the records to the cache, if any note had to be read."""
        if error := self._cached.store(self._records):
            log.warning("the cache cannot be written, so the next start will take longer: %s", error)

    def _take(self, read: list[tuple[str, ReadResult]]) -> list[tuple[str, Record]]:
        self.read += len(read)
        for path, record in read:
            if not isinstance(record, tuple):
                log.warning("%s cannot be read: %s", self.root / path, record or "it is gone")
        records = [(path, record) for path, record in read if isinstance(record, tuple)]
        self._records.update(records)
        return records


def _log_cache(root: Path, cache: Cache | None, cached: int, notes: int) -> None:
    if log.isEnabledFor(logging.INFO):
        result = "disabled" if cache is None else "hit" if cached else "miss"
        log.info(
            "%s: cache %s, %s of %s notes unchanged", escape_invisible(str(root)), result, f"{cached:,}", f"{notes:,}"
        )


def _chunks(paths: Sequence[str]) -> Iterator[Sequence[str]]:
    return (paths[start : start + _CHUNK] for start in range(0, len(paths), _CHUNK))
