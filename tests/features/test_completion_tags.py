from functools import partial

import pytest
from completing import check, complete, labels

VAULT = """
    //- a.md
    //- b.md
    > #note/concept #Plant/tree #rare-thing
    //- c.md
    > ---
    > tags: [plant/tree, note/daily]
    > ---
    > #plant/tree
    //- d.md
    > #note/daily #蜂
    //- e.md
    > #plant/tree
    """

check_in = partial(check, vault=VAULT)
offered = partial(labels, vault=VAULT)


def test_all_tags_those_of_more_notes_first():
    assert offered("x #$0") == ["#Plant/tree", "#note/daily", "#note/concept", "#rare-thing", "#蜂"]
    assert complete("x #$0", vault=VAULT).items[0].detail == "3 notes"


def test_what_is_typed_begins_a_tag_or_a_part_of_one():
    assert offered("#note$0") == ["#note/daily", "#note/concept"]
    assert offered("#tree$0") == ["#Plant/tree"]
    assert offered("#thi$0") == ["#rare-thing"]


def test_below_a_tag():
    assert offered("#note/$0") == ["#note/daily", "#note/concept"]
    check_in("x #note/c$0 y", "#note/concept", "x #note/concept y")


def test_a_misspelt_tag():
    assert offered("#concpt$0") == ["#note/concept"]


def test_the_rest_of_the_tag_is_replaced():
    check_in("x #pl$0xx/yy, z", "#Plant/tree", "x #Plant/tree, z")


def test_what_is_just_typed_is_no_tag_to_offer():
    assert offered("#not$0") == ["#note/daily", "#note/concept"]
    assert offered("#mine$0") == []
    assert offered("#mine #mi$0") == ["#mine"]


@pytest.mark.parametrize(
    "before", ["", "🐝 ", "中文 ", "> ", "- ", "**", "x _", "\ufeff", "#a", "x\n", "k:: ", "[k:: "]
)
def test_wherever_a_tag_may_begin(before):
    assert offered(f"{before}#pla$0") == ["#Plant/tree"]


def test_at_the_begin_of_a_cell_but_not_behind_any_bar():
    assert offered("| a |\n|---|\n|#pla$0 |\n") == ["#Plant/tree"]
    assert offered("x|#pla$0") == []


@pytest.mark.parametrize(
    "marked",
    [
        "x#pla$0",
        "(#pla$0",
        "##$0",
        "# $0",
        "`#pla$0`",
        "```\n#pla$0\n```",
        "%%\n#pla$0\n%%",
        "<!-- #pla$0 -->",
        "$x #pla$0$",
        "[[note#pla$0",
        "https://x.y/#pla$0",
        "---\ntitle: x #pla$0\n---\n",
        "---\n#pla$0\n---\n",
    ],
)
def test_nothing_where_no_tag_can_be(marked):
    assert labels(marked, ("tag",), vault=VAULT) == []


# In front matter


def test_in_front_matter_tags_have_no_sign():
    check_in("---\ntags: pla$0\n---\n", "#Plant/tree", "---\ntags: Plant/tree\n---\n")
    check_in("---\ntags: [x, pla$0]\n---\n", "#Plant/tree", "---\ntags: [x, Plant/tree]\n---\n")
    check_in("---\ntags:\n  - x\n  - pla$0\n---\n", "#Plant/tree", "---\ntags:\n  - x\n  - Plant/tree\n---\n")
    check_in("---\ntags:$0\n---\n", "#Plant/tree", "---\ntags: Plant/tree\n---\n")
