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
completions = partial(labels, vault=VAULT)


# Order


def test_most_used_first_and_bookkeeping_last():
    assert completions("$0", source="elsewhere/x.md") == [
        "status",
        "type",
        "author",
        "born",
        "pages",
        "Due date",
        "collapsed",
        "id",
    ]


def test_a_key_has_its_most_used_spelling():
    assert completions("[stat$0", source="elsewhere/x.md") == ["status"]


def test_keys_of_notes_of_the_same_type_first():
    assert completions("type:: book\n$0")[:4] == ["author", "status", "pages", "Due date"]
    assert completions("type:: person\n$0")[:2] == ["status", "born"]


def test_keys_of_notes_with_the_same_tag_first():
    assert completions("#big\n\n$0")[:3] == ["pages", "status", "type"]


def test_keys_of_notes_in_the_same_folder_first():
    assert completions("$0", source="people/x.md")[:4] == ["status", "type", "born", "author"]
    assert completions("$0", source="books/x.md")[:4] == ["type", "author", "status", "pages"]


def test_the_type_outranks_the_folder():
    assert completions("type:: book\n$0", source="people/x.md")[0] == "author"


def test_the_detail_is_the_number_of_notes():
    assert complete("bor$0", vault=VAULT).items[0].detail == "2 notes"


# Inserted text


def test_a_key_is_inserted_with_its_separator():
    check_in("bor$0", "born", "born:: ")
    check_in("> 🐝\n> bor$0\n", "born", "> 🐝\n> born:: \n")
    check_in("- x\n  bor$0", "born", "- x\n  born:: ")


def test_an_existing_separator_is_not_repeated():
    check_in("b$0xx:: 1", "born", "born:: 1")
    check_in("due d$0at:: 1", "Due date", "Due date:: 1")
    check_in("[b$0xx:: 1]", "born", "[born:: 1]")


def test_the_cursor_stays_before_the_closing_bracket():
    check_in("🐝 [bor$0", "born", "🐝 [born:: $0]")
    check_in("漢字 (bor$0 and", "born", "漢字 (born:: $0) and")
    check_in("x [bor$0]", "born", "x [born:: ]")
    check_in("x ($0)", "born", "x (born:: )")


def test_in_front_matter():
    check_in("---\nbor$0\n---\n", "born", "---\nborn: \n---\n")
    check_in("---\nb$0xx: 1\n---\n", "born", "---\nborn: 1\n---\n")
    check_in("---\n$0\n---\n", "born", "---\nborn: \n---\n")
    check_in("---\nx: 1\r\nbor$0\r\n---\n", "born", "---\nx: 1\r\nborn: \r\n---\n")


# Excluded keys


def test_keys_that_the_page_already_has_are_excluded():
    assert "type" not in completions("type:: x\n$0")
    assert "type" not in completions("---\ntype: x\n$0\n---\n")
    assert "type" not in completions("---\ntype: x\n---\n$0")


def test_list_items_and_brackets_may_repeat_a_key():
    assert "type" in completions("type:: x\n\n- $0")
    assert "type" in completions("type:: x\n\n[$0")


def test_the_key_at_the_cursor_is_excluded():
    assert completions("bornx$0:: 1") == []
    assert completions("born$0:: 1") == ["born"]


def test_a_word_of_prose_is_not_a_misspelled_key():
    assert completions("authro$0") == []
    assert completions("---\nauthro$0\n---\n") == ["author"]


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
def test_nothing_where_keys_are_not_parsed(marked):
    assert labels(marked, ("key",), vault=VAULT) == []
