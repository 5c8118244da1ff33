"""Offsets and positions, URIs and paths."""

from pathlib import Path

import pytest
from columns import line_at, offset_of, position_of, rows
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
    """Between the two characters of one line end there is no position, and none before a byte order mark."""
    inside = text[offset - 1 : offset + 1] == "\r\n" and offset > 0
    return not inside and not (text.startswith("\ufeff") and offset == 0)


@given(texts, encodings)
@example("\ufeff😀\r\nx", "utf-16")
def test_an_offset_survives_the_way_to_a_position_and_back(text, encoding):
    seen = encoded_text(text, encoding)
    for offset in filter(lambda offset: is_position(text, offset), range(len(text) + 1)):
        assert seen.offset(seen.position(offset)) == offset


@given(texts.filter(lambda text: not text.startswith("\ufeff")), encodings)
def test_positions_are_those_of_the_plainest_counting(text, encoding):
    seen = encoded_text(text, encoding)
    for offset in filter(lambda offset: is_position(text, offset), range(len(text) + 1)):
        position = seen.position(offset)
        assert position == position_of(text, offset, encoding)
        assert offset_of(text, position, encoding) == offset


@given(texts, encodings, st.integers(0, 20), st.integers(0, 40))
def test_any_position_means_some_offset(text, encoding, line, character):
    offset = encoded_text(text, encoding).offset(lsp.Position(line, character))
    assert 0 <= offset <= len(text)


@given(texts, encodings)
def test_a_position_past_the_end_of_its_line_means_that_end(text, encoding):
    for row in range(rows(text)):
        assert encoded_text(text, encoding).offset(lsp.Position(row, 1_000)) == line_at(text, row)[1]


@given(texts, encodings)
def test_a_position_past_the_last_line_means_the_end_of_the_text(text, encoding):
    assert encoded_text(text, encoding).offset(lsp.Position(rows(text), 0)) == len(text)


@given(texts, encodings)
def test_a_range_covers_its_span(text, encoding):
    seen = encoded_text(text, encoding)
    for end in filter(lambda offset: is_position(text, offset), range(len(text) + 1)):
        start = 0 if is_position(text, 0) else 1
        if start <= end:
            assert seen.span(seen.range(Span(start, end))) == Span(start, end)


def test_a_range_that_ends_before_it_begins_is_empty():
    backwards = lsp.Range(lsp.Position(0, 3), lsp.Position(0, 1))
    assert encoded_text("abcdef", "utf-16").span(backwards) == Span(3, 3)


@pytest.mark.parametrize(
    ("encoding", "column"), [("utf-8", 4 + 1 + 6 + 1), ("utf-16", 2 + 1 + 2 + 1), ("utf-32", 1 + 1 + 2 + 1)]
)
def test_columns_behind_an_emoji_and_chinese_characters(encoding, column):
    assert encoded_text("x\n😀 漢字 [[a]]", encoding).position(7) == lsp.Position(1, column)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_lines_end_with_line_ends_only(encoding):
    seen = encoded_text("a\u2028b\u0085c\x0cd\ne\r\nf\rg", encoding)
    assert [seen.position(offset).line for offset in (6, 8, 11, 13)] == [0, 1, 2, 3]


def test_a_byte_order_mark_is_no_column():
    seen = encoded_text("\ufeff[[a]]", "utf-16")
    assert seen.position(1) == lsp.Position(0, 0)
    assert seen.offset(lsp.Position(0, 2)) == 3


def test_the_half_of_an_emoji_means_its_begin_or_end():
    assert encoded_text("😀x", "utf-16").offset(lsp.Position(0, 1)) in (0, 1)


@example("\ufeff漢 [[b]]", "utf-16")
@example("😀 [[b]]", "utf-32")
@given(texts, encodings)
def test_the_lines_of_a_text_are_enough_where_each_character_takes_one_unit(text, encoding):
    units = {"utf-8": len(text.encode("utf-8", "surrogatepass")), "utf-16": utf16_length(text), "utf-32": len(text)}
    assume(units[encoding] == len(text))
    plain, seen = LineTable(line_starts(text), len(text)), encoded_text(text, encoding)
    for offset in range(len(text) + 2):
        assert plain.position(offset) == seen.position(offset)
        for span in (Span(0, offset), Span(offset, offset + 2)):
            assert plain.range(span) == seen.range(span)


# URIs


@pytest.mark.parametrize(
    "name",
    ["a.md", "two words.md", "100%.md", "a#b?.md", "süß.md", "漢字 😀.md", "a+b&c=d;e.md", "[x] (1)'.md", "%41.md"],
)
def test_a_path_survives_the_way_to_a_uri_and_back(name):
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
def test_a_uri_means_a_path(uri, path):
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
def test_what_is_no_file_has_no_path(uri):
    assert path_of(uri) is None


def test_bytes_of_a_path_that_are_no_text_survive():
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
def test_drives_and_shares_of_windows(uri, path, written):
    assert file_path(uri, windows=True) == path
    assert file_uri(path, windows=True) == written
    assert file_path(written, windows=True).casefold() == path.casefold()


@pytest.mark.parametrize("uri", ["untitled:x", "file:a.md", "file:///c:/a%00.md"])
def test_what_is_no_file_on_windows_either(uri):
    assert file_path(uri, windows=True) is None


@pytest.mark.parametrize("path", ["a.md", "sub/two words.md", "süß/漢字 #1.md", "100%.md"])
@pytest.mark.parametrize("folder", ["/", "/notes", "/my notes"])
def test_a_uri_below_a_folder(folder, path):
    assert uri_below(uri_of(Path(folder)), path) == uri_of(Path(folder) / path)


# Work


class Counted(str):
    """A text that counts the characters which are taken out of it."""

    __slots__ = ("taken",)

    def __getitem__(self, key):
        found = super().__getitem__(key)
        self.taken = getattr(self, "taken", 0) + len(found)
        return found


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("unit", ["[[x]] ", "[[漢字]] ", "[[😀]] "])
def test_places_of_one_long_line_are_found_without_reading_it_again(encoding, unit):
    def taken(repeats):
        text = Counted(unit * repeats)
        seen = encoded_text(text, encoding)
        for at in range(0, len(text), len(unit)):
            position = seen.range(Span(at, at + len(unit))).end
            assert seen.offset(position) == at + len(unit)
        return getattr(text, "taken", 0)

    once, twice = taken(400), taken(800)
    assert once <= 400 * 500
    assert twice <= 2.1 * once + 100


def test_the_last_texts_are_counted_once():
    text = "😀\n" * 100
    assert encoded_text(text, "utf-16") is encoded_text("😀\n" * 100, "utf-16")
    assert encoded_text(text, "utf-8") is not encoded_text(text, "utf-16")


@given(st.lists(st.sampled_from(PIECES), min_size=40, max_size=90).map("".join), encodings)
def test_a_long_text_is_counted_like_a_short_one(text, encoding):
    seen = encoded_text(text, encoding)
    for offset in filter(lambda offset: is_position(text, offset), range(len(text) + 1)):
        if not text.startswith("\ufeff"):
            assert seen.position(offset) == position_of(text, offset, encoding)
        assert seen.offset(seen.position(offset)) == offset
