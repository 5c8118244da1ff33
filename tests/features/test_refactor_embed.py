import pytest
from refactoring import check, refactorings_at
from vaults import vault_of

from wikilsp.features.refactorings.inline_embed import inline_embed
from wikilsp.index.graph import Graph
from wikilsp.text import Span
from wikilsp.vault.changes import Changes

TITLE = "Replace {} with its contents"
NOTES = """
//- sub/b.md
> ---
> k: v
> ---
>
> # B
> one [[#Part]] [t](../c.md) ![i](i.png) [[c]]
>
> ## Part
>
> two
>
> three
> more ^id
>
> - item
>   - below ^item
> - last
//- c.md
//- sub/i.png
"""


def test_a_note_without_its_front_matter():
    check(
        "//- a.md\n> x\n>\n> ![[$0b]]\n>\n> y\n//- b.md\n> ---\n> k: v\n> ---\n>\n> one\n>\n> two\n>\n",
        TITLE.format("![[b]]"),
        "//- a.md\n> x\n>\n> one\n>\n> two\n>\n> y",
    )


def test_a_section_is_lowered_below_the_heading_above():
    check(
        f"//- a.md\n> ## A\n> ![[b#Part]]$0{NOTES}",
        TITLE.format("![[b#Part]]"),
        "//- a.md\n> ## A\n> ### Part\n>\n> two\n>\n> three\n> more ^id\n>\n> - item\n>   - below ^item\n> - last",
    )


def test_links_keep_their_targets():
    text = f"//- a.md\n> ![[b#B]]$0{NOTES}"
    check(
        text.replace("> ## Part\n", "> # C\n>\n> ## Part\n"),
        TITLE.format("![[b#B]]"),
        "//- a.md\n> # B\n> one [[b#Part]] [t](c.md) ![i](sub/i.png) [[c]]",
    )


@pytest.mark.parametrize(
    ("embed", "shown"),
    [("![[b#^id]]", "three\n> more"), ("![[b#^item]]", "- below"), ("![[b#^ID|x]]", "three\n> more")],
)
def test_a_block_without_its_id(embed, shown):
    check(f"//- a.md\n> x\n>\n> {embed}$0{NOTES}", TITLE.format(embed), f"//- a.md\n> x\n>\n> {shown}")


def test_every_line_stays_in_the_list_or_quote():
    check(f"//- a.md\n> - ![[b#^id]]$0{NOTES}", TITLE.format("![[b#^id]]"), "//- a.md\n> - three\n>   more")
    check(f"//- a.md\n> > ![[b#^id]]$0{NOTES}", TITLE.format("![[b#^id]]"), "//- a.md\n> > three\n> > more")
    check("//- a.md\n> > ![[b]]$0\n//- b.md\n> x\n>\n> y", TITLE.format("![[b]]"), "//- a.md\n> > x\n> >\n> > y")


def test_links_to_headings_that_become_ambiguous():
    check(
        "//- a.md\n> ![[b]]$0\n> # Part\n> [[#Part]]\n//- b.md\n> # Part\n//- c.md\n> [t](a.md#part)\n",
        TITLE.format("![[b]]"),
        "//- a.md\n> # Part\n> # Part\n> [[#Part]]\n//- c.md\n> [t](a.md#part-1)\n",
    )


@pytest.mark.parametrize(
    "text",
    [
        "x ![[b]]$0",
        "![[b]]$0 x",
        "[[b]]$0",
        "![[nothing]]$0",
        "![[b#Nothing]]$0",
        "![[i.png]]$0",
        "![[a]]$0",
        "| ![[b]]$0 |\n> |-|",
    ],
)
def test_embeds_that_cannot_be_inlined(text):
    assert not [title for title in refactorings_at(f"//- a.md\n> {text}{NOTES}") if title.startswith("Replace")]


def test_no_change_if_the_other_note_has_changed():
    for read in (lambda _: None, lambda _: "shorter"):
        vault = vault_of("//- a.md\n> ![[b]]\n//- b.md\n> one two three\n")
        graph = Graph(vault)
        (offer,) = inline_embed(graph, vault.notes["a.md"], "![[b]]\n", Span(0, 0), read)
        assert offer.make() == Changes()
