"""A near miss of a property is reported only next to a property, or if its value is only links and tags."""

import pytest
from checking import codes, severity
from reading import candidates, cases, piece, properties, read

HEAD_KEYS = ["tags", "tag", "alias", "aliases", "cssclasses", "type", "up"]


@cases(
    "text, kind, span, name",
    ("T94 one colon, links as value", "tags: [[x]]\ntext", "single-colon-property", "tags:", "tags"),
    ("one colon below a property", "a:: 1\nfoo: bar", "single-colon-property", "foo:", "foo"),
    ("one colon above a property", "foo: bar\na:: 1", "single-colon-property", "foo:", "foo"),
    ("a blank before, touching", "a:: 1\nkey ::value", "property-space-before-separator", "key ::", "key"),
    ("blanks around, touching", "key :: value\na:: 1", "property-space-before-separator", "key ::", "key"),
    ("blanks around, a link", "key :: [[a]]", "property-space-before-separator", "key ::", "key"),
    ("T96 no blank, touching", "a:: 1\nkey::v", "property-missing-space", "key::", "key"),
    ("no blank, above", "key::v\na:: 1", "property-missing-space", "key::", "key"),
    ("no blank, a link", "key::[[a]]", "property-missing-space", "key::", "key"),
    ("no blank, links and tags", "key::[[a]], #b", "property-missing-space", "key::", "key"),
    ("no key", "a:: 1\n:: value", "property-empty-key", "::", ""),
    ("a comma in the key", "a:: 1\nmy,key:: v", "property-bad-key", "my,key", "my,key"),
    ("parentheses in the key", "k(x):: v\na:: 1", "property-bad-key", "k(x)", "k(x)"),
    ("T98 an open bracket", "x [k:: v w", "unclosed-inline-property", "[k:: v w", "k"),
    ("an open bracket in a list item", "- [k:: v", "unclosed-inline-property", "[k:: v", "k"),
    ("a bracket on the next line", "[k:: v\nw]", "unclosed-inline-property", "[k:: v", "k"),
)
def test_reported(text, kind, span, name):
    (one,) = read(text).candidates
    assert (one.kind, piece(text, one.span)) == (kind, span)
    assert kind == "property-empty-key" or one.text == name


@cases(
    "text",
    ("T96 one", "role::assistant"),
    ("T96 another", "std::vector"),
    ("T103 many words", "ethernet is broken down into 4 steps::"),
    ("T103 a quoted property", '- Do not export pages with "public:: false"'),
    ("T105 code", "```cpp\nif (!base::F::On(features::kX)) {\n```"),
    ("T100 two blocks", "a:: 1\n\nb:: 2"),
    ("T72 nothing", "k::"),
    ("one colon, no property near", "foo: bar"),
    ("one colon, text as value", "tags: x"),
    ("one colon, a link in text", "up: see [[x]]"),
    ("one colon, another key", "Handout: [[x.pdf]]"),
    ("one more", "Previous: [[x]]"),
    ("one colon, not at the head", "text\n\ntags: [[x]]"),
    ("one colon, directly below text", "text\ntags: [[x]]"),
    ("one colon, below front matter", "---\na: b\n---\ntags: [[x]]"),
    ("one colon, a property beyond a blank line", "a:: 1\n\nfoo: bar"),
    ("one colon, two words", "my tags: [[x]]"),
    ("no blank, a property beyond a blank line", "a:: 1\n\nkey::v"),
    ("no blank, text as value", "key::value"),
    ("no blank, a link in text", "key::see [[a]]"),
    ("no blank, two words", "my key::[[a]]"),
    ("blanks around, text as value", "key :: value"),
    ("a blank before, text as value", "key ::value"),
    ("no key, alone", ":: value"),
    ("a bad key, alone", "my,key:: v"),
    ("another bad key, alone", "k(x):: v"),
    ("one colon in brackets", "[k:v] [k: v"),
    ("one colon in parentheses", "(k: v)"),
    ("text before a key", "some text key:: v"),
    ("open brackets of another thing", "[a,b:: v"),
    ("open brackets without a blank", "[std::vector"),
    ("brackets that close", "[k:: v [w] x]"),
    ("a list of two", "k:: a, b"),
)
def test_not_reported(text):
    assert candidates(text) == []


@pytest.mark.parametrize("key", HEAD_KEYS)
def test_common_keys_at_the_start_of_a_note(key):
    assert candidates(f"{key}: [[x]]\n") == [("single-colon-property", f"{key}:")]


@pytest.mark.parametrize("value", ["[[a]]", "[[a]], [[b]]", "#a", "[[a]], #b", "![[a]]", "[[a|b]] [[c]]"])
def test_values_of_only_links_and_tags(value):
    assert candidates(f"type: {value}") == [("single-colon-property", "type:")]
    assert candidates(f"key::{value}") == [("property-missing-space", "key::")]


@pytest.mark.parametrize("value", ["[[a]] x", "see [[a]]", "[[a]], b", "#a b", "1", '"[[a]]"'])
def test_other_values(value):
    assert candidates(f"type: {value}\n\nkey::{value}") == []


def test_blank_lines_at_the_start_do_not_count():
    assert candidates("\n\ntags: [[x]]\n") == [("single-colon-property", "tags:")]


@cases(
    "text, sure",
    ("touching a property", "a:: 1\nkey::v", True),
    ("a value of links", "key::[[a]]", False),
    ("both", "a:: 1\nkey::[[a]]", True),
    ("one colon, touching", "a:: 1\nfoo: bar", True),
    ("one colon, a value of links", "tags: [[a]]", False),
)
def test_how_sure(text, sure):
    assert [one.sure for one in read(text).candidates] == [sure]


def insert_at(text, insertion):
    """Return the text with `insertion` at the second span of its only candidate."""
    (one,) = read(text).candidates
    return text[: one.at.start] + insertion + text[one.at.end :]


@cases(
    "text, insertion, after",
    ("one colon", "tags: [[x]]", ":", "tags:: [[x]]"),
    ("no blank", "key::[[x]]", " ", "key:: [[x]]"),
    ("a blank before", "a:: 1\nkey ::value", ":: ", "a:: 1\nkey:: value"),
    ("blanks around", "key  ::  [[x]]", ":: ", "key:: [[x]]"),
    ("an open bracket", "x [k:: v", "]", "x [k:: v]"),
    ("an open bracket and blanks", "x [k:: v  ", "]", "x [k:: v]  "),
    ("a property that becomes a heading", "k:: v\n---", "\n", "k:: v\n\n---"),
)
def test_where_the_fix_goes(text, insertion, after):
    assert insert_at(text, insertion) == after
    assert candidates(after) == []


def test_an_unterminated_link_is_reported_in_the_value():
    assert candidates("up:: [[a") == [("unterminated-link", "[[a")]
    assert properties("up:: [[a") == [("up", "[[a")]


def test_a_near_miss_is_not_a_property():
    assert properties("a:: 1\nkey::v\nfoo: bar\nl ::w\n:: v") == [("a", "1")]


def test_only_the_same_note_is_evidence():
    vault = {"other.md": "Handout:: [[x]]\nrole:: y\n", "x.md": ""}
    assert codes(vault, "Handout: [[x]]\n\nrole::assistant") == []


@cases(
    "text, expected",
    ("one colon", "tags: [[a]]", {"single-colon-property": "warning"}),
    ("a blank before", "k:: 1\nl ::2", {"property-space-before-separator": "warning"}),
    ("no blank", "k:: 1\nl::2", {"property-missing-space": "warning"}),
    ("no key", "k:: 1\n:: 2", {"property-empty-key": "warning"}),
    ("a bad key", "k:: 1\nl,m:: 2", {"property-bad-key": "info"}),
    ("an open bracket", "[k:: v", {"unclosed-inline-property": "warning"}),
    ("an empty piece", "tags:: a,", {"empty-list-item": "hint"}),
    ("after text", "- a\n  b\n  k:: v", {"property-after-text": "hint"}),
    ("an empty segment", "#a//b", {"tag-empty-segment": "hint"}),
)
def test_severities(text, expected):
    assert severity(["a.md"], text) == expected
