from functools import partial

import pytest
from completing import check, complete, labels

VAULT = """
    //- a.md
    //- people/mao.md
    > type:: person
    > born:: 1893
    > status:: done
    //- people/zhou.md
    > type:: person
    > born:: 1898
    > Status:: done
    //- books/one.md
    > ---
    > type: book
    > author: x
    > pages: 3
    > id: 1
    > ---
    > #big
    //- books/two.md
    > type:: book
    > author:: y
    > Due date:: 2024-01-01
    > status:: open
    //- note.md
    > collapsed:: true
    > #big
    >
    > [status:: x] (pages:: 4)
    """

check_in = partial(check, vault=VAULT)
offered = partial(labels, vault=VAULT)


# Which come first


def test_those_of_more_notes_first_and_bookkeeping_last():
    assert offered("$0", source="elsewhere/x.md") == [
        "status",
        "type",
        "author",
        "born",
        "pages",
        "Due date",
        "collapsed",
        "id",
    ]


def test_a_key_is_written_as_most_notes_do():
    assert offered("[stat$0", source="elsewhere/x.md") == ["status"]


def test_those_of_notes_of_the_same_type_first():
    assert offered("type:: book\n$0")[:4] == ["author", "status", "pages", "Due date"]
    assert offered("type:: person\n$0")[:2] == ["status", "born"]


def test_those_of_notes_with_the_same_tag_first():
    assert offered("#big\n\n$0")[:3] == ["pages", "status", "type"]


def test_those_of_notes_of_the_same_folder_first():
    assert offered("$0", source="people/x.md")[:4] == ["status", "type", "born", "author"]
    assert offered("$0", source="books/x.md")[:4] == ["type", "author", "status", "pages"]


def test_the_type_says_more_than_the_folder():
    assert offered("type:: book\n$0", source="people/x.md")[0] == "author"


def test_it_tells_how_many_notes_have_it():
    assert complete("bor$0", vault=VAULT).items[0].detail == "2 notes"


# What is put in


def test_a_key_brings_its_separator():
    check_in("bor$0", "born", "born:: ")
    check_in("> 🐝\n> bor$0\n", "born", "> 🐝\n> born:: \n")
    check_in("- x\n  bor$0", "born", "- x\n  born:: ")


def test_it_replaces_what_is_there_and_brings_no_second_separator():
    check_in("b$0xx:: 1", "born", "born:: 1")
    check_in("due d$0at:: 1", "Due date", "Due date:: 1")
    check_in("[b$0xx:: 1]", "born", "[born:: 1]")


def test_in_brackets_the_cursor_stays_before_what_closes_them():
    check_in("🐝 [bor$0", "born", "🐝 [born:: $0]")
    check_in("漢字 (bor$0 and", "born", "漢字 (born:: $0) and")
    check_in("x [bor$0]", "born", "x [born:: ]")
    check_in("x ($0)", "born", "x (born:: )")


def test_in_front_matter():
    check_in("---\nbor$0\n---\n", "born", "---\nborn: \n---\n")
    check_in("---\nb$0xx: 1\n---\n", "born", "---\nborn: 1\n---\n")
    check_in("---\n$0\n---\n", "born", "---\nborn: \n---\n")
    check_in("---\nx: 1\r\nbor$0\r\n---\n", "born", "---\nx: 1\r\nborn: \r\n---\n")


# Which are not offered


def test_what_the_page_has_already():
    assert "type" not in offered("type:: x\n$0")
    assert "type" not in offered("---\ntype: x\n$0\n---\n")
    assert "type" not in offered("---\ntype: x\n---\n$0")


def test_but_another_thing_may_have_it_as_well():
    assert "type" in offered("type:: x\n\n- $0")
    assert "type" in offered("type:: x\n\n[$0")


def test_what_is_just_typed():
    assert offered("bornx$0:: 1") == []
    assert offered("born$0:: 1") == ["born"]


def test_a_word_of_prose_is_no_misspelt_key():
    assert offered("authro$0") == []
    assert offered("---\nauthro$0\n---\n") == ["author"]


@pytest.mark.parametrize(
    "marked",
    [
        "bor$0 and more text",
        "some text bor$0",
        "# bor$0",
        "- [ ] bor$0",
        "`[bor$0`",
        "```\nbor$0\n```",
        "%%\nbor$0\n%%",
        "$$\nbor$0\n$$",
        "<div>\nbor$0\n</div>",
        "    bor$0",
        "| a | b |\n|---|---|\nbor$0\n",
        "one two three bor$0",
        "![bor$0",
        "\\[bor$0",
        "[x](bor$0",
        "[x][bor$0",
        "---\n  bor$0\n---\n",
        "---\n# bor$0\n---\n",
        "---\nx: |\n  bor$0\n---\n",
    ],
)
def test_nothing_where_no_key_can_be(marked):
    assert labels(marked, ("key",), vault=VAULT) == []
