import pytest
from cursor_text import at_cursor

from wikilsp.features.references import references
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages


def check(text, *expected, declaration=False, canvases=None):
    """Check the references of the symbol at `$0`. `expected` are paths and texts."""
    vault, note, offset, texts = at_cursor(text)
    texts |= canvases or {}
    for path in canvases or ():
        vault.add_file(path)
    graph, uses = Graph(vault), Usages(vault.notes)
    found = references(graph, uses, note, offset, texts.get, include_declaration=declaration)
    assert [f"{path}: {texts[path][slice(*span)]}" for path, span in found] == [*expected]


NOTE = """
    //- a.md
    > see [[b{0}ee]], [[bee#One|x]], [t](sub/Bee.md#^id) and [[other]]
    //- c.md
    > tags:: [[Bee]], [r]
    >
    > [r]: sub/Bee.md
    //- sub/Bee.md
    > # The {1}bee
    > [[#One]]
    > ## One
    > text ^id
"""
LINKS = (
    "a.md: [[bee]]",
    "a.md: [[bee#One|x]]",
    "a.md: [t](sub/Bee.md#^id)",
    "c.md: [[Bee]]",
    "c.md: [r]",
    "c.md: sub/Bee.md",
    "sub/Bee.md: [[#One]]",
)


@pytest.mark.parametrize("cursors", [("$0", ""), ("", "$0")], ids=["link", "title"])
def test_a_note_with_its_headings_and_blocks(cursors):
    check(NOTE.format(*cursors), *LINKS)
    check(NOTE.format(*cursors), *LINKS[:6], "sub/Bee.md: The bee", LINKS[6], declaration=True)


@pytest.mark.parametrize(
    "text", ["fir$0st line\n", "---$0\nk: v\n---\n", "---\ntitle: T$0he B\n---\n", "title:: The $0B\n", "\n# T$0he B\n"]
)
def test_a_note_from_its_title(text):
    body = "".join(f"    > {line}\n" for line in text.split("\n"))
    check(f"//- b.md\n{body}//- a.md\n> [[b]]\n".replace("    ", ""), "a.md: [[b]]")


def test_an_attachment():
    check(
        "//- a.md\n> ![[p$0.png]]\n//- b.md\n> ![i](img/p.png)\n//- img/p.png\n",
        "a.md: ![[p.png]]",
        "b.md: ![i](img/p.png)",
    )


HEADING = """
    //- a.md
    > [[b#O{0}ne]], [[b#one#Two]], [[b#two]], [t](b.md#one), [[b]]
    //- b.md
    > [[#one]]
    >
    > ## O{1}ne
    > ### Two
"""


@pytest.mark.parametrize("cursors", [("$0", ""), ("", "$0")], ids=["link", "heading"])
def test_a_heading_in_this_note_and_in_others(cursors):
    found = ("a.md: [[b#One]]", "a.md: [[b#one#Two]]", "a.md: [t](b.md#one)", "b.md: [[#one]]")
    check(HEADING.format(*cursors), *found)
    check(HEADING.format(*cursors), *found, "b.md: One", declaration=True)


def test_the_last_heading_of_a_link():
    check(
        "//- a.md\n> [[b#One#T$0wo]]\n> [[b#One]] [[b#Two]]\n//- b.md\n> # One\n> ## Two\n",
        "a.md: [[b#One#Two]]",
        "a.md: [[b#Two]]",
    )


def test_one_of_two_headings_with_the_same_text():
    check("//- b.md\n> ## One\n> ## O$0ne\n//- a.md\n> [[b#One]], [t](b.md#one-1)\n", "a.md: [t](b.md#one-1)")


BLOCK = (
    "//- a.md\n> [[b#^i{0}d]], [t](b.md#^ID), [[b]], [[b#^other]]\n//- b.md\n> x\n>\n> text ^i{1}d\n>\n> other ^other\n"
)


@pytest.mark.parametrize("cursors", [("$0", ""), ("", "$0")], ids=["link", "block"])
def test_a_block(cursors):
    check(BLOCK.format(*cursors), "a.md: [[b#^id]]", "a.md: [t](b.md#^ID)")
    check(BLOCK.format(*cursors), "a.md: [[b#^id]]", "a.md: [t](b.md#^ID)", "b.md: ^id", declaration=True)


def test_a_tag_with_nested_tags():
    check(
        """
        //- a.md
        > x #No$0te #notes #note/one/two
        //- b.md
        > ---
        > tags: [NOTE, other]
        > ---
        > type:: #note/one
        """,
        "a.md: #Note",
        "a.md: #note/one/two",
        "b.md: NOTE",
        "b.md: #note/one",
    )


def test_a_property_in_all_syntaxes():
    check(
        """
        //- a.md
        > Due d$0ate:: 1
        //- b.md
        > ---
        > due-date: 2
        > other: 3
        > ---
        > - item (due_date:: 4)
        > - DUE DATE:: 5
        """,
        "a.md: Due date",
        "b.md: due-date",
        "b.md: due_date",
        "b.md: DUE DATE",
    )


def test_a_value_of_a_property():
    check(
        """
        //- a.md
        > status:: in w$0ork
        //- b.md
        > ---
        > status: ["In work", done]
        > other: in work
        > ---
        > x [status:: in  work] [status:: not in work]
        """,
        "a.md: in work",
        'b.md: "In work"',
        "b.md: in  work",
    )


def test_an_alias_from_its_list():
    text = """
        //- b.md
        > ---
        > aliases: [B$0ig Idea, Other]
        > ---
        //- a.md
        > [[big idea]], [[b|Big idea]], [[b]], [[other]]
        """
    check(text, "a.md: [[big idea]]", "a.md: [[b|Big idea]]")
    check(text, "a.md: [[big idea]]", "a.md: [[b|Big idea]]", "b.md: Big Idea", declaration=True)


def test_an_alias_from_a_link_is_the_note():
    check("//- b.md\n> ---\n> aliases: [Idea]\n> ---\n//- a.md\n> [[id$0ea]], [[b]]\n", "a.md: [[idea]]", "a.md: [[b]]")


def test_a_missing_note():
    check("//- a.md\n> [[no$0ne#h|x]]\n//- b.md\n> [[None]] [[other]]\n", "a.md: [[none#h|x]]", "b.md: [[None]]")


@pytest.mark.parametrize("text", ["[t][r$0ef]\n>\n> [ref]: b.md", "[t][ref]\n>\n> [r$0ef]: b.md"])
def test_the_label_of_a_definition(text):
    check(f"//- a.md\n> {text}\n//- c.md\n> [t][ref]\n", "a.md: [t][ref]")
    check(f"//- a.md\n> {text}\n", "a.md: [t][ref]", "a.md: ref", declaration=True)


@pytest.mark.parametrize("text", ["first\n> pla$0in", "[[https://x.$0y]]", "[[a#no$0ne]]"])
def test_other_elements_have_no_references(text):
    check(f"//- a.md\n> {text}\n//- b.md\n> [[a]]\n", declaration=True)


def test_markdown_links_in_brackets_and_in_front_matter():
    check(
        """
        //- a.md
        > ---
        > up: ["[t](bee.md)", "[[b$0ee|a
        >   label]]"]
        > ---
        > [[x](bee.md)], [[y] x](bee.md), [[bee](bee.md) z]]
        //- bee.md
        """,
        "a.md: [t](bee.md)",
        "a.md: [[bee|a\n  label]]",
        "a.md: [x](bee.md)",
        "a.md: [[y] x](bee.md)",
    )


def test_an_id_after_a_link():
    check(
        "//- a.md\n> ![[p.png]]^f$0ig\n//- b.md\n> [[a#^fig]] [[a#^Fig]]\n//- p.png\n",
        "b.md: [[a#^fig]]",
        "b.md: [[a#^Fig]]",
    )


# Canvases

BOARD = (
    '{"nodes":[{"type":"file","file":"sub/Bee.md","subpath":"#One"},{"type":"file","file":"sub/Bee.md","subpath":"#^id"},'
    '{"type":"text","text":"\\u00e9 [[bee]] [[Bee#One]] [[no]]"},{"type":"group","background":"p.png"}]}'
)
CANVASES = {"b.canvas": BOARD, "z.canvas": "{", "x.canvas": "{}"}
BEE = "//- sub/Bee.md\n> # B{0}ee\n> ## O{1}ne\n> text ^{2}id\n//- p.png\n//- a.md\n> ![[p{3}.png]]\n"


@pytest.mark.parametrize(
    ("cursor", "expected"),
    [
        (0, ["b.canvas: sub/Bee.md", "b.canvas: sub/Bee.md", "b.canvas: [[bee]]", "b.canvas: [[Bee#One]]"]),
        (1, ["b.canvas: #One", "b.canvas: [[Bee#One]]"]),
        (2, ["b.canvas: #^id"]),
        (3, ["a.md: ![[p.png]]", "b.canvas: p.png"]),
    ],
)
def test_cards_of_canvases(cursor, expected):
    check(BEE.format(*("$0" if at == cursor else "" for at in range(4))), *expected, canvases=CANVASES)


def test_tags_and_keys_in_canvases_are_not_known():
    canvas = {"b.canvas": '{"nodes":[{"type":"text","text":"#x k:: [[v]]"}]}'}
    check("//- a.md\n> #$0x\n", "a.md: #x", canvases=canvas)
    check("//- a.md\n> $0k:: v\n", "a.md: k", canvases=canvas)


def test_links_in_admonitions_and_queries():
    check(
        "//- a.md\n> ```ad-note\n> [[bee]]\n> ```\n> ```dataview\n> LIST FROM [[Bee]]\n> ```\n//- Bee.md\n> # $0Bee\n",
        "a.md: [[bee]]",
        "a.md: [[Bee]]",
    )
