"""Files other than notes are read completely, or the reason is reported, without blocking."""

import os
from pathlib import Path

import pytest
from odd_files import ODD_FILES, device, pipe

from wikilsp.disk.regular_file import is_regular, read_if_exists, read_regular


@pytest.fixture(name="file")
def _file(tmp_path):
    return tmp_path / "file"


def test_a_file_is_read_completely(file):
    file.write_bytes(b"one\r\n\x1atwo\0")
    assert read_regular(file) == b"one\r\n\x1atwo\0"


def test_a_link_to_a_file_is_read(file, tmp_path):
    (tmp_path / "real").write_bytes(b"text")
    file.symlink_to("real")
    assert read_regular(file) == b"text"


@pytest.mark.parametrize("make", ODD_FILES)
def test_anything_else_is_reported(file, make):
    make(file)
    with pytest.raises(OSError, match=ODD_FILES[make]) as caught:
        read_regular(file)
    warnings = []
    assert read_if_exists(file, warnings.append) is None
    assert warnings == [f"this file cannot be read: {caught.value.strerror}"]


@pytest.mark.parametrize("make", ODD_FILES)
def test_irregular_files_are_reported_without_reading_them(file, make, monkeypatch):
    make(file)
    monkeypatch.setattr(os, "open", None)
    warnings = []
    assert is_regular(file, warnings.append) == (make.__name__ == "huge")
    assert len(warnings) == (make.__name__ != "huge")


@pytest.mark.parametrize("make", [pipe, device])
def test_pipes_and_devices_are_not_even_opened(file, make, monkeypatch):
    make(file)
    monkeypatch.setattr(os, "open", None)
    with pytest.raises(OSError, match="not a file"):
        read_regular(file)


def test_a_file_replaced_by_a_pipe_after_the_check_does_not_block(file, monkeypatch):
    file.write_bytes(b"text")
    system_open = os.open

    def replace_and_open(path, flags):
        file.unlink()
        pipe(file)
        return system_open(path, flags)

    monkeypatch.setattr(os, "open", replace_and_open)
    with pytest.raises(OSError, match="it is a pipe, not a file"):
        read_regular(file)


def test_a_missing_file_is_none_and_not_reported(file, tmp_path):
    warnings = []
    assert read_if_exists(file, warnings.append) is None
    assert not is_regular(file, warnings.append)
    (tmp_path / "a").write_bytes(b"")
    assert read_if_exists(tmp_path / "a/file", warnings.append) is None
    assert warnings == []


def test_the_limit_is_inclusive(file):
    file.write_bytes(b"12345")
    assert read_regular(file, 5) == b"12345"
    with pytest.raises(OSError, match="it is larger than 4 bytes"):
        read_regular(file, 4)


def test_a_file_that_keeps_growing_is_read_up_to_the_limit(file, monkeypatch):
    file.write_bytes(b"1")
    sizes = []

    def grow(_file, size):
        sizes.append(size)
        return b"x" * min(size, 10)

    monkeypatch.setattr(os, "read", grow)
    with pytest.raises(OSError, match="it is larger than 100 bytes"):
        read_regular(file, 100)
    assert len(sizes) == 11


def test_a_file_of_unknown_size_is_read_completely(file):
    file.symlink_to("/proc/self/stat")
    assert file.stat().st_size == 0
    assert read_regular(file)


def test_all_files_are_closed(file):
    before = len(list(Path("/dev/fd").iterdir()))
    file.write_bytes(b"12345")
    read_regular(file)
    with pytest.raises(OSError, match="larger"):
        read_regular(file, 4)
    assert len(list(Path("/dev/fd").iterdir())) == before
