import re
from functools import partial

from completing import check, complete, labels

VAULT = """
    //- a.md
    //- bee.md
    > # Bee
    >
    > The queen lives here. ^queen
    >
    > - a drone
    > - [ ] a worker ^work
    >
    > | a |
    > |---|
    >
    > ^table
    >
    > Honey is
    > sweet.
    >
    > ```
    > code
    > ```
    //- wasp.md
    > Sting. ^sting
    """

check_in = partial(check, vault=VAULT)
blocks = partial(labels, vault=VAULT)


def items_by_label(marked, **options):
    return {item.label: item for item in complete(marked, **options).items}


# Blocks with an id


def test_blocks_with_an_id_come_first_with_their_text():
    items = complete("[[bee#^$0", vault=VAULT).items
    assert [(item.label, item.detail) for item in items[:3]] == [
        ("queen", "The queen lives here."),
        ("work", "a worker"),
        ("table", "|---|"),
    ]


def test_an_id_closes_the_link_and_replaces_the_typed_text():
    check_in("[[bee#^qu$0", "queen", "[[bee#^queen]]")
    check_in("[[bee#^qu$0xx]] y", "queen", "[[bee#^queen]] y")


def test_a_block_is_found_by_its_text():
    assert blocks("[[bee#^lives$0") == ["queen"]


def test_an_id_without_a_blank_before_it_is_not_offered():
    vault = "//- bee.md\n> ![[img.png]]^fig\n>\n> 面积是米^2\n>\n> a text ^area\n"
    ids = [label for label in labels("[[bee#^$0", vault=vault) if label in ("fig", "2", "area")]
    assert ids == ["area"]
    assert labels("[[^^$0", vault=vault) == ["area"]
    assert labels("[x](bee.md#^$0)", vault=vault) == ["^area"]


def test_of_this_note():
    check_in("text ^here\n\n[[#^h$0]]\n", "here", "text ^here\n\n[[#^here]]\n")


def test_no_blocks_of_an_attachment():
    assert blocks("[[nobody#^$0") == []


# Blocks without an id


def test_a_block_without_an_id_gets_one_in_this_note():
    (item,) = complete("Honey is\nsweet.  \n\n[[#^hon$0]]\n", vault=VAULT).items
    made = re.fullmatch(r"([0-9a-f]{6})\]\]", item.insert)[1]
    assert item.label == "Honey is sweet."
    check_in(
        "Honey is\nsweet.  \n\n[[#^hon$0]]\n",
        "Honey is sweet.",
        f"Honey is\nsweet. ^{made}  \n\n[[#^{made}]]\n",
    )


def test_a_block_without_an_id_gets_one_in_another_note():
    item = items_by_label("[[bee#^$0", vault=VAULT)["Honey is sweet."]
    [(path, [edit])] = item.also.edits.items()
    assert (path, edit.content) == ("bee.md", f" ^{item.insert.removesuffix(']]')}")


def test_which_blocks_can_get_an_id():
    assert blocks("[[bee#^$0")[3:] == ["a drone", "Honey is sweet."]


def test_generated_ids_are_stable_and_unique():
    text = "same\n\nsame\n\n[[#^$0]]\n"
    inserts = [item.insert for item in complete(text).items]
    assert inserts == [item.insert for item in complete(text).items]
    assert len(set(inserts)) == 2


def test_the_block_at_the_cursor_and_hidden_blocks_are_excluded():
    assert blocks("one\n\ntwo [[#^$0]]\n\n%%\nthree\n%%\n") == ["one"]


def test_a_long_block_is_truncated():
    (label,) = labels(f"{'word ' * 100}\n\n[[#^$0]]")
    assert label.startswith("word word")
    assert label.endswith("…")
    assert len(label) == 80


# All notes


def test_a_search_finds_the_ids_of_all_notes():
    assert blocks("[[^^$0") == ["queen", "sting", "table", "work"]
    check_in("[[^^st$0", "sting", "[[wasp#^sting]]")
    assert {item.filter for item in complete("[[^^st$0", vault=VAULT).items} == {"^^sting"}


def test_a_block_of_this_note_needs_no_name():
    check_in("text ^here\n\n[[^^he$0]]\n", "here", "text ^here\n\n[[#^here]]\n")


def test_no_id_after_the_value_of_a_property():
    vault = "//- a.md\n//- b.md\nkey:: value\n\n- text\n  key:: value\n\n[key:: value]\n"
    assert labels("[[b#^$0", vault=vault) == ["[key:: value]"]
