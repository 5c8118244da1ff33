import pytest

from wikilsp.report.snippet import snippet
from wikilsp.text import Span


def show(line, marked, columns=60):
    """Return two lines: the source as displayed, and the carets under `marked`."""
    text = f"before\n{line}\nafter"
    begin = len("before\n")
    start = begin + line.index(marked)
    shown = snippet(text, Span(begin, begin + len(line)), Span(start, start + len(marked)), columns)
    return [shown.before + shown.marked + shown.after, " " * shown.indent + "^" * shown.carets]


def test_carets_are_below_the_mark():
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


def test_a_tab_extends_to_the_next_stop():
    assert show("\t- x\t[[a]]", "a") == [
        "    - x [[a]]",
        "          ^",
    ]


def test_an_empty_mark_gets_one_caret():
    assert show("up:: a", "") == [
        "up:: a",
        "^",
    ]


def test_a_mark_is_cut_at_the_end_of_the_line():
    shown = snippet("---\nup: a\n---\n", Span(0, 3), Span(0, 13), 60)
    assert (shown.marked, shown.carets) == ("---", 3)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("a \x1b[31m\x9b [[b]]", r"a \x1b[31m\x9b [[b]]"),
        ("\u202e\u2066 \u200b [[b]]", r"\u202e\u2066 \u200b [[b]]"),
        ("\U000e0041\u2028\ufeff\u2060[[b]]", r"\U000e0041\u2028\ufeff\u2060[[b]]"),
    ],
)
def test_unseen_characters_are_escaped_and_the_carets_stay_aligned(source, shown):
    assert show(source, "b") == [shown, " " * shown.index("b]]") + "^"]


@pytest.mark.parametrize(
    ("before", "columns"),
    [
        ("👩\u200d💻", 2),
        ("👨\u200d👩\u200d👧\u200d👦", 2),
        ("❤\ufe0f", 2),
        ("👍\U0001f3fd", 2),
        ("🇩🇪", 2),
        ("می\u200cخواهم", 7),
        ("a\u200e\u200fb", 2),
        ("한글", 4),
        ("\u1112\u1161\u11ab", 2),
        ("１２", 4),
        ("中👩\u200d💻\x1b", 2 + 2 + 4),
        ("🏴\U000e0067\U000e007f", 2 + 10 + 10),
    ],
)
def test_scripts_and_emoji_are_unchanged_and_have_terminal_widths(before, columns):
    source, carets = show(f"{before} [[x]]", "x")
    assert carets == " " * (columns + len(" [[")) + "^"
    assert "\u200d" not in before or "\u200d" in source


def test_a_line_is_not_cut_inside_an_emoji():
    source, carets = show("👩\u200d💻" * 20 + "[[x]]" + "y" * 50, "x", columns=20)
    assert source.startswith("…👩\u200d💻")
    assert carets == " " * (1 + 2 * source.count("👩") + 2) + "^"


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


def test_a_mark_that_is_too_long_is_cut():
    assert show("see " + "z" * 100, "z" * 100, columns=30) == [
        "see zzzzzzzzzzzzzzzzzzzzzzzz…",
        "    ^^^^^^^^^^^^^^^^^^^^^^^^",
    ]


@pytest.mark.parametrize("mark", ["a", "中", "\t"])
def test_no_line_exceeds_the_width(mark):
    source, carets = show("中" * 50 + mark + "\t" * 50, mark, columns=24)
    assert len(source) + source.count("中") <= 24
    assert len(carets) <= 24


@pytest.mark.parametrize("columns", [-5, 0, 1, 2, 3, 4])
def test_implausible_terminal_widths_are_clamped(columns):
    assert show("see [[Nowhere]].", "Nowhere", columns) == ["…e [[Nowhere]].", "     ^^^^^^^"]


def test_only_the_displayable_part_of_a_line_is_processed():
    line = "x" * 100_000 + "[[a]]" + "y" * 100_000
    assert sum(map(len, show(line, "a", columns=10**30))) < 3_000


def test_a_mark_is_found_deep_in_a_very_long_line():
    line = "[[a]] " * 200_000
    shown = snippet(line, Span(0, len(line)), Span(600_002, 600_003), 20)
    assert shown.before + shown.marked + shown.after == "…a]] [[a]] [[a]] [[…"
    assert (shown.indent, shown.carets) == (7, 1)
