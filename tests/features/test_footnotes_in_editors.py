"""Footnotes in the editor: definition, references, highlight, hover, completion, rename."""

import pytest
import test_definition
import test_highlight
import test_hover
import test_references
from completing import check as check_completion
from completing import complete, labels
from renaming import check as check_rename
from renaming import prepare_at, refused, rename_at
from vaults import vault_of

from wikilsp.features.selection import selection_ranges
from wikilsp.syntax.callout_types import TYPES

NOTE = """
    //- a.md
    > 😀 漢{0} b[^two] c[^ONE] d[^none]
    >
    > [^one]{1}: The first
    > and more.
    > [^two]: The *second*
"""


def note(zero="[^one]", one=""):
    return NOTE.format(zero, one)


# Definition


def test_a_reference_leads_to_its_definition():
    test_definition.check(note("[^o$0ne]"), "a.md: [^one]", origin="[^one]")
    assert test_definition.target_text(note("[^o$0ne]")) == "[^one]: The first\nand more."


def test_a_definition_leads_back_to_its_references():
    test_definition.check(note(one="$0"), "a.md: [^one]", "a.md: [^ONE]", origin="[^one]")


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("[^a$0]: b", ["a.md: [^a]"]),
        ("x[^$0a]", []),
        ("x[^a$0]\n>\n> [^a]: b\n>\n> [^A]: c", ["a.md: [^a]"]),
        ("x[^a]\n>\n> [^a]: b\n>\n> [^A$0]: c", ["a.md: [^a]"]),
    ],
)
def test_unused_missing_and_repeated_footnotes(text, places):
    test_definition.check(f"//- a.md\n> {text}\n", *places)


# References and highlights


def test_references_to_a_footnote():
    test_references.check(note("[^o$0ne]"), "a.md: [^one]", "a.md: [^ONE]")
    test_references.check(note(one="$0"), "a.md: [^one]", "a.md: [^ONE]", "a.md: [^one]", declaration=True)


def test_references_do_not_leave_the_note():
    test_references.check("//- a.md\n> x[^$0a]\n>\n> [^a]: b\n//- b.md\n> x[^a]\n", "a.md: [^a]")


def test_highlights():
    test_highlight.check(note("[^o$0ne]"), "[^one]", "[^ONE]", "[^one]")
    test_highlight.check("//- a.md\n> x[^a$0] y[^A] z[^b]\n", "[^a]", "[^A]")


def test_the_selection_grows_from_the_id_to_the_text():
    vault = vault_of("//- a.md\n> [^one]: b c\n")
    text = "[^one]: b c\n"
    (spans,) = selection_ranges(vault.notes["a.md"], [3], text, vault.settings.dialect)
    assert [text[slice(*span)] for span in spans][:3] == ["one", "[^one]", "[^one]: b c"]


# Hover


@pytest.mark.parametrize(
    ("definition", "shown"),
    [
        ("[^a]: b [[c]] *d*", "b [[c]] *d*"),
        ("[^a]: b\n> c", "b\nc"),
        ("[^a]: b\n>\n>     c\n>\n>     - d\n>\n> e", "b\n\nc\n\n- d"),
        ("[^a]: b\n>\n>   c\n> [^d]: e", "b\n\nc"),
        ("> [^a]: b\n> > c\n> > [^d]: e", "b\nc"),
        ("- [^a]: b\n> - c", "b"),
        ("[^a]:", "`[^a]` has no text."),
        ("[^b]: c", "`[^a]` is not defined in this note."),
    ],
)
def test_hover_shows_the_text_of_a_footnote(definition, shown):
    test_hover.check(f"//- n.md\n> x[^$0a]\n>\n> {definition}\n", shown, about="[^a]")


def test_hover_over_a_definition_is_empty():
    test_hover.check(note(one="$0"), None)


def test_hover_runs_nothing():
    found, _ = test_hover.hover_at("//- n.md\n> x[^$0a]\n>\n> [^a]: <img src=x> [b](javascript:c)\n")
    assert "<img" not in found.replace("\\<", "")
    assert "javascript" not in found or "](javascript" not in found


# Completion of footnotes


TEXT = "a[^b] c[^d]\n\n[^b]: The *first*\n[^Bee]: second\n\n"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("x [^$0", ["b", "Bee"]),
        ("x [^be$0", ["Bee"]),
        ("x [^b$0]", ["b", "Bee"]),
        ("- x[^$0] y", ["b", "Bee"]),
        ("| x[^$0 |\n|-|", ["b", "Bee"]),
        ("[^$0", ["d"]),
        ("> [^$0", ["d"]),
        ("- [^$0", ["d"]),
        ("x \\[^$0", []),
        ("x `[^$0`", []),
        ("```\n[^$0\n```", []),
        ("x [[^$0", []),
        ("x [^b]$0", []),
        ("x [^b c$0", []),
    ],
)
def test_footnotes_to_complete(typed, found):
    assert labels(TEXT + typed, ["footnote"]) == found


def test_the_items_name_the_text_and_what_is_not_defined():
    assert [(item.label, item.detail) for item in complete(f"{TEXT}x[^$0").items] == [
        ("b", "The *first*"),
        ("Bee", "second"),
    ]
    assert [item.detail for item in complete(f"{TEXT}[^$0").items] == ["not defined yet"]


@pytest.mark.parametrize(
    ("typed", "label", "expected"),
    [
        ("😀 漢[^$0", "Bee", "😀 漢[^Bee]"),
        ("x[^b$0ee] y", "b", "x[^b] y"),
        ("x[^$0] y", "b", "x[^b] y"),
        ("[^$0", "d", "[^d]: "),
        ("[^$0]", "d", "[^d]: "),
        ("[^$0]: z", "d", "[^d]: z"),
    ],
)
def test_the_inserted_footnote(typed, label, expected):
    check_completion(TEXT + typed, label, TEXT + expected)


def test_the_footnote_at_the_cursor_is_not_offered():
    assert labels("a[^b]\n\n[^b]: c\n\nx[^no$0]", ["footnote"]) == []
    assert labels("a[^b]\n\n[^b$0]: c", ["footnote"]) == ["b"]
    assert labels("[^$0", ["footnote"]) == []


def test_no_note_has_to_be_read_to_complete_footnotes():
    assert not complete(f"{TEXT}x[^$0").is_search


# Completion of callouts


NAMES = [name for kind, others in TYPES.items() for name in (kind, *others)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("> [!$0", NAMES),
        (">[!$0]", NAMES),
        ("> > [!ti$0", ["tip"]),
        ("- > [!ti$0", ["tip"]),
        ("> [!NO$0]", ["note"]),
        ("[!$0", []),
        ("- [!$0", []),
        ("> x [!$0", []),
        ("> ![!$0", []),
        ("> [!note] x$0", []),
        ("> [!note|$0", []),
        ("```\n> [!$0\n```", []),
    ],
)
def test_types_to_complete(typed, found):
    items = labels(typed, ["callout"])
    assert items[: len(found)] == found
    assert bool(items) == bool(found)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("> [!$0", "> [!tip]"),
        ("> [!t$0]- Title", "> [!tip]- Title"),
        ("> [!t$0ip] Title", "> [!tip] Title"),
        ("> [!t$0|wide] Title", "> [!tip|wide] Title"),
    ],
)
def test_the_inserted_type(typed, expected):
    check_completion(typed, "tip", expected)


def test_another_name_says_for_what_it_stands():
    (item,) = [item for item in complete("> [!tl$0").items if item.label == "tldr"]
    assert item.detail == "same as “abstract”"


# Rename


def test_every_place_in_the_note_is_renamed():
    expected = """
        //- a.md
        > 😀 漢[^new] b[^two] c[^new] d[^none]
        >
        > [^new]: The first
        > and more.
        > [^two]: The *second*
    """
    check_rename(note("[^o$0ne]"), "new", expected)
    check_rename(note(one="$0"), "[^new]", expected)


def test_the_name_to_edit():
    assert prepare_at(note("[^o$0ne]")) == ("one", "one")


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ("two", "“a.md” already has a footnote “[^two]”; choose another id"),
        ("TWO", "“a.md” already has a footnote “[^TWO]”; choose another id"),
        ("none", "already has a footnote “[^none]”"),
        ("a b", "“a b” cannot be the id of a footnote: use letters, digits, “-” and “_”"),
        ("", "cannot be the id"),
        ("a]b", "cannot be the id"),
    ],
)
def test_an_impossible_or_taken_id_is_refused(new, message):
    refused(note("[^o$0ne]"), new, message)


def test_the_same_name_is_refused_but_another_case_is_not():
    refused("//- a.md\n> x[^a$0]\n>\n> [^a]: b\n", "a", "“a” is already its name")
    check_rename("//- a.md\n> x[^a$0]\n>\n> [^a]: b\n", "A", "//- a.md\n> x[^A]\n>\n> [^A]: b\n")
    # One of the places has the new spelling already.
    check_rename("//- a.md\n> x[^a$0]\n>\n> [^A]: b\n", "A", "//- a.md\n> x[^A]\n>\n> [^A]: b\n")


def test_a_missing_footnote_and_repeated_definitions_are_renamed():
    check_rename("//- a.md\n> x[^a$0] y[^a]\n", "b", "//- a.md\n> x[^b] y[^b]\n")
    check_rename("//- a.md\n> [^a$0]: c\n>\n> [^A]: d\n", "b", "//- a.md\n> [^b]: c\n>\n> [^b]: d\n")


def test_another_note_keeps_its_footnotes():
    check_rename(
        "//- a.md\n> x[^a$0]\n>\n> [^a]: b\n//- b.md\n> x[^a]\n>\n> [^a]: b\n",
        "new",
        "//- a.md\n> x[^new]\n>\n> [^new]: b\n",
    )


def test_links_to_the_anchor_of_a_footnote_follow():
    result, case = rename_at(
        """
        //- a.md
        > x[^s$0rc] [y](#fn:src) [z](a.md#fnref-SRC) [h](#src)
        >
        > [^src]: b
        >
        > # src
        //- b.md
        > [a](a.md#fn%3Asrc) [c](a.md#fn:other)
        """,
        "new",
    )
    case.check_result(
        result,
        """
        //- a.md
        > x[^new] [y](#fn:new) [z](a.md#fnref-new) [h](#src)
        >
        > [^new]: b
        >
        > # src
        //- b.md
        > [a](a.md#fn%3Anew) [c](a.md#fn:other)
        """,
    )


def test_a_heading_with_a_footnote_keeps_the_links_to_it():
    check_rename(
        "//- a.md\n> # A [^b$0]\n>\n> [^b]: c\n//- d.md\n> [x](a.md#a-b) [[a#A]]\n",
        "new",
        "//- a.md\n> # A [^new]\n>\n> [^new]: c\n//- d.md\n> [x](a.md#a-new) [[a#A]]\n",
    )


@pytest.mark.parametrize(
    ("text", "is_local"),
    [("x[^1$0]", True), ("x[^a$0]", False), ("# x[^1$0]", False), ("# x[^1]\n>\n> y[^1$0]", False)],
)
def test_other_notes_are_concerned_only_by_names_and_headings(text, is_local):
    result, _ = rename_at(f"//- a.md\n> {text}\n", "2")
    assert result.is_local == is_local


def test_encoded_anchors_stay_encoded():
    check_rename(
        "//- a.md\n> x[^é$0] [y](#fn:%C3%A9) [z](#fn:é)\n>\n> [^é]: b\n",
        "ü",
        "//- a.md\n> x[^ü] [y](#fn:%C3%BC) [z](#fn:ü)\n>\n> [^ü]: b\n",
    )


def test_numbered_anchors_stay():
    # Sites number footnotes in order, whatever their ids are.
    check_rename(
        "//- a.md\n> x[^1$0] [y](#fn:1)\n>\n> [^1]: b\n",
        "2",
        "//- a.md\n> x[^2] [y](#fn:1)\n>\n> [^2]: b\n",
    )
