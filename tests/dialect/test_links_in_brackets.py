"""Brackets around Markdown links: `[[text](url)]` is a link in brackets, not a wikilink without an end."""

import pytest
from checking import codes, findings, resolution
from hypothesis import given
from hypothesis import strategies as st
from reading import LOGSEQ, Dialect, candidates, cases, link, links, piece, read


def markdown(path, label, *headings, kind="link"):
    return link(path, *headings, label=label)._replace(kind=kind)


@cases(
    "text, span, expected",
    ("the text first", "[[text](a.md)]", "[text](a.md)", markdown("a.md", "text")),
    ("brackets in the text", "[[x] text](a.md)", "[[x] text](a.md)", markdown("a.md", "[x] text")),
    ("an anchor", "see [[text](a.md#h)] there", "[text](a.md#h)", markdown("a.md", "text", "h")),
    ("a title", '[[text](a.md "t")]', '[text](a.md "t")', markdown("a.md", "text")),
    ("angle brackets", "[[text](<a b.md>)]", "[text](<a b.md>)", markdown("a b.md", "text")),
    ("without the closing bracket", "[[text](a.md)", "[text](a.md)", markdown("a.md", "text")),
    ("text after it", "[[text](a.md), and more]", "[text](a.md)", markdown("a.md", "text")),
    ("three brackets", "[[[text](a.md)", "[text](a.md)", markdown("a.md", "text")),
    ("brackets in brackets", "[[[x] y] text](a.md)", "[[[x] y] text](a.md)", markdown("a.md", "[[x] y] text")),
    ("two lines", "[[some\ntext](a.md)]", "[some\ntext](a.md)", markdown("a.md", "some\ntext")),
    ("a code span", "[[`]]`](a.md)]", "[`]]`](a.md)", markdown("a.md", "`]]`")),
    ("in a quote", "> [[text](a.md)]", "[text](a.md)", markdown("a.md", "text")),
    ("in a list", "- [[text](a.md)]", "[text](a.md)", markdown("a.md", "text")),
    ("in a cell", "| t |\n|-|\n| [[text](a.md)] |", "[text](a.md)", markdown("a.md", "text")),
    ("in a heading", "# [[text](a.md)]", "[text](a.md)", markdown("a.md", "text")),
    (
        "an image whose text has brackets",
        "![[x] y](a.png)",
        "![[x] y](a.png)",
        markdown("a.png", "[x] y", kind="image"),
    ),
    ("after an exclamation mark", "![[text](a.md)]", "[text](a.md)", markdown("a.md", "text")),
)
def test_the_markdown_link_has_its_own_span(text, span, expected):
    (one,) = read(text).links
    assert (piece(text, one.span), links(text)) == (span, [expected])
    assert candidates(text) == []


@cases(
    "text, paths",
    ("an image in a link", "[[![alt](i.png)](a.md)]", ["a.md", "i.png"]),
    ("an image in a web link", "[[![alt](i.png)](https://x.y)]", ["i.png"]),
    ("two links", "[[a](a.md)], [[b](b.md)]", ["a.md", "b.md"]),
    ("two links in the same brackets", "[[a](a.md), [b](b.md)]", ["a.md", "b.md"]),
    ("a wikilink after it", "[[a](a.md)] [[b]]", ["a.md", "b"]),
    ("a wikilink right after it", "[[a](a.md)[[b]]", ["a.md", "b"]),
    ("a wikilink before it", "[[b]] [[a](a.md)]", ["b", "a.md"]),
    ("a web link", "[[a](https://x.y)]", []),
    ("a link by reference", "[[a][r] b]\n\n[r]: a.md", ["a.md"]),
    ("a shortcut reference", "[[r] b\n\n[r]: a.md", ["a.md"]),
    ("a label that has brackets", "[[a] b][r]\n\n[r]: a.md", ["a.md"]),
)
def test_several_links(text, paths):
    assert [one.path for one in read(text).links] == paths
    assert candidates(text) == []


@cases(
    "text, expected",
    ("decision 1: closed before the next one", "[[a](b) c]]", [link("a](b) c")]),
    ("closed at once", "[[a](b)]]", [link("a](b)")]),
    ("a wikilink before a destination", "[[a]](b)", [link("a")]),
    ("a lone bracket in a name", "[[Sq]uare]]", [link("Sq]uare")]),
    ("a reference of Logseq", "[label]([[a]])", [link("a")]),
    ("an escape", r"\[[a](b.md)]", [markdown("b.md", "a")]),
)
def test_the_wikilink_wins_where_it_is_closed(text, expected):
    assert links(text) == expected
    assert [kind for kind, _ in candidates(text)] == []


@cases(
    "text, span",
    ("no end", "[[a", "[[a"),
    ("a link later in the line", "[[a [b](c.md)", "[[a [b](c.md)"),
    ("a bracket but no destination", "[[a] b", "[[a] b"),
    ("a blank before the destination", "[[a] (b)", "[[a] (b)"),
    ("an image later in the line", "[[a ![b](c.png)", "[[a ![b](c.png)"),
    ("a label of Logseq", "[[a](((b)))", "[[a](((b)))"),
    ("after brackets around a link", "[[a](b.md)] [[c", "[[c"),
    ("an open inline property", "[[k:: v", "[[k:: v"),
    ("a closed inline property", "[[k:: v]", "[[k:: v]"),
)
def test_still_unterminated(text, span):
    assert candidates(text) == [("unterminated-link", span)]


def test_a_dead_target_is_reported_and_a_live_one_resolves():
    assert findings(["a.md"], "[[x](a.md)] [[y](b.md)] [[z] y](c.md)") == [
        ("missing-file", "b.md"),
        ("missing-file", "c.md"),
    ]
    assert resolution(["a.md"], "[[x](a.md)]").target == "a.md"
    assert codes(["a.md", "i.png"], "[[![alt](i.png)](a.md)]") == []


@cases(
    "text",
    ("brackets around a link", "| [[text](a.md)] | [x[0]] |"),
    ("brackets in the text", "| [[x] text](a.md) | [x[0]] |"),
    ("around an image", "| [[![x](a.md)](a.md)] | [x[0]] |"),
)
def test_a_pipe_after_it_breaks_no_wikilink(text):
    assert candidates(f"| t | u |\n|-|-|\n{text}") == []


def test_in_logseq():
    assert [one.path for one in read("[[a](b.md)] [[c [[d]] e]]", LOGSEQ).links] == ["b.md", "c [[d]] e", "d"]


PIECES = ["[", "[[", "]", "]]", "](a.md)", "](b.md)]", "![", "![[", "x", " ", "\n", "`", "\\"]


@pytest.mark.parametrize("nested", [False, True])
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=12))
def test_any_brackets_are_links_or_text(nested, pieces):
    text = "".join(pieces)
    facts = read(text, Dialect(nested=nested))
    found = {one.span.start for one in facts.links if one.kind in ("link", "image")}
    for candidate in facts.candidates:
        if candidate.kind == "unterminated-link":
            assert found.isdisjoint((candidate.span.start - 1, candidate.span.start, candidate.span.start + 1))
