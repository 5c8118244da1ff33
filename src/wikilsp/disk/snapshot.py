"""Snapshots: the files of a vault at one moment, and what the last run found in exactly these."""

import time
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from msgspec import msgpack

from wikilsp.disk.cache import (
    DECODE_ERRORS,
    NO_STAMP,
    Cache,
    Head,
    Stamp,
    join_paths,
    pack_stamps,
    read_stamps,
    unpack_stamps,
)
from wikilsp.disk.walk import Walk, walk
from wikilsp.settings import Settings

_OtherFiles = tuple[str, str | None]
"""The attachments and the ignored files of a vault; None if no link had to be looked up among the latter."""


class LastLint(NamedTuple):
    """The findings of the last run with the same settings in a vault with the same files."""

    changed: frozenset[str]
    """The notes that may have changed since."""
    ties: memoryview
    """The properties of each note that affect findings in others, encoded, as passed to `store_lint`."""
    findings: memoryview
    """The encoded findings, as passed to `store_lint`."""


class Snapshot:
    """A walk of a vault and, with a cache, the stamp of each note at that time."""

    def __init__(self, root: Path, settings: Settings, cache: Cache | None = None, walked: Walk | None = None) -> None:
        self.root = root
        self.settings = settings
        self.cache = cache
        self._started = time.time_ns()
        self.walk = walked or walk(root, settings.exclude)
        self.stamps = self.read_stamps(self.walk.notes) if cache else {}
        self._ignored: list[str] | None = None

    def ignored(self) -> list[str]:
        """Return the ignored files of the vault, sorted."""
        if self._ignored is None:
            self._ignored = sorted(self.walk.ignored())
        return self._ignored

    def read_stamps(self, paths: Iterable[str]) -> dict[str, Stamp]:
        """Return the stamps of files of the vault."""
        return read_stamps(self.root, paths, self._started)

    @cached_property
    def last_lint(self) -> LastLint | None:
        """The findings of the last run; None if it had other settings or files, or if they are not cached."""
        stored = self.cache.read("findings", msgpack.encode(self.settings)) if self.cache else None
        if stored is None or stored.head.notes != join_paths(self.walk.notes) or len(stored.pieces) != 3:
            return None
        files, ties, findings = stored.pieces
        if not self._has_files(files):
            return None
        return LastLint(frozenset(self._changed(stored.head)), ties, findings)

    def store_lint(self, read: Collection[str], ties: bytes, findings: bytes) -> OSError | None:
        """Cache the findings of all notes, and the properties that affect others. Return the error if that fails.

        `read` are the notes that could be read; the others count as changed in the next run.
        """
        if self.cache is None:
            return None
        ignored = None if self._ignored is None else join_paths(self._ignored)
        files: _OtherFiles = (join_paths(self.walk.files), ignored)
        stamps = {path: stamp if path in read else NO_STAMP for path, stamp in self.stamps.items()}
        settings = msgpack.encode(self.settings)
        return self.cache.store("findings", settings, stamps, [msgpack.encode(files), ties, findings])

    def _changed(self, last: Head) -> Iterator[str]:
        """Yield the notes that may have changed since the last run."""
        if last.stamps == pack_stamps(self.stamps.values()) and NO_STAMP not in self.stamps.values():
            return
        before = unpack_stamps(last) or {}
        for path, stamp in self.stamps.items():
            if stamp == NO_STAMP or stamp != before.get(path):
                yield path

    def _has_files(self, encoded: memoryview) -> bool:
        """Whether the files other than notes are these."""
        try:
            files, ignored = msgpack.decode(encoded, type=_OtherFiles)
        except DECODE_ERRORS:
            return False
        return files == join_paths(self.walk.files) and (ignored is None or ignored == join_paths(self.ignored()))
