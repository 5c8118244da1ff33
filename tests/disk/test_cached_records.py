"""The cache has the records of the notes as they are, or none."""

import os

import pytest
from folders import write

from wikilsp.disk.cache import Cache
from wikilsp.disk.cached_records import CachedRecords
from wikilsp.disk.note_reader import read_all
from wikilsp.disk.snapshot import Snapshot
from wikilsp.settings import Dialect, Settings

SETTINGS = Settings()


@pytest.fixture
def vault(tmp_path):
    return add(tmp_path / "vault", {f"x/{number}.md": f"# {number}\n\n[[{number}]]\n" for number in range(250)})


def add(vault, texts):
    write(vault, texts)
    for path in texts:
        os.utime(vault / path, (1, 1))
    return vault


@pytest.fixture
def cached(vault, tmp_path):
    """Return a function that returns the cached records of a vault as it is now."""
    return lambda settings=SETTINGS: CachedRecords(Snapshot(vault, settings, Cache(tmp_path / "cache", vault)))


@pytest.fixture
def store(vault, cached):
    """Return a function that reads the notes that are not cached, stores all, and returns what it has read."""

    def read_and_store(settings=SETTINGS):
        cache = cached(settings)
        notes = [path for path in Snapshot(vault, settings).walk.notes if path not in cache.unchanged]
        read = dict(zip(notes, read_all(vault, settings, notes), strict=True))
        assert cache.store(cache.unchanged | read) is None
        return read

    return read_and_store


def test_are_those_that_were_read(cached, store):
    read = store()
    assert len(read) == 250
    assert cached().unchanged == read
    assert store() == {}


def test_of_changed_and_deleted_notes_are_missing(vault, cached, store):
    read = store()
    add(vault, {"x/1.md": "[[other]]"})
    (vault / "x/2.md").unlink()
    assert read.keys() - cached().unchanged.keys() == {"x/1.md", "x/2.md"}


def test_of_few_changed_notes_are_not_stored(vault, store):
    store()
    add(vault, {"x/1.md": "[[one]]"})
    assert [*store()] == [*store()] == ["x/1.md"]
    add(vault, {"x/2.md": "[[two]]"})
    assert [*store()] == ["x/1.md", "x/2.md"]
    assert store() == {}


def test_of_notes_that_were_just_modified_are_missing(vault, cached, store):
    for number in range(100):
        (vault / f"x/{number}.md").write_text("[[new]]")
    store()
    assert len(cached().unchanged) == 150


def test_depend_on_the_settings_of_reading(cached, store):
    store()
    for other in (Settings(dialect=Dialect(numeric_tags=True)), Settings(max_size=5)):
        assert cached(other).unchanged == {}
    assert len(cached(Settings(ignore_targets=("x",))).unchanged) == 250


def test_for_other_settings_are_kept(store):
    other = Settings(dialect=Dialect(numeric_tags=True))
    assert [len(store(settings)) for settings in (SETTINGS, other, SETTINGS, other)] == [250, 250, 0, 0]


def test_of_excluded_notes_are_kept(vault, cached, store):
    store()
    excluding = Settings(exclude=("x/1*.md",))
    add(vault, {f"y/{number}.md": "" for number in range(100)})
    (vault / "x/10.md").unlink()
    add(vault, {"x/11.md": "[[new]]"})
    assert len(store(excluding)) == 100
    assert [*store()] == ["x/11.md"]
    assert "x/10.md" not in cached().unchanged


def test_contain_notes_of_any_kind(vault, cached, store):
    (vault / "bad.md").write_bytes(b"caf\xe9")
    add(vault, {"empty.md": "", "large.md": "x" * 50_000, "bad.md": vault.joinpath("bad.md").read_bytes()})
    read = store(Settings(max_size=40_000))
    assert [read[path][2:] for path in ("empty.md", "large.md", "bad.md")] == [
        (None, None),
        (None, 50_000),
        ((3, 4), None),
    ]
    assert cached(Settings(max_size=40_000)).unchanged == read


def test_are_missing_without_a_cache(vault):
    cached = CachedRecords(Snapshot(vault, SETTINGS))
    assert cached.unchanged == {}
    assert cached.store({}) is None
