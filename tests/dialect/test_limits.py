"""Parts of very large notes beyond a limit are not parsed, which is reported. Below the limits, everything is."""

import pytest
from reading import LOGSEQ, OBSIDIAN, cases
from slow_texts import repeat

from wikilsp.settings import Dialect
from wikilsp.syntax.folds import folds
from wikilsp.syntax.limits import MOST_FINDINGS, MOST_ITEMS, MOST_MARKS, MOST_MOJIBAKE
from wikilsp.syntax.parse import parse


def left_out(text, dialect=OBSIDIAN):
    """Return the kind and offset of each part of a text that was not parsed."""
    return told_of(parse(text, dialect))


def told_of(facts):
    return [(it.text, it.span.start) for it in facts.candidates if it.kind == "large-note"]


class TestFrontMatter:
    def front(self, items):
        return "---\naliases: [A]\nlist: [" + "a," * items + "]\n---\n[[b]]\n"

    def test_is_read_up_to_a_limit(self):
        facts = parse(self.front(MOST_MARKS - 9), OBSIDIAN)
        assert [alias.text for alias in facts.aliases] == ["A"]
        assert facts.candidates == ()

    def test_is_not_read_beyond_it_although_the_body_is(self):
        text = self.front(MOST_MARKS)
        facts = parse(text, OBSIDIAN)
        assert (facts.aliases, facts.properties) == ((), ())
        assert [link.path for link in facts.links] == ["b"]
        assert left_out(text) == [("front matter", len("---\n"))]

    def test_may_have_a_long_text(self):
        assert [made.key for made in parse("---\nk: " + "a b " * MOST_MARKS + "\n---\n", OBSIDIAN).properties] == ["k"]

    def test_is_left_to_the_parser(self):
        assert left_out("---\ntags:\n" + "- a\n" * MOST_MARKS + "---\n") == [("front matter", len("---\n"))]


class TestLists:
    @cases(
        "before, after", ("a line", "tags:: ", "\n"), ("brackets", "[tags:: ", "]\n"), ("no list key", "k:: 1", "\n")
    )
    def test_with_too_many_commas_are_text(self, before, after):
        value = ",1" * (MOST_ITEMS + 1)
        text = before + value + after
        (made,) = parse(text, OBSIDIAN).properties
        assert (made.value.type, len(made.items)) == ("text", 1)
        assert left_out(text) == [("items", made.value.span.start)]

    def test_with_fewer_are_lists(self):
        (made,) = parse("k:: 1" + ",1" * MOST_ITEMS, OBSIDIAN).properties
        assert (made.value.type, len(made.items)) == ("list", MOST_ITEMS + 1)

    def test_with_wide_commas_count_too(self):
        assert left_out("tags:: a" + "，a" * (MOST_ITEMS + 1), LOGSEQ) == [("items", len("tags:: "))]

    def test_long_prose_is_not_a_list(self):
        (made,) = parse("k:: " + "a b " * MOST_ITEMS, OBSIDIAN).properties
        assert made.value.type == "text"


def test_mojibake_is_looked_for_up_to_a_limit():
    text = "â€” " * (MOST_MOJIBAKE + 2)
    assert left_out(text) == [("mojibake", len("â€” ") * MOST_MOJIBAKE)]
    assert not any(it.kind == "large-note" for it in parse("Ã\x81 " * MOST_MOJIBAKE, OBSIDIAN).candidates)


def test_one_candidate_of_each_kind_is_kept_beyond_the_limit():
    facts = parse("[[]] " * (MOST_FINDINGS + 9) + "[[ a ]]", OBSIDIAN)
    kinds = [it.kind for it in facts.candidates]
    assert (kinds.count("empty-link"), kinds.count("link-edge-space")) == (MOST_FINDINGS + 1, 1)


# Notes that only markdown-it-py can read


@pytest.mark.parametrize("unit", ["- a\n", "> a\n\n", "- " * 60 + "a\n", "|a|b|\n", "a\n", "- a|b\n-|-\n\n"])
def test_blocks_that_only_markdown_it_py_can_read_are_guessed_in_a_large_note(unit):
    before = "# A\n\n- a | b\n-|-\n\n"
    large, small = before + repeat(unit)(60_000) + "\n[[b]]\n", before + unit + "\n[[b]]\n"
    assert parse(small, OBSIDIAN).candidates == ()
    facts = parse(large, OBSIDIAN)
    assert told_of(facts) == [("blocks", 0)]
    assert [heading.text for heading in facts.headings] == ["A"]
    assert [link.path for link in facts.links] == ["b"]
    assert folds(large, OBSIDIAN)


def test_the_rest_of_a_large_note_is_not_guessed():
    assert parse("- a\n" * 50_000, OBSIDIAN).candidates == ()


# Nesting


@cases(
    "text, dialect",
    ("links", "[[a " * 50 + "b" + "]]" * 50, Dialect(nested=True)),
    ("images", "![a" * 50 + "b" + "](c.png)" * 50, OBSIDIAN),
    ("images next to others", "![![d](e.png)" * 50 + "b" + "](c.png)" * 50, OBSIDIAN),
)
def test_links_are_nested_a_few_deep(text, dialect):
    inside = [link for link in parse(text, dialect).links if (link.label or link.path).startswith(("a", "!["))]
    assert len(inside) in (9, 10)


@cases(
    "text, path",
    ("none", "[t](a(b)c.md)", "a(b)c.md"),
    ("nested", "[t](a((b)(c(d)))e.md)", "a((b)(c(d)))e.md"),
    ("as deep as may be", "[t](a" + "(" * 32 + ")" * 32 + ")", "a" + "(" * 32 + ")" * 32),
    ("escaped", r"[t](a\(b\)(c\)).md)", "a(b)(c)).md"),
    ("an angle after a parenthesis", "[t](a(<b>)c.md)", "a(<b>)c.md"),
)
def test_parentheses_in_destinations(text, path):
    assert [link.path for link in parse(text, OBSIDIAN).links] == [path]


@cases(
    "text", ("too deep", "[t](a" + "(" * 33 + ")" * 33 + ")"), ("open", "[t](a(b"), ("a blank inside", "[t](a(b c))")
)
def test_parentheses_that_do_not_end_a_destination(text):
    assert parse(text, OBSIDIAN).links == ()


@cases(
    "row, count",
    ("a link that a bar breaks", "[[a|b]]", 1),
    ("in code", "`[[a|b]]`", 0),
    ("in code of two backticks", "`` ` [[a|b]] ``", 0),
    ("after code that does not end", "``a` [[a|b]]", 1),
    ("code that ends in the link", "`[[a|` b]]", 0),
)
def test_broken_links_in_rows(row, count):
    facts = parse(f"|a|b|\n|-|-|\n|{row}|\n", OBSIDIAN)
    assert [it.kind for it in facts.candidates].count("unescaped-pipe-in-table") == count
