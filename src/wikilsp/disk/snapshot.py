"""The files of a vault at one moment, and what the cache knows of just these. Parses nothing."""

import time
from functools import cached_property
from pathlib import Path

from msgspec import msgpack

from wikilsp.disk.cache import NO_STAMP, Cache, Head, Stamp, program, stamp_of
from wikilsp.disk.record import Record, StoredRecord
from wikilsp.disk.walk import Walk, walk
from wikilsp.settings import Settings


class Snapshot:
    """One look at the folders of a vault, or what a look has `found`; with a cache also at the state of each note."""

    def __init__(self, root: Path, settings: Settings, cache: Cache | None = None, found: Walk | None = None) -> None:
        self.root = root
        self.settings = settings
        started = time.time_ns()
        self.found = found or walk(root, settings.exclude)
        self._cache = cache
        self._head = cache.head() if cache else None
        self._stamps = [stamp_of(f"{root}/{path}", started) for path in self.found.notes] if cache else []
        self._ignored: list[str] | None = None

    def ignored(self) -> list[str]:
        """Give the files that are left out."""
        if self._ignored is None:
            self._ignored = sorted(self.found.ignored())
        return self._ignored

    @cached_property
    def findings(self) -> bytes | None:
        """What was found when there were the same files and settings, encoded, whatever has changed in the files."""
        head, found = self._head, self.found
        same = (
            head is not None
            and head.settings == msgpack.encode(self.settings)
            and head.notes == found.notes
            and head.files == found.files
            and (head.ignored is None or head.ignored == self.ignored())
        )
        return head.findings if head and same else None

    @property
    def is_unchanged(self) -> bool:
        """Is every note in the state that the cache knows?"""
        return self._head is not None and self._head.stamps == self._stamps and NO_STAMP not in self._stamps

    @cached_property
    def kept(self) -> dict[str, tuple[Stamp, Record]]:
        """What the cache has stored of each note, with the state that it was in."""
        head = self._head
        if self._cache is None or head is None or head.dialect != self._dialect:
            return {}
        records = self._cache.records(msgpack.Decoder(list[StoredRecord | None]).decode)
        # What does not go together was never written so.
        if records is None or len(records) != len(head.notes):
            return {}
        known = zip(head.notes, head.stamps, records, strict=True)
        return {path: (stamp, record) for path, stamp, record in known if record}

    def known(self) -> dict[str, Record]:
        """Give the records of the notes that are in the state that the cache knows."""
        stamps = dict(zip(self.found.notes, self._stamps, strict=True)) if self._cache else {}
        kept = self.kept.items()
        return {path: record for path, (stamp, record) in kept if stamp == stamps.get(path) and stamp != NO_STAMP}

    def store(self, records: dict[str, Record], findings: bytes | None) -> OSError | None:
        """Keep in the cache what is known of each note by now, and the findings in all of them, encoded.

        The error that was in the way is returned.
        """
        if self._cache is None:
            return None
        paths, stamps = self.found.notes, self._stamps
        head = Head(
            self._cache.root,
            program(),
            self._dialect,
            paths,
            [stamp if path in records else NO_STAMP for path, stamp in zip(paths, stamps, strict=True)],
            self.found.files,
            self._ignored,
            msgpack.encode(self.settings),
            findings,
        )
        return self._cache.store(head, [records.get(path) for path in paths])

    @property
    def _dialect(self) -> bytes:
        """What decides how a note is read."""
        return msgpack.encode((self.settings.dialect, self.settings.max_size))
