"""Types of values, and items of lists."""

import pytest
from reading import LOGSEQ, OBSIDIAN, Dialect, candidates, cases, piece, read


def typed(text, dialect=OBSIDIAN):
    """Return the type of the only property's value."""
    (one,) = read(text, dialect).properties
    return one.value.type


def items(text, dialect=OBSIDIAN):
    (one,) = read(text, dialect).properties
    return [item.text for item in one.items]


TYPES = {
    "date": [
        "2021-04",
        "2021-04-17",
        "2024-02-29",
        "2021-04-17T18",
        "2021-04-17T18:00",
        "2021-04-17T18:00:05",
        "2021-04-17T18:00:05.123",
        "2021-04-17T18:00Z",
        "2021-04-17T18:00+02",
        "2021-04-17T18:00+02:00",
        "2021-04-17T18:00-05:30",
        "2021-04-17T18:00[Europe/Berlin]",
    ],
    "duration": [
        "7 hours",
        "7h",
        "1 yr",
        "1 year",
        "2 years",
        "3mo",
        "3 months",
        "2 wk",
        "2w",
        "2 weeks",
        "1 day",
        "1d",
        "3 days",
        "1 hr",
        "1 hour",
        "6 min",
        "6m",
        "6 minutes",
        "30 sec",
        "30 s",
        "30 seconds",
        "1h 30m",
        "1h30m",
        "1 hour, 30 minutes",
        "2 yr 3 mo 4 d",
    ],
    "boolean": ["true", "false", "True", "False"],
    "number": ["5", "-80", "3.25", "-0.5", "007"],
    "null": ["null", ""],
    "tag": ["#a", "#a/b", "#中文"],
    "link": ["[[a]]", "[[a|b]]", "[[a#h]]", "![[a]]", "![[i.png|100]]", "[[yes, no, and maybe]]"],
    "list": [
        "1, 2",
        "[[a]], [[b]]",
        "#a, #b",
        '"a", "b"',
        "1, #a, [[b]]",
        "[[a]],",
        "1,",
        "true, false",
        "2021-04, 2021-05",
        "1,2",
        "1, 2,",
    ],
    "text": [
        "x",
        "a, b",
        "[[a]] [[b]]",
        "#a #b",
        "see [[a]]",
        "[[a]] x",
        '"quoted"',
        r'"a \" b \\"',
        "'x'",
        "[t](u.md)",
        "https://x.y",
        "2021-04-17 18:00",
        "2021-13",
        "2021-02-30",
        "2023-02-29",
        "2021-4-1",
        "2021-04-17T25:00",
        "7 foos",
        "hours",
        "TRUE",
        "FALSE",
        "yes",
        "1e5",
        "+5",
        ".5",
        "1,000 x",
        "5.",
        "NULL",
        "1, a",
        "`1`",
        "#1984",
    ],
}


@pytest.mark.parametrize(("value", "type_"), [(value, type_) for type_, values in TYPES.items() for value in values])
def test_type(value, type_):
    assert typed(f"k:: {value}") == type_


@pytest.mark.parametrize(("value", "type_"), [(value, type_) for type_, values in TYPES.items() for value in values])
def test_type_in_a_list_item(value, type_):
    assert typed(f"- k:: {value}\n") == type_


def test_thousands_with_a_comma_are_two_numbers():
    # Interpretation: `1,000` is not a number but a list of two numbers.
    assert items("k:: 1,000") == ["1", "000"]


@cases(
    "text, expected",
    ("two", "k:: 1, 2", ["1", "2"]),
    ("a trailing comma makes one", "k:: [[a]],", ["[[a]]"]),
    ("a comma in a link", "k:: [[a, b]], [[c]]", ["[[a, b]]", "[[c]]"]),
    ("a comma in quotes", 'k:: "a, b", "c"', ['"a, b"', '"c"']),
    ("one value is its own piece", "k:: [[a]]", ["[[a]]"]),
    ("text is one piece", "k:: a, b", ["a, b"]),
    ("nothing has none", "k::", []),
    ("T87 a list key is split", "tags:: motor, steering wheel", ["motor", "steering wheel"]),
    ("a list key with a link", "tags:: [[x, y]], z", ["[[x, y]]", "z"]),
    ("a list key with quotes", 'aliases:: "a, b", c', ['"a, b"', "c"]),
    ("a comma at the end", "tags:: a,", ["a"]),
    ("an empty item is ignored", "tags:: a, , b", ["a", "b"]),
    ("alias", "alias:: a, b", ["a", "b"]),
    ("tag", "tag:: a, b", ["a", "b"]),
    ("cssclasses", "cssclasses:: a, b", ["a", "b"]),
    ("a list key by its identity", "Tags:: a, b", ["a", "b"]),
    ("T71 one link", "tags:: [[china]]", ["[[china]]"]),
    ("in brackets", "[tags:: a, b]", ["a", "b"]),
)
def test_items(text, expected):
    assert items(text) == expected


@cases(
    "value, type_",
    ("one link", "[[china]]", "link"),
    ("one tag", "#a", "tag"),
    ("one word", "motor", "text"),
    ("two words in one piece", "steering wheel", "text"),
    ("two pieces", "a, b", "list"),
    ("a trailing comma", "a,", "list"),
    ("nothing", "", "null"),
)
def test_type_of_a_list_key(value, type_):
    assert typed(f"tags:: {value}") == type_


def test_t83_types_of_items():
    (one,) = read("k:: 2021-04, 7 hours, -80, True, #a, [[b]]").properties
    assert [item.type for item in one.items] == ["date", "duration", "number", "boolean", "tag", "link"]


@cases(
    "text, after",
    ("in the middle", "tags:: a, , b", "tags:: a, b"),
    ("at the end", "tags:: a,", "tags:: a"),
    ("at the start", "tags:: , a", "tags:: a"),
)
def test_an_empty_item_of_a_list_key_is_reported(text, after):
    (one,) = read(text).candidates
    assert (one.kind, one.text) == ("empty-list-item", "tags")
    left = text[: one.span.start] + text[one.span.end :]
    assert " ".join(left.split()) == after
    assert "," in piece(text, one.span)


@pytest.mark.parametrize("text", ["k:: a, , b", "k:: [[a]],", "tags:: a, b", "tags::", "k:: 1, 2,"])
def test_no_empty_item(text):
    assert candidates(text) == []


def test_option_list_keys():
    assert items("topics:: a, b") == ["a, b"]
    assert items("topics:: a, b", Dialect(list_keys=("topics",))) == ["a", "b"]


def test_a_wide_comma_splits_in_logseq_only():
    assert items("tags:: a，b") == ["a，b"]
    assert items("tags:: a，b", LOGSEQ) == ["a", "b"]
