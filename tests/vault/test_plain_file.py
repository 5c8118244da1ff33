"""Whatever stands in the place of a file that is no note: it is read whole, or it is said why not, without a wait."""

import os
from pathlib import Path

import pytest
from odd_files import ODD_FILES, device, pipe

from wikilsp.disk.regular_file import is_regular, read_if_there, read_plain


@pytest.fixture(name="file")
def _file(tmp_path):
    return tmp_path / "file"


def test_a_file_is_read_whole(file):
    file.write_bytes(b"one\r\n\x1atwo\0")
    assert read_plain(file) == b"one\r\n\x1atwo\0"


def test_a_link_to_a_file_is_read(file, tmp_path):
    (tmp_path / "real").write_bytes(b"text")
    file.symlink_to("real")
    assert read_plain(file) == b"text"


@pytest.mark.parametrize("make", ODD_FILES)
def test_anything_else_is_told(file, make):
    make(file)
    with pytest.raises(OSError, match=ODD_FILES[make]) as caught:
        read_plain(file)
    told = []
    assert read_if_there(file, told.append) is None
    assert told == [f"this file cannot be read: {caught.value.strerror}"]


@pytest.mark.parametrize("make", ODD_FILES)
def test_what_is_no_regular_file_is_told_without_reading_it(file, make, monkeypatch):
    make(file)
    monkeypatch.setattr(os, "open", None)
    told = []
    assert is_regular(file, told.append) == (make.__name__ == "huge")
    assert len(told) == (make.__name__ != "huge")


@pytest.mark.parametrize("make", [pipe, device])
def test_pipes_and_devices_are_not_even_opened(file, make, monkeypatch):
    make(file)
    monkeypatch.setattr(os, "open", None)
    with pytest.raises(OSError, match="not a file"):
        read_plain(file)


def test_what_becomes_a_pipe_after_it_was_looked_at_does_not_make_us_wait(file, monkeypatch):
    file.write_bytes(b"text")
    system_open = os.open

    def replace_and_open(path, flags):
        file.unlink()
        pipe(file)
        return system_open(path, flags)

    monkeypatch.setattr(os, "open", replace_and_open)
    with pytest.raises(OSError, match="it is a pipe, not a file"):
        read_plain(file)


def test_a_file_that_is_not_there_is_none_and_not_told(file, tmp_path):
    told = []
    assert read_if_there(file, told.append) is None
    assert not is_regular(file, told.append)
    (tmp_path / "a").write_bytes(b"")
    assert read_if_there(tmp_path / "a/file", told.append) is None
    assert told == []


def test_the_limit_is_the_size_that_is_still_read(file):
    file.write_bytes(b"12345")
    assert read_plain(file, 5) == b"12345"
    with pytest.raises(OSError, match="it is larger than 4 bytes"):
        read_plain(file, 4)


def test_a_file_that_grows_without_end_is_read_up_to_the_limit(file, monkeypatch):
    file.write_bytes(b"1")
    asked = []

    def grow(_file, size):
        asked.append(size)
        return b"x" * min(size, 10)

    monkeypatch.setattr(os, "read", grow)
    with pytest.raises(OSError, match="it is larger than 100 bytes"):
        read_plain(file, 100)
    assert len(asked) == 11


def test_a_file_whose_size_the_system_does_not_know_is_read_whole(file):
    file.symlink_to("/proc/self/stat")
    assert file.stat().st_size == 0
    assert read_plain(file)


def test_no_file_is_left_open(file):
    before = len(list(Path("/dev/fd").iterdir()))
    file.write_bytes(b"12345")
    read_plain(file)
    with pytest.raises(OSError, match="larger"):
        read_plain(file, 4)
    assert len(list(Path("/dev/fd").iterdir())) == before
