from functools import partial

import pytest
from completing import check, complete, labels
from vaults import vault_of

from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.parse import parse

VAULT = """
    //- people/Chairman Mao.md
    > # Chairman Mao
    > ## Great Leap
    > ## Great Leap
    > text ^abc
    //- people/lives/young (2).md
    //- img/mao 100%.png
    //- 蜂.md
    """
IN_PEOPLE = "people/x.md"

check_in = partial(check, vault=VAULT)
completions = partial(labels, vault=VAULT)


# Paths


def test_by_name_with_a_relative_path():
    check_in("[x](chair$0)", "people/Chairman Mao.md", "[x](people/Chairman%20Mao.md)")
    check_in("[x](chair$0)", "Chairman Mao.md", "[x](Chairman%20Mao.md)", source=IN_PEOPLE)
    check_in(
        "[x](mao 1$0)".replace(" ", "%20"), "../img/mao 100%.png", "[x](../img/mao%20100%25.png)", source=IN_PEOPLE
    )


def test_all_files_before_anything_is_typed_with_this_note_last():
    assert completions("[x]($0)") == [
        "people/Chairman Mao.md",
        "people/lives/young (2).md",
        "蜂.md",
        "a.md",
        "img/mao 100%.png",
    ]


def test_attachments_go_first_in_an_image():
    assert completions("![x](ma$0)")[0] == "img/mao 100%.png"


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("lives/y", "lives/young (2).md"),
        ("./lives/y", "./lives/young (2).md"),
        ("../img/", "../img/mao 100%.png"),
        ("../people/lives/", "lives/young (2).md"),
        ("/img/m", "/img/mao 100%.png"),
    ],
)
def test_by_path_in_any_style(typed, label):
    assert completions(f"[x]({typed}$0)", source=IN_PEOPLE)[0] == label


def test_nothing_for_paths_outside_the_vault_and_urls():
    assert completions("[x](../$0)") == completions("[x](https://m$0)") == completions("[x](mailto:m$0)") == []


def test_other_scripts_are_not_encoded():
    check_in("[蜂](蜂$0)", "蜂.md", "[蜂](蜂.md)")


def test_blanks_are_not_encoded_in_angle_brackets():
    check_in("[x](<young$0>)", "people/lives/young (2).md", "[x](<people/lives/young (2).md>)")
    check_in("[x](<young$0)", "people/lives/young (2).md", "[x](<people/lives/young (2).md>)")
    check_in("[x](young$0)", "people/lives/young (2).md", "[x](people/lives/young%20%282%29.md)")


@pytest.mark.parametrize("source", ["a.md", IN_PEOPLE, "people/lives/deep/er/x.md"])
@pytest.mark.parametrize("before", ["[x](", "[x](/", "[x](./", "[x](<"])
def test_the_inserted_path_leads_to_the_file(source, before):
    for item in complete(f"{before}$0", vault=VAULT, source=source).items:
        text = f"{before}"[: item.span.start] + item.insert
        vault = vault_of(VAULT)
        note = Note(source, parse(text, Dialect()))
        vault.put(note)
        (link,) = note.facts.links
        assert vault.resolve(note, link).target == item.path


def test_closes_the_link_once_and_keeps_its_rest():
    check_in("[x](蜂$0", "蜂.md", "[x](蜂.md)")
    check_in("[x](蜂$0 and more", "蜂.md", "[x](蜂.md) and more")
    check_in("[x](蜂$0xx.md) y", "蜂.md", "[x](蜂.md) y")
    check_in("[x](蜂$0#h)", "蜂.md", "[x](蜂.md#h)")
    check_in('[x](蜂$0 "title")', "蜂.md", '[x](蜂.md "title")')


# Anchors


def test_the_anchors_of_a_note():
    assert completions("[x](people/Chairman%20Mao.md#$0)") == ["Chairman Mao", "Great Leap", "Great Leap"]
    check_in("[x](people/Chairman%20Mao.md#ch$0)", "Chairman Mao", "[x](people/Chairman%20Mao.md#chairman-mao)")


def test_a_repeated_heading_has_a_number():
    items = complete("[x](people/Chairman%20Mao.md#gr$0", vault=VAULT).items
    assert [item.insert for item in items] == ["great-leap)", "great-leap-1)"]


def test_of_this_note():
    check_in("# Hive life\n[x](#li$0)", "Hive life", "# Hive life\n[x](#hive-life)")


def test_block_ids():
    check_in("[x](people/Chairman%20Mao.md#^$0)", "^abc", "[x](people/Chairman%20Mao.md#^abc)")


def test_no_anchors_of_an_attachment():
    assert completions("[x](img/mao%20100%25.png#$0)") == completions("[x](nobody.md#$0)") == []


# No items


@pytest.mark.parametrize("marked", ["`[x](ma$0)`", "```\n[x](ma$0)\n```", "$[x](ma$0)$", "x](ma$0)", "[x] (ma$0)"])
def test_nothing_outside_links(marked):
    assert labels(marked, ("note", "attachment"), vault=VAULT) == []
