"""The syntax of footnotes and callouts, and the ones that look like mistakes."""

import pytest
from reading import DATAVIEW, LOGSEQ, OBSIDIAN, Dialect, candidates, cases, links, paths, piece, properties, read, tags

from wikilsp.syntax.callout_types import TYPES, near_types


def footnotes(text, dialect=OBSIDIAN):
    """Return the id of each reference, and the id and text of each definition."""
    return [
        (made.id, piece(text, made.text_span)) if made.is_definition else made.id
        for made in read(text, dialect).footnotes
    ]


def callouts(text, dialect=OBSIDIAN):
    return [made.type for made in read(text, dialect).callouts]


def mistakes(text, dialect=OBSIDIAN):
    """Return the candidates that are about footnotes."""
    return [(kind, found) for kind, found in candidates(text, dialect) if kind.endswith("footnote")]


# References


@cases(
    "text, found",
    ("in text", "a[^1] b[^note-2_x].", ["1", "note-2_x"]),
    ("letters of any script", "a[^café] b[^漢字] c[^Ψ1]", ["café", "漢字", "Ψ1"]),
    ("at the start", "[^1] a", ["1"]),
    ("one after the other", "a[^1][^2]", ["1", "2"]),
    ("after an exclamation mark", "Great![^1]", ["1"]),
    ("in a heading", "# A [^1]", ["1"]),
    ("at the start of a heading", "# [^1]: a", ["1"]),
    ("in a table", "| a[^1] | [^2]: b |\n|-|-|\n| c[^3] | d |", ["1", "2", "3"]),
    ("in a property", "k:: a[^1]", ["1"]),
    ("in a quote and an item", "> a[^1]\n\n- b[^2]", ["1", "2"]),
    ("in the text of a Markdown link", "[a[^1] b](b.md)", ["1"]),
    ("before brackets that are no link", "a[^1](see there)", ["1"]),
    ("in a label of a reference link", "[a][^1]", ["1"]),
    ("after an escaped backslash", "\\\\[^1]", ["1"]),
    ("after CJK and emoji", "😀 漢[^1]", ["1"]),
    ("in a footnote", "[^1]: see [^2]", [("1", "see [^2]"), "2"]),
    ("in emphasis", "*a[^1] b* **[^2] c**", ["1", "2"]),
)
def test_references(text, found):
    assert footnotes(text) == found


@cases(
    "text",
    ("a blank", "a[^1 2] [^ 1] [^]"),
    ("other characters", 'a[^1.2] [^a+b] [^"a] [^\\d]'),
    ("no caret", "a[1] [ ^1]"),
    ("escaped", "\\[^1] [\\^1] [^1\\]"),
    ("code", "`[^1]` ``a [^1]``"),
    ("a fence", "```\n[^1]\n[^1]: a\n```"),
    ("indented code", "    [^1]\n\n    [^1]: a"),
    ("maths", "$a[^1]$ $$\n[^1]\n$$"),
    ("a comment", "%%[^1]%% <!-- [^1] -->"),
    ("a comment of several blocks", "%%\na[^1]\n\n[^1]: b\n%%"),
    ("an HTML block", "<div>\n[^1]\n</div>"),
    ("an HTML tag", "<a title='[^1]'>b</a>"),
    ("a link destination", "[a](<b[^1].md>) [c](#[^1])"),
    ("a wikilink", "[[a[^1]]] [[#^1]] [[^1]] [[a|b[^1]]]"),
    ("a URL", "<https://e.org/[^1]>"),
    ("front matter", "---\nk: a[^1]\n---"),
    ("across lines", "a[^1\n2]"),
)
def test_no_footnotes(text):
    assert footnotes(text) == []


@pytest.mark.parametrize("dialect", [DATAVIEW, LOGSEQ, Dialect(comments="index"), Dialect(label_order="label-first")])
def test_footnotes_are_the_same_in_every_dialect(dialect):
    assert footnotes("a[^1]\n\n[^1]: b", dialect) == ["1", ("1", "b")]
    assert footnotes("%%\na[^1]\n%%", dialect) == []


# Definitions


@cases(
    "text, found",
    ("alone", "[^a]: b c", [("a", "b c")]),
    ("without a blank", "[^a]:b", [("a", "b")]),
    ("without a text", "[^a]:", [("a", "")]),
    ("one below the other", "[^a]: b\n[^c]: d\n[^e]: f", [("a", "b"), ("c", "d"), ("e", "f")]),
    ("directly below text", "x\n[^a]: b", [("a", "b")]),
    ("of several lines", "[^a]: b\nc\n  d\n[^e]: f", [("a", "b\nc\n  d"), ("e", "f")]),
    ("with the text below", "[^a]:\n  b", [("a", "b")]),
    ("indented", "   [^a]: b", [("a", "b")]),
    ("in a quote", "> [^a]: b\n> c\n> [^d]: e", [("a", "b\n> c"), ("d", "e")]),
    ("in a callout", "> [!note]\n> [^a]: b", [("a", "b")]),
    ("in an item", "- [^a]: b\n\n1. [^c]: d", [("a", "b"), ("c", "d")]),
    ("in an item, with the text below", "> - [^a]:\n>   b", [("a", "b")]),
    ("after a reference definition", "[r]: b.md\n[^a]: c", [("a", "c")]),
    ("above dashes", "[^a]: b\n---\n", [("a", "b")]),
    ("with Windows line ends", "[^a]: b\r\n[^c]: d\r\n", [("a", "b"), ("c", "d")]),
    ("after a byte order mark", "\ufeff[^a]: b", [("a", "b")]),
    ("later in a line it is a reference", "x [^a]: b", ["a"]),
    ("in a table it is a reference", "| a |\n|-|\n| [^a]: b |", ["a"]),
)
def test_definitions(text, found):
    assert footnotes(text) == found


@cases(
    "text, found",
    ("a paragraph", "[^b]: c\n\n    d[^a]\n", ["a"]),
    ("two paragraphs", "[^b]: c\n\n    d\n\n    e[^a] [^none]", ["a"]),
    ("a paragraph with two blanks", "[^b]: c\n\n  d[^a]", ["a"]),
    ("not below other text", "[^b]: c\n\nd\n\n    e[^a]", []),
    ("not below a fence", "[^b]: c\n\n```\n```\n\n    e[^a]", []),
    ("not below a heading", "[^b]: c\n\n# d\n\n    e[^a]", []),
    ("not a fence", "[^b]: c\n\n```\n[^a]\n```", []),
    ("not escaped", "[^b]: c\n\n    d\\[^a]", []),
)
def test_further_paragraphs_of_a_footnote_refer_to_footnotes_that_are_defined(text, found):
    text = f"x[^b]\n\n[^a]: y\n\n{text}"
    assert [made.id for made in read(text).footnotes if not made.is_definition] == ["b", *found]
    assert mistakes(text) == ([] if found else [("unused-footnote", "[^a]")])


def test_a_definition_is_read_as_prose():
    text = "[^a]: see [[b]], [c](d.md) and #tag; k:: v"
    assert (paths(text), tags(text), properties(text)) == (["b", "d.md"], ["tag"], [])


@cases(
    "text, found",
    ("a link", "x^[see [[a]]] y", ["a"]),
    ("a label", "x^[see [[a|b]]]", ["a"]),
    ("a Markdown link", "x^[see [a](b.md)]", ["b.md"]),
    ("two", "x^[[[a]]] y^[b [[c]]]", ["a", "c"]),
    ("over two lines", "x^[a\n[[b]]] c", ["b"]),
    ("in code", "`^[[[a]]]`", []),
)
def test_the_text_of_an_inline_footnote_is_read_as_prose(text, found):
    assert [one.path for one in links(text)] == found
    assert footnotes(text) == []


def test_tags_garbled_text_and_footnotes_in_an_inline_footnote():
    text = "x^[a #tag â€” b[^1] c] ^id"
    assert tags(text) == ["tag"]
    assert candidates(text) == [("mojibake", "â€”")]
    assert footnotes(text) == ["1"]
    assert [block.id for block in read(text).blocks] == ["id"]


# Mistakes


@cases(
    "text, found",
    ("all is well", "a[^1]\n\n[^1]: b", []),
    ("ids ignore case", "a[^Note]\n\n[^nOTE]: b", []),
    ("a definition above its reference", "[^1]: b\n\na[^1]", []),
    ("two references", "a[^1] b[^1]\n\n[^1]: c", []),
    ("missing", "a[^1] b[^2]\n\n[^1]: c", [("missing-footnote", "[^2]")]),
    ("missing twice", "a[^2] b[^2] c[^1]\n\n[^1]: c", [("missing-footnote", "[^2]")] * 2),
    ("missing in a footnote", "a[^1]\n\n[^1]: see [^2]", [("missing-footnote", "[^2]")]),
    ("no definition at all", "a[^1] b[^2]", []),
    ("unused", "a\n\n[^1]: b", [("unused-footnote", "[^1]")]),
    ("used in code only", "`a[^1]`\n\n[^1]: b", [("unused-footnote", "[^1]")]),
    ("repeated", "a[^1]\n\n[^1]: b\n[^1]: c", [("duplicate-footnote", "[^1]")]),
    ("repeated in other case", "a[^x]\n\n[^x]: b\n\n> [^X]: c", [("duplicate-footnote", "[^X]")]),
    ("repeated twice", "a[^1]\n\n[^1]: b\n[^1]: c\n[^1]: d", [("duplicate-footnote", "[^1]")] * 2),
    ("repeated and unused", "[^1]: b\n[^1]: c", [("unused-footnote", "[^1]"), ("duplicate-footnote", "[^1]")]),
    (
        "misspelled",
        "a[^sorce]\n\n[^source]: b",
        [("missing-footnote", "[^sorce]"), ("unused-footnote", "[^source]")],
    ),
)
def test_mistakes(text, found):
    assert mistakes(text) == found


@pytest.mark.parametrize("after", ["+", "*", "?", "{2}", "])", ")", "*?x"])
def test_a_character_class_is_text(after):
    text = f"a[^1], matches [^a-z]{after}\n\n[^1]: b"
    assert mistakes(text) == []
    assert footnotes(text) == ["1", ("1", "b")]


@pytest.mark.parametrize("after", [")", "*", "]", "?"])
def test_a_footnote_that_is_defined_is_a_reference_whatever_follows(after):
    text = f"a [(*b[^1]{after}\n\n[^1]: c"
    assert mistakes(text) == []
    assert footnotes(text) == ["1", ("1", "c")]


@pytest.mark.parametrize("after", [".", ",", " +", "", ":", "|", "["])
def test_a_missing_footnote_before_anything_else_is_reported(after):
    assert mistakes(f"a[^1] b[^a-z]{after}\n\n[^1]: c") == [("missing-footnote", "[^a-z]")]


# Callouts


@cases(
    "text, found",
    ("a type", "> [!note]", ["note"]),
    ("a title and a text", "> [!Warning] Title\n> text", ["Warning"]),
    ("no blank", ">[!tip]", ["tip"]),
    ("foldable", "> [!faq]- Title\n\n> [!bug]+", ["faq", "bug"]),
    ("metadata", "> [!note|wide left] Title", ["note"]),
    ("blanks", "> [! note ]", ["note"]),
    ("several words", "> [!my own-type]", ["my own-type"]),
    ("nested", "> [!question] A\n> > [!todo] B\n> > > [!example] C", ["question", "todo", "example"]),
    ("in an item", "- > [!note]\n  > text", ["note"]),
    ("one after the other", "> [!note]\n> a\n\n> [!tip]\n> b", ["note", "tip"]),
    ("after a byte order mark", "\ufeff> [!note]", ["note"]),
    ("not in a quote", "[!note]\n\n- [!note]", []),
    ("not at the start of the quote", "> a\n> [!note]\n>\n> [!tip]", []),
    ("not at the start of the line", "> a [!note]", []),
    ("no type", "> [!]\n\n> [! ]\n\n> [!|a]", []),
    ("not closed", "> [!note", []),
    ("code", "> `[!note]`\n\n```\n> [!note]\n```\n\n    > [!note]", []),
    ("a comment", "%%\n> [!note]\n\n> [!tip]\n%%", []),
    ("an image", "> ![a](b.png)", []),
)
def test_callouts(text, found):
    assert callouts(text) == found


@cases(
    "written, names",
    ("one letter less", "warnin", ["warning"]),
    ("one letter more", "notes", ["note"]),
    ("another letter", "Infa", ["info"]),
    ("two swapped letters", "exmaple", ["example"]),
    ("swapped at the end", "quoet", ["quote"]),
    ("the first letter", "anger", ["danger"]),
    ("two mistakes", "warnngi", []),
    ("swapped letters that are not neighbors", "exalpme", []),
    ("known", "note", []),
    ("known under another name", "TL;DR".replace(";", ""), []),
    ("near a short type", "tipp", []),
    ("not near", "recipe", []),
    ("digits", "note2", []),
    ("a template", "{{x}}", []),
    ("more words", "note s", []),
)
def test_types_that_are_nearly_known(written, names):
    assert list(near_types(written)) == names
    found = [("unknown-callout", written)] if names else []
    assert candidates(f"> [!{written}] x") == found


def test_obsidian_has_thirteen_types():
    assert len(TYPES) == 13
    assert not any(near_types(name) for kind, others in TYPES.items() for name in (kind, *others))
