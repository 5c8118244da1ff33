"""Control characters and invisible characters are escaped for display."""

import json
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wikilsp.visible import escape_excerpt, escape_invisible, escape_json, escape_lines, escape_name, has_invisible

JOINING = "\u200c\u200d\u200e\u200f"
WITH_A_GLYPH = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD, *range(0x13430, 0x13440)}
"""Format characters of Unicode that are visible."""


def unseen():
    """Yield every control and invisible character, by Unicode category."""
    for code in range(sys.maxunicode + 1):
        is_unseen = unicodedata.category(chr(code)) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        if is_unseen and code not in WITH_A_GLYPH:
            yield chr(code)


def test_control_and_invisible_characters_are_escaped():
    for char in unseen():
        assert escape_invisible(f"a{char}b").isprintable(), hex(ord(char))
        assert has_invisible(char)
        if char not in JOINING:
            assert escape_excerpt(f"a{char}b").isprintable(), hex(ord(char))
            assert escape_lines(f"a{char}b") == escape_excerpt(f"a{char}b") or char in "\t\r\n", hex(ord(char))
        if char not in "\u200c\u200d":
            assert escape_name(f"a{char}b").isprintable(), hex(ord(char))


@pytest.mark.parametrize(
    ("char", "shown"),
    [
        ("\x1b", r"\x1b"),
        ("\x9b", r"\x9b"),
        ("\x7f", r"\x7f"),
        ("\n", r"\n"),
        ("\t", r"\t"),
        ("\xad", r"\xad"),
        ("\u061c", r"\u061c"),
        ("\u180e", r"\u180e"),
        ("\u2028", r"\u2028"),
        ("\u202e", r"\u202e"),
        ("\u2066", r"\u2066"),
        ("\u2060", r"\u2060"),
        ("\ufeff", r"\ufeff"),
        ("\ud800", r"\ud800"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_each_has_its_escape(char, shown):
    assert escape_invisible(f"a{char}b") == escape_excerpt(f"a{char}b") == f"a{shown}b"


@pytest.mark.parametrize("char", JOINING)
def test_joiners_stay_in_excerpts_only(char):
    assert escape_excerpt(char) == escape_lines(char) == char
    assert escape_invisible(char) == f"\\u{ord(char):04x}"


def test_names_in_an_editor_keep_what_joins_and_stand_on_one_line():
    assert escape_name("می\u200cخواهم 👩\u200d💻") == "می\u200cخواهم 👩\u200d💻"
    assert escape_name("a\u200eb\u200fc") == r"a\u200eb\u200fc"
    assert escape_name("a\r\n\tb\x0b") == r"a b\x0b"


def test_lines_of_a_note_keep_their_ends_and_tabs():
    assert escape_lines("a\r\n\tb\rc\x0b\u2028") == "a\r\n\tb\rc\\x0b\\u2028"


@pytest.mark.parametrize(
    "text", ["Größe 中文 🚀 עברית", "❤\ufe0f 👍🏽", "e\u0301", "نامه", "नमस्ते", "a\u00a0b\u3000", "\ue000"]
)
def test_letters_of_every_script_are_unchanged(text):
    assert escape_invisible(text) == escape_excerpt(text) == escape_lines(text) == escape_name(text) == text
    assert not has_invisible(text)


@settings(deadline=None)
@given(st.text())
def test_json_is_equivalent_and_has_no_invisible_characters(text):
    document = escape_json(json.dumps([text], ensure_ascii=False))
    assert json.loads(document) == [text]
    assert not has_invisible(document)
