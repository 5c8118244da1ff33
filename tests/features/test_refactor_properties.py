import pytest
from hypothesis import given
from hypothesis import strategies as st
from refactoring import apply_changes, check, refactorings_at
from vaults import DEFAULT

from wikilsp.features.refactorings.property_form import property_form
from wikilsp.features.refactorings.property_text import meaning_of
from wikilsp.note import Note
from wikilsp.settings import Dialect, Settings
from wikilsp.syntax.parse import parse
from wikilsp.text import Span

LINE, BRACKET, FRONT = (
    "Convert the property to a line",
    "Put the property in brackets",
    "Move the property to the front matter",
)


def titles(text, settings=DEFAULT):
    return [title for title in refactorings_at(f"//- a.md\n{text}", settings) if "property" in title]


class TestBrackets:
    def test_a_line(self):
        check("//- a.md\n> $0due date:: [[x]], 5\n> b:: c", BRACKET, "//- a.md\n> [due date:: [[x]], 5]\n> b:: c")
        check("//- a.md\n> - k:: v$0", BRACKET, "//- a.md\n> - [k:: v]")

    @pytest.mark.parametrize("line", ["k$0::", "**k$0**:: v", "k$0:: a ] b"])
    def test_values_that_do_not_fit(self, line):
        assert BRACKET not in titles(f"> {line}")

    @pytest.mark.parametrize("key", ["aliases", "alias", "title", "id"])
    def test_keys_that_are_parsed_only_on_lines(self, key):
        assert BRACKET not in titles(f"> {key}:: v$0")

    def test_not_in_logseq(self):
        assert BRACKET not in titles("> k:: v$0", Settings(dialect=Dialect(preset="logseq")))

    def test_an_emoji_before_the_key_stays(self):
        dataview = Settings(dialect=Dialect(preset="dataview", separator_space="optional"))
        check("//- a.md\n> - 🏷 $0Name:: v", BRACKET, "//- a.md\n> - 🏷 [Name:: v]", dataview)

    @pytest.mark.parametrize("line", ["[**k$0**:: v]", "x [🏷 k$0:: v] y"])
    def test_a_key_with_anything_around_it_stays_in_brackets(self, line):
        dataview = Settings(dialect=Dialect(preset="dataview", separator_space="optional"))
        assert titles(f"> {line}", dataview) == []


class TestLine:
    @pytest.mark.parametrize("bracket", ["[k:: v]", "(k:: v)", "[k:: v ]"])
    def test_a_bracket_alone_on_its_line(self, bracket):
        check(f"//- a.md\n> x\n>\n> {bracket}$0\n> y", LINE, "//- a.md\n> x\n>\n> k:: v\n> y")

    def test_in_a_list(self):
        check("//- a.md\n> - x\n>   - [k:: v]$0", LINE, "//- a.md\n> - x\n>   - k:: v")

    @pytest.mark.parametrize("line", ["x [k:: v$0]", "[k:: v$0] x", "- x\n>   y\n>   [k:: v$0]"])
    def test_a_bracket_that_cannot_become_a_line(self, line):
        assert LINE not in titles(f"> {line}")


class TestToFrontMatter:
    def test_appends_and_moves_nothing_else(self):
        check(
            "//- a.md\n> ---\n> b:   'x' # note\n> # more\n>\n> ---\n> k:: v$0\n> l:: w",
            FRONT,
            "//- a.md\n> ---\n> b:   'x' # note\n> # more\n>\n> k: v\n> ---\n> l:: w",
        )

    def test_creates_front_matter(self):
        check("//- a.md\n> k:: v$0\n>\n> # A", FRONT, "//- a.md\n> ---\n> k: v\n> ---\n>\n> # A")
        check("//- a.md\n> # A\n>\n> > k:: v$0\n> > x", FRONT, "//- a.md\n> ---\n> k: v\n> ---\n> # A\n>\n> > x")

    def test_not_above_front_matter_in_toml(self):
        assert FRONT not in titles("> +++\n> a = 1\n> +++\n> k:: v$0\n")
        assert FRONT in titles("> +++\n> a = 1\n>\n> k:: v$0\n")

    def test_out_of_a_line(self):
        check("//- a.md\n> x [k:: v]$0 y", FRONT, "//- a.md\n> ---\n> k: v\n> ---\n> x y")
        check("//- a.md\n> (k:: v)$0 y", FRONT, "//- a.md\n> ---\n> k: v\n> ---\n> y")

    @pytest.mark.parametrize(
        ("line", "yaml"),
        [
            ("k:: [[a]]", 'k: "[[a]]"'),
            ("k:: [[a]], #b/c, 5", 'k: ["[[a]]", "#b/c", 5]'),
            ("k:: 2021-04-17", "k: 2021-04-17"),
            ("k:: true", "k: true"),
            ("k:: yes", 'k: "yes"'),
            ("k:: 12:30", 'k: "12:30"'),
            ("k:: a: b", 'k: "a: b"'),
            ("k:: it's # one", 'k: "it\'s # one"'),
            ('k:: "5"', 'k: "5"'),
            ("k::", "k:"),
            ("tags:: motor, steering wheel", "tags: [motor, steering wheel]"),
            ("aliases:: one", "aliases: [one]"),
            ("due date:: x", "due date: x"),
            ("✅:: x", "✅: x"),
        ],
    )
    def test_values(self, line, yaml):
        check(f"//- a.md\n> {line}$0\n> x:: y", FRONT, f"//- a.md\n> ---\n> {yaml}\n> ---\n> x:: y")

    @pytest.mark.parametrize(
        "text",
        [
            "> ---\n> k: 1\n> ---\n> K:: v$0",
            "> ---\n> {a: 1}\n> ---\n> k:: v$0",
            "> x [k:: v$0]\n>\n> K:: w",
            "> - k:: v$0",
            "> - [k:: v$0]",
        ],
    )
    def test_properties_that_cannot_move(self, text):
        assert FRONT not in titles(text)


class TestFromFrontMatter:
    @pytest.mark.parametrize(
        ("yaml", "line"),
        [
            ("k: v # note", "k:: v"),
            ("k: 'it''s'", "k:: it's"),
            ('k: "[[a]]"', "k:: [[a]]"),
            ('k: ["[[a]]", "[[b]]"]', "k:: [[a]], [[b]]"),
            ('k:\n> - "[[a]]"\n> - "[[b]]"', "k:: [[a]], [[b]]"),
            ("tags: [a, b]", "tags:: a, b"),
            ("k:", "k::"),
            ('k: "5"', 'k:: "5"'),
            ("k: [one, two]", 'k:: "one", "two"'),
        ],
    )
    def test_values(self, yaml, line):
        text = f"//- a.md\n> ---\n> a: 1\n> {yaml.replace(':', ':$0', 1)}\n> # b\n> c: 2\n> ---\n> # A"
        check(text, LINE, f"//- a.md\n> ---\n> a: 1\n> # b\n> c: 2\n> ---\n> {line}\n>\n> # A")

    def test_before_existing_properties(self):
        before, after = "> ---\n> a$0: 1\n> b: 2\n> ---\n>\n> c:: 3", "> ---\n> b: 2\n> ---\n>\n> a:: 1\n> c:: 3"
        check(f"//- a.md\n{before}", LINE, f"//- a.md\n{after}")

    def test_the_last_property_removes_the_front_matter(self):
        check("//- a.md\n> ---\n> a$0: 1\n> ---\n> # A", LINE, "//- a.md\n> a:: 1\n>\n> # A")
        check("//- a.md\n> ---\n> a$0: 1\n> ---", LINE, "//- a.md\n> a:: 1")

    @pytest.mark.parametrize("yaml", ["k$0: {a: 1}", "k$0: |\n>   one\n>   two", "a, b$0: c", "k$0: [one, {a: 1}]"])
    def test_values_that_no_line_can_express(self, yaml):
        assert LINE not in titles(f"> ---\n> {yaml}\n> ---")


def test_the_last_line_still_has_no_line_end():
    text = "x\r\nk:: v"
    note = Note("a.md", parse(text, Dialect()))
    offer = next(offer for offer in property_form(note, text, Span(5, 5), Dialect()) if offer.title == FRONT)
    assert apply_changes({"a.md": text}, offer.make()) == {"a.md": "---\r\nk: v\r\n---\r\nx"}


WORDS = st.text(st.sampled_from("ab1,.:#'\"[]{}-&*! é中"), min_size=1, max_size=8).map(str.strip)
VALUES = st.one_of(
    WORDS, st.sampled_from(("[[a]]", "[[a]], [[b]]", "5", "2021-04-17", "true", "#a, #b", "7 hours", ""))
)


@given(st.sampled_from(("k", "due date", "tags", "✅")), VALUES)
def test_moving_to_front_matter_and_back_keeps_key_and_value(key, value):
    text = f"{key}:: {value}\nother:: x\n"
    before = Note("a.md", parse(text, Dialect()))
    there = {offer.title: offer for offer in property_form(before, text, Span(0, 0), Dialect())}.get(FRONT)
    if there is None:
        return
    moved = apply_changes({"a.md": text}, there.make())["a.md"]
    note = Note("a.md", parse(moved, Dialect()))
    assert [(prop.key, prop.scope) for prop in note.facts.properties] == [(key, "frontmatter"), ("other", "page")]
    back = {offer.title: offer for offer in property_form(note, moved, Span(4, 4), Dialect())}[LINE]
    after = parse(apply_changes({"a.md": moved}, back.make())["a.md"], Dialect()).properties
    assert [(prop.key, meaning_of(prop)) for prop in after] == [
        (prop.key, meaning_of(prop)) for prop in before.facts.properties
    ]
