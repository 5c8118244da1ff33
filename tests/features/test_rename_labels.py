"""Renaming aliases, and the labels of links and definitions."""

import pytest
from renaming import check, prepare_at, refused

# Aliases


def test_an_alias_with_the_links_that_use_it():
    check(
        """
        //- b.md
        > ---
        > aliases: ["B$0ig Idea", Other]
        > ---
        //- a.md
        > [[big idea]] [[Big Idea#h|x]] [[b|Big Idea]] [[b|big idea]] [[b]] [[other]]
        """,
        "Great: it's",
        """
        //- b.md
        > ---
        > aliases: ["Great: it's", Other]
        > ---
        //- a.md
        > [[Great: it's]] [[Great: it's#h|x]] [[b|Great: it's]] [[b|big idea]] [[b]] [[other]]
        """,
    )


@pytest.mark.parametrize(
    ("new", "message"), [("a|b", "cannot be an alias"), ("taken", "is already an alias of “c.md”")]
)
def test_invalid_aliases(new, message):
    other = "//- c.md\n> ---\n> aliases: Taken\n> ---\n"
    refused(f"//- b.md\n> ---\n> aliases: [B$0ig]\n> ---\n{other}", new, message)


def test_an_alias_that_is_the_name_of_a_note():
    check(
        "//- b.md\n> ---\n> aliases: [B$0ig]\n> ---\n//- a.md\n> [[Big]]\n//- c.md\n",
        "c",
        "//- b.md\n> ---\n> aliases: [c]\n> ---\n//- a.md\n> [[b|Big]]\n",
    )


# Labels


@pytest.mark.parametrize(
    ("link", "new", "expected"),
    [
        ("[[b|l$0abel]] [[b|label]]", "new", "[[b|new]] [[b|label]]"),
        ("[l$0abel](b.md)", "*new*", "[*new*](b.md)"),
        ("|x|\n> |-|\n> |[[b\\|l$0abel]]|", "a|b", "|x|\n> |-|\n> |[[b\\|a\\|b]]|"),
        ("---\n> up: '[[b|l$0abel]]'\n> ---", "it's", "---\n> up: '[[b|it''s]]'\n> ---"),
    ],
)
def test_the_label_of_this_link_only(link, new, expected):
    check(f"//- a.md\n> {link}\n//- b.md\n", new, f"//- a.md\n> {expected}\n")


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ("", "“” cannot be the label of a link"),
        ("a]] b", "“a]] b” cannot be the label of a link"),
        ("label", "“label” is already its name"),
    ],
)
def test_invalid_labels(new, message):
    refused("//- a.md\n> [[b|la$0bel]]\n//- b.md\n", new, message)


REFERENCES = "//- a.md\n> [t][r{0}ef] [REF][] [ref] [u][other]\n>\n> [r{1}ef]: b.md\n> [other]: b.md\n//- b.md\n"


@pytest.mark.parametrize("cursors", [("$0", ""), ("", "$0")], ids=["link", "definition"])
def test_the_label_of_a_definition(cursors):
    text = REFERENCES.format(*cursors)
    assert prepare_at(text) == ("ref", "ref")
    expected = "//- a.md\n> [t][new] [REF][new] [ref][new] [u][other]\n>\n> [new]: b.md\n> [other]: b.md\n"
    check(text, "new", expected)
    refused(text, "Other", "“a.md” already has the label “Other”")
    refused(text, "a]b", "cannot be the label of a definition")


def test_the_label_of_an_external_definition():
    refused("//- a.md\n> [t][ref]\n>\n> [r$0ef]: https://x.y\n", "new", "leads outside the vault")
