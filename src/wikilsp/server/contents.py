"""What the notes of a vault say: as far as it is kept from before, else read in another process. Knows no vault."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

from wikilsp.disk.background_reader import ReaderError, read_in_background
from wikilsp.disk.cache import Cache
from wikilsp.disk.note_reader import read_all
from wikilsp.disk.record import ReadResult, Record
from wikilsp.disk.snapshot import Snapshot
from wikilsp.disk.walk import Walk
from wikilsp.settings import Settings

_CHUNK = 40
"""Notes that are given at a time."""
_FEW = 200
"""Notes for which it does not pay to start another process."""

log = logging.getLogger(__name__)


class Contents:
    """What the notes say that a walk has found. Made in a thread, since it looks at each file if there is a cache."""

    def __init__(self, root: Path, settings: Settings, found: Walk, cache: Cache | None) -> None:
        self.root = root
        self.settings = settings
        self.read = 0
        """How many notes were read, since nothing was kept of them."""
        self._snapshot = Snapshot(root, settings, cache, found)
        # Where a glance was enough for a linter, the facts are still to be found out.
        self._records = {path: record for path, record in self._snapshot.known().items() if record[1]}

    async def of(self, paths: Sequence[str]) -> AsyncIterator[list[tuple[str, Record]]]:
        """Give the records of notes with their paths, a few at a time; none for a note that cannot be read."""
        for chunk in _chunks([path for path in paths if path in self._records]):
            yield [(path, self._records[path]) for path in chunk]
        rest = [path for path in paths if path not in self._records]
        if len(rest) > _FEW:
            try:
                async for read in read_in_background(self.root, self.settings, rest):
                    yield self._taken(read)
            except ReaderError as error:
                log.warning("%s; notes are read in this process", error)
        for chunk in _chunks([path for path in rest if path not in self._records]):
            found = await asyncio.to_thread(read_all, self.root, self.settings, chunk, parsed=True)
            yield self._taken(list(zip(chunk, found, strict=True)))

    def store(self) -> None:
        """Keep for the next time what had to be read, if anything."""
        if self.read:
            unchanged = self._snapshot.findings if self._snapshot.is_unchanged else None
            if error := self._snapshot.store(self._records, unchanged):
                log.warning("the cache cannot be written, so that the next start takes longer: %s", error)

    def _taken(self, read: list[tuple[str, ReadResult]]) -> list[tuple[str, Record]]:
        self.read += len(read)
        for path, record in read:
            if not isinstance(record, tuple):
                log.warning("%s cannot be read: %s", self.root / path, record or "it is gone")
        records = [(path, record) for path, record in read if isinstance(record, tuple)]
        self._records.update(records)
        return records


def _chunks(paths: Sequence[str]) -> Iterator[Sequence[str]]:
    return (paths[start : start + _CHUNK] for start in range(0, len(paths), _CHUNK))
