"""A file of the cache returns what was written to it, or nothing."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wikilsp.disk import cache_file
from wikilsp.disk.cache_file import read_pieces, write_pieces

PIECES = [b"one", b"", b"\xff" * 300]

WRITE = """
import sys
from pathlib import Path
from wikilsp.disk.cache_file import write_pieces
for number in range(int(sys.argv[2])):
    write_pieces(Path(sys.argv[1]), [bytes([number % 256]) * 100_000] * 2)
    print(number, flush=True)
"""


@pytest.fixture
def file(tmp_path):
    return tmp_path / "cache/file"


def written(file):
    write_pieces(file, PIECES)
    return file.read_bytes()


def test_returns_what_was_written(file):
    assert read_pieces(file) == []
    write_pieces(file, PIECES)
    assert read_pieces(file) == PIECES
    write_pieces(file, [])
    assert read_pieces(file) == []


def test_a_file_that_is_damaged_or_cut_at_any_byte_counts_as_missing(file):
    content = written(file)
    for at in range(len(content)):
        for damaged in (content[:at], content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]):
            file.write_bytes(damaged)
            assert read_pieces(file) == []


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_damaged_file_counts_as_missing(tmp_path_factory, data):
    file = tmp_path_factory.mktemp("cache") / "file"
    content = bytearray(written(file))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        if data.draw(st.booleans()):
            content[at] ^= data.draw(st.integers(1, 255))
        else:
            del content[at : at + data.draw(st.integers(1, 10))]
    file.write_bytes(content)
    assert read_pieces(file) in ([], PIECES), "two changes may undo each other"


@pytest.mark.parametrize("content", [b"", b"hello", b"wikilsp cache 4\n", bytes(1000)])
def test_a_file_that_is_no_cache_counts_as_missing(file, content):
    file.parent.mkdir()
    file.write_bytes(content)
    assert read_pieces(file) == []


@pytest.mark.parametrize("function", ["mkdir", "open", "replace"])
def test_errors_of_the_system_are_raised_and_leave_no_file(file, monkeypatch, function):
    monkeypatch.setattr(cache_file.os, function, fail)
    with pytest.raises(OSError, match="disk full"):
        write_pieces(file, PIECES)
    monkeypatch.undo()
    assert not list(file.parent.glob("*"))


def test_a_failed_write_keeps_the_old_file(file, monkeypatch):
    write_pieces(file, PIECES)
    monkeypatch.setattr(cache_file.os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_pieces(file, [b"new"])
    assert read_pieces(file) == PIECES
    assert list(file.parent.iterdir()) == [file]


def fail(*_, **__):
    raise OSError("disk full")


def test_a_full_disk_keeps_the_old_file(file):
    write_pieces(file, PIECES)
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)); {WRITE}"
    done = subprocess.run([sys.executable, "-c", limited, file, "1"], check=False, capture_output=True)
    assert b"OSError: [Errno 27]" in done.stderr
    assert read_pieces(file) == PIECES
    assert list(file.parent.iterdir()) == [file]


def test_a_killed_process_leaves_a_whole_file(file):
    for round_ in range(8):
        command = [sys.executable, "-c", WRITE, file, "1000000"]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            process.stdout.readline()
            time.sleep(0.007 * round_)
            process.kill()
        one, other = read_pieces(file)
        assert (len(one), one) == (100_000, other)
    write_pieces(file, PIECES)
    assert read_pieces(file) == PIECES


def test_concurrent_writes_leave_the_file_of_one_of_them(file):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: write_pieces(file, [bytes([number]) * 10_000] * 2), range(20)))
    one, other = read_pieces(file)
    assert (len(one), one) == (10_000, other)


class TestOwner:
    """A file that another user may have written is not trusted."""

    @pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
    def test_others_may_not_have_permission_to_write(self, file, mode):
        write_pieces(file, PIECES)
        file.chmod(mode)
        assert read_pieces(file) == []
        write_pieces(file, PIECES)
        assert file.stat().st_mode & 0o777 == 0o600
        assert read_pieces(file) == PIECES

    def test_a_file_of_another_user_counts_as_missing(self, file, monkeypatch):
        write_pieces(file, PIECES)
        me = os.geteuid()
        monkeypatch.setattr(os, "geteuid", lambda: me + 1)
        assert read_pieces(file) == (PIECES if me == 0 else []), "what root has written is as good as our own"
        monkeypatch.setattr(cache_file, "_is_ours", lambda _state: False)
        assert read_pieces(file) == []

    def test_the_folder_is_private(self, file):
        write_pieces(file, PIECES)
        assert file.parent.stat().st_mode & 0o777 == 0o700

    @pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: path.symlink_to("/dev/zero")])
    def test_an_irregular_file_counts_as_missing(self, file, make):
        file.parent.mkdir()
        make(file)
        assert read_pieces(file) == []
