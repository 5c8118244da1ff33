import pytest
from vaults import vault_of, vault_of_paths

from wikilsp.features.completion import LIMIT, completion
from wikilsp.features.name_list import NameList
from wikilsp.note import Note
from wikilsp.settings import Dialect, Settings

VAULT = """
    //- a.md
    > # A note
    //- people/Chairman Mao.md
    > ---
    > aliases: [Mao, 毛泽东]
    > ---
    > # Chairman Mao
    > ## Life
    > ### Youth
    > ## Work: 1.5 | #2
    > ### Youth
    > text ^abc
    //- sub/bee.md
    > # The *bee*
    //- wasp/bee.md
    > text
    //- img/mao.png
    //- img/hive.pdf
    """


def complete(marked, source="a.md", vault=VAULT, **dialect):
    """Complete at `$0` in a note at `source`, whose text the vault does not know yet."""
    vault = vault_of(vault, Settings(Dialect(**dialect)))
    text, offset = marked.replace("$0", ""), marked.index("$0")
    return completion(vault, vault.notes.get(source, Note(source)), offset, text, NameList(vault))


def labels(marked, **given):
    return [(item.kind, item.label) for item in complete(marked, **given).items]


def check(marked, label, expected, **given):
    """See what the text is after the item of this label was chosen."""
    text = marked.replace("$0", "")
    (item,) = [item for item in complete(marked, **given).items if item.label == label]
    assert item.span.start <= marked.index("$0") <= item.span.end
    assert f"{text[: item.span.start]}{item.insert}{text[item.span.end :]}" == expected


# What is offered


def test_notes_by_name_title_and_alias():
    assert labels("[[$0") == [
        ("note", "a"),
        ("title", "A note"),
        ("note", "bee"),
        ("note", "bee"),
        ("note", "Chairman Mao"),
        ("alias", "Mao"),
        ("title", "The bee"),
        ("alias", "毛泽东"),
        ("attachment", "hive.pdf"),
        ("attachment", "mao.png"),
    ]


def test_attachments_go_first_in_an_embed():
    assert labels("![[$0")[:3] == [("attachment", "hive.pdf"), ("attachment", "mao.png"), ("note", "a")]
    assert labels("![[ma$0]]")[0] == ("attachment", "mao.png")
    assert labels("[[ma$0]]")[0] == ("alias", "Mao")


def test_what_begins_so_goes_before_what_holds_it():
    assert labels("[[mao$0") == [("alias", "Mao"), ("attachment", "mao.png"), ("note", "Chairman Mao")]


def test_a_misspelt_name_passes_for_what_was_typed_and_is_asked_for_again():
    answer = complete("[[ chiarman$0")
    assert [(item.label, item.filter) for item in answer.items] == [("Chairman Mao", "chiarman")]
    assert answer.incomplete


def test_the_others_are_compared_by_what_is_seen():
    answer = complete("[[mao$0")
    assert [item.filter for item in answer.items] == ["Mao", "mao.png", "Chairman Mao"]
    assert not answer.incomplete


def test_the_order_is_told():
    sorts = [item.sort for item in complete("[[$0").items]
    assert sorts == sorted(set(sorts))


def test_each_item_says_what_it_is_about():
    assert {item.path for item in complete("[[毛$0").items} == {"people/Chairman Mao.md"}


def test_by_path():
    check("[[people/c$0", "people/Chairman Mao", "[[Chairman Mao]]")
    check("[[wasp/b$0", "wasp/bee", "[[wasp/bee]]")


def test_never_more_than_the_limit_which_is_told():
    vault = vault_of_paths(*(f"bee {number}.md" for number in range(LIMIT + 1)), "wasp.md")
    for typed, count, incomplete in [("", LIMIT, True), ("bee", LIMIT, True), ("wasp", 1, False)]:
        answer = completion(vault, Note("a.md"), len(typed) + 2, f"[[{typed}", NameList(vault))
        assert (len(answer.items), answer.incomplete) == (count, incomplete)


# What is put in


def test_the_name_of_a_note_closes_the_link():
    check("see [[chair$0 now", "Chairman Mao", "see [[Chairman Mao]] now")


def test_an_alias_or_title_is_what_the_reader_sees():
    check("[[毛$0", "毛泽东", "[[Chairman Mao|毛泽东]]")
    check("[[the$0", "The bee", "[[sub/bee|The bee]]")


def test_a_note_of_an_ambiguous_name_is_written_so_that_it_is_found_from_here():
    inserts = [item.insert for item in complete("[[bee$0").items if item.label == "bee"]
    assert inserts == ["sub/bee]]", "wasp/bee]]"]
    inserts = [item.insert for item in complete("[[bee$0", source="wasp/x.md").items if item.label == "bee"]
    assert inserts == ["sub/bee]]", "bee]]"]


def test_an_embed_has_no_label():
    check("![[the$0", "The bee", "![[sub/bee]]")
    check("![[hi$0", "hive.pdf", "![[hive.pdf]]")


def test_in_a_table_the_bar_is_escaped():
    check("| a |\n|---|\n| [[毛$0 |\n", "毛泽东", "| a |\n|---|\n| [[Chairman Mao\\|毛泽东]] |\n")


def test_a_label_that_would_end_the_link_is_left_out():
    vault = "//- n.md\n> ---\n> aliases: ['x]] y', 'x|y', 'x]']\n> ---\n"
    assert {item.insert for item in complete("[[x$0", vault=vault).items} == {"n]]"}


@pytest.mark.parametrize("path", ["a#b.md", "a^b.md", "a|b.md", "a[[b.md", "a]].md", "a].md"])
def test_a_note_that_no_link_can_name_is_not_offered(path):
    assert complete("[[a$0", vault=f"//- {path}\n> x\n").items == ()


def test_the_label_first():
    check("[[毛$0", "毛泽东", "[[毛泽东|Chairman Mao]]", label_order="label-first")
    check("[[he|mao$0]]", "Mao", "[[he|Chairman Mao]]", label_order="label-first")
    assert complete("[[h$0e|mao]]", label_order="label-first").items == ()


def test_in_logseq_an_alias_is_a_name_and_there_are_no_labels():
    vault = "//- logseq.md\n> x\n//- pages/a___b.md\n> alias:: 别名\n> \n> # Title\n"
    check("[[a/$0", "a/b", "[[a/b]]", vault=vault, preset="logseq")
    check("[[别$0", "别名", "[[别名]]", vault=vault, preset="logseq")
    check("[[Ti$0", "Title", "[[a/b]]", vault=vault, preset="logseq")


# What is there already


@pytest.mark.parametrize("marked", ["[[ma$0", "[[ma$0]]", "[[ma$0]", "[[ m$0a]]", "[[$0]]", "[[M$0ao Zedong]]"])
def test_closes_the_link_once(marked):
    check(f"x {marked}, y", "Mao", "x [[Chairman Mao|Mao]], y")


def test_an_open_link_does_not_swallow_what_follows():
    check("[[ma$0 and [[b]]", "Mao", "[[Chairman Mao|Mao]] and [[b]]")
    check("[[ma$0\n]]", "Mao", "[[Chairman Mao|Mao]]\n]]")


def test_the_rest_of_a_link_stays():
    check("[[m$0ao|he]]", "Mao", "[[Chairman Mao|he]]")
    check("[[m$0ao#Life|he]]", "Mao", "[[Chairman Mao#Life|he]]")
    check("[[mao#L$0if|he]]", "Life", "[[mao#Life|he]]")


@pytest.mark.parametrize(
    "before", ["🐝 ", "中文", "- [ ] 👩‍👩‍👧 é ", "> > ", "tags:: [[a]], ", "# 🐝 ", "x\u2028", "[", "a]] "]
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_right_behind_any_text_and_between_any_line_ends(before, newline):
    check(
        f"\ufeffx{newline}{newline}{before}[[ma$0{newline}y",
        "Mao",
        f"\ufeffx{newline}{newline}{before}[[Chairman Mao|Mao]]{newline}y",
    )


# Headings and blocks


def test_the_headings_of_a_note_in_order():
    assert [label for _, label in labels("[[Chairman Mao#$0")] == [
        "Chairman Mao",
        "Life",
        "Youth",
        "Work: 1.5 | #2",
        "Youth",
    ]
    check("[[Chairman Mao#li$0", "Life", "[[Chairman Mao#Life]]")


def test_a_heading_is_written_as_links_can_say_it():
    check("[[mao#w$0", "Work: 1.5 | #2", "[[mao#Work: 1.5 2]]")


def test_a_heading_of_a_name_that_an_earlier_one_has_is_written_with_the_one_above():
    assert [item.insert for item in complete("[[mao#you$0").items] == ["Youth]]", "Work: 1.5 2#Youth]]"]


def test_behind_a_heading_come_those_below_it():
    assert labels("[[mao#Life#$0]]") == [("heading", "Youth")]
    check("[[mao#Work 1.5 2#$0]]", "Youth", "[[mao#Work 1.5 2#Youth]]")
    assert labels("[[mao#Nothing#$0]]") == []


def test_the_headings_of_this_note_are_those_of_the_text_as_it_is():
    assert labels("# Just typed\n\n[[#$0]]\n\n## 🐝\n") == [("heading", "Just typed"), ("heading", "🐝")]
    assert labels("# Just typed\n\n[[a#$0]]\n") == [("heading", "Just typed")]


def test_a_heading_does_not_offer_itself():
    assert labels("# One\n# Two [[#$0\n") == [("heading", "One")]


def test_blocks():
    check("[[mao#^$0", "abc", "[[mao#^abc]]")
    check("text ^here\n\n[[#^h$0]]\n", "here", "text ^here\n\n[[#^here]]\n")
    check("[[mao#^a$0xx]]", "abc", "[[mao#^abc]]")


def test_nothing_inside_what_is_no_note():
    assert labels("[[nobody#$0") == labels("![[mao.png#$0") == labels("[[nobody#^$0") == []


# Where nothing is offered


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
        "[ma$0",
        "[[mao]$0]",
        "[[mao]]$0",
        "[[mao\nx$0",
        "[[mao|ma$0]]",
        "[[##ma$0",
        "[[^^ma$0",
        "---\n# [[ma$0\n---\n",
        "",
    ],
)
def test_nothing_where_no_link_is_typed(marked):
    assert complete(marked if "$0" in marked else f"{marked}$0").items == ()


def test_an_unclosed_code_span_hides_nothing():
    check("`[[ma$0", "Mao", "`[[Chairman Mao|Mao]]")


def test_front_matter_with_its_quotes_and_while_they_are_missing():
    for left, right in [('"', '"'), ('"', ""), ("", "")]:
        check(f"---\nup: {left}[[ma$0{right}\n---\n", "Mao", f"---\nup: {left}[[Chairman Mao|Mao]]{right}\n---\n")


def test_old_facts_do_not_matter():
    vault = vault_of(VAULT)
    note = vault.notes["people/Chairman Mao.md"]
    assert completion(vault, note, 4, "[[ma", NameList(vault)).items[0].label == "Mao"
