"""Renaming what stands in notes: headings, blocks, tags, keys, values, aliases, labels."""

import pytest
from renaming import Setting, check, prepared, renamed, told

from wikilsp.features.rename import Refused, renamed_tag
from wikilsp.settings import Dialect, Settings


def refused(text, new, message, **options):
    with pytest.raises(Refused) as error:
        renamed(text, new, **options)
    assert message in str(error.value)


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
    assert prepared(text)[1] == "One"
    outcome, _ = renamed(text, "New")
    assert [edit.content for edit in outcome.changes.edits["b.md"]] == ["New"]


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("## O$0ne ##", "## New ##"),
        ("O$0ne\n> ===", "New\n> ==="),
        ("# O$0ne ^id", "# New ^id"),
        ("> # O$0ne", "> # New"),
    ],
)
def test_only_the_text_of_a_heading_changes(heading, expected):
    check(f"//- b.md\n> {heading}\n", "New", f"//- b.md\n> {expected}\n")


def test_slugs_stay_slugs():
    check(
        "//- a.md\n> [[b#the-one]] [t](b.md#The%20One) [u](b.md#the-one)\n//- b.md\n> # The O$0ne\n",
        "A New One",
        "//- a.md\n> [[b#a-new-one]] [t](b.md#A%20New%20One) [u](b.md#a-new-one)\n//- b.md\n> # A New One\n",
    )


def test_links_to_another_heading_of_the_new_name_stay_with_it():
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
    refused(text, "One", "no link could tell “One” from the other heading", settings=exact)


def test_a_link_to_a_heading_that_was_missing_is_told():
    outcome, setting = renamed("//- a.md\n> [[b#New]]\n//- b.md\n> # O$0ne\n", "New")
    assert told(setting, outcome.found) == ["a.md: [[b#New]]"]


@pytest.mark.parametrize("new", ["", "  ", "One"])
def test_no_text_for_a_heading(new):
    refused("//- b.md\n> # O$0ne\n", new, "")


def test_a_title_with_the_links_that_say_it():
    check(
        "//- a.md\n> [[The One]] [[The One#The One]] [[b]]\n//- b.md\n> # The O$0ne\n",
        "New",
        "//- a.md\n> [[New]] [[New#New]] [[b]]\n//- b.md\n> # New\n",
        settings=Settings(dialect=Dialect(preset="marksman", resolve="title")),
    )


# Blocks


@pytest.mark.parametrize("cursors", [("$0", ""), ("", "$0")], ids=["link", "block"])
def test_a_block_with_all_links_to_it(cursors):
    text = "//- a.md\n> [[b#^i{}d|x]] [t](b.md#^ID) [[b#^other]]\n//- b.md\n> text ^i{}d\n>\n> other ^other\n"
    check(
        text.format(*cursors),
        "^new-1",
        "//- a.md\n> [[b#^new-1|x]] [t](b.md#^new-1) [[b#^other]]\n//- b.md\n> text ^new-1\n>\n> other ^other\n",
    )
    refused(text.format(*cursors), "Other", "has a block “^Other” already")
    refused(text.format(*cursors), "a b", "cannot be a block id")


def test_the_id_of_a_logseq_block_stays():
    refused("//- b.md\n> - x\n>   id:: 6356e902-3b7b-4cb2-8c3e-6a904c813$0c40\n", "x", "given by Logseq")


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


def test_a_tag_with_its_subtree():
    expected = """
        //- a.md
        > #x/y/z #x/y/z/c #a/bc #a
        > k:: #x/y/z, x
        //- b.md
        > ---
        > tags: [x/y/z, "#x/y/z/d", x]
        > ---
    """
    assert prepared(TAGS) == ("a/b", "a/b")
    assert check(TAGS, "#x/y/z", expected).merged is None


def test_a_tag_that_becomes_another_is_told():
    outcome, _ = renamed("//- a.md\n> #one$0 #two\n", "Two")
    assert outcome.merged == "#Two"
    outcome, _ = renamed("//- a.md\n> #one$0 #one/two\n", "one/two")
    assert outcome.merged is None


@pytest.mark.parametrize("new", ["a b", "1984", "a//b", "", "a.b"])
def test_what_is_no_tag(new):
    refused("//- a.md\n> #one$0\n", new, "cannot be a tag")


def test_a_tag_that_no_note_has():
    setting = Setting("//- a.md\n> #one\n")
    with pytest.raises(Refused, match="no note has the tag “#two”"):
        renamed_tag(setting.graph, setting.uses, "#two", "x", setting.read)


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


def test_a_key_that_becomes_another():
    outcome, _ = renamed("//- a.md\n> o$0ne:: 1\n>\n> two:: 2\n", "two")
    assert outcome.merged == "two::"
    refused("//- a.md\n> ---\n> o$0ne: 1\n> two: 2\n> ---\n", "Two", "the front matter of “a.md” has “Two” already")


@pytest.mark.parametrize("new", ["a, b", "", "1", "one two three four"])
def test_what_is_no_key(new):
    refused("//- a.md\n> o$0ne:: 1\n", new, "cannot be a key")


def test_links_by_aliases_that_are_none_any_more():
    check(
        "//- a.md\n> [[AI]]\n//- b.md\n> ---\n> alia$0ses: [AI]\n> ---\n",
        "names",
        "//- a.md\n> [[b|AI]]\n//- b.md\n> ---\n> names: [AI]\n> ---\n",
    )


# Values


def test_a_value_wherever_the_key_has_it():
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
def test_a_value_is_quoted_where_that_is_needed(before, expected):
    check(f"//- a.md\n> {before}\n", 'a: "b"', f"//- a.md\n> {expected}\n")


def test_a_value_that_would_be_another_thing_is_refused():
    refused("//- a.md\n> x [k:: o$0ld]\n", "a] b", "would not be read as one value in “a.md”")
    refused("//- a.md\n> tags:: o$0ld, x\n", "a, b", "would not be read as one value in “a.md”")


def test_a_value_that_is_there_already():
    outcome, _ = renamed("//- a.md\n> k:: o$0ne\n//- b.md\n> k:: two\n", "two")
    assert outcome.merged == "k:: two"


# Aliases


def test_an_alias_with_the_links_that_say_it():
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
    ("new", "message"), [("a|b", "cannot be an alias"), ("taken", "is an alias of “c.md” already")]
)
def test_what_is_no_alias(new, message):
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


@pytest.mark.parametrize("new", ["", "a]] b", "label"])
def test_what_is_no_label(new):
    refused("//- a.md\n> [[b|la$0bel]]\n//- b.md\n", new, "")


REFERENCES = "//- a.md\n> [t][r{0}ef] [REF][] [ref] [u][other]\n>\n> [r{1}ef]: b.md\n> [other]: b.md\n//- b.md\n"


@pytest.mark.parametrize("cursors", [("$0", ""), ("", "$0")], ids=["link", "definition"])
def test_the_label_of_a_definition(cursors):
    text = REFERENCES.format(*cursors)
    assert prepared(text) == ("ref", "ref")
    expected = "//- a.md\n> [t][new] [REF][new] [ref][new] [u][other]\n>\n> [new]: b.md\n> [other]: b.md\n"
    check(text, "new", expected)
    refused(text, "Other", "“a.md” has the label “Other” already")
    refused(text, "a]b", "cannot be the label of a definition")


def test_the_label_of_a_definition_that_leads_out_of_the_vault():
    refused("//- a.md\n> [t][ref]\n>\n> [r$0ef]: https://x.y\n", "new", "leads out of the vault")


# Headings with other things in them


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
def test_links_to_a_heading_follow_what_changes_in_it(text, expected):
    check(text, "New", expected)


# What would be read otherwise


@pytest.mark.parametrize("new", ["x`y", "A$AP", "50%%"])
def test_a_name_that_would_make_code_or_the_like_of_what_is_between_two_links(new):
    text = "//- a.md\n> [[b$0]] and [[b]]\n//- b.md\n"
    refused(text, new, "no text of a link in “a.md” would lead to “b.md”")


def test_a_name_with_such_signs_is_good_where_nothing_comes_of_it():
    check("//- a.md\n> [[b$0]]\n>\n> [[b]]\n//- b.md\n", "A$AP", "//- a.md\n> [[A$AP]]\n>\n> [[A$AP]]\n//- A$AP.md\n")


def test_a_heading_or_an_alias_with_such_signs():
    refused("//- a.md\n> # On$0e\n> [[#One]] [[#One]]\n", "A$AP", "“a.md” would not be read as it is now")
    refused("//- a.md\n> aliases:: On$0e, x\n>\n> [[a|One]] [[a|One]]\n", "A$AP", "cannot be the label of a link")


def test_a_tag_that_is_no_text_to_yaml():
    refused("//- a.md\n> ---\n> tags: o$0ne\n> ---\n", "null", "“#null” would not be read as a tag in “a.md”")


def test_a_value_of_several_words_is_no_tag():
    text = "//- a.md\n> tags:: o$0ne\n//- b.md\n> ---\n> tags: one\n> ---\n"
    refused(text, "two words", "“two words” would not be read as one value in “b.md”")


def test_quotes_in_front_matter_end_where_they_did():
    front = """> ---\n> up: ["[[b#{0}]]", '[[b#{1}]]', "it's [[b#{0}]]"]\n> x: {{y: "z", w: '[[b#{1}|l]]'}}\n> ---\n"""
    check(
        "//- a.md\n" + front.format("One", "One") + "//- b.md\n> # O$0ne\n",
        """Say "it's" 5""",
        "//- a.md\n" + front.format("""Say \\"it's\\" 5""", """Say "it''s" 5""") + """//- b.md\n> # Say "it's" 5\n""",
    )
    check(
        "//- a.md\n> ---\n> up: '[[b|Nick]]'\n> ---\n//- b.md\n> aliases:: Ni$0ck, x\n",
        "it's",
        "//- a.md\n> ---\n> up: '[[b|it''s]]'\n> ---\n//- b.md\n> aliases:: it's, x\n",
    )
