"""Spans are code-point offsets, whatever precedes them: the text at each span matches its fact."""

import inspect

import pytest
from reading import OBSIDIAN, Dialect, piece, read

from wikilsp.text import position

BEFORE = {
    "nothing": "",
    "a BOM": "\ufeff",
    "a line": "x\n\n",
    "CRLF": "x\r\n\r\n",
    "CR": "x\r\r",
    "CJK": "中文，日本語\n\n",
    "emoji": "😀👨‍👩‍👧 🇩🇪\n\n",
    "U+2028": "a\u2028b\u0085c\fd\n\n",
    "NUL": "\0\n\n",
    "a combining mark": "e\u0301\n\n",
    "front matter": "---\na: b\n---\n",
    "a heading": "# 漢 `x`\n\n",
    "a tab": "a\tb\n\n",
    "a fence": "```\n[[no]]\n```\n",
}
CONTAINERS = ["", "> ", ">", "> > ", "- ", "1. ", "- > ", "> - ", "* + - "]
PROPERTY_CONTAINERS = ["", "> ", ">", "> > ", "- ", "1. ", "> - "]
INLINE = ["", "中 ", "😀 ", "a\tb ", "`[[no]]` ", r"\[[no]] ", "**x** ", "\u00a0"]


def whatever_stands_before(test):
    """Run a test with each of the texts in `BEFORE`, in one test case since there are many."""

    def run(**arguments):
        for before in BEFORE.values():
            test(before=before, **arguments)

    return as_test_of(test, run)


def as_test_of(test, run):
    signature = inspect.signature(test)
    others = [parameter for name, parameter in signature.parameters.items() if name != "before"]
    run.__name__, run.__signature__ = test.__name__, signature.replace(parameters=others)
    return run


@pytest.mark.parametrize("container", CONTAINERS)
@whatever_stands_before
def test_each_part_of_a_link(before, container):
    check_each_part(f"{before}{container}x ![[päth/😀#h1#漢字|läbel]] y\n")


@pytest.mark.parametrize("container", CONTAINERS)
def test_each_part_of_a_link_in_a_line(container):
    for inline in INLINE:
        check_each_part(f"{container}{inline}x ![[päth/😀#h1#漢字|läbel]] y\n")


def check_each_part(text):
    (one,) = read(text).links
    assert piece(text, one.span) == "![[päth/😀#h1#漢字|läbel]]"
    assert [piece(text, span) for span in (one.path_span, *one.heading_spans)] == ["päth/😀", "h1", "漢字"]
    assert piece(text, one.label_span) == "läbel"


@pytest.mark.parametrize("container", CONTAINERS)
@whatever_stands_before
def test_a_block_of_a_link(before, container):
    text = f"{before}{container}[[a#^b-1]]\n"
    (one,) = read(text).links
    assert piece(text, one.block_span) == "b-1"


@pytest.mark.parametrize("container", CONTAINERS)
@whatever_stands_before
def test_a_tag_and_a_block_id(before, container):
    text = f"{before}{container}w 漢 #中文/子 z ^id-1\n"
    facts = read(text)
    assert [piece(text, one.span) for one in facts.tags] == ["#中文/子"]
    assert [piece(text, one.span) for one in facts.blocks] == ["^id-1"]


@pytest.mark.parametrize("container", PROPERTY_CONTAINERS)
@pytest.mark.parametrize("eol", ["\n", "\r\n", "\r", ""])
@whatever_stands_before
def test_a_property(before, container, eol):
    text = f"{before}{container}Noël 😀::  a [[b]] #c 😀 {eol}"
    prop = read(text).properties[-1]
    assert piece(text, prop.key_span) == "Noël 😀"
    assert piece(text, prop.value.span) == "a [[b]] #c 😀"
    assert piece(text, prop.span) == "Noël 😀::  a [[b]] #c 😀"


@pytest.mark.parametrize("container", CONTAINERS)
@whatever_stands_before
def test_bracketed_properties(before, container):
    text = f"{before}{container}漢 [a:: 1] 😀 (b:: [x])"
    inline = [one for one in read(text).properties if one.scope == "inline"]
    assert [(piece(text, x.key_span), piece(text, x.value.span)) for x in inline] == [("a", "1"), ("b", "[x]")]


@pytest.mark.parametrize("container", CONTAINERS)
@whatever_stands_before
def test_a_heading(before, container):
    text = f"{before}{container}##  a 漢 `x` ##  \n"
    heading = read(text).headings[-1]
    assert piece(text, heading.text_span) == "a 漢 `x`"
    assert piece(text, heading.span) == "##  a 漢 `x` ##"


@whatever_stands_before
def test_a_setext_heading(before):
    text = f"{before}a 漢\n====\n"
    heading = read(text).headings[-1]
    assert piece(text, heading.text_span) == "a 漢"
    assert piece(text, heading.span) == "a 漢\n===="


@pytest.mark.parametrize("container", ["", "> ", "- "])
@whatever_stands_before
def test_cells(before, container):
    pad = container if container == "> " else " " * len(container)
    text = f"{before}{container}| 漢 | [[a]] | |\n{pad}|-|-|-|\n{pad}| 😀 `\\|` [[b\\|c]] | #t |\n"
    facts = read(text)
    assert [piece(text, one.span) for one in facts.links] == ["[[a]]", "[[b\\|c]]"]
    assert [piece(text, one.span) for one in facts.tags] == ["#t"]


@pytest.mark.parametrize("eol", ["\n", "\r\n", "\r"])
def test_front_matter(eol):
    lines = ["\ufeff---", "漢 😀: 'x [[a]]'", "up:", '  - "[[b#h|c]]"', "tags: [t1, '#t2']", "---", "[[d]]"]
    text = eol.join(lines)
    facts = read(text)
    assert [piece(text, one.span) for one in facts.links] == ["[[a]]", "[[b#h|c]]", "[[d]]"]
    assert [piece(text, one.key_span) for one in facts.properties] == ["漢 😀", "up", "tags"]
    assert [piece(text, one.span).lstrip("#") for one in facts.tags] == ["t1", "t2"]


def test_front_matter_with_line_endings_that_only_yaml_has():
    text = '---\na: "x\u2028y"\nb: "x\u0085y"\nc: "[[l]]"\n---\n'
    assert [piece(text, one.span) for one in read(text).links] == ["[[l]]"]


@pytest.mark.parametrize("eol", ["\n", "\r\n", "\r"])
def test_rows_and_columns(eol):
    text = f"\ufeff[[a]]{eol}漢 😀 [[b]]{eol}\u2028 [[c]]"
    facts = read(text)
    rows = [position(facts.line_starts, one.span.start) for one in facts.links]
    assert rows == [(1, 1), (2, 5), (3, 3)]


@pytest.mark.parametrize(("text", "newline"), [("a\r\nb\n", "\r\n"), ("a\rb\n", "\r"), ("a\nb\r\n", "\n"), ("a", "\n")])
def test_newline(text, newline):
    assert read(text).newline == newline


def test_the_length_counts_every_character():
    text = "\ufeff😀\r\n"
    assert read(text).length == len(text)


@whatever_stands_before
def test_a_definition(before):
    text = f"{before}[t][r]\n\n[r]: <a b.md> 'T'\n"
    (one,) = read(text).definitions
    assert piece(text, one.label_span) == "r"
    assert piece(text, one.link.path_span) == "a b.md"


def test_offsets_of_an_indexed_comment():
    text = "x 😀 %%a [[b]]\n漢 k:: v%% [[c]]"
    assert [piece(text, one.span) for one in read(text, Dialect(comments="index")).links] == ["[[b]]", "[[c]]"]
    assert [piece(text, one.span) for one in read(text, OBSIDIAN).links] == ["[[c]]"]


@pytest.mark.parametrize("marker", ["", "> ", "- "])
@pytest.mark.parametrize("blank", ["\xa0", "\u2028", "\u3000\xa0"])
def test_a_first_line_of_unusual_spaces_moves_nothing(marker, blank):
    indent = marker.replace("-", " ")
    text = f"{marker}{blank}\n{indent}foo [[x]]\n{indent}bar #t\n"
    facts = read(text)
    assert [piece(text, one.span) for one in facts.links] == ["[[x]]"]
    assert [piece(text, one.span) for one in facts.tags] == ["#t"]


EDGE_LINES = ["2024", ">", "-", "+ *", "1.", ".)", "\u3000", "\xa0\u2028", "\f"]
ONLY_BLANKS = ["\u3000", "\xa0", "\u2028", "\u2029", "\x85", "\f", "\v", "\x1c", " \u3000\t"]


@pytest.mark.parametrize("marker", ["", "> ", "- ", "> - "])
@pytest.mark.parametrize("first", EDGE_LINES)
def test_a_paragraph_between_lines_that_are_trimmed_away(marker, first):
    indent = marker.replace("-", " ")
    for last in ONLY_BLANKS:
        text = f"{marker}{first}\n{indent}See [[x]] now.\n{indent}{last}\n\nNext [[x]] #t\n"
        facts = read(text)
        assert [piece(text, one.path_span) for one in facts.links] == ["x", "x"], ascii(last)
        assert [piece(text, one.span) for one in facts.tags] == ["#t"], ascii(last)


@pytest.mark.parametrize("underline", ["===", "---"])
@pytest.mark.parametrize("first", EDGE_LINES)
def test_a_setext_heading_between_such_lines(first, underline):
    for last in ONLY_BLANKS:
        text = f"a\n\n{first}\n[[x]] b\n{last}\n{underline}\n"
        facts = read(text)
        assert [piece(text, one.path_span) for one in facts.links] == ["x"], ascii(last)
        assert all(piece(text, one.text_span) == one.text for one in facts.headings), ascii(last)


def test_a_row_that_only_looks_like_a_list_item():
    text = "- foo\n  2. [[x]]|y\n  -|-\n"
    assert [piece(text, one.span) for one in read(text).links] == ["[[x]]"]
