"""Renaming headings and blocks."""

import pytest
from renaming import check, link_texts, prepare_at, refused, rename_at

from wikilsp.settings import Dialect, Settings

# Headings


def test_a_heading_with_all_links_to_it():
    check(
        """
        //- a.md
        > [[b#One]] [[b#one|x]] [[b#One#Two]] [[b#Two]]
        > ![[b#One]] [t](b.md#one) [r]
        >
        > [r]: <b.md#one>
        //- b.md
        > [[#One]]
        >
        > # O$0ne
        > ## Two
        """,
        "Number 1: (é)",
        """
        //- a.md
        > [[b#Number 1: (é)]] [[b#Number 1: (é)|x]] [[b#Number 1: (é)#Two]] [[b#Two]]
        > ![[b#Number 1: (é)]] [t](b.md#number-1-é) [r]
        >
        > [r]: <b.md#number-1-é>
        //- b.md
        > [[#Number 1: (é)]]
        >
        > # Number 1: (é)
        > ## Two
        """,
    )


@pytest.mark.parametrize("link", ["[[b#On$0e|x]]", "[[b#O$0ne#Two]]", "[t](b.md#o$0ne)"])
def test_a_heading_from_a_link_to_it(link):
    text = f"//- a.md\n> {link}\n//- b.md\n> # One\n> ## Two\n"
    assert prepare_at(text)[1] == "One"
    result, _ = rename_at(text, "New")
    assert [edit.content for edit in result.changes.edits["b.md"]] == ["New"]


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("## O$0ne ##", "## New ##"),
        ("O$0ne\n> ===", "New\n> ==="),
        ("# O$0ne ^id", "# New ^id"),
        ("> # O$0ne", "> # New"),
        ("# 标$0题^id", "# New ^id"),
        ("# 标$0题[[x]]^id", "# New ^id"),
    ],
)
def test_only_the_text_of_a_heading_changes(heading, expected):
    check(f"//- b.md\n> {heading}\n", "New", f"//- b.md\n> {expected}\n")


def test_links_by_the_id_of_a_heading_stay_as_long_as_it_has_that_id():
    text = "//- a.md\n> [t](b.md#pii) [t](b.md#data) [[b#Data]]\n//- b.md\n> # Da$0ta {#pii}\n"
    after = "//- a.md\n> [t](b.md#pii) [t](b.md#%s) [[b#%s]]\n//- b.md\n> # Secrets {#pii}\n"
    check(text, "Secrets {#pii}", after % ("secrets-pii", "Secrets"))


def test_slugs_stay_slugs():
    check(
        "//- a.md\n> [[b#the-one]] [t](b.md#The%20One) [u](b.md#the-one)\n//- b.md\n> # The O$0ne\n",
        "A New One",
        "//- a.md\n> [[b#a-new-one]] [t](b.md#A%20New%20One) [u](b.md#a-new-one)\n//- b.md\n> # A New One\n",
    )


def test_links_to_another_heading_with_the_new_name_keep_their_target():
    check(
        """
        //- a.md
        > [[b#One]] [[b#Two]] [t](b.md#two)
        //- b.md
        > # One$0
        > # Top
        > ## Two
        """,
        "Two",
        """
        //- a.md
        > [[b#Two]] [[b#Top#Two]] [t](b.md#two-1)
        //- b.md
        > # Two
        > # Top
        > ## Two
        """,
    )


def test_a_numbered_anchor_is_the_last_resort():
    check(
        "//- a.md\n> [[b#Two]]\n//- b.md\n> # One\n> # T$0wo\n",
        "One",
        "//- a.md\n> [[b#one-1]]\n//- b.md\n> # One\n> # One\n",
    )
    exact = Settings(dialect=Dialect(headings="exact"))
    text = "//- a.md\n> [[b#Two]]\n//- b.md\n> # One\n> # T$0wo\n"
    refused(text, "One", "no link could distinguish “One” from the other heading", settings=exact)


def test_a_link_to_a_missing_heading_that_starts_to_resolve_is_reported():
    result, case = rename_at("//- a.md\n> [[b#New]]\n//- b.md\n> # O$0ne\n", "New")
    assert link_texts(case, result.found) == ["a.md: [[b#New]]"]


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ("", "“” cannot be the text of a heading"),
        ("  ", "“” cannot be the text of a heading"),
        ("One", "“One” is already its name"),
    ],
)
def test_invalid_headings(new, message):
    refused("//- b.md\n> # O$0ne\n", new, message)


def test_a_title_with_the_links_by_title():
    check(
        "//- a.md\n> [[The One]] [[The One#The One]] [[b]]\n//- b.md\n> # The O$0ne\n",
        "New",
        "//- a.md\n> [[New]] [[New#New]] [[b]]\n//- b.md\n> # New\n",
        settings=Settings(dialect=Dialect(preset="marksman", resolve="title")),
    )


# Headings that contain other elements


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            """
            //- log.md
            > # About [[O$0ld]]
            > ## [[Old|label]]
            > [[#About Old]] [[#About Old#label]]
            //- b.md
            > ---
            > up: "[[log#about old|x]]"
            > ---
            > [t](log.md#about-old)
            //- Old.md
            """,
            """
            //- log.md
            > # About [[New]]
            > ## [[New|label]]
            > [[#About New]] [[#About New#label]]
            //- b.md
            > ---
            > up: "[[log#About New|x]]"
            > ---
            > [t](log.md#about-new)
            //- New.md
            """,
        ),
        ("//- a.md\n> # On #ol$0d\n> [[#On old]]\n", "//- a.md\n> # On #New\n> [[#On New]]\n"),
        ("//- a.md\n> # On [[a|ol$0d]]\n> [[#On old]]\n", "//- a.md\n> # On [[a|New]]\n> [[#On New]]\n"),
        (
            "//- a.md\n> aliases:: ol$0d, x\n>\n> # On [[a|old]]\n> [[#On old]]\n",
            "//- a.md\n> aliases:: New, x\n>\n> # On [[a|New]]\n> [[#On New]]\n",
        ),
    ],
)
def test_links_to_a_heading_follow_changes_within_it(text, expected):
    check(text, "New", expected)


# Blocks


@pytest.mark.parametrize("cursors", [("$0", ""), ("", "$0")], ids=["link", "block"])
def test_a_block_with_all_links_to_it(cursors):
    text = "//- a.md\n> [[b#^i{}d|x]] [t](b.md#^ID) [[b#^other]]\n//- b.md\n> text ^i{}d\n>\n> other ^other\n"
    check(
        text.format(*cursors),
        "^new-1",
        "//- a.md\n> [[b#^new-1|x]] [t](b.md#^new-1) [[b#^other]]\n//- b.md\n> text ^new-1\n>\n> other ^other\n",
    )
    refused(text.format(*cursors), "Other", "already has a block “^Other”")
    refused(text.format(*cursors), "a b", "cannot be a block id")


@pytest.mark.parametrize("cursors", [("$0", ""), ("", "$0")], ids=["link", "block"])
def test_a_block_whose_id_follows_a_link(cursors):
    text = "//- a.md\n> [[b#^f{}ig]]\n//- b.md\n> ![[i.png]]^f{}ig\n//- i.png\n".format(*cursors)
    check(text, "photo", "//- a.md\n> [[b#^photo]]\n//- b.md\n> ![[i.png]]^photo\n")


def test_the_id_of_a_logseq_block_is_refused():
    refused("//- b.md\n> - x\n>   id:: 6356e902-3b7b-4cb2-8c3e-6a904c813$0c40\n", "x", "generated by Logseq")


# Dendron

DENDRON = Settings(dialect=Dialect(preset="dendron", headings="slug", label_order="label-first"))


def test_in_dendron_either_end_of_a_range_follows():
    text = """
        //- a.b.md
        > # {}
        >
        > ## {}
        //- c.md
        > [[x|a.b#{}]] ![[a.b#{},1:#{}]] ![[a.b#{}:#*]] [[a.b#{}]]
    """
    before = ("Big Id$0ea", "The End", "big-idea", "big-idea", "the-end", "the-end", "the-end")
    after = ("Small", "The End", "small", "small", "the-end", "the-end", "the-end")
    check(text.format(*before), "Small", text.format(*after), settings=DENDRON)
    before = ("Big Idea", "The En$0d", "big-idea", "big-idea", "the-end", "the-end", "the-end")
    after = ("Big Idea", "At last?", "big-idea", "big-idea", "at-last", "at-last", "at-last")
    check(text.format(*before), "At last?", text.format(*after), settings=DENDRON)


@pytest.mark.parametrize("cursors", [("$0", "", ""), ("", "$0", ""), ("", "", "$0")], ids=["first", "last", "block"])
def test_in_dendron_both_blocks_of_a_range_follow(cursors):
    first, last, block = cursors
    before = "//- a.md\n> ![[b#^{0}{3},1:#^{1}{4}]] [[x|b#^{2}:#*]]\n//- b.md\n> text ^{5}one\n>\n> more ^two\n"
    text = before.format("one", "two", "one", first, last, block)
    new = {"one": "new", "two": "two"} if not last else {"one": "one", "two": "new"}
    after = "//- a.md\n> ![[b#^{one},1:#^{two}]] [[x|b#^{one}:#*]]\n//- b.md\n> text ^{one}\n>\n> more ^{two}\n"
    check(text, "new", after.format(**new), settings=DENDRON)


def test_in_dendron_a_slug_of_one_word_stays_a_slug():
    check(
        "//- a.md\n> # In$0tro\n//- b.md\n> [[a#intro]]\n",
        "How to start",
        "//- a.md\n> # How to start\n//- b.md\n> [[a#how-to-start]]\n",
        settings=DENDRON,
    )
