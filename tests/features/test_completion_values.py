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
completions = partial(labels, vault=VAULT)


def test_values_of_the_key_in_any_spelling_most_used_first():
    assert completions("status:: $0") == ["done", "in progress: late", "open"]
    assert complete("STATUS:: $0", vault=VAULT).items[0].detail == "2 notes"


def test_in_dataview_an_emoji_before_the_key_makes_no_difference():
    dataview = {"preset": "dataview", "separator_space": "optional"}
    assert completions("- 🏷 status:: $0", **dataview) == ["done", "in progress: late", "open"]
    assert completions("- 🏷 status:: $0") == []
    check_in("- 🏷 stat$0", "status", "- 🏷 status:: ", **dataview)


def test_links_and_tags_match_by_their_words():
    assert completions("up:: $0") == ["[[China]]", "[[Mao Zedong]]"]
    check_in("up:: zed$0", "[[Mao Zedong]]", "up:: [[Mao Zedong]]")
    check_in("kind:: conc$0", "#note/concept", "kind:: #note/concept")


def test_each_item_of_a_list_by_itself():
    check_in("up:: [[China]], m$0", "[[Mao Zedong]]", "up:: [[China]], [[Mao Zedong]]")
    check_in("up:: c$0, [[Mao Zedong]]", "[[China]]", "up:: [[China]], [[Mao Zedong]]")


def test_the_whole_value_is_replaced():
    check_in("status:: o$0ld", "open", "status:: open")
    check_in("🐝 [status:: o$0ld] 漢字", "open", "🐝 [status:: open] 漢字")


def test_the_blank_after_the_separator_is_inserted():
    check_in("status::$0", "done", "status:: done")
    check_in("up:: [[China]],$0", "[[Mao Zedong]]", "up:: [[China]], [[Mao Zedong]]")
    check_in("---\nstatus:$0\n---\n", "done", "---\nstatus: done\n---\n")


def test_brackets_are_closed_if_necessary():
    check_in("x [status:: d$0", "done", "x [status:: done]")
    check_in("x (status:: d$0 y", "done", "x (status:: done) y")
    check_in("x (status:: d$0) y", "done", "x (status:: done) y")
    check_in("[up:: [[China]], $0]", "[[Mao Zedong]]", "[up:: [[China]], [[Mao Zedong]]]")


def test_front_matter_values_are_quoted_if_necessary():
    check_in("---\nstatus: $0\n---\n", "done", "---\nstatus: done\n---\n")
    check_in("---\nstatus: $0\n---\n", "in progress: late", '---\nstatus: "in progress: late"\n---\n')
    check_in("---\nup: ch$0\n---\n", "[[China]]", '---\nup: "[[China]]"\n---\n')
    check_in('---\nup: "ch$0"\n---\n', "[[China]]", '---\nup: "[[China]]"\n---\n')
    check_in("---\nkind: $0\n---\n", "#note/concept", '---\nkind: "#note/concept"\n---\n')
    check_in("---\nup: [x, ch$0]\n---\n", "[[China]]", '---\nup: [x, "[[China]]"]\n---\n')
    check_in("---\nup:\n- x\n- ch$0\n---\n", "[[China]]", '---\nup:\n- x\n- "[[China]]"\n---\n')


def test_no_yaml_quotes_outside_front_matter():
    check_in("quoted:: $0", "it's", "quoted:: it's")
    check_in("status:: in$0", "in progress: late", "status:: in progress: late")


def test_the_value_at_the_cursor_is_excluded():
    assert completions("status:: mine$0") == []
    assert completions("status:: open$0") == ["open"]


def test_a_misspelled_value():
    assert completions("status:: progrss$0") == ["in progress: late"]


def test_names_and_ids_are_not_completed():
    for key in ("id", "title", "aliases"):
        assert completions(f"{key}:: $0") == completions(f"---\n{key}: $0\n---\n") == []


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
def test_nothing_where_values_are_not_parsed(marked):
    assert labels(marked, ("value",), vault=VAULT) == []


def test_the_typed_value_is_found_among_very_many():
    vault = "//- b.md\n" + "".join(f"> n:: v{number}\n" for number in range(3000)) + "> n:: special\n"
    assert labels("n:: spec$0", vault=vault) == ["special"]
