"""Snapshots: the files of a vault at one moment, and what the cache has for exactly these."""

import time
from functools import cached_property
from pathlib import Path

from msgspec import msgpack

from wikilsp.disk.cache import NO_STAMP, Cache, Head, Stamp, program_id, read_stamp
from wikilsp.disk.record import Record, StoredRecord
from wikilsp.disk.walk import Walk, walk
from wikilsp.settings import Settings


class Snapshot:
    """A walk of a vault and, with a cache, the stamp of each note at that time."""

    def __init__(self, root: Path, settings: Settings, cache: Cache | None = None, walked: Walk | None = None) -> None:
        self.root = root
        self.settings = settings
        started = time.time_ns()
        self.walk = walked or walk(root, settings.exclude)
        self._cache = cache
        self._head = cache.head() if cache else None
        self._stamps = [read_stamp(f"{root}/{path}", started) for path in self.walk.notes] if cache else []
        self._ignored: list[str] | None = None

    def ignored(self) -> list[str]:
        """Return the ignored files of the vault, sorted."""
        if self._ignored is None:
            self._ignored = sorted(self.walk.ignored())
        return self._ignored

    @cached_property
    def findings(self) -> bytes | None:
        """The encoded findings of the cached run, if it had the same files and settings; notes may have changed."""
        head, walk = self._head, self.walk
        is_same = (
            head is not None
            and head.settings == msgpack.encode(self.settings)
            and head.notes == walk.notes
            and head.files == walk.files
            and (head.ignored is None or head.ignored == self.ignored())
        )
        return head.findings if head and is_same else None

    @property
    def is_unchanged(self) -> bool:
        """Whether every note is unchanged since the cache was written."""
        return self._head is not None and self._head.stamps == self._stamps and NO_STAMP not in self._stamps

    @cached_property
    def cached_records(self) -> dict[str, tuple[Stamp, Record]]:
        """The cached record of each note, current or not, with the stamp of the file that it was read from."""
        head = self._head
        if self._cache is None or head is None or head.dialect != self._reading_settings:
            return {}
        records = self._cache.records(msgpack.Decoder(list[StoredRecord | None]).decode)
        # Files that do not match were not written by the same run.
        if records is None or len(records) != len(head.notes):
            return {}
        known = zip(head.notes, head.stamps, records, strict=True)
        return {path: (stamp, record) for path, stamp, record in known if record}

    def unchanged_records(self) -> dict[str, Record]:
        """Return the cached records of the notes that are unchanged, by path."""
        stamps = dict(zip(self.walk.notes, self._stamps, strict=True)) if self._cache else {}
        cached = self.cached_records.items()
        return {path: record for path, (stamp, record) in cached if stamp == stamps.get(path) and stamp != NO_STAMP}

    def store(self, records: dict[str, Record], findings: bytes | None) -> OSError | None:
        """Write records and the encoded findings of all notes to the cache. Return the error if that fails."""
        if self._cache is None:
            return None
        paths, stamps = self.walk.notes, self._stamps
        head = Head(
            self._cache.root,
            program_id(),
            self._reading_settings,
            paths,
            [stamp if path in records else NO_STAMP for path, stamp in zip(paths, stamps, strict=True)],
            self.walk.files,
            self._ignored,
            msgpack.encode(self.settings),
            findings,
        )
        return self._cache.store(head, [records.get(path) for path in paths])

    @property
    def _reading_settings(self) -> bytes:
        """The encoded settings that the records depend on: the dialect and the maximum size of a note."""
        return msgpack.encode((self.settings.dialect, self.settings.max_size))
