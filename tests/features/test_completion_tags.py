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
completions = partial(labels, vault=VAULT)


def test_all_tags_most_used_first():
    assert completions("x #$0") == ["#Plant/tree", "#note/daily", "#note/concept", "#rare-thing", "#蜂"]
    assert complete("x #$0", vault=VAULT).items[0].detail == "3 notes"


def test_the_typed_text_starts_a_tag_or_a_part_of_one():
    assert completions("#note$0") == ["#note/daily", "#note/concept"]
    assert completions("#tree$0") == ["#Plant/tree"]
    assert completions("#thi$0") == ["#rare-thing"]


def test_nested_tags():
    assert completions("#note/$0") == ["#note/daily", "#note/concept"]
    check_in("x #note/c$0 y", "#note/concept", "x #note/concept y")


def test_a_misspelled_tag():
    assert completions("#concpt$0") == ["#note/concept"]


def test_the_rest_of_the_tag_is_replaced():
    check_in("x #pl$0xx/yy, z", "#Plant/tree", "x #Plant/tree, z")


def test_the_tag_at_the_cursor_is_excluded():
    assert completions("#not$0") == ["#note/daily", "#note/concept"]
    assert completions("#mine$0") == []
    assert completions("#mine #mi$0") == ["#mine"]


@pytest.mark.parametrize(
    "before", ["", "🐝 ", "中文 ", "> ", "- ", "**", "x _", "\ufeff", "#a", "x\n", "k:: ", "[k:: "]
)
def test_everywhere_a_tag_can_start(before):
    assert completions(f"{before}#pla$0") == ["#Plant/tree"]


def test_at_the_start_of_a_table_cell_but_not_after_other_bars():
    assert completions("| a |\n|---|\n|#pla$0 |\n") == ["#Plant/tree"]
    assert completions("x|#pla$0") == []


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
def test_nothing_where_tags_are_not_parsed(marked):
    assert labels(marked, ("tag",), vault=VAULT) == []


# In front matter


def test_tags_have_no_hash_sign_in_front_matter():
    check_in("---\ntags: pla$0\n---\n", "#Plant/tree", "---\ntags: Plant/tree\n---\n")
    check_in("---\ntags: [x, pla$0]\n---\n", "#Plant/tree", "---\ntags: [x, Plant/tree]\n---\n")
    check_in("---\ntags:\n  - x\n  - pla$0\n---\n", "#Plant/tree", "---\ntags:\n  - x\n  - Plant/tree\n---\n")
    check_in("---\ntags:$0\n---\n", "#Plant/tree", "---\ntags: Plant/tree\n---\n")
