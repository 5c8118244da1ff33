"""A forged cache with valid checksums is rebuilt silently."""

import marshal
import os
import shutil
from random import Random

import pytest
from msgspec import msgpack

from wikilsp.disk.cache import decode_head
from wikilsp.disk.cache_file import read_pieces, write_pieces

NOTES = {
    "a.md": "[[Nowhere]] [[b#x]] [k:: v\n",
    "b.md": "---\naliases: [x, y]\n---\n# B\n\n[[a]] #tag ^id\n",
    "c.md": "- a | b\n-|-\n\n```\ncode\n```\n[[b|c]] [d](d.md) key::value\n",
}


@pytest.fixture
def found(run, write, folder, monkeypatch):
    """Return a function that runs `wikilsp check` and returns its findings, after a first run with a cache."""
    monkeypatch.setenv("WIKILSP_CACHE_DIR", str(folder / "cache"))
    write({"vault/.wikilsp.toml": "", **{f"vault/{name}": text for name, text in NOTES.items()}})
    for name in NOTES:
        os.utime(folder / "vault" / name, (1_000_000_000, 1_000_000_000))

    def run_check():
        done = run("check", "-q", "vault")
        assert (done.exit_code, done.stderr) == (1, "")
        return done.stdout

    run_check()
    return run_check


@pytest.fixture
def cached(folder):
    """Return a function that returns the file of a kind."""

    def file_of(kind):
        [file] = (folder / "cache").glob(f"*.wikilsp-{kind}")
        return file

    return file_of


def forge(file, number, piece):
    """Replace a piece of a file, with a valid checksum."""
    pieces = [bytes(piece) for piece in read_pieces(file)]
    write_pieces(file, [*pieces[:number], piece, *pieces[number + 1 :]])


GARBLED = {
    "nothing": lambda _: b"",
    "text": lambda _: b"hello",
    "zeros": lambda _: bytes(100),
    "a number": lambda _: msgpack.encode(5),
    "a list": lambda _: msgpack.encode([]),
    "five numbers": lambda _: msgpack.encode([0] * 5),
    "five lists": lambda _: msgpack.encode([[]] * 5),
    "marshal": lambda piece: marshal.dumps(msgpack.decode(piece)),
    "code": lambda _: marshal.dumps(compile("1", "", "eval")),
    "deep lists": lambda _: b"\x91" * 1_000_000,
    "a list with a wrong length": lambda _: b"\xdd\xff\xff\xff\xff",
    "a text with a wrong length": lambda _: b"\x95\xc4\x01/\xdb\xff\xff\xff\xff",
    "half of it": lambda piece: piece[: len(piece) // 2],
    "more after it": lambda piece: piece + b"\0",
}


@pytest.mark.parametrize("number", [0, 1, 3])
@pytest.mark.parametrize("name", GARBLED)
def test_garbled_findings_are_rebuilt(cached, found, number, name):
    if (number, name) == (3, "a list"):
        return  # of no findings, which there may be
    expected, before = found(), read_pieces(cached("findings"))
    forge(cached("findings"), number, GARBLED[name](bytes(before[number])))
    assert found() == expected
    assert read_pieces(cached("findings")) == before


@pytest.mark.parametrize("garbled", GARBLED.values(), ids=GARBLED)
def test_garbled_names_of_notes_count_as_changed(cached, found, folder, garbled):
    forge(cached("findings"), 2, garbled(bytes(read_pieces(cached("findings"))[2])))
    (folder / "vault/b.md").write_text("# Another heading\n")
    expected, pieces = found(), read_pieces(cached("findings"))
    cached("findings").unlink()
    assert found() == expected
    assert read_pieces(cached("findings")) == pieces


OTHER_HEADS = [{"notes": "a.md\0b.md"}, {"notes": "a.md\0b.md\0d.md"}, {"stamps": bytes(96)}, {"stamps": b""}]


@pytest.mark.parametrize("kind", ["findings", "records"])
@pytest.mark.parametrize("parts", OTHER_HEADS)
def test_a_file_of_other_notes_is_rebuilt(cached, found, kind, parts):
    expected, before = found(), read_pieces(cached(kind))
    if kind == "records":
        cached("findings").unlink()
    forge(cached(kind), 0, msgpack.encode(decode_head(before)._replace(**parts)))
    assert found() == expected
    assert read_pieces(cached(kind)) == before


@pytest.mark.parametrize("files", [("z.png", None), ("", "z.png")])
def test_findings_for_other_files_are_rebuilt(cached, found, files):
    expected, before = found(), read_pieces(cached("findings"))
    forge(cached("findings"), 1, msgpack.encode(files))
    assert found() == expected
    assert read_pieces(cached("findings")) == before


SUMMARIES = {
    "numbers": [1, 2, 3],
    "too few": [],
    "too many": [((False,), 0, None, None)] * 1000,
    "summaries of numbers": [((1,) * 11, 0, None, None)] * 3,
    "empty summaries": [((), 0, None, None)] * 3,
    "negative lengths": [((False,), -1, None, None)] * 3,
    "long lengths": [((False,), 10**15, None, None)] * 3,
    "other lengths": [((False,), 1, None, None)] * 3,
}
GARBLED_SUMMARIES = GARBLED | {name: lambda _, rows=rows: msgpack.encode(rows) for name, rows in SUMMARIES.items()}


@pytest.mark.parametrize("garbled", GARBLED_SUMMARIES.values(), ids=GARBLED_SUMMARIES)
def test_garbled_summaries_are_rebuilt(cached, found, garbled):
    expected, before = found(), read_pieces(cached("records"))
    forge(cached("records"), 1, garbled(bytes(before[1])))
    cached("findings").unlink()
    assert found() == expected
    assert read_pieces(cached("records")) == before


@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_file_with_another_number_of_pieces_is_rebuilt(cached, found, count):
    for kind in ("findings", "records"):
        expected, before = found(), read_pieces(cached(kind))
        write_pieces(cached(kind), (before * 2)[:count])
        if kind == "records":
            cached("findings").unlink()
        assert found() == expected
        assert read_pieces(cached(kind)) == before


@pytest.mark.parametrize("garbled", [b"", b"\xff", b"\xc0", msgpack.encode([1] * 30), b"\x91" * 100_000])
@pytest.mark.parametrize("options", [[], ["vault/a.md"]])
def test_garbled_facts_are_rebuilt(cached, found, run, garbled, options):
    """The facts of a note are only decoded when a rule needs them: no finding may be lost for that reason."""
    found()
    expected, before = run("check", "-q", "--no-cache", *options, "vault").stdout, read_pieces(cached("records"))
    rows = [(summary, len(garbled), *rest) for summary, _, *rest in msgpack.decode(before[1])]
    write_pieces(cached("records"), [before[0], msgpack.encode(rows), garbled * 3])
    cached("findings").unlink()
    assert run("check", "-q", *options, "vault").stdout == expected
    assert read_pieces(cached("records")) == before


def test_arbitrary_bytes_do_not_fail_a_run(cached, found, run, folder):
    random = Random(7)  # noqa: S311 - no secret
    found()
    originals = {kind: [bytes(piece) for piece in read_pieces(cached(kind))] for kind in ("findings", "records")}
    for round_ in range(150):
        for number, (kind, written) in enumerate(originals.items()):
            pieces = [bytearray(piece) for piece in written]
            if round_ % 2 == number:
                for _ in range(random.randint(1, 4)):
                    piece = random.choice(pieces)
                    piece[random.randrange(len(piece))] = random.randrange(256)
            write_pieces(cached(kind), pieces)
        if round_ % 3:
            (folder / "vault/a.md").write_text(f"[[Somewhere {round_}]]\n")
        assert run("check", "-q", "vault").exit_code in (0, 1)


@pytest.mark.usefixtures("found")
def test_verbose_prints_why_the_cache_cannot_be_written(run, folder):
    shutil.rmtree(folder / "cache")
    (folder / "cache").write_text("")
    assert run("check", "vault").stderr == ""
    assert ": the cache cannot be written: " in run("check", "-v", "vault").stderr
