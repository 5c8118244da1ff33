"""The cache of a vault returns what was stored for the same vault, program and settings, or nothing."""

import os
import time

import pytest
from msgspec import msgpack

from wikilsp.disk import cache as caching
from wikilsp.disk.cache import NO_STAMP, Cache, Head, decode_head, pack_stamps, program_id, read_stamps, unpack_stamps
from wikilsp.disk.cache_file import read_pieces, write_pieces
from wikilsp.disk.cached_vaults import cached_vaults, delete_all

LATER = 10**19
"""Nanoseconds: a time at which every file of these tests is old enough to be cached."""
STAMPS = {"a.md": (1, 2, 3, 4), "é/b.md": (2**64 - 1, 0, 5, 6)}


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "cache", tmp_path / "vault")


def test_returns_what_was_stored(cache):
    assert cache.store("records", b"settings", STAMPS, [b"one", b"two"]) is None
    head, pieces = cache.read("records", b"settings")
    assert head == Head(cache.root, program_id(), b"settings", "a.md\0é/b.md", pack_stamps(STAMPS.values()))
    assert (unpack_stamps(head), pieces) == (STAMPS, [b"one", b"two"])


def test_is_empty_before_anything_is_stored(cache):
    assert cache.read("findings", b"settings") is None


def test_a_vault_may_have_no_notes(cache):
    cache.store("findings", b"settings", {}, [])
    head, pieces = cache.read("findings", b"settings")
    assert (unpack_stamps(head), pieces) == ({}, [])


@pytest.mark.parametrize("stamps", [b"", bytes(32), bytes(63), bytes(65), bytes(96)])
def test_each_note_must_have_a_stamp(stamps):
    assert unpack_stamps(Head(b"", "", b"", "a.md\0b.md", stamps)) is None


def test_each_vault_has_its_own_files(tmp_path):
    for name in ("one", "two", "x" * 255, "x" * 254):
        Cache(tmp_path / "cache", tmp_path / name).store("records", b"settings", STAMPS, [name.encode()])
    for name in ("one", "two", "x" * 255, "x" * 254):
        assert Cache(tmp_path / "cache", tmp_path / name).read("records", b"settings").pieces == [name.encode()]


def test_each_kind_has_its_own_file(cache):
    cache.store("records", b"settings", STAMPS, [b"records"])
    cache.store("findings", b"settings", STAMPS, [b"findings"])
    assert cache.read("records", b"settings").pieces == [b"records"]
    assert cache.read("findings", b"settings").pieces == [b"findings"]


def test_the_files_of_the_last_two_settings_are_kept(cache):
    for number, settings in enumerate((b"one", b"two", b"one", b"three")):
        cache.store("findings", settings, STAMPS, [settings])
        os.utime(cache.file("findings", settings), (number, number))
    assert cache.read("findings", b"one").pieces == [b"one"]
    assert cache.read("findings", b"two") is None
    assert cache.read("findings", b"three").pieces == [b"three"]


def test_clears_the_files_of_one_vault(cache, tmp_path):
    other = Cache(tmp_path / "cache", tmp_path / "other")
    for each in (cache, other):
        each.store("findings", b"settings", STAMPS, [])
        each.store("records", b"settings", STAMPS, [])
    cache.clear()
    assert {*(tmp_path / "cache").iterdir()} == {other.file(kind, b"settings") for kind in ("findings", "records")}


@pytest.mark.parametrize("other", [{"root": b"/elsewhere"}, {"program_id": "another"}, {"settings": b"others"}])
def test_ignores_what_is_for_another_vault_program_or_settings(cache, other):
    cache.store("records", b"settings", STAMPS, [])
    file = cache.file("records", b"settings")
    write_pieces(file, [msgpack.encode(decode_head(read_pieces(file))._replace(**other))])
    assert cache.read("records", b"settings") is None


def test_system_errors_are_returned(tmp_path):
    (tmp_path / "cache").write_text("mine")
    cache = Cache(tmp_path / "cache", tmp_path)
    assert isinstance(cache.store("records", b"settings", STAMPS, []), OSError)
    assert cache.read("records", b"settings") is None
    cache.clear()
    assert (tmp_path / "cache").read_text() == "mine"


def test_another_version_of_a_library_invalidates_the_cache(monkeypatch, tmp_path):
    before = program_id()
    (tmp_path / "msgspec").mkdir()
    monkeypatch.setattr(caching.msgspec, "__file__", str(tmp_path / "msgspec/__init__.py"))
    one = program_id.__wrapped__()
    (tmp_path / "markdown_it_py-4.0.0.dist-info").mkdir()
    os.utime(tmp_path, (1, 1))
    assert len({before, one, program_id.__wrapped__()}) == 3


class TestAllVaults:
    def test_are_listed(self, tmp_path, monkeypatch):
        for name in ("one", "other"):
            cache = Cache(tmp_path / "cache", tmp_path / name)
            cache.store("records", b"settings", STAMPS, [])
            if name == "one":
                cache.store("findings", b"settings", STAMPS, [])
        monkeypatch.setattr(caching, "program_id", lambda: "another version")
        cache.store("records", b"settings", STAMPS, [])
        monkeypatch.undo()
        (tmp_path / "cache/old-0123abcd.wikilsp-head").write_text("of an old version")
        (tmp_path / "cache/tmp1.wikilsp-new").write_text("left over")
        files = [*(tmp_path / "cache").glob("o*")]
        found = list(cached_vaults(tmp_path / "cache"))
        assert [name for name, *_ in found] == ["old", "one", "other"]
        assert [head and os.fsdecode(head.root) for *_, head in found] == [
            None,
            str(tmp_path / "one"),
            str(tmp_path / "other"),
        ]
        assert sum(size for _, size, _ in found) == sum(file.stat().st_size for file in files)
        assert len(files) == 5

    def test_are_deleted(self, tmp_path):
        for name in ("one", "other"):
            Cache(tmp_path, tmp_path / name).store("records", b"settings", STAMPS, [])
        for name in ("old-0123abcd.wikilsp-head", "tmp1.wikilsp-new", "mine.txt"):
            (tmp_path / name).write_text("")
        assert delete_all(tmp_path) == 4
        assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


class TestStamp:
    @pytest.fixture
    def note(self, tmp_path):
        note = tmp_path / "a.md"
        note.write_text("one")
        return note

    def test_is_stable_while_the_file_is_unchanged(self, note):
        assert stamp(note) == stamp(note) != NO_STAMP

    @pytest.mark.parametrize("nanoseconds", [1, -1, -(10**9), -(10**20)])
    def test_changes_with_the_modification_time(self, note, nanoseconds):
        before = stamp(note)
        os.utime(note, ns=(1, max(before[0] + nanoseconds, -(10**9))))
        assert stamp(note) != before

    def test_changes_if_the_file_is_replaced_by_one_of_the_same_time_and_size(self, note, tmp_path):
        before = stamp(note)
        (tmp_path / "b.md").write_text("two")
        os.utime(tmp_path / "b.md", ns=(1, before[0]))
        (tmp_path / "b.md").replace(note)
        assert stamp(note) != before

    @pytest.mark.parametrize("change", [lambda note: note.write_text("two"), lambda note: note.chmod(0)])
    def test_changes_even_if_the_modification_time_is_reset(self, note, change):
        before = stamp(note)
        time.sleep(0.02)  # so that the clock of the file system advances
        change(note)
        os.utime(note, ns=(1, before[0]))
        assert stamp(note) != before

    def test_follows_symbolic_links(self, note, tmp_path):
        before = stamp(note)
        (tmp_path / "b.md").write_text("two")
        note.unlink()
        note.symlink_to("b.md")
        assert stamp(note) == stamp(tmp_path / "b.md") != before

    def test_is_missing_if_the_file_was_just_modified(self, note):
        changed = note.stat().st_mtime_ns
        assert stamp(note, changed + 1_000_000_000) == NO_STAMP
        assert stamp(note, changed + 3_000_000_000) != NO_STAMP

    def test_is_missing_if_the_modification_time_is_in_the_future(self, note):
        assert stamp(note, note.stat().st_mtime_ns - 10**18) == NO_STAMP

    def test_is_missing_if_the_file_does_not_exist(self, tmp_path):
        assert stamp(tmp_path / "a.md") == NO_STAMP

    @pytest.mark.parametrize("number", [10**20, 2**128, -1, -(2**63)])
    def test_may_consist_of_any_numbers(self, note, monkeypatch, number):
        class State:
            st_mtime_ns = 1
            st_ctime_ns = st_size = st_ino = number

        monkeypatch.setattr(caching.os, "stat", lambda _path: State)
        packed = pack_stamps([stamp(note)])
        assert unpack_stamps(Head(b"", "", b"", "a.md", packed)) == {"a.md": stamp(note)}

    def test_is_missing_if_the_modification_time_is_out_of_range(self, note, monkeypatch):
        class State:
            st_mtime_ns = -(10**20)
            st_ctime_ns = st_size = st_ino = 1

        monkeypatch.setattr(caching.os, "stat", lambda _path: State)
        assert stamp(note) == NO_STAMP


def stamp(file, started=LATER):
    [found] = read_stamps(file.parent, [file.name], started).values()
    return found
