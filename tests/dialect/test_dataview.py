"""The preset of Dataview: properties without the blank, and keys with emoji and formatting."""

import pytest
from checking import codes, findings
from reading import DATAVIEW, OBSIDIAN, Dialect, candidates, cases, paths, properties, read, scopes

OPTIONAL = Dialect(separator_space="optional")


@cases(
    "line, key, value",
    ("a link", "up::[[x]]", "up", "[[x]]"),
    ("a link after blanks", "up  ::  [[x]]", "up", "[[x]]"),
    ("a link before text", "up::[[x]] and y", "up", "[[x]] and y"),
    ("an embed", "cover::![[x.png]]", "cover", "![[x.png]]"),
    ("a tag", "type :: #a", "type", "#a"),
    ("a quote", 'k::"a b"', "k", '"a b"'),
    ("a single quote", "k::'a b'", "k", "'a b'"),
    ("a number", "rating::9", "rating", "9"),
    ("a date", "due :: 2026-11-30", "due", "2026-11-30"),
    ("a Markdown link", "source::[x](https://x)", "source", "[x](https://x)"),
    ("a key in bold", "**up**::[[x]]", "up", "[[x]]"),
)
@pytest.mark.parametrize("dialect", [DATAVIEW, OPTIONAL], ids=["preset", "option"])
def test_some_values_need_no_blank(line, key, value, dialect):
    assert properties(line, dialect) == [(key, value)]
    assert properties(f"- {line}", dialect) == [(key, value)]
    assert codes(["x.md", "x.png"], line, dialect=dialect) == []
    assert properties(line) == []


TEXTS = [
    "Question::Answer",
    "std::vector",
    "f :: Num a => a",
    "role::assistant",
    "Vec::new()",
    "x :: xs",
    "C++ :: note",
    "A::B::c",
    "key ::",
    "key :: ",
    "k::-5",
    "k::(1)",
    "k::!x",
    "::1",
    "term::*x*",
]


@pytest.mark.parametrize("line", TEXTS)
@pytest.mark.parametrize("before", ["", "text\n", "- item\n  ", "- "], ids=["alone", "text", "item", "list"])
def test_any_other_line_alone_is_text(line, before):
    assert properties(before + line, DATAVIEW) == []
    assert candidates(before + line, DATAVIEW) == []
    assert codes([], f"{before}{line}\n\nk:: 1\n", dialect=DATAVIEW) == []


@cases(
    "text, expected",
    ("below", "a:: 1\nb::x", ["a", "b"]),
    ("above", "b :: x\na:: 1", ["b", "a"]),
    ("both", "b::x\na:: 1\nc :: y", ["b", "a", "c"]),
    ("by way of others below", "a:: 1\nb::x\nc :: y\nd::", ["a", "b", "c", "d"]),
    ("by way of others above", "d::z\nc :: y\nb::x\na:: 1", ["d", "c", "b", "a"]),
    ("of a loose line with a value", "b::x\nup::[[a]]\nc::y", ["b", "up", "c"]),
    ("a blank line is between", "a:: 1\n\nb::x", ["a"]),
    ("text is between", "a:: 1\ntext\nb::x", ["a"]),
    ("in the next item", "- a:: 1\n- b::x\n- c\n- d::y", ["a", "b"]),
    ("in the previous item", "- b::x\n- a:: 1", ["b", "a"]),
    ("in one item", "- t\n  b::x\n  a:: 1\n  c :: y", ["b", "a", "c"]),
    ("below text of an item", "- t\n  text\n  b::x", []),
    ("in a quote", "> a:: 1\n> b::x", ["a", "b"]),
    ("a bad key", "a:: 1\nb(c)::x", ["a"]),
    ("in a fence", "a:: 1\n```\nb::x\n```\n", ["a"]),
)
def test_a_line_that_touches_a_property_is_one(text, expected):
    assert [key for key, _ in properties(text, DATAVIEW)] == expected
    assert "property-missing-space" not in codes([], text, dialect=DATAVIEW)
    assert "property-after-text" not in codes([], text, dialect=DATAVIEW)


def test_a_line_after_text_of_its_item_is_reported_only_if_it_is_a_property():
    assert codes([], "- t\n  text\n  std::vector", dialect=DATAVIEW) == []
    assert findings([], "- t\n  text\n  k::5", dialect=DATAVIEW) == [("property-after-text", "k::5")]


def test_the_owner_of_a_line_is_its_item():
    assert scopes("- t\n  b::x\n  a:: 1", DATAVIEW) == [("block", "b", "x"), ("block", "a", "1")]
    assert scopes("b::x\na:: 1", DATAVIEW) == [("page", "b", "x"), ("page", "a", "1")]


def test_links_in_a_line_are_found_whether_it_is_a_property_or_not():
    assert paths("see::[[a]]\n\nx::y [[b]]", DATAVIEW) == ["a", "b"]


def test_a_line_in_a_comment_follows_the_same_rules():
    dialect = Dialect(preset="dataview", separator_space="optional", comments="index")
    assert properties("%%std::vector%%", dialect) == []
    assert properties("%%\na:: 1\nb::x\n%%", dialect) == [("a", "1"), ("b", "x")]


@cases("text", ("square", "[k::v]"), ("round", "x (k::v) y"), ("blanks", "[k :: v]"), ("text", "[Question::Answer]"))
def test_brackets_always_count(text):
    assert len(properties(text, DATAVIEW)) == 1


def test_many_lines_are_decided_in_linear_time():
    text = "k:: 1\n" + "b::x\n" * 5_000
    assert len(properties(text, DATAVIEW)) == 5_001
    assert properties("b::x\n" * 5_000, DATAVIEW) == []


# Headings


@cases(
    "text, expected",
    ("the strict form", "up:: x\n---", ["property-becomes-heading"]),
    ("no value", "up::\n---", ["property-becomes-heading"]),
    ("no blank", "Question::Answer\n---", []),
    ("no blank before a link", "up::[[src]]\n---", []),
    ("code", "std::vector\n---", []),
    ("a type", "f :: Num a\n---", []),
)
@pytest.mark.parametrize("dialect", [DATAVIEW, OPTIONAL, OBSIDIAN], ids=["dataview", "optional", "obsidian"])
def test_a_property_becomes_a_heading_only_with_the_blank(text, expected, dialect):
    assert codes([], text, dialect=dialect) == expected


def test_a_blank_before_the_separator_depends_on_the_dialect():
    assert codes([], "up :: [[src]]\n---", dialect=DATAVIEW) == ["property-becomes-heading"]
    assert codes([], "up :: [[src]]\n---", dialect=OBSIDIAN) == []


# Keys


@cases(
    "text, key",
    ("an emoji", "- 🏷 Name:: x", "Name"),
    ("without a blank", "🏷Name:: x", "Name"),
    ("several", "🏷️ 👩\u200d💻 👍🏽 Name:: x", "Name"),
    ("a flag", "🇩🇪 Name:: x", "Name"),
    ("a keycap", "1\ufe0f\u20e3 Name:: x", "Name"),
    ("before bold", "🏷 **Name**:: x", "Name"),
    ("before a key of three words", "🏷 Date of birth:: x", "Date of birth"),
    ("in brackets", "y [🏷 Name:: x]", "Name"),
    ("bold in brackets", "[**Name**:: x]", "Name"),
    ("bold around the separator", "[**Name::** x]", "Name"),
    ("italic in round brackets", "(_Name_:: x)", "Name"),
    ("both in brackets", "[🏷 **Name**:: x]", "Name"),
    ("an emoji alone", "🏷:: x", "🏷"),
    ("two emoji alone", "🏷 ⏳:: x", "🏷 ⏳"),
    ("an emoji after the name", "Name 🏷:: x", "Name 🏷"),
    ("a mark that is part of a letter", "e\u0301t\u00e9:: x", "e\u0301t\u00e9"),
    ("a digit", "1 Name:: x", "1 Name"),
)
def test_the_name_of_a_key_is_without_emoji_and_formatting(text, key):
    assert properties(text, DATAVIEW) == [(key, "x")]


def test_the_same_name_is_the_same_key():
    text = "- 🏷 Name:: x\n- [**name**:: y]\n- Name::5\n"
    assert {prop.id for prop in read(text, DATAVIEW).properties} == {"name"}
    assert codes([], "🏷 Name:: 1\nname:: 2", dialect=DATAVIEW) == ["duplicate-property"]
    assert codes([], "🏷 Tags:: a, , b", dialect=DATAVIEW) == ["empty-list-item"]


def test_in_other_presets_the_emoji_is_part_of_the_name():
    assert properties("🏷 Name:: x") == [("🏷 Name", "x")]
    assert properties("[**Name**:: x]") == []


@pytest.mark.parametrize(
    "start", ["🏷" * 50_000, "🏷 " * 50_000, "[🏷" * 50_000, "[**" * 50_000, "1\ufe0f\u20e3" * 50_000]
)
def test_very_many_emoji_are_read_in_linear_time(start):
    assert properties(start + " k:: v", DATAVIEW) in ([], [("k", "v")])
