"""Logseq's file names, and legal file names."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wikilsp.vault.filenames import file_stem, is_legal, page_name, percent_decode


@pytest.mark.parametrize(
    ("page", "stem"),
    [
        ("Some Page", "Some Page"),
        ("a/b/c", "a___b___c"),
        ("/a/", "a"),
        ("What: why?", "What%3A why%3F"),
        ('* " < > | # \\', "%2A %22 %3C %3E %7C %23 %5C"),
        ("100%", "100%"),
        ("100%25", "100%2525"),
        ("a___b", "a%5F%5F%5Fb"),
        ("a_/_b", "a%5F___%5Fb"),
        ("a_b", "a_b"),
        ("con", "con___"),
        ("Lpt1", "Lpt1___"),
        ("etc.", "etc.___"),
        ("Cafe\u0301", "Café"),
    ],
)
def test_triple_lowbar(page, stem):
    assert file_stem(page, "triple-lowbar") == stem
    assert page_name(stem, "triple-lowbar") == page.strip("/").replace("e\u0301", "é")


@pytest.mark.parametrize(
    ("stem", "page"),
    [
        ("a___b", "a/b"),
        ("___a______b___", "a/b"),
        ("a%2Fb", "a/b"),
        ("caf%C3%A9", "café"),
        ("%C3 %FF %zz 5%", "%C3 %FF %zz 5%"),
        ("v1.2", "v1.2"),
        ("___", "___"),
    ],
)
def test_page_name_of_a_file_name(stem, page):
    assert page_name(stem, "triple-lowbar") == page


@pytest.mark.parametrize(("stem", "page"), [("a.b", "a/b"), ("a%2Fb", "a/b"), ("v1%2E2", "v1.2"), ("a___b", "a___b")])
def test_page_name_of_a_legacy_file_name(stem, page):
    assert page_name(stem, "legacy") == page


def test_plain_file_names_are_page_names():
    assert page_name("a___b%20.c", "plain") == "a___b%20.c"
    assert file_stem("a/b: c", "plain") == "a/b: c"


ANY = st.characters(codec="utf-8", exclude_characters="/")
SEGMENTS = st.text(ANY, min_size=1) | st.text("_%25Fc.:é", min_size=1) | st.sampled_from(["con", "nul.x", "_", "___"])


@given(st.lists(SEGMENTS, min_size=1), st.sampled_from(["triple-lowbar", "legacy"]))
def test_a_page_name_survives_a_round_trip(segments, encoding):
    page = unicodedata.normalize("NFC", "/".join(segments))
    assert page_name(file_stem(page, encoding), encoding) == page


@given(st.text())
def test_percent_decoding_is_total_and_changes_no_other_text(text):
    decoded = percent_decode(text)
    assert decoded == text or "%" in text


@pytest.mark.parametrize("path", ["Note", "a/b c/Note", "v1.2 notes", "Café 子", "Conrad", "a.b", "[x] (y)"])
def test_legal_names(path):
    assert is_legal(path)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "a//b",
        "/a",
        "a/",
        *(f"a{character}b" for character in '*"\\<>:|?\t\x00\x1f\x7f'),
        "etc.",
        "a./b",
        "a /b",
        " a",
        ".hidden",
        ".git/x",
        "con",
        "a/NUL",
        "com1.x",
        "子" * 100,
    ],
)
def test_illegal_names(path):
    assert not is_legal(path)
