import pytest

from wikilsp.features.preview import MOST_CHARACTERS, MOST_LINES, beginning, block, truncate
from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.parse import parse


def test_what_fits_is_left_as_it_is():
    assert truncate("\n\none\n\n  two\n\n") == "one\n\n  two"
    assert truncate("") == ""


def test_every_line_end_is_a_line_feed():
    assert truncate("a\r\nb\rc\u2028d\n") == "a\nb\nc\u2028d"


def test_whole_lines_are_shown():
    many = [f"line {number}" for number in range(MOST_LINES + 1)]
    assert truncate("\n".join(many)) == "\n".join([*many[:-1], "", "…"])
    assert truncate("\n".join(many[:-1])) == "\n".join(many[:-1])
    long = "x" * (MOST_CHARACTERS - 10)
    assert truncate(f"{long}\nshort\nmuch longer than that\n") == f"{long}\nshort\n\n…"


def test_no_blank_line_is_shown_before_what_is_left_out():
    assert truncate("one\n" + "\n" * MOST_LINES + "two") == "one\n\n…"


def test_only_a_line_that_is_too_long_by_itself_is_cut_between_words():
    text = "word " * MOST_CHARACTERS
    assert truncate(text).endswith("word\n\n…")
    assert len(truncate(text)) <= MOST_CHARACTERS + len("\n\n…")
    assert truncate("x" * 2 * MOST_CHARACTERS) == "x" * MOST_CHARACTERS + "\n\n…"


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("```py", "```"),
        ("~~~~", "~~~~"),
        ("> ```", "> ```"),
        ("- ```", "  ```"),
        ("````\n```", "````"),
        ("```\n~~~", "```"),
        ("```\nx\n```\n~~~", "~~~"),
        ("~~~ `", "~~~"),
    ],
)
def test_a_fence_that_is_left_open_is_closed(opening, closing):
    assert truncate(f"{opening}\ncode") == f"{opening}\ncode\n{closing}"


@pytest.mark.parametrize("text", ["```\ncode\n```", "```code```", "text ```", "~~~\ncode\n~~~~"])
def test_a_fence_that_is_closed_is_left_alone(text):
    assert truncate(text) == text


@pytest.mark.parametrize("text", ["\ufeffone\r\ntwo", "\ufeff---\r\nk: v\r\n---\r\none\r\ntwo"])
def test_a_byte_order_mark_is_not_shown(text):
    assert beginning(Note("a.md", parse(text, Dialect())), text) == "one\ntwo"


def test_of_a_block_in_a_very_long_note_its_line_is_shown():
    text = "one\ntwo ^id\n" + "x\n" * 60_000
    found = parse(text, Dialect()).blocks[0]
    assert block(Note("a.md", parse(text, Dialect())), found, text, Dialect()) == "two ^id"
