import pytest
from refactoring import check, refactorings_at
from vaults import DEFAULT, texts_of

from wikilsp.settings import Dialect, Settings

NOTES = """
//- sub/The bee (1).md
> # One
> ## Two
> text ^id
> # Two
//- i m.png
//- c.md
"""
MARKDOWN, WIKILINK = "Convert to a Markdown link", "Convert to a wikilink"


def convert(line, title, settings=DEFAULT):
    text = f"//- x/a.md\n> {line}$0{NOTES}"
    offer = refactorings_at(text, settings).get(title)
    if offer is None:
        return None
    ((span, content),) = offer.make().edits["x/a.md"]
    body = texts_of(text)["x/a.md"].replace("$0", "")
    return (body[: span.start] + content + body[span.end :]).removesuffix("\n")


@pytest.mark.parametrize(
    ("wikilink", "link"),
    [
        ("[[c]]", "[c](../c.md)"),
        ("[[c|x *y*]]", "[x *y*](../c.md)"),
        ("[[The bee (1)]]", "[The bee (1)](../sub/The%20bee%20%281%29.md)"),
        ("[[The bee (1)#One]]", "[The bee (1) > One](../sub/The%20bee%20%281%29.md#one)"),
        ("[[The bee (1)#Two|x]]", "[x](../sub/The%20bee%20%281%29.md#two)"),
        ("[[The bee (1)#One#Two|x]]", "[x](../sub/The%20bee%20%281%29.md#two)"),
        ("[[The bee (1)#^id|x]]", "[x](../sub/The%20bee%20%281%29.md#^id)"),
        ("![[i m.png]]", "![i m.png](../i%20m.png)"),
        ("![[i m.png|100x50]]", "![i m.png|100x50](../i%20m.png)"),
        ("![[i m.png|alt|100]]", "![alt|100](../i%20m.png)"),
        ("[[c|a ] b]]", "[a \\] b](../c.md)"),
        ("[[i m.png]]", "[i m.png](../i%20m.png)"),
    ],
)
def test_a_wikilink(wikilink, link):
    assert convert(wikilink, MARKDOWN) == link


@pytest.mark.parametrize(
    ("link", "wikilink"),
    [
        ("[c](../c.md)", "[[c]]"),
        ("[x *y*](<../c.md>)", "[[c|x *y*]]"),
        ("[](../c)", "[[c]]"),
        ("[x](../sub/The%20bee%20%281%29.md#one)", "[[The bee (1)#One|x]]"),
        ("[The bee (1) > One](../sub/The%20bee%20%281%29.md#one)", "[[The bee (1)#One]]"),
        ("[x](../sub/The%20bee%20%281%29.md#two-1)", None),
        ("[x](../sub/The%20bee%20%281%29.md#^id)", "[[The bee (1)#^id|x]]"),
        ("![](../i%20m.png)", "![[i m.png]]"),
        ("![alt|100](../i%20m.png)", "![[i m.png|alt|100]]"),
        ('[x](../c.md "title")', None),
        ("[x](../c.md?raw)", None),
        ("[x](../c.md#nothing)", None),
        ("[x](../nothing.md)", None),
        ("[x](../sub/)", None),
        ("[![i](../i%20m.png)](../c.md)", None),
    ],
)
def test_a_markdown_link(link, wikilink):
    assert convert(link, WIKILINK) == wikilink


def test_links_within_the_note():
    check("//- a.md\n> # H i\n> [[#H i]]$0", MARKDOWN, "//- a.md\n> # H i\n> [H i](#h-i)")
    check("//- a.md\n> # H i\n> [x](#h-i)$0", WIKILINK, "//- a.md\n> # H i\n> [[#H i|x]]")


def test_in_a_table():
    check("//- a.md\n> | [[c\\|x]]$0 |\n> |-|\n//- c.md\n", MARKDOWN, "//- a.md\n> | [x](c.md) |\n> |-|")
    check("//- a.md\n> | [x](c.md)$0 |\n> |-|\n//- c.md\n", WIKILINK, "//- a.md\n> | [[c\\|x]] |\n> |-|")


def test_label_first_dialects():
    settings = Settings(dialect=Dialect(label_order="label-first"))
    assert convert("[x](../c.md)", WIKILINK, settings) == "[[x|c]]"
    assert convert("[[x|c]]", MARKDOWN, settings) == "[x](../c.md)"


@pytest.mark.parametrize("link", ["[[nothing]]", "![[c]]", "[[c#Nothing]]", "[x][r]\n>\n> [r]: ../c.md"])
def test_links_that_cannot_be_converted(link):
    assert convert(link, MARKDOWN) is None
    assert convert(link, WIKILINK) is None


def test_the_value_of_a_property_is_not_converted():
    assert MARKDOWN not in refactorings_at("//- a.md\n> up:: [[c$0]]\n//- c.md\n")
    assert MARKDOWN not in refactorings_at('//- a.md\n> ---\n> k: "[[c$0]]"\n> ---\n//- c.md\n')


FRONT = '//- a.md\n> ---\n> k: "[[c]]"\n> ---\n> up:: [[c]]\n>\n'


def test_all_in_the_note():
    check(
        f"{FRONT}> $0[[c]], [[nothing]], [x](c.md) ![[c]] `[[c]]` [[c|d]]\n//- c.md\n",
        "Convert all wikilinks in this note to Markdown links",
        f"{FRONT}> [c](c.md), [[nothing]], [x](c.md) ![[c]] `[[c]]` [d](c.md)",
    )
    check(
        "//- a.md\n> [x](c.md)$0 [[c]] [c](c.md) [y](https://c.md)\n//- c.md\n",
        "Convert all Markdown links in this note to wikilinks",
        "//- a.md\n> [[c|x]] [[c]] [[c]] [y](https://c.md)",
    )


def test_converting_all_is_offered_only_for_several_links():
    assert not [title for title in refactorings_at("//- a.md\n> [[c$0]] [[nothing]]\n//- c.md\n") if "all" in title]


@pytest.mark.parametrize(
    "wikilink",
    ["[[c]]", "[[c|x]]", "[[The bee (1)#One]]", "[[The bee (1)#One#Two]]", "[[The bee (1)#^id]]", "![[i m.png|100]]"],
)
def test_converting_back_keeps_the_target(wikilink):
    back = convert(convert(wikilink, MARKDOWN), WIKILINK)
    assert back == wikilink.replace("#One#Two", "#Two|The bee (1) > One > Two")


def test_refactorings_of_the_cursor_come_before_refactorings_of_the_note():
    titles = list(refactorings_at("//- a.md\n> # a\n>\n> ## Part\n> [[c$0]] [[c]] and The bee (1)" + NOTES))
    assert titles == [
        MARKDOWN,
        "Extract section into “Part”, leave a link",
        "Extract section into “Part”, leave an embed",
        "Move section to “c”, leave a link",
        "Link all mentions of other notes in this note",
        "Convert all wikilinks in this note to Markdown links",
    ]
