"""Renaming tags, keys and values in the whole vault."""

import pytest
from renaming import RenameCase, check, prepare_at, refused, rename_at

from wikilsp.features.rename import RenameRefused, rename_tag
from wikilsp.settings import Dialect, Settings

# Tags


TAGS = """
    //- a.md
    > #a/b$0 #A/B/c #a/bc #a
    > k:: #a/b, x
    //- b.md
    > ---
    > tags: [a/b, "#a/b/d", x]
    > ---
"""


def test_a_tag_with_nested_tags():
    expected = """
        //- a.md
        > #x/y/z #x/y/z/c #a/bc #a
        > k:: #x/y/z, x
        //- b.md
        > ---
        > tags: [x/y/z, "#x/y/z/d", x]
        > ---
    """
    assert prepare_at(TAGS) == ("a/b", "a/b")
    assert check(TAGS, "#x/y/z", expected).merged is None


def test_merging_two_tags_is_reported():
    result, _ = rename_at("//- a.md\n> #one$0 #two\n", "Two")
    assert result.merged == "#Two"
    result, _ = rename_at("//- a.md\n> #one$0 #one/two\n", "one/two")
    assert result.merged is None


@pytest.mark.parametrize("new", ["a b", "1984", "a//b", "", "a.b"])
def test_invalid_tags(new):
    refused("//- a.md\n> #one$0\n", new, "cannot be a tag")


def test_an_unused_tag():
    case = RenameCase("//- a.md\n> #one\n")
    with pytest.raises(RenameRefused, match="no note has the tag “#two”"):
        rename_tag(case.graph, case.uses, "#two", "x", case.read)


# Keys


def test_a_key_in_all_syntaxes():
    check(
        """
        //- a.md
        > **Due d$0ate**:: 1
        //- b.md
        > ---
        > due-date: 2
        > "due date 2": 3
        > ---
        > - item (due_date:: 4) [due date:: 5]
        > - DUE DATE:: 6
        """,
        "until::",
        """
        //- a.md
        > **until**:: 1
        //- b.md
        > ---
        > until: 2
        > "due date 2": 3
        > ---
        > - item (until:: 4) [until:: 5]
        > - until:: 6
        """,
    )


def test_a_key_in_all_syntaxes_of_dataview():
    check(
        """
        //- a.md
        > ---
        > up: 1
        > ---
        > u$0p::[[b]]
        >
        > - 🔼 Up:: 2
        > - up::text
        > - x [**up**:: 3] (🔼 up::4)
        >
        > up::text
        //- b.md
        """,
        "parent",
        """
        //- a.md
        > ---
        > parent: 1
        > ---
        > parent::[[b]]
        >
        > - 🔼 parent:: 2
        > - parent::text
        > - x [**parent**:: 3] (🔼 parent::4)
        >
        > up::text
        """,
        settings=Settings(dialect=Dialect(preset="dataview", separator_space="optional")),
    )


def test_merging_two_keys():
    result, _ = rename_at("//- a.md\n> o$0ne:: 1\n>\n> two:: 2\n", "two")
    assert result.merged == "two::"
    refused("//- a.md\n> ---\n> o$0ne: 1\n> two: 2\n> ---\n", "Two", "the front matter of “a.md” already has “Two”")


@pytest.mark.parametrize("new", ["a, b", "", "1", "one two three four"])
def test_invalid_keys(new):
    refused("//- a.md\n> o$0ne:: 1\n", new, "cannot be a key")


def test_links_by_aliases_that_no_longer_exist():
    check(
        "//- a.md\n> [[AI]]\n//- b.md\n> ---\n> alia$0ses: [AI]\n> ---\n",
        "names",
        "//- a.md\n> [[b|AI]]\n//- b.md\n> ---\n> names: [AI]\n> ---\n",
    )


# Values


def test_a_value_in_every_property_with_the_key():
    check(
        """
        //- a.md
        > status:: in w$0ork
        //- b.md
        > ---
        > status: ["In work", done]
        > other: in work
        > ---
        > x [status:: in  work] (status:: not in work)
        """,
        "active",
        """
        //- a.md
        > status:: active
        //- b.md
        > ---
        > status: ["active", done]
        > other: in work
        > ---
        > x [status:: active] (status:: not in work)
        """,
    )


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("---\n> k: o$0ld\n> ---", '---\n> k: "a: \\"b\\""\n> ---'),
        ("---\n> k: 'o$0ld'\n> ---", "---\n> k: 'a: \"b\"'\n> ---"),
        ('---\n> k: ["o$0ld", x]\n> ---', '---\n> k: ["a: \\"b\\"", x]\n> ---'),
        ("k:: o$0ld", 'k:: a: "b"'),
    ],
)
def test_a_value_is_quoted_if_necessary(before, expected):
    check(f"//- a.md\n> {before}\n", 'a: "b"', f"//- a.md\n> {expected}\n")


def test_a_value_that_would_be_parsed_differently_is_refused():
    refused("//- a.md\n> x [k:: o$0ld]\n", "a] b", "would not be parsed as one value in “a.md”")
    refused("//- a.md\n> tags:: o$0ld, x\n", "a, b", "would not be parsed as one value in “a.md”")


def test_merging_two_values():
    result, _ = rename_at("//- a.md\n> k:: o$0ne\n//- b.md\n> k:: two\n", "two")
    assert result.merged == "k:: two"


DATAVIEW = Settings(dialect=Dialect(preset="dataview", separator_space="optional"))


def test_properties_without_a_blank_in_dataview():
    text = "//- a.md\n> up::[[x]]\n//- b.md\n> u$0p:: [[x]] and [up::[[x]]] (up::y) Up::[[x]]\n//- x.md\n"
    check(
        text,
        "parent",
        "//- a.md\n> parent::[[x]]\n//- b.md\n> parent:: [[x]] and [parent::[[x]]] (parent::y) Up::[[x]]\n",
        settings=DATAVIEW,
    )
    check(
        text.replace("$0", "").replace("//- a.md\n> up::[[x", "//- a.md\n> up::[[$0x"),
        "y",
        "//- a.md\n> up::[[y]]\n//- b.md\n> up:: [[y]] and [up::[[y]]] (up::y) Up::[[y]]\n//- y.md\n",
        settings=DATAVIEW,
    )
