from functools import partial

import pytest
from completing import check, complete, labels
from vaults import vault_of_paths

from wikilsp.features.completion import LIMIT, completion
from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.parse import parse

VAULT = """
    //- a.md
    > # A note
    //- people/Chairman Mao.md
    > ---
    > aliases: [Mao, 毛泽东]
    > ---
    > # Chairman Mao
    > ## Life
    //- sub/bee.md
    > # The *bee*
    //- wasp/bee.md
    > text
    //- img/mao.png
    //- img/hive.pdf
    """


def completions(marked, **options):
    return [(item.kind, item.label) for item in complete(marked, vault=VAULT, **options).items]


check_in = partial(check, vault=VAULT)


# Items


def test_notes_by_name_title_and_alias_with_the_note_itself_last():
    assert completions("[[$0\n# A note\n") == [
        ("note", "bee"),
        ("note", "bee"),
        ("note", "Chairman Mao"),
        ("alias", "Mao"),
        ("title", "The bee"),
        ("alias", "毛泽东"),
        ("note", "a"),
        ("title", "A note"),
        ("attachment", "hive.pdf"),
        ("attachment", "mao.png"),
    ]


def test_attachments_go_first_in_an_embed():
    assert completions("![[$0")[:3] == [("attachment", "hive.pdf"), ("attachment", "mao.png"), ("note", "bee")]
    assert completions("![[ma$0]]")[0] == ("attachment", "mao.png")
    assert completions("[[ma$0]]")[0] == ("alias", "Mao")


def test_a_prefix_match_goes_before_a_match_inside():
    assert completions("[[mao$0") == [("alias", "Mao"), ("attachment", "mao.png"), ("note", "Chairman Mao")]


def test_more_backlinks_go_first():
    vault = """
        //- bee.md
        //- beekeeper.md
        //- beet.md
        //- x.md
        > [[beet]]
        //- y.md
        > [[beet]] [[beekeeper]] [[beekeeper]]
        """
    assert labels("[[bee$0", vault=vault, source="z.md") == ["bee", "beet", "beekeeper"]
    assert labels("[[be$0", vault=vault, source="z.md") == ["beet", "beekeeper", "bee"]


def test_recently_edited_notes_go_first_among_equal_matches():
    vault = vault_of_paths("bee.md", "beetle.md", "beekeeper.md", "a.md")
    index = VaultIndex(vault)
    for path in ("beekeeper.md", "beetle.md"):
        index.put(Note(path, parse("[[bee]]", Dialect())))
    note = Note("a.md", parse("[[be", Dialect()))
    found = completion(index, note, 4, {"a.md": "[[be"}.get)
    assert [item.label for item in found.items] == ["beetle", "beekeeper", "bee"]


def test_a_misspelled_match_has_the_typed_text_as_filter_and_is_incomplete():
    answer = complete("[[ chiarman$0", vault=VAULT)
    assert [(item.label, item.filter) for item in answer.items] == [("Chairman Mao", "chiarman")]
    assert answer.incomplete
    assert [item.label for item in complete("[[chiarman$0]]", vault=VAULT).items] == ["Chairman Mao"]


def test_other_matches_are_filtered_by_their_label():
    answer = complete("[[mao$0", vault=VAULT)
    assert [item.filter for item in answer.items] == ["Mao", "mao.png", "Chairman Mao"]
    assert not answer.incomplete


def test_sort_keys():
    sorts = [item.sort for item in complete("[[$0", vault=VAULT).items]
    assert sorts == sorted(set(sorts))


def test_items_have_paths_and_details():
    assert {item.path for item in complete("[[毛$0", vault=VAULT).items} == {"people/Chairman Mao.md"}


def test_by_path():
    check_in("[[people/c$0", "people/Chairman Mao", "[[Chairman Mao]]")
    check_in("[[wasp/b$0", "wasp/bee", "[[wasp/bee]]")


def test_at_the_limit_the_list_is_incomplete():
    vault = vault_of_paths(*(f"bee {number}.md" for number in range(LIMIT + 1)), "wasp.md")
    for typed, count, incomplete in [("", LIMIT, True), ("bee", LIMIT, True), ("wasp", 1, False)]:
        text = f"[[{typed}"
        note = Note("a.md", parse(text, Dialect()))
        answer = completion(VaultIndex(vault), note, len(text), {"a.md": text}.get)
        assert (len(answer.items), answer.incomplete) == (count, incomplete)


# Missing notes


MISSING = """
    //- b.md
    > [[Queen Bee]] and [[queen bee]] and [x](Queen%20Bee.md)
    //- c.md
    > ![[Queen Bee#Life]] and [[{{template}}]] and [[other|x]]
    """


def test_a_missing_note_that_others_link_to_comes_after_existing_ones():
    items = complete("[[$0", vault=MISSING).items
    assert [(item.kind, item.label) for item in items][-2:] == [("missing", "other"), ("missing", "Queen Bee")]
    assert items[-1].detail == "does not exist yet; 2 notes link to it"
    assert (items[-1].path, items[-2].detail) == ("", "does not exist yet; 1 note links to it")


def test_a_missing_note_has_its_most_used_spelling():
    check("[[que$0", "Queen Bee", "[[Queen Bee]]", vault=MISSING)


def test_the_link_at_the_cursor_does_not_count():
    assert labels("[[nobo$0]]", vault=MISSING) == []
    assert labels("[[nobo$0]] and [[nobody]]", vault=MISSING) == ["nobody"]


def test_missing_targets_of_markdown_links_do_not_count():
    assert labels("[[que$0", vault="//- b.md\n> [x](queen.md)\n") == []


# Inserted text


def test_the_name_of_a_note_closes_the_link():
    check_in("see [[chair$0 now", "Chairman Mao", "see [[Chairman Mao]] now")


def test_an_alias_or_title_becomes_the_label():
    check_in("[[毛$0", "毛泽东", "[[Chairman Mao|毛泽东]]")
    check_in("[[the$0", "The bee", "[[sub/bee|The bee]]")


def test_an_ambiguous_name_gets_a_folder():
    inserts = [item.insert for item in complete("[[bee$0", vault=VAULT).items if item.label == "bee"]
    assert inserts == ["sub/bee]]", "wasp/bee]]"]
    inserts = [
        item.insert for item in complete("[[bee$0", vault=VAULT, source="wasp/x.md").items if item.label == "bee"
    ]
    assert inserts == ["sub/bee]]", "bee]]"]


def test_an_embed_has_no_label():
    check_in("![[the$0", "The bee", "![[sub/bee]]")
    check_in("![[hi$0", "hive.pdf", "![[hive.pdf]]")


def test_in_a_table_the_bar_is_escaped():
    check_in("| a |\n|---|\n| [[毛$0 |\n", "毛泽东", "| a |\n|---|\n| [[Chairman Mao\\|毛泽东]] |\n")


def test_a_label_that_would_end_the_link_is_left_out():
    vault = "//- n.md\n> ---\n> aliases: ['x]] y', 'x|y', 'x]']\n> ---\n"
    assert {item.insert for item in complete("[[x$0", vault=vault).items} == {"n]]"}


@pytest.mark.parametrize("path", ["a#b.md", "a^b.md", "a|b.md", "a[[b.md", "a]].md", "a].md"])
def test_a_note_that_no_link_can_name_is_excluded(path):
    assert complete("[[a$0", vault=f"//- {path}\n> x\n", source="x.md").items == ()


def test_label_first_dialects():
    check_in("[[毛$0", "毛泽东", "[[毛泽东|Chairman Mao]]", label_order="label-first")
    check_in("[[he|mao$0]]", "Mao", "[[he|Chairman Mao]]", label_order="label-first")


def test_logseq_has_aliases_but_no_labels():
    vault = "//- logseq.md\n> x\n//- pages/a___b.md\n> alias:: 别名\n> \n> # Title\n"
    check_in("[[a/$0", "a/b", "[[a/b]]", vault=vault, preset="logseq")
    check_in("[[别$0", "别名", "[[别名]]", vault=vault, preset="logseq")
    check_in("[[Ti$0", "Title", "[[a/b]]", vault=vault, preset="logseq")


# Existing text


@pytest.mark.parametrize("marked", ["[[ma$0", "[[ma$0]]", "[[ma$0]", "[[ m$0a]]", "[[$0]]", "[[M$0ao Zedong]]"])
def test_closes_the_link_once(marked):
    check_in(f"x {marked}, y", "Mao", "x [[Chairman Mao|Mao]], y")


def test_an_open_link_keeps_the_text_after_the_cursor():
    check_in("[[ma$0 and [[b]]", "Mao", "[[Chairman Mao|Mao]] and [[b]]")
    check_in("[[ma$0\n]]", "Mao", "[[Chairman Mao|Mao]]\n]]")


def test_the_rest_of_a_link_is_kept():
    check_in("[[m$0ao|he]]", "Mao", "[[Chairman Mao|he]]")
    check_in("[[m$0ao#Life|he]]", "Mao", "[[Chairman Mao#Life|he]]")


@pytest.mark.parametrize(
    "before", ["🐝 ", "中文", "- [ ] 👩‍👩‍👧 é ", "> > ", "tags:: [[a]], ", "# 🐝 ", "x\u2028", "[", "a]] "]
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_after_any_text_and_between_any_line_ends(before, newline):
    check_in(
        f"\ufeffx{newline}{newline}{before}[[ma$0{newline}y",
        "Mao",
        f"\ufeffx{newline}{newline}{before}[[Chairman Mao|Mao]]{newline}y",
    )


# Labels


def test_the_label_of_a_link_is_another_name_of_its_note():
    assert labels("[[Chairman Mao|$0]]", vault=VAULT) == ["Mao", "毛泽东"]
    check_in("[[Chairman Mao|m$0", "Mao", "[[Chairman Mao|Mao]]")
    check_in("[[sub/bee|$0x]] y", "The bee", "[[sub/bee|The bee]] y")


def test_the_label_of_a_link_to_a_heading_may_be_the_heading():
    assert labels("[[Chairman Mao#Life|$0]]", vault=VAULT) == ["Life", "Mao", "毛泽东"]


def test_labels_in_tables_and_label_first_dialects():
    check_in("| a |\n|---|\n| [[sub/bee\\|$0 |\n", "The bee", "| a |\n|---|\n| [[sub/bee\\|The bee]] |\n")
    check_in("[[t$0|sub/bee]]", "The bee", "[[The bee|sub/bee]]", label_order="label-first")


def test_no_labels_for_attachments_or_in_logseq():
    assert labels("[[nobody|$0]]", vault=VAULT) == labels("![[mao.png|$0]]", vault=VAULT) == []
    assert labels("[[Chairman Mao|$0]]", vault=VAULT, preset="logseq") == []


# No items


@pytest.mark.parametrize(
    "marked",
    [
        "`[[ma$0`",
        "```\n[[ma$0\n```\n",
        "```\n[[ma$0",
        "x\n\n    [[ma$0",
        "$[[ma$0$",
        "$$\n[[ma$0\n\n$$",
        "%%[[ma$0%%",
        "%%\n\n[[ma$0\n\n%%",
        "<!-- [[ma$0 -->",
        "<div>\n[[ma$0\n</div>",
        "\\[[ma$0",
        "[[mao]$0]",
        "[[mao]]$0",
        "[[mao\nx$0",
        "---\n# [[ma$0\n---\n",
        "$0",
    ],
)
def test_nothing_outside_links(marked):
    assert labels(marked, ("note", "alias", "title", "attachment"), vault=VAULT) == []


def test_an_unclosed_code_span_is_not_code():
    check_in("`[[ma$0", "Mao", "`[[Chairman Mao|Mao]]")


def test_front_matter_with_and_without_quotes():
    for left, right in [('"', '"'), ('"', ""), ("", "")]:
        check_in(f"---\nup: {left}[[ma$0{right}\n---\n", "Mao", f"---\nup: {left}[[Chairman Mao|Mao]]{right}\n---\n")


def test_a_divider_is_not_front_matter():
    check_in("text\n\n---\n[[ma$0\n\n---\n", "Mao", "text\n\n---\n[[Chairman Mao|Mao]]\n\n---\n")


# Only the text around the cursor is read


LONG = "word [[x]] word.\n\n" * 1000


@pytest.mark.parametrize("before", ["", "# Heading\n\n", LONG, f"{LONG}## Heading\n\n- item\n"])
def test_in_a_long_note(before):
    check_in(f"{before}see [[ma$0\n\n{LONG}", "Mao", f"{before}see [[Chairman Mao|Mao]]\n\n{LONG}")
    assert labels(f"{before}```\n[[ma$0\n```\n\n{LONG}", vault=VAULT) == []
    assert labels(f"{before}%%\n\n[[ma$0\n\n{LONG}%%", vault=VAULT) == []


@pytest.mark.parametrize("item", ["\t- ", "    - ", "\t\t- ", "  - ", "\t1. ", "\t\t* "])
def test_deep_in_a_long_list(item):
    before = "- top\n" + f"{item}some words of a long outline\n" * 100
    check_in(f"{before}{item}see [[ma$0\n{item}x\n", "Mao", f"{before}{item}see [[Chairman Mao|Mao]]\n{item}x\n")
    assert labels(f"{before}{item}see `[[ma$0`\n", vault=VAULT) == []


@pytest.mark.parametrize("above", ["", "# Heading\n\n", "---\na: b\n---\n"])
def test_code_that_looks_like_a_list_item(above):
    assert labels(f"{above}    - [[ma$0\n", vault=VAULT) == []


def test_no_more_of_a_note_is_parsed(monkeypatch):
    parsed = []
    monkeypatch.setattr(
        "wikilsp.features.running_text.parse",
        lambda text, dialect: parsed.append(len(text)) or parse(text, dialect),
    )
    check_in(f"{LONG}see [[ma$0\n\n{LONG}", "Mao", f"{LONG}see [[Chairman Mao|Mao]]\n\n{LONG}")
    assert 0 < sum(parsed) < len(LONG) / 4


def test_an_exclamation_mark_at_the_end_does_not_turn_the_first_link_into_an_embed():
    check_in("[[the$0]] what!", "The bee", "[[sub/bee|The bee]] what!")
    check_in("[[the$0!", "The bee", "[[sub/bee|The bee]]!")
