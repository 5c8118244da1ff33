"""Words for a day complete to the name of its daily note."""

from datetime import date

import pytest
from completing import complete

TODAY = date(2026, 11, 30)  # a Monday


def items(typed, **options):
    """Return, for each item, its label and the text that it inserts."""
    found = complete(typed, today=TODAY, **options).items
    return [(item.label, item.insert) for item in found]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("today", "2026-11-30"),
        ("tomorrow", "2026-12-01"),
        ("yesterday", "2026-11-29"),
        ("next monday", "2026-12-07"),
        ("next tuesday", "2026-12-01"),
        ("next wednesday", "2026-12-02"),
        ("next thursday", "2026-12-03"),
        ("next friday", "2026-12-04"),
        ("next saturday", "2026-12-05"),
        ("next sunday", "2026-12-06"),
    ],
)
def test_words_for_a_day(words, name):
    for typed in (words, words.upper(), words[:-1], f" {words}"):
        assert items(f"[[{typed}$0") == [(words, f"{name}]]")]


@pytest.mark.parametrize(
    ("dialect", "name"),
    [
        ({"daily_note_format": "DD.MM.YYYY"}, "01.12.2026"),
        ({"daily_note_format": "YYYY/MM/YYYY-MM-DD dddd"}, "2026-12-01 Tuesday"),
        ({"daily_note_format": "YYYY/MM-DD", "daily_note_folder": "d"}, "2026/12-01"),
        ({"preset": "logseq"}, "Dec 1st, 2026"),
        ({"preset": "logseq", "daily_note_format": "EEEE, dd-MM-yyyy"}, "Tuesday, 01-12-2026"),
    ],
)
def test_the_name_has_the_format_of_the_vault(dialect, name):
    assert items("see [[tomorrow$0]] x", **dialect) == [("tomorrow", f"{name}]]")]


def test_the_daily_note_may_exist():
    vault = "//- a.md\n//- d/2026-11-30.md\n//- x/2026-12-01.md\n//- y/2026-12-01.md\n"
    (found,) = complete("[[today$0", vault=vault, today=TODAY).items
    assert (found.kind, found.path, found.insert, found.detail) == (
        "note",
        "d/2026-11-30.md",
        "2026-11-30]]",
        "2026-11-30",
    )
    assert items("[[tomorrow$0", vault=vault) == [("tomorrow", "x/2026-12-01]]")]
    (found,) = complete("[[yesterday$0", vault=vault, today=TODAY).items
    assert (found.kind, found.path, found.detail) == ("missing", "", "2026-11-29; does not exist yet")


def test_the_journal_may_exist():
    assert items("[[today$0", vault="//- a.md\n//- journals/2026_11_30.md\n", preset="logseq") == [
        ("today", "Nov 30th, 2026]]")
    ]


def test_next_lists_all_weekdays():
    assert [label for label, _ in items("[[next $0")] == [
        *(
            "next monday",
            "next tuesday",
            "next wednesday",
            "next thursday",
            "next friday",
            "next saturday",
            "next sunday",
        )
    ]


def test_a_note_with_the_typed_name_comes_first_and_others_last():
    vault = "//- a.md\n//- Today.md\n//- Today I learned.md\n//- not today.md\n"
    labels = [label for label, _ in items("[[today$0", vault=vault)]
    assert labels == ["Today", "today", "Today I learned", "not today"]
    assert [label for label, _ in items("[[toda$0", vault=vault)] == ["today", "Today", "Today I learned", "not today"]


@pytest.mark.parametrize(
    "typed", ["[[", "[[to", "[[t", "[[n", "[[todays", "[[next month", "[[last monday", "[[x today"]
)
def test_other_words_are_names(typed):
    assert items(f"{typed}$0") == ([("a", "a]]")] if typed == "[[" else [])


@pytest.mark.parametrize("typed", ["[[a#today", "[[a|today", "today", "#today", "[x](today"])
def test_only_the_target_of_a_wikilink_is_a_day(typed):
    assert "2026" not in "".join(insert for _, insert in items(f"{typed}$0"))


@pytest.mark.parametrize("typed", ["![[today$0", "| [[today$0 |\n|-|", '---\nup: "[[today$0"\n---\n', "k:: [[today$0"])
def test_every_wikilink_may_name_a_day(typed):
    assert ("today", "2026-11-30]]") in items(typed)


def test_without_a_clock_no_day_is_known():
    assert complete("[[today$0").items == ()
