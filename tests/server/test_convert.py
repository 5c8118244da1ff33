"""Conversion between offsets and positions, and between URIs and paths."""

from pathlib import Path

import pytest
from columns import line_count, line_span, offset_of, position_of
from hypothesis import assume, example, given
from hypothesis import strategies as st
from lsprotocol import types as lsp

from wikilsp.server.convert import (
    LineTable,
    encoded_text,
    file_path,
    file_uri,
    path_of,
    uri_below,
    uri_of,
    utf16_length,
)
from wikilsp.text import Span, line_starts

ENCODINGS = ["utf-8", "utf-16", "utf-32"]
PIECES = [
    "a",
    "[[",
    "é",
    "e\u0301",
    "漢字",
    "😀",
    "👩‍👩‍👧",
    "\n",
    "\r\n",
    "\r",
    "\u2028",
    "\u0085",
    "\x0c",
    "\ufeff",
    "\t",
    "\ud83d",
]

texts = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
encodings = st.sampled_from(ENCODINGS)


def is_position(text, offset):
    """Whether an offset has a position: not between `\r\n`, and not before a byte order mark."""
    inside = text[offset - 1 : offset + 1] == "\r\n" and offset > 0
    return not inside and not (text.startswith("\ufeff") and offset == 0)


@given(texts, encodings)
@example("\ufeff😀\r\nx", "utf-16")
def test_an_offset_survives_the_round_trip_to_a_position(text, encoding):
    encoded = encoded_text(text, encoding)
    for offset in filter(lambda offset: is_position(text, offset), range(len(text) + 1)):
        assert encoded.offset(encoded.position(offset)) == offset


@given(texts.filter(lambda text: not text.startswith("\ufeff")), encodings)
def test_positions_equal_those_of_naive_counting(text, encoding):
    encoded = encoded_text(text, encoding)
    for offset in filter(lambda offset: is_position(text, offset), range(len(text) + 1)):
        position = encoded.position(offset)
        assert position == position_of(text, offset, encoding)
        assert offset_of(text, position, encoding) == offset


@given(texts, encodings)
@example("\ufeff[[ n ]]", "utf-32")
@example("\ufeff漢 😀\r\n\ufeff", "utf-8")
def test_in_a_buffer_every_character_counts_even_a_byte_order_mark(text, encoding):
    encoded = encoded_text(text, encoding, is_buffer=True)
    for offset in range(len(text) + 1):
        if text[offset - 1 : offset + 1] != "\r\n" or not offset:
            assert encoded.position(offset) == position_of(text, offset, encoding)
            # Nothing is before the mark.
            assert encoded.offset(encoded.position(offset)) == max(offset, text.startswith("\ufeff"))


@given(texts, encodings, st.integers(0, 20), st.integers(0, 40))
def test_every_position_maps_to_an_offset_in_the_text(text, encoding, line, character):
    offset = encoded_text(text, encoding).offset(lsp.Position(line, character))
    assert 0 <= offset <= len(text)


@given(texts, encodings)
def test_a_position_past_the_end_of_its_line_means_the_end_of_the_line(text, encoding):
    for row in range(line_count(text)):
        assert encoded_text(text, encoding).offset(lsp.Position(row, 1_000)) == line_span(text, row)[1]


@given(texts, encodings)
def test_a_position_past_the_last_line_means_the_end_of_the_text(text, encoding):
    assert encoded_text(text, encoding).offset(lsp.Position(line_count(text), 0)) == len(text)


@given(texts, encodings)
def test_a_range_covers_its_span(text, encoding):
    encoded = encoded_text(text, encoding)
    for end in filter(lambda offset: is_position(text, offset), range(len(text) + 1)):
        start = 0 if is_position(text, 0) else 1
        if start <= end:
            assert encoded.span(encoded.range(Span(start, end))) == Span(start, end)


def test_a_range_that_ends_before_its_start_is_empty():
    backwards = lsp.Range(lsp.Position(0, 3), lsp.Position(0, 1))
    assert encoded_text("abcdef", "utf-16").span(backwards) == Span(3, 3)


@pytest.mark.parametrize(
    ("encoding", "column"), [("utf-8", 4 + 1 + 6 + 1), ("utf-16", 2 + 1 + 2 + 1), ("utf-32", 1 + 1 + 2 + 1)]
)
def test_columns_after_an_emoji_and_chinese_characters(encoding, column):
    assert encoded_text("x\n😀 漢字 [[a]]", encoding).position(7) == lsp.Position(1, column)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_only_line_ends_end_a_line(encoding):
    encoded = encoded_text("a\u2028b\u0085c\x0cd\ne\r\nf\rg", encoding)
    assert [encoded.position(offset).line for offset in (6, 8, 11, 13)] == [0, 1, 2, 3]


def test_in_a_file_a_byte_order_mark_takes_no_column():
    encoded = encoded_text("\ufeff[[a]]", "utf-16")
    assert encoded.position(1) == lsp.Position(0, 0)
    assert encoded.offset(lsp.Position(0, 2)) == 3


def test_a_position_inside_an_emoji_means_its_start_or_end():
    assert encoded_text("😀x", "utf-16").offset(lsp.Position(0, 1)) in (0, 1)


@example("\ufeff漢 [[b]]", "utf-16")
@example("😀 [[b]]", "utf-32")
@given(texts, encodings)
def test_line_starts_suffice_where_every_character_takes_one_unit(text, encoding):
    units = {"utf-8": len(text.encode("utf-8", "surrogatepass")), "utf-16": utf16_length(text), "utf-32": len(text)}
    assume(units[encoding] == len(text))
    plain, encoded = LineTable(line_starts(text), len(text)), encoded_text(text, encoding)
    for offset in range(len(text) + 2):
        assert plain.position(offset) == encoded.position(offset)
        for span in (Span(0, offset), Span(offset, offset + 2)):
            assert plain.range(span) == encoded.range(span)


# URIs


@pytest.mark.parametrize(
    "name",
    ["a.md", "two words.md", "100%.md", "a#b?.md", "süß.md", "漢字 😀.md", "a+b&c=d;e.md", "[x] (1)'.md", "%41.md"],
)
def test_a_path_survives_the_round_trip_to_a_uri(name):
    path = Path("/notes/sub folder") / name
    uri = uri_of(path)
    assert path_of(uri) == path
    assert uri.isascii()
    assert " " not in uri


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///a/b.md", "/a/b.md"),
        ("file:///a/two%20words.md", "/a/two words.md"),
        ("file:///a/two words.md", "/a/two words.md"),
        ("file:///a/s%C3%BC%C3%9F.md", "/a/süß.md"),
        ("file:///a/süß.md", "/a/süß.md"),
        ("file:///a/100%25.md", "/a/100%.md"),
        ("file:///a/%5Bx%5D.md", "/a/[x].md"),
        ("file://localhost/a/b.md", "/a/b.md"),
        ("file:/a/b.md", "/a/b.md"),
        ("file:////a//b.md", "/a/b.md"),
        ("file:///a/./c/../b.md", "/a/b.md"),
        ("file:///a/b.md?x=1#L5", "/a/b.md"),
        ("file:///a/b%23c%3Fd.md", "/a/b#c?d.md"),
        ("file:///a/c:/b.md", "/a/c:/b.md"),
    ],
)
def test_a_file_uri_maps_to_a_path(uri, path):
    assert path_of(uri) == Path(path)


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "untitled:Untitled-1",
        "https://example.org/a.md",
        "git:/a.md",
        "a.md",
        "/a.md",
        "file:",
        "file:a.md",
        "FILE",
        "file://[bad",
        "file:///a%00b.md",
        "file://other-host/a.md",
    ],
)
def test_a_uri_of_no_file_has_no_path(uri):
    assert path_of(uri) is None


def test_undecodable_bytes_of_a_path_survive():
    path = Path("/a/\udcff.md")
    assert uri_of(path) == "file:///a/%FF.md"
    assert path_of("file:///a/%FF.md") == path


@pytest.mark.parametrize(
    ("uri", "path", "written"),
    [
        ("file:///c%3A/Notes/two%20words.md", r"c:\Notes\two words.md", "file:///c:/Notes/two%20words.md"),
        ("file:///C:/Notes/a.md", r"C:\Notes\a.md", "file:///c:/Notes/a.md"),
        ("file:///c:/a/../s%C3%BC%C3%9F.md", r"c:\süß.md", "file:///c:/s%C3%BC%C3%9F.md"),
        ("file://server/share/My%20Notes/a.md", r"\\server\share\My Notes\a.md", "file://server/share/My%20Notes/a.md"),
        ("file://localhost/d:/a.md", r"d:\a.md", "file:///d:/a.md"),
        ("file:///c:/", "c:\\", "file:///c:/"),
    ],
)
def test_windows_drives_and_shares(uri, path, written):
    assert file_path(uri, windows=True) == path
    assert file_uri(path, windows=True) == written
    assert file_path(written, windows=True).casefold() == path.casefold()


@pytest.mark.parametrize("uri", ["untitled:x", "file:a.md", "file:///c:/a%00.md"])
def test_a_uri_of_no_file_has_no_path_on_windows(uri):
    assert file_path(uri, windows=True) is None


@pytest.mark.parametrize("path", ["a.md", "sub/two words.md", "süß/漢字 #1.md", "100%.md"])
@pytest.mark.parametrize("folder", ["/", "/notes", "/my notes"])
def test_a_uri_below_a_folder(folder, path):
    assert uri_below(uri_of(Path(folder)), path) == uri_of(Path(folder) / path)


# Cost


class CountingText(str):
    """A text that counts the characters of its slices."""

    __slots__ = ("sliced",)

    def __getitem__(self, key):
        found = super().__getitem__(key)
        self.sliced = getattr(self, "sliced", 0) + len(found)
        return found


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("unit", ["[[x]] ", "[[漢字]] ", "[[😀]] "])
def test_positions_on_a_long_line_take_linear_work(encoding, unit):
    def sliced(repeats):
        text = CountingText(unit * repeats)
        encoded = encoded_text(text, encoding)
        for at in range(0, len(text), len(unit)):
            position = encoded.range(Span(at, at + len(unit))).end
            assert encoded.offset(position) == at + len(unit)
        return getattr(text, "sliced", 0)

    once, twice = sliced(400), sliced(800)
    assert once <= 400 * 500
    assert twice <= 2.1 * once + 100


def test_recent_texts_are_cached():
    text = "😀\n" * 100
    assert encoded_text(text, "utf-16") is encoded_text("😀\n" * 100, "utf-16")
    assert encoded_text(text, "utf-8") is not encoded_text(text, "utf-16")


@given(st.lists(st.sampled_from(PIECES), min_size=40, max_size=90).map("".join), encodings)
def test_positions_in_a_long_text_equal_those_of_naive_counting(text, encoding):
    encoded = encoded_text(text, encoding)
    for offset in filter(lambda offset: is_position(text, offset), range(len(text) + 1)):
        if not text.startswith("\ufeff"):
            assert encoded.position(offset) == position_of(text, offset, encoding)
        assert encoded.offset(encoded.position(offset)) == offset
