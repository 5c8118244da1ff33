import pytest

from wikilsp.report.snippet import snippet
from wikilsp.text import Span


def show(line, marked, columns=60):
    """Two lines: the source as a terminal shows it, and the carets under `marked`."""
    text = f"before\n{line}\nafter"
    begin = len("before\n")
    start = begin + line.index(marked)
    shown = snippet(text, Span(begin, begin + len(line)), Span(start, start + len(marked)), columns)
    return [shown.before + shown.marked + shown.after, " " * shown.indent + "^" * shown.carets]


def test_carets_stand_under_what_is_marked():
    assert show("see [[Nowhere]].", "Nowhere") == [
        "see [[Nowhere]].",
        "      ^^^^^^^",
    ]


def test_a_wide_character_takes_two_columns():
    assert show("長征 [[毛澤東]]", "毛澤東") == [
        "長征 [[毛澤東]]",
        "       ^^^^^^",
    ]


def test_an_emoji_takes_two_columns():
    assert show("🚀 [[a]]", "a") == [
        "🚀 [[a]]",
        "     ^",
    ]


def test_a_combining_accent_takes_no_column():
    assert show("Cafe\u0301 [[x]]", "x") == [
        "Cafe\u0301 [[x]]",
        "       ^",
    ]


def test_a_tab_reaches_to_the_next_stop():
    assert show("\t- x\t[[a]]", "a") == [
        "    - x [[a]]",
        "          ^",
    ]


def test_an_empty_mark_gets_one_caret():
    assert show("up:: a", "") == [
        "up:: a",
        "^",
    ]


def test_a_mark_that_goes_on_in_the_next_line_ends_with_the_first():
    shown = snippet("---\nup: a\n---\n", Span(0, 3), Span(0, 13), 60)
    assert (shown.marked, shown.carets) == ("---", 3)


def test_what_could_steer_the_terminal_is_replaced():
    assert show("a \x1b[31m\x9b [[b]]", "b") == [
        "a \ufffd[31m\ufffd [[b]]",
        "           ^",
    ]


def test_a_long_line_is_cut_on_both_sides_of_the_mark():
    assert show("x" * 100 + " [[here]] " + "y" * 100, "here", columns=30) == [
        "…xxxxxx [[here]] yyyyyyyyyyyy…",
        "          ^^^^",
    ]


def test_a_long_line_is_cut_at_its_end_only_when_the_mark_is_near_its_beginning():
    assert show("a [[here]] " + "y" * 100, "here", columns=30) == [
        "a [[here]] yyyyyyyyyyyyyyyyy…",
        "    ^^^^",
    ]


def test_a_long_line_is_cut_at_its_beginning_only_when_the_mark_is_near_its_end():
    assert show("x" * 100 + " [[here]].", "here", columns=30) == [
        "…xxxxxxxxxxxxxxxxxx [[here]].",
        "                      ^^^^",
    ]


def test_a_mark_that_is_too_long_shows_its_beginning():
    assert show("see " + "z" * 100, "z" * 100, columns=30) == [
        "see zzzzzzzzzzzzzzzzzzzzzzzz…",
        "    ^^^^^^^^^^^^^^^^^^^^^^^^",
    ]


@pytest.mark.parametrize("mark", ["a", "中", "\t"])
def test_no_line_is_wider_than_asked_for(mark):
    source, carets = show("中" * 50 + mark + "\t" * 50, mark, columns=24)
    assert len(source) + source.count("中") <= 24
    assert len(carets) <= 24


def test_a_mark_is_found_deep_in_a_very_long_line():
    line = "[[a]] " * 200_000
    shown = snippet(line, Span(0, len(line)), Span(600_002, 600_003), 20)
    assert shown.before + shown.marked + shown.after == "…a]] [[a]] [[a]] [[…"
    assert (shown.indent, shown.carets) == (7, 1)
