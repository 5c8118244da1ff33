from functools import partial

import pytest
from completing import check, complete, labels

VAULT = """
    //- a.md
    //- b.md
    > status:: done
    > up:: [[China]], [[Mao Zedong]]
    > kind:: #note/concept
    > flag:: true
    > id:: one
    > title:: B
    //- c.md
    > ---
    > status: "in progress: late"
    > up: "[[China]]"
    > aliases: [Bee]
    > quoted: 'it''s'
    > ---
    > [status:: done]
    //- d.md
    > Status:: open
    """

check_in = partial(check, vault=VAULT)
offered = partial(labels, vault=VAULT)


def test_what_the_key_has_elsewhere_however_it_is_spelled_most_used_first():
    assert offered("status:: $0") == ["done", "in progress: late", "open"]
    assert complete("STATUS:: $0", vault=VAULT).items[0].detail == "2 notes"


def test_links_and_tags_among_them_by_the_words_in_them():
    assert offered("up:: $0") == ["[[China]]", "[[Mao Zedong]]"]
    check_in("up:: zed$0", "[[Mao Zedong]]", "up:: [[Mao Zedong]]")
    check_in("kind:: conc$0", "#note/concept", "kind:: #note/concept")


def test_each_item_of_a_list_by_itself():
    check_in("up:: [[China]], m$0", "[[Mao Zedong]]", "up:: [[China]], [[Mao Zedong]]")
    check_in("up:: c$0, [[Mao Zedong]]", "[[China]]", "up:: [[China]], [[Mao Zedong]]")


def test_all_of_what_is_there_is_replaced():
    check_in("status:: o$0ld", "open", "status:: open")
    check_in("🐝 [status:: o$0ld] 漢字", "open", "🐝 [status:: open] 漢字")


def test_the_blank_behind_the_separator_is_put_in():
    check_in("status::$0", "done", "status:: done")
    check_in("up:: [[China]],$0", "[[Mao Zedong]]", "up:: [[China]], [[Mao Zedong]]")
    check_in("---\nstatus:$0\n---\n", "done", "---\nstatus: done\n---\n")


def test_in_brackets_which_are_closed_if_nothing_does():
    check_in("x [status:: d$0", "done", "x [status:: done]")
    check_in("x (status:: d$0 y", "done", "x (status:: done) y")
    check_in("x (status:: d$0) y", "done", "x (status:: done) y")
    check_in("[up:: [[China]], $0]", "[[Mao Zedong]]", "[up:: [[China]], [[Mao Zedong]]]")


def test_in_front_matter_with_quotes_where_yaml_needs_them():
    check_in("---\nstatus: $0\n---\n", "done", "---\nstatus: done\n---\n")
    check_in("---\nstatus: $0\n---\n", "in progress: late", '---\nstatus: "in progress: late"\n---\n')
    check_in("---\nup: ch$0\n---\n", "[[China]]", '---\nup: "[[China]]"\n---\n')
    check_in('---\nup: "ch$0"\n---\n', "[[China]]", '---\nup: "[[China]]"\n---\n')
    check_in("---\nkind: $0\n---\n", "#note/concept", '---\nkind: "#note/concept"\n---\n')
    check_in("---\nup: [x, ch$0]\n---\n", "[[China]]", '---\nup: [x, "[[China]]"]\n---\n')
    check_in("---\nup:\n- x\n- ch$0\n---\n", "[[China]]", '---\nup:\n- x\n- "[[China]]"\n---\n')


def test_outside_of_front_matter_without_the_quotes_of_yaml():
    check_in("quoted:: $0", "it's", "quoted:: it's")
    check_in("status:: in$0", "in progress: late", "status:: in progress: late")


def test_what_is_just_typed_is_no_value_to_offer():
    assert offered("status:: mine$0") == []
    assert offered("status:: open$0") == ["open"]


def test_a_misspelt_value():
    assert offered("status:: progrss$0") == ["in progress: late"]


def test_no_other_note_can_have_the_names_and_ids_of_one():
    for key in ("id", "title", "aliases"):
        assert offered(f"{key}:: $0") == offered(f"---\n{key}: $0\n---\n") == []


@pytest.mark.parametrize(
    "marked",
    [
        "`status:: $0`",
        "```\nstatus:: $0\n```",
        "%%\nstatus:: $0\n%%",
        "# status:: $0",
        "| a |\n|---|\n| status:: $0 |\n",
        "std::status::$0",
        "status::op$0",
        "some text with status:: $0",
        "[status:: done] $0",
        "---\nstatus: |\n  $0\n---\n",
        "---\nx: 1\n  - $0\n---\n",
        "unknown:: $0",
    ],
)
def test_nothing_where_no_value_can_be(marked):
    assert labels(marked, ("value",), vault=VAULT) == []


def test_very_many_values_do_not_hide_the_one_that_is_typed():
    vault = "//- b.md\n" + "".join(f"> n:: v{number}\n" for number in range(3000)) + "> n:: special\n"
    assert labels("n:: spec$0", vault=vault) == ["special"]
