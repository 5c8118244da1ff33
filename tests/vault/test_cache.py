"""The cache is a file of one vault: what it gives back is what was stored, or nothing."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wikilsp.vault import cache as caching
from wikilsp.vault.cache import NO_STAMP, Cache, Head, clean, entries, program, stamp_of

SETTLED = 10**18


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "cache", tmp_path / "vault")


def head_of(cache, **parts):
    made = Head(cache.root, program(), b"d", ["a.md"], [(1, 2, 3)], ["i.png"], None, b"s", b"findings")
    return made._replace(**parts)


def test_gives_back_what_was_stored(cache):
    cache.store(head_of(cache), [(("é", None), b"facts")])
    assert cache.head() == head_of(cache)
    assert cache.records() == [(("é", None), b"facts")]


def test_has_nothing_before_anything_was_stored(cache):
    assert cache.head() is None
    assert cache.records() is None


def test_each_vault_has_a_file_of_its_own(tmp_path):
    one, other = (Cache(tmp_path, tmp_path / name) for name in ("one", "other"))
    one.store(head_of(one), [])
    assert other.head() is None


@pytest.mark.parametrize("other", [{"root": "/elsewhere"}, {"program": "another"}])
def test_has_nothing_that_is_of_another_vault_or_program(cache, other):
    cache.store(head_of(cache, **other), [])
    assert cache.head() is None


@given(st.data())
@settings(max_examples=100)
def test_a_damaged_file_is_as_good_as_none(tmp_path_factory, data):
    cache = Cache(tmp_path_factory.mktemp("cache"), tmp_path_factory.getbasetemp())
    cache.store(head_of(cache), [1])
    damaged = data.draw(st.sampled_from([cache.file, cache.records_file]))
    content = bytearray(damaged.read_bytes())
    if data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] ^= data.draw(st.integers(1, 255))
    else:
        del content[data.draw(st.integers(0, len(content) - 1)) :]
    damaged.write_bytes(content)
    assert cache.head() is None or cache.records() is None


def test_records_of_another_run_are_not_taken_for_those_of_the_head(cache):
    cache.store(head_of(cache), [1])
    before = cache.file.read_bytes()
    cache.store(head_of(cache), [2])
    cache.file.write_bytes(before)
    assert cache.head() is not None
    assert cache.records() is None


def test_a_file_of_other_bytes_is_as_good_as_none(cache):
    cache.file.parent.mkdir()
    cache.file.write_bytes(b"hello")
    assert cache.head() is None


def test_a_folder_that_cannot_be_written_is_done_without(tmp_path):
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file", tmp_path)
    cache.store(head_of(cache), [])
    assert cache.head() is None


def test_a_write_that_fails_leaves_what_was_there(cache, monkeypatch):
    cache.store(head_of(cache), [1])
    with monkeypatch.context() as patch:
        patch.setattr(caching.os, "replace", fail)
        cache.store(head_of(cache, findings=b"new"), [2])
    assert cache.head() == head_of(cache)
    assert cache.records() == [1]
    assert {*cache.file.parent.iterdir()} == {cache.file, cache.records_file}


def fail(*_):
    raise OSError("disk full")


def test_many_that_store_at_once_leave_what_one_of_them_stored(cache):
    heads = [head_of(cache, findings=bytes([number]) * 10_000) for number in range(20)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda head: cache.store(head, [head.findings]), heads))
    head = cache.head()
    assert head in heads
    assert cache.records() in (None, [head.findings])


def test_lists_and_deletes_what_is_stored(tmp_path):
    caches = [Cache(tmp_path, tmp_path / name) for name in ("one", "other")]
    for cache in caches:
        cache.store(head_of(cache), [])
    caches[1].file.write_bytes(b"hello")
    assert {file: head and head.root for file, _, head in entries(tmp_path)} == {
        caches[0].file: str(tmp_path / "one"),
        caches[1].file: None,
    }
    (tmp_path / "mine.txt").write_text("")
    assert clean(tmp_path) == 4
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


class TestStamps:
    def test_tell_one_state_of_a_file_from_another(self, tmp_path):
        note = tmp_path / "a.md"
        note.write_text("one")
        before = stamp_of(str(note), SETTLED * 10)
        assert stamp_of(str(note), SETTLED * 10) == before
        os.utime(note, ns=(1, before[0] + 1))
        assert stamp_of(str(note), SETTLED * 10) != before

    def test_are_not_trusted_where_the_file_changed_a_moment_ago(self, tmp_path):
        note = tmp_path / "a.md"
        note.write_text("one")
        changed = note.stat().st_mtime_ns
        assert stamp_of(str(note), changed + 1_000_000_000) == NO_STAMP
        assert stamp_of(str(note), changed + 3_000_000_000) != NO_STAMP

    def test_there_is_none_of_a_file_that_is_gone(self, tmp_path):
        assert stamp_of(str(tmp_path / "a.md"), SETTLED) == NO_STAMP
