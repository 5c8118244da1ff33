"""A forged cache with valid checksums is rebuilt silently."""

import marshal
import os
from random import Random
from zlib import crc32

import msgspec
import pytest
from msgspec import msgpack

from wikilsp.disk import cache as caching
from wikilsp.disk.cache import Cache
from wikilsp.disk.record import StoredRecord

NOTES = {
    "a.md": "[[Nowhere]] [[b#x]] [k:: v\n",
    "b.md": "---\naliases: [x, y]\n---\n# B\n\n[[a]] #tag ^id\n",
    "c.md": "- a | b\n-|-\n\n```\ncode\n```\n[[b|c]] [d](d.md) key::value\n",
}


@pytest.fixture
def cache(write, folder, monkeypatch):
    """The cache of a vault whose files are old enough to be cached."""
    monkeypatch.setenv("WIKILSP_CACHE_DIR", str(folder / "cache"))
    write({"vault/.wikilsp.toml": "", **{f"vault/{name}": text for name, text in NOTES.items()}})
    for name in NOTES:
        os.utime(folder / "vault" / name, (1_000_000_000, 1_000_000_000))
    return Cache(folder / "cache", folder / "vault")


@pytest.fixture
def found(run, cache):
    """Return a function that runs `wikilsp check` and returns its findings, after a first run."""
    assert cache.head() is None

    def run_check():
        done = run("check", "-q", "vault")
        assert (done.exit_code, done.stderr) == (1, "")
        return done.stdout

    run_check()
    return run_check


MAGIC, NUMBER, MARK = 16, 4, 8
"""The sizes of their parts, in bytes."""


def pieces_of(file):
    """Return the chunks of a cache file."""
    content = file.read_bytes()[MAGIC + NUMBER + MARK :]
    while content:
        length = int.from_bytes(content[:NUMBER], "little")
        yield content[NUMBER : NUMBER + length]
        content = content[NUMBER + length :]


def forge(file, pieces):
    """Replace the chunks of a cache file, with a valid checksum."""
    before = file.read_bytes()
    mark = before[MAGIC + NUMBER : MAGIC + NUMBER + MARK]
    content = mark + b"".join(len(piece).to_bytes(NUMBER, "little") + piece for piece in pieces)
    file.write_bytes(before[:MAGIC] + crc32(content).to_bytes(NUMBER, "little") + content)


def head_of(cache, **parts):
    return msgpack.encode(cache.head()._replace(**parts))


def records_of(cache):
    assert cache.head()
    return cache.records(msgpack.Decoder(list[StoredRecord]).decode)


def with_facts(cache, facts):
    return msgpack.encode([(summary, facts, None, None) for summary, *_ in records_of(cache)])


GARBLED = {
    "nothing": lambda _: b"",
    "text": lambda _: b"hello",
    "zeros": lambda _: b"\0" * 100,
    "a number": lambda _: msgpack.encode(5),
    "a list": lambda _: msgpack.encode([]),
    "nine numbers": lambda _: msgpack.encode([0] * 9),
    "nine lists": lambda _: msgpack.encode([[]] * 9),
    "marshal": lambda cache: marshal.dumps(tuple(cache.head())),
    "code": lambda _: marshal.dumps(compile("1", "", "eval")),
    "deep lists": lambda _: b"\x91" * 1_000_000,
    "a list with a wrong length": lambda _: b"\xdd\xff\xff\xff\xff",
    "a text with a wrong length": lambda _: b"\x99\xc4\x01/\xdb\xff\xff\xff\xff",
    "a text that is not UTF-8": lambda cache: head_of(cache, program_id="xyz").replace(b"xyz", b"x\xff\xfe"),
    "half of it": lambda cache: head_of(cache)[:50],
    "more after it": lambda cache: head_of(cache) + b"\0",
}


@pytest.mark.parametrize("garbled", GARBLED.values(), ids=GARBLED)
def test_a_garbled_head_is_rebuilt(cache, found, garbled):
    expected = found()
    forge(cache.file, [garbled(cache)])
    assert cache.head() is None
    assert found() == expected
    assert cache.head() is not None
    assert found() == expected


@pytest.mark.parametrize(
    "parts",
    [
        {"findings": b""},
        {"findings": b"\xff"},
        {"findings": msgpack.encode([1, 2])},
        {"findings": b"\x91" * 100_000},
        {"stamps": []},
        {"notes": []},
        {"notes": ["z.md", "y.md", "x.md"]},
        {"files": ["z.png"]},
        {"ignored": ["z.png"]},
        {"settings": b""},
    ],
)
def test_a_head_with_other_parts_is_rebuilt(cache, found, parts):
    expected, before = found(), cache.head()
    forge(cache.file, [head_of(cache, **parts)])
    assert found() == expected
    assert cache.head() == before


GARBLED_RECORDS = {
    "nothing": lambda _: b"",
    "zeros": lambda _: b"\0" * 100,
    "no list": lambda _: msgpack.encode(5),
    "too few": lambda cache: msgpack.encode(records_of(cache)[1:]),
    "too many": lambda cache: msgpack.encode([*records_of(cache), None]),
    "numbers": lambda _: msgpack.encode([1, 2, 3]),
    "sketches of numbers": lambda _: msgpack.encode([((1,) * 9, None, None, None)] * 3),
    "deep lists": lambda _: b"\x91" * 1_000_000,
    "marshal": lambda cache: marshal.dumps([(*map(tuple, record[:1]), *record[1:]) for record in records_of(cache)]),
}


@pytest.mark.parametrize("garbled", GARBLED_RECORDS.values(), ids=GARBLED_RECORDS)
def test_garbled_records_are_rebuilt(cache, found, garbled, folder):
    forged = garbled(cache)
    (folder / "vault/a.md").write_text("[[Somewhere]]\n")
    expected = found()
    cache.head()
    forge(cache.records_file, [forged])
    (folder / "vault/b.md").touch()
    assert found() == expected
    assert len(records_of(cache)) == len(NOTES)


@pytest.mark.parametrize("facts", [b"", b"\xff", b"\xc0", msgpack.encode([1] * 30), b"\x91" * 100_000])
def test_garbled_facts_do_not_fail_a_run(cache, found, run, facts, folder):
    found()
    forged = with_facts(cache, facts)
    forge(cache.records_file, [forged])
    (folder / "vault/a.md").write_text("[[Somewhere]]\n")
    done = run("check", "-q", "vault")
    assert "Somewhere" in done.stdout


def test_arbitrary_bytes_do_not_fail_a_run(cache, found, run, folder):
    random = Random(7)  # noqa: S311 - no secret
    found()
    originals = {file: list(pieces_of(file)) for file in (cache.file, cache.records_file)}
    for round_ in range(150):
        for file, written in originals.items():
            pieces = [bytearray(piece) for piece in written]
            if (round_ % 2 == 0) == (file == cache.file):
                for _ in range(random.randint(1, 4)):
                    piece = random.choice(pieces)
                    piece[random.randrange(len(piece))] = random.randrange(256)
            forge(file, pieces)
        if round_ % 3:
            (folder / "vault/a.md").write_text(f"[[Somewhere {round_}]]\n")
        assert run("check", "-q", "vault").exit_code in (0, 1)


class TestOwner:
    """A cache that another user may have written is not trusted."""

    @pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
    def test_a_file_that_others_may_write_is_rebuilt(self, cache, found, mode):
        cache.file.chmod(mode)
        assert cache.head() is None
        found()
        assert cache.head() is not None
        assert cache.file.stat().st_mode & 0o777 == 0o600

    def test_a_file_of_another_user_is_ignored(self, cache, found, monkeypatch):
        found()
        assert cache.head() is not None
        me = os.geteuid()
        monkeypatch.setattr(os, "geteuid", lambda: me + 1)
        assert (cache.head() is None) == (me != 0), "what root has written is as good as our own"
        monkeypatch.setattr(caching, "_is_ours", lambda _state: False)
        assert cache.head() is None

    def test_the_folder_is_private(self, cache, found):
        found()
        assert cache.file.parent.stat().st_mode & 0o777 == 0o700

    @pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: path.symlink_to("/dev/zero")])
    def test_irregular_files_are_ignored(self, cache, found, make):
        expected = found()
        cache.file.unlink()
        make(cache.file)
        assert cache.head() is None
        assert found() == expected


def test_times_out_of_range_give_no_stamp(monkeypatch):
    class State:
        st_mtime_ns = st_ctime_ns = -(10**20)
        st_size = st_ino = 1

    monkeypatch.setattr(caching.os, "stat", lambda _path: State)
    assert caching.read_stamp("a.md", 10**19) == caching.NO_STAMP
    assert msgspec.msgpack.encode(caching.NO_STAMP)


@pytest.mark.usefixtures("cache")
def test_verbose_prints_why_the_cache_cannot_be_written(run, folder):
    (folder / "cache").write_text("")
    assert run("check", "vault").stderr == ""
    assert ": the cache cannot be written: " in run("check", "-v", "vault").stderr
