import pytest

from wikilsp.features.preview import MOST_CHARACTERS, MOST_LINES, beginning_span, block_span, truncate
from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.parse import parse


def test_a_short_text_is_unchanged():
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


def test_no_blank_line_before_an_omission():
    assert truncate("one\n" + "\n" * MOST_LINES + "two") == "one\n\n…"


def test_only_a_line_that_is_too_long_is_truncated_between_words():
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
def test_an_open_fence_is_closed(opening, closing):
    assert truncate(f"{opening}\ncode") == f"{opening}\ncode\n{closing}"


@pytest.mark.parametrize("text", ["```\ncode\n```", "```code```", "text ```", "~~~\ncode\n~~~~"])
def test_a_closed_fence_is_unchanged(text):
    assert truncate(text) == text


@pytest.mark.parametrize("text", ["\ufeffone\r\ntwo", "\ufeff---\r\nk: v\r\n---\r\none\r\ntwo"])
def test_a_byte_order_mark_is_not_shown(text):
    span = beginning_span(Note("a.md", parse(text, Dialect())), text)
    assert truncate(text[slice(*span)]) == "one\ntwo"


def test_a_block_in_a_very_long_note_is_shown_by_its_line():
    text = "one\ntwo ^id\n" + "x\n" * 60_000
    found = parse(text, Dialect()).blocks[0]
    span = block_span(Note("a.md", parse(text, Dialect())), found, text, Dialect())
    assert text[slice(*span)] == "two ^id"
