"""The cache of a vault returns what was stored, or nothing."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import msgpack

from wikilsp.disk import cache as caching
from wikilsp.disk.cache import NO_STAMP, Cache, Head, cache_entries, delete_all, program_id, read_stamp

LATER = 10**19
"""Nanoseconds: a time at which every file of these tests is old enough to be cached."""


STORE = """
import sys
from pathlib import Path
from wikilsp.disk.cache import Cache, Head
cache = Cache(Path(sys.argv[1]), Path(sys.argv[2]))
for number in range(int(sys.argv[3])):
    findings = bytes([number % 256]) * 100_000
    cache.store(Head(cache.root, sys.argv[4], b"", [], [], [], None, b"", findings), [findings])
    print(number, flush=True)
"""


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "cache", tmp_path / "vault")


def head_of(cache, **parts):
    made = Head(cache.root, program_id(), b"d", ["a.md"], [(1, 2, 3, 4)], ["i.png"], None, b"s", b"findings")
    return made._replace(**parts)


def test_returns_what_was_stored(cache):
    cache.store(head_of(cache), [["é", None, b"facts"]])
    assert cache.head() == head_of(cache)
    assert cache.records(msgpack.decode) == [["é", None, b"facts"]]


def test_is_empty_before_anything_is_stored(cache):
    assert cache.head() is None
    assert cache.records(msgpack.decode) is None


def test_each_vault_has_its_own_file(tmp_path):
    one, other = (Cache(tmp_path, tmp_path / name) for name in ("one", "other"))
    one.store(head_of(one), [])
    assert other.head() is None


@pytest.mark.parametrize("other", [{"root": b"/elsewhere"}, {"program_id": "another"}])
def test_ignores_the_cache_of_another_vault_or_program(cache, other):
    cache.store(head_of(cache, **other), [])
    assert cache.head() is None


def test_a_file_that_is_damaged_or_cut_at_any_byte_is_ignored(cache):
    for file in stored(cache):
        content = file.read_bytes()
        for at in range(len(content)):
            for damaged in (content[:at], content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]):
                file.write_bytes(damaged)
                assert cache.head() is None or cache.records(msgpack.decode) is None
        file.write_bytes(content)
    assert (cache.head(), cache.records(msgpack.decode)) == (head_of(cache), [1])


def stored(cache):
    cache.store(head_of(cache), [1])
    return cache.file, cache.records_file


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_damaged_file_is_ignored(tmp_path_factory, data):
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
    assert cache.head() is None or cache.records(msgpack.decode) is None


def test_records_of_another_run_do_not_match_the_head(cache):
    cache.store(head_of(cache), [1])
    before = cache.file.read_bytes()
    cache.store(head_of(cache), [2])
    cache.file.write_bytes(before)
    assert cache.head() is not None
    assert cache.records(msgpack.decode) is None


def test_a_file_that_is_no_cache_is_ignored(cache):
    cache.file.parent.mkdir()
    cache.file.write_bytes(b"hello")
    assert cache.head() is None


def test_an_unwritable_folder_is_no_error(tmp_path):
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file", tmp_path)
    cache.store(head_of(cache), [])
    assert cache.head() is None


@pytest.mark.parametrize("function", ["mkdir", "open", "replace"])
def test_system_errors_are_no_error(cache, monkeypatch, function):
    with monkeypatch.context() as patch:
        patch.setattr(caching.os, function, fail)
        cache.store(head_of(cache), [1])
        assert cache.head() is None
    assert not list(cache.file.parent.glob("*"))


def test_a_full_disk_keeps_the_old_cache(cache):
    stored(cache)
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)); {STORE}"
    subprocess.run(
        [sys.executable, "-c", limited, cache.file.parent, os.fsdecode(cache.root), "1", program_id()], check=True
    )
    assert (cache.head(), cache.records(msgpack.decode)) == (head_of(cache), [1])
    assert {*cache.file.parent.iterdir()} == {cache.file, cache.records_file}


def test_a_process_killed_while_storing_leaves_a_valid_cache(cache):
    for round_ in range(8):
        command = [sys.executable, "-c", STORE, cache.file.parent, os.fsdecode(cache.root), "1000000", program_id()]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            process.stdout.readline()
            time.sleep(0.007 * round_)
            process.kill()
        head, records = cache.head(), cache.records(msgpack.decode)
        assert head is not None
        assert records is None or records == [head.findings]
    cache.store(head_of(cache), [2])
    assert (cache.head(), cache.records(msgpack.decode)) == (head_of(cache), [2])


def test_a_failed_write_keeps_the_old_cache(cache, monkeypatch):
    cache.store(head_of(cache), [1])
    with monkeypatch.context() as patch:
        patch.setattr(caching.os, "replace", fail)
        cache.store(head_of(cache, findings=b"new"), [2])
    assert cache.head() == head_of(cache)
    assert cache.records(msgpack.decode) == [1]
    assert {*cache.file.parent.iterdir()} == {cache.file, cache.records_file}


def fail(*_):
    raise OSError("disk full")


def test_concurrent_stores_leave_the_cache_of_one_of_them(cache):
    heads = [head_of(cache, findings=bytes([number]) * 10_000) for number in range(20)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda head: cache.store(head, [head.findings]), heads))
    head = cache.head()
    assert head in heads
    assert cache.records(msgpack.decode) in (None, [head.findings])


def test_another_version_of_a_library_invalidates_the_cache(monkeypatch, tmp_path):
    before = program_id()
    (tmp_path / "msgspec").mkdir()
    monkeypatch.setattr(caching.msgspec, "__file__", str(tmp_path / "msgspec/__init__.py"))
    one = program_id.__wrapped__()
    (tmp_path / "markdown_it_py-4.0.0.dist-info").mkdir()
    os.utime(tmp_path, (1, 1))
    assert len({before, one, program_id.__wrapped__()}) == 3


def test_lists_and_deletes_caches(tmp_path):
    caches = [Cache(tmp_path, tmp_path / name) for name in ("one", "other")]
    for cache in caches:
        cache.store(head_of(cache), [])
    caches[1].file.write_bytes(b"hello")
    assert {file: head and os.fsdecode(head.root) for file, _, head in cache_entries(tmp_path)} == {
        caches[0].file: str(tmp_path / "one"),
        caches[1].file: None,
    }
    (tmp_path / "mine.txt").write_text("")
    assert delete_all(tmp_path) == 4
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


class TestStamp:
    @pytest.fixture
    def note(self, tmp_path):
        note = tmp_path / "a.md"
        note.write_text("one")
        return note

    def test_is_stable_while_the_file_is_unchanged(self, note):
        assert read_stamp(str(note), LATER) == read_stamp(str(note), LATER) != NO_STAMP

    @pytest.mark.parametrize("nanoseconds", [1, -1, -(10**9), -(10**20)])
    def test_changes_with_the_modification_time(self, note, nanoseconds):
        before = read_stamp(str(note), LATER)
        os.utime(note, ns=(1, max(before[0] + nanoseconds, -(10**9))))
        assert read_stamp(str(note), LATER) != before

    def test_changes_if_the_file_is_replaced_by_one_of_the_same_time_and_size(self, note, tmp_path):
        before = read_stamp(str(note), LATER)
        (tmp_path / "b.md").write_text("two")
        os.utime(tmp_path / "b.md", ns=(1, before[0]))
        (tmp_path / "b.md").replace(note)
        assert read_stamp(str(note), LATER) != before

    @pytest.mark.parametrize("change", [lambda note: note.write_text("two"), lambda note: note.chmod(0)])
    def test_changes_even_if_the_modification_time_is_reset(self, note, change):
        before = read_stamp(str(note), LATER)
        time.sleep(0.02)  # so that the clock of the file system advances
        change(note)
        os.utime(note, ns=(1, before[0]))
        assert read_stamp(str(note), LATER) != before

    def test_follows_symbolic_links(self, note, tmp_path):
        before = read_stamp(str(note), LATER)
        (tmp_path / "b.md").write_text("two")
        note.unlink()
        note.symlink_to("b.md")
        assert read_stamp(str(note), LATER) == read_stamp(str(tmp_path / "b.md"), LATER) != before

    def test_is_missing_if_the_file_was_just_modified(self, note):
        changed = note.stat().st_mtime_ns
        assert read_stamp(str(note), changed + 1_000_000_000) == NO_STAMP
        assert read_stamp(str(note), changed + 3_000_000_000) != NO_STAMP

    def test_is_missing_if_the_modification_time_is_in_the_future(self, note):
        assert read_stamp(str(note), note.stat().st_mtime_ns - 10**18) == NO_STAMP

    def test_is_missing_if_the_file_does_not_exist(self, tmp_path):
        assert read_stamp(str(tmp_path / "a.md"), LATER) == NO_STAMP
