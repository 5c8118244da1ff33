"""Wikilinks and embeds: their syntax, parts and findings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import LOGSEQ, OBSIDIAN, Dialect, candidates, cases, embed, link, links, paths, piece, read


@cases(
    "text, expected",
    ("T01 a note", "[[a]]", link("a")),
    ("T02 a label", "[[a|b]]", link("a", label="b")),
    ("T03 a heading", "[[a#h]]", link("a", "h")),
    ("a heading and a label", "[[a#h|b]]", link("a", "h", label="b")),
    ("a heading path", "[[a#h1#h2]]", link("a", "h1", "h2")),
    ("T05 a heading of this note", "[[#h]]", link("", "h")),
    ("T06 a block", "[[a#^37066d]]", link("a", block="37066d")),
    ("a block and a label", "[[a#^b-1|c]]", link("a", block="b-1", label="c")),
    ("a block id with a low bar", "[[a#^b_1]]", link("a", block="b_1")),
    ("a block of this note", "[[#^id]]", link("", block="id")),
    ("the extension stays in the path", "[[a.md]]", link("a.md")),
    ("a path", "[[folder/a]]", link("folder/a")),
    ("an attachment", "[[f.png]]", link("f.png")),
    ("only the first bar splits", "[[a|b|c]]", link("a", label="b|c")),
    ("an empty label is legal", "[[a|]]", link("a", label="")),
    ("the label may hold a hash", "[[a|b#c]]", link("a", label="b#c")),
    ("an embed", "![[a]]", embed("a")),
    ("an embedded heading", "![[a#h]]", embed("a", "h")),
    ("an embedded block", "![[a#^b]]", embed("a", block="b")),
    ("T10 a fragment of an attachment", "![[d.pdf#page=3]]", embed("d.pdf", "page=3")),
    ("T34 a URL", "[[https://x.y]]", link("https://x.y")),
    ("a URL of an app", "[[obsidian://open]]", link("obsidian://open")),
    ("T35 a template's placeholder", "[[<% tp.date.now() %>]]", link("<% tp.date.now() %>")),
    ("T13 a lone closing bracket", "[[Sq]uare]]", link("Sq]uare")),
    ("a pair of single brackets", "[[a [b] c]]", link("a [b] c")),
    ("a lone opening bracket", "[[a [b]]", link("a [b")),
    ("spaces at the edges are not part of the path", "[[ a ]]", link("a")),
    ("nor before the bar", "[[ a |b]]", link("a", label="b")),
    ("inner blanks stay as they are", "[[Sp  ace]]", link("Sp  ace")),
    ("a code span inside the label", "[[F#h|`h`]]", link("F", "h", label="`h`")),
    ("T33 an escaped bar splits in prose as well", r"[[a\|b]]", link("a", label="b")),
    ("an escaped bar after a heading", r"[[a#h\|b]]", link("a", "h", label="b")),
    # Interpretation: only `\n`, `\r\n` and `\r` end a line, so a link may contain other programs' line endings.
    ("U+2028 ends no line", "[[a\u2028b]]", link("a\u2028b")),
    ("nor does U+0085", "[[a\u0085b]]", link("a\u0085b")),
    ("nor does a form feed", "[[a\fb]]", link("a\fb")),
)
def test_one_link(text, expected):
    assert links(text) == [expected]


@cases(
    "text, label, size",
    ("a width", "![[i.png|100]]", None, (100, None)),
    ("T08 width and height", "![[p.png|100x145]]", None, (100, 145)),
    ("a label and a width", "![[i.png|alt|100]]", "alt", (100, None)),
    ("a label and both", "![[i.png|alt|100x145]]", "alt", (100, 145)),
    ("the extension in capitals", "![[i.PNG|100]]", None, (100, None)),
    ("an escaped bar", r"![[i.png\|100]]", None, (100, None)),
    ("a label alone", "![[i.png|alt]]", "alt", None),
    ("half a size", "![[i.png|100x]]", "100x", None),
    ("the other half", "![[i.png|x100]]", "x100", None),
    ("an embedded note has no size", "![[a|100]]", "100", None),
    ("a link to an image has none", "[[i.png|100]]", "100", None),
)
def test_size_of_an_embedded_image(text, label, size):
    (one,) = links(text)
    assert (one.label, one.size) == (label, size)


@cases(
    "text, expected",
    ("two on a line", "[[a]] [[b]]", ["a", "b"]),
    ("two without a space", "[[a]][[b]]", ["a", "b"]),
    ("T15 the innermost only", "[[Nested [[Inner]] x]]", ["Inner"]),
    ("an unclosed one before a closed one", "[[a [[b]]", ["b"]),
    ("three opening brackets", "[[[a]]]", ["a"]),
    ("three closing brackets", "[[a]]]", ["a"]),
    ("one in a label", "[[a|b [[c]] d]]", ["c"]),
    ("the wikilink comes before the Markdown link", "[[a]](b)", ["a"]),
    ("and before the definition", "[[c]]: d", ["c"]),
    ("T36 as the destination of a Markdown link", "[label]([[a]])", ["a"]),
    ("in a heading", "# x [[a]]", ["a"]),
    ("in a setext heading", "x [[a]]\n===", ["a"]),
    ("in a property's value", "k:: x [[a]]", ["a"]),
    ("in a list item", "- [[a]]\n  1. [[b]]", ["a", "b"]),
    ("in a quote", "> [[a]]\n> > [[b]]", ["a", "b"]),
    ("in emphasis", "**[[a]]** _[[b]]_ ==[[c]]==", ["a", "b", "c"]),
    ("in cells", "| [[a]] | t |\n|-|-|\n| x | [[b]] |", ["a", "b"]),
    ("a cell ends what a tick began", "| t | u |\n|-|-|\n| `a | [[b]] ` |", ["b"]),
    ("in a task", "- [ ] [[a]]", ["a"]),
    ("in a footnote", "x[^1]\n\n[^1]: [[a]]", ["a"]),
    ("indented after a paragraph's line", "x\n    [[a]]", ["a"]),
    ("indented in a list item", "- x\n\n    [[a]]", ["a"]),
)
def test_positions_of_links(text, expected):
    assert paths(text) == expected


@cases(
    "text",
    ("T20 the first bracket is escaped", r"\[[a]]"),
    ("the second bracket is escaped", r"[\[a]]"),
    ("both are escaped", r"\[\[a]]"),
    ("single brackets", "[a]"),
    ("a space between the brackets", "[ [a]]"),
    ("only closing brackets", "a]]"),
)
def test_no_link_and_no_finding(text):
    assert links(text) == []
    assert candidates(text) == []


def test_an_escaped_backslash_escapes_no_bracket():
    assert paths(r"\\[[a]]") == ["a"]


def test_an_escaped_exclamation_mark_turns_an_embed_into_a_link():
    assert links(r"\![[a]]") == [link("a")]


@cases(
    "text, span",
    ("T01", "[[a]]", "[[a]]"),
    ("the outer pair of three brackets is text", "[[[a]]]", "[[a]]"),
    ("an embed with its mark", "x ![[a]] y", "![[a]]"),
    ("only one mark belongs to it", "!![[a]]", "![[a]]"),
    ("a word may touch it", "x[[a]]y", "[[a]]"),
    ("with its label", "[[a|b]] c]]", "[[a|b]]"),
    ("the backslash of the bar is in the range, in no part", r"[[a\|b]]", r"[[a\|b]]"),
)
def test_range(text, span):
    (one,) = read(text).links
    assert piece(text, one.span) == span


@cases(
    "text, dialect, quiet",
    ("T35 Templater", "[[<% tp.date.now() %>]]", OBSIDIAN, True),
    ("QuickAdd", "[[{{date}}]]", OBSIDIAN, True),
    ("a part of the target", "[[log {{date}} x]]", OBSIDIAN, True),
    ("an ordinary link", "[[date]]", OBSIDIAN, False),
    ("T27 inside a comment that is indexed", "%%[[a]]%%", Dialect(comments="index"), True),
)
def test_links_that_are_never_reported(text, dialect, quiet):
    assert [one.quiet for one in read(text, dialect).links] == [quiet]


# Malformed links


@cases(
    "text, kind, span",
    ("T19 nothing", "x [[]]", "empty-link", "[[]]"),
    ("T19 a label alone", "x [[|b]]", "empty-link", "[[|b]]"),
    ("a blank", "x [[ ]]", "empty-link", "[[ ]]"),
    ("T18 no end", "x [[a b", "unterminated-link", "[[a b"),
    ("T17 a newline inside", "[[a\nb]]", "unterminated-link", "[[a"),
    ("a carriage return inside", "[[a\rb]]", "unterminated-link", "[[a"),
    ("both", "[[a\r\nb]]", "unterminated-link", "[[a"),
    ("in a property's value", "up:: [[a", "unterminated-link", "[[a"),
    ("blanks at both edges", "[[ a ]]", "link-edge-space", " a "),
    ("a blank before the bar", "[[a |b]]", "link-edge-space", "a "),
    ("a blank after the heading", "[[a#h ]]", "link-edge-space", "a#h "),
    ("T33 a bar escaped in prose", r"[[a\|b]]", "escaped-pipe-outside-table", r"\|"),
    ("T07 a search over blocks", "[[^^x]]", "search-leftover", "[[^^x]]"),
    ("a search over headings", "[[##x]]", "search-leftover", "[[##x]]"),
    ("the same with a blank", "[[## x]]", "search-leftover", "[[## x]]"),
    ("T32 a bare bar in a cell", "| t |\n|-|\n| [[a|b]] |", "unescaped-pipe-in-table", "[[a|b]]"),
    ("a bare bar in the head", "| [[a|b]] |\n|-|-|\n", "unescaped-pipe-in-table", "[[a|b]]"),
)
def test_findings(text, kind, span):
    assert candidates(text) == [(kind, span)]


@pytest.mark.parametrize("text", ["[[]]", "[[ ]]", "[[|b]]", "[[a", "[[a\nb]]", "| t |\n|-|\n| [[a|b]] |"])
# Interpretation: `[[|b]]` is an empty link although its label is not empty.
def test_a_broken_link_is_not_a_link(text):
    assert links(text) == []


def test_the_text_of_findings():
    assert [x.text for x in read("[[ a ]] [[^^x]] [[b c").candidates] == ["a", "^^x", "b c"]


def test_an_unescaped_bar_is_the_span_of_the_fix():
    text = "| t |\n|-|\n| [[a|b]] |"
    (one,) = read(text).candidates
    assert (piece(text, one.at), one.at.start) == ("|", text.index("a|b") + 1)


@cases(
    "text",
    ("a blank after the bar is the label's", "[[a| b]]"),
    ("an empty label", "[[a|]]"),
    ("T31 a bar escaped in a cell", "| t |\n|-|\n| [[a\\|b]] |"),
    ("an unbalanced bracket", "[[Sq]uare]]"),
    ("no tag follows", "[[1, 2], [3, 4]]"),
    ("a code span as label", "[[a|`b`]]"),
    ("an escaped bar of prose", r"a \| b"),
)
def test_no_findings(text):
    assert candidates(text) == []


def test_t31_the_range_of_a_link_in_a_cell_covers_the_backslash():
    text = "| t |\n|-|\n| [[a\\|b]] |"
    (one,) = read(text).links
    assert links(text) == [link("a", label="b")]
    assert piece(text, one.span) == "[[a\\|b]]"


# Dialects


def test_t15_nested_links_are_one_option():
    assert paths("[[a [[b]] c]]", Dialect(nested=False)) == ["b"]
    assert paths("[[a [[b]] c]]", Dialect(nested=True)) == ["a [[b]] c", "b"]


def test_the_label_may_come_first():
    assert links("[[label|target]]", Dialect(label_order="label-first")) == [link("target", label="label")]
    assert links("[[target#h]]", Dialect(label_order="label-first")) == [link("target", "h")]
    assert links("[[label|target#h]]", Dialect(label_order="label-first")) == [link("target", "h", label="label")]
    assert links("[[target|label]]", Dialect(label_order="target-first")) == [link("target", label="label")]


def test_logseq_may_read_all_the_text_as_a_name():
    assert [one.whole for one in read("[[a|b]] [[a#h]]", LOGSEQ).links] == ["a|b", "a#h"]
    assert [one.whole for one in read("[[a|b]] [[a#h]]").links] == [None, None]


def test_t36_a_labeled_reference_of_logseq():
    assert [one.path for one in read("[label]([[a]])", LOGSEQ).links] == ["a"]


# Any brackets


def brackets(line):
    """Yield the wikilinks of a line, including empty ones: innermost, up to the first `]]`."""
    start = line.find("[[")
    while start >= 0:
        end = line.find("]]", start + 2)
        inner = line.find("[[", start + 1)
        if end < 0:
            return
        if not 0 <= inner < end:
            yield line[start : end + 2]
        start = inner if 0 <= inner < end else line.find("[[", end + 2)


@given(st.lists(st.sampled_from(["[[", "]]", "[", "]", "|", "#", "^", "a", " ", "!", "é", "😀", ":"])).map("".join))
def test_any_brackets(line):
    text = f"x{line}"
    facts = read(text)
    empty = [one.span for one in facts.candidates if one.kind == "empty-link"]
    spans = sorted([*(one.span for one in facts.links if one.kind in ("wikilink", "embed")), *empty])
    assert [piece(text, span).removeprefix("!") for span in spans] == list(brackets(text))
