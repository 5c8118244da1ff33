"""`key:: value`: which lines are properties, their owners, keys and values."""

import pytest
from checking import codes, severity
from reading import DATAVIEW, LOGSEQ, UUID, Dialect, candidates, cases, paths, properties, read, scopes

# The four syntaxes


@cases(
    "text, expected",
    ("T71 lines of the page", "tags:: [[c]]\ntype:: #n\n", [("page", "tags", "[[c]]"), ("page", "type", "#n")]),
    ("T74 a list item", "- k:: v", [("block", "k", "v")]),
    ("T77 brackets", "x [a:: 9] y [b:: ok]", [("inline", "a", "9"), ("inline", "b", "ok")]),
    ("T78 parentheses", "(k:: v)", [("inline", "k", "v")]),
    ("T91 front matter", '---\nup: "[[a]]"\n---\n', [("frontmatter", "up", '"[[a]]"')]),
    ("T100 a blank line between", "a:: 1\n\nb:: 2", [("page", "a", "1"), ("page", "b", "2")]),
    ("after text", "text\nk:: v\ntext", [("page", "k", "v")]),
    ("below a heading", "# h\nk:: v", [("page", "k", "v")]),
    ("in a quote", "> k:: v", [("page", "k", "v")]),
    ("in a quote without a blank", ">k:: v", [("page", "k", "v")]),
    ("in a quote of a quote", "> > k:: v", [("page", "k", "v")]),
    ("a bullet of another kind", "* k:: v\n+ l:: w", [("block", "k", "v"), ("block", "l", "w")]),
    ("a numbered item", "1. k:: v", [("block", "k", "v")]),
    ("a nested item", "- a\n\t- k:: v", [("block", "k", "v")]),
    ("an item in a quote", "> - k:: v", [("block", "k", "v")]),
    ("the line after an item's first", "- a\n  k:: v", [("block", "k", "v")]),
    ("the lines after it", "- a\n  k:: v\n  l:: w", [("block", "k", "v"), ("block", "l", "w")]),
    ("after a property of the item", "- k:: v\n  l:: w", [("block", "k", "v"), ("block", "l", "w")]),
    ("under a bullet with a tab", "- a\n\t- b\n\t  k:: v", [("block", "k", "v")]),
    # Interpretation: only the line of the task is excluded; its next lines belong to the item as usual.
    ("the line after a task's first", "- [ ] a\n  k:: v", [("block", "k", "v")]),
    ("brackets in a task", "- [ ] x [k:: v]", [("inline", "k", "v")]),
    ("brackets in a heading", "# x [k:: v]", [("inline", "k", "v")]),
    ("T107 brackets in a cell", "| a |\n|-|\n| [k:: v] |", [("inline", "k", "v")]),
    ("brackets in emphasis", "**[k:: v]**", [("inline", "k", "v")]),
)
def test_positions_of_properties(text, expected):
    assert scopes(text) == expected


@cases(
    "text",
    ("a heading", "# k:: v"),
    ("a task", "- [ ] k:: v"),
    ("a done task", "- [x] k:: v"),
    ("T107 a cell", "| k:: v | x |\n|-|-|\n| l:: w | y |"),
    ("text before it with a comma", "Well, foo:: x"),
    ("a fence", "```\nk:: v\n```"),
    ("indented code", "x\n\n    k:: v"),
    ("a line of front matter", "---\nx: |\n  k:: v\n---\n"),
    ("a footnote's definition", "[^1]: k:: v"),
    ("a Markdown link", "[k:: v](u)"),
    ("no blank after it", "k::v"),
    ("a blank before it", "k ::v"),
    ("blanks around it", "k :: v"),
    ("one colon", "k: v"),
    ("no key", ":: v"),
    ("single colon in brackets", "[k:v] [k: v] (k: v)"),
    ("brackets over a line end", "[k:: a\nb]"),
    ("no blank in brackets", "[k::v] (k::v)"),
    ("empty brackets", "[::] [:: v]"),
    ("a wikilink", "[[k:: v]]"),
    ("a wrapped key in brackets", "[**k**:: v]"),
    ("escaped brackets", r"\[k:: v]"),
    ("a drawer", ":PROPERTIES:\n:k: v\n:END:"),
    ("an org line", "#+key: value"),
    ("a setext heading", "k:: v\n---\n"),
    ("T108 no letter in the key", "12:: 30"),
)
def test_no_property(text):
    assert [one for one in scopes(text) if one[0] != "frontmatter"] == []


def test_after_other_text_of_an_item_it_is_only_a_hint():
    text = "- a\n  b\n  k:: v w"
    assert properties(text) == []
    assert candidates(text) == [("property-after-text", "k:: v w")]
    assert [one.text for one in read(text).candidates] == ["k"]


def test_brackets_next_to_a_markdown_link():
    assert properties("[k:: v] (u)") == [("k", "v")]


# Keys


@cases(
    "key, id_",
    ("a word", "k", "k"),
    ("T82 kana", "クリスマス", "クリスマス"),
    ("T82 an accent", "Noël", "noël"),
    ("marks", "कि", "कि"),
    ("emoji", "🎅", "🎅"),
    ("emoji and a word", "📅 due", "📅-due"),
    ("a dash", "a-b", "a-b"),
    ("a low bar", "a_b", "a-b"),
    ("a slash", "a/b", "a/b"),
    ("a dot", "logseq.order-list-type", "logseq.order-list-type"),
    ("two words", "Due date", "due-date"),
    ("three words", "one two three", "one-two-three"),
    ("a digit first", "1st", "1st"),
    ("casefold", "GRÖẞE", "grösse"),
    ("NFC", "Noe\u0308l", "noël"),
)
def test_keys(key, id_):
    facts = read(f"{key}:: v\n- {key}:: w\n\n[{key}:: x] ({key}:: y)")
    assert [(one.key, one.id) for one in facts.properties] == [(key, id_)] * 4


@cases(
    "key",
    ("four words", "one two three four"),
    ("two blanks between words", "a  b"),
    ("a comma", "my,key"),
    ("parentheses", "k(x)"),
    ("a colon", "a:b"),
    ("a quote", '"k'),
    ("an apostrophe", "it's"),
    ("a hash", "#k"),
    ("a bar", "a|b"),
    ("digits", "12"),
    ("punctuation only", "-"),
    ("an at sign", "a@b"),
    ("braces", "{k}"),
    ("a link", "[[k]]"),
    ("code", "`k`"),
    ("less than", "<k>"),
    ("plus", "C++"),
)
def test_no_key(key):
    assert properties(f"{key}:: v") == []


@cases(
    "text, key",
    ("T73 bold", "**Bold Field**:: v", "Bold Field"),
    ("bold with low bars", "__k__:: v", "k"),
    ("italics", "*k*:: v", "k"),
    # Interpretation: an underscore can be part of a key, but a pair of them around the whole key is emphasis.
    ("italics with low bars", "_k_:: v", "k"),
    ("struck", "~~k~~:: v", "k"),
    ("marked", "==k==:: v", "k"),
    ("the colons inside", "**k::** v", "k"),
    ("the colons inside italics", "*k::* v", "k"),
    ("in a list item", "- **k**:: v", "k"),
    ("in a quote", "> **k**:: v", "k"),
)
def test_wrapped_keys(text, key):
    assert properties(text) == [(key, "v")]


@pytest.mark.parametrize("text", ["**k*:: v", "k**:: v", "**k:: v", "*k_:: v", "==k:: v"])
def test_a_wrap_has_two_equal_ends(text):
    assert properties(text) == []


def test_t73_the_identity_of_a_wrapped_key():
    assert [one.id for one in read("**Bold Field**:: Nice!").properties] == ["bold-field"]


# Values


@cases(
    "text, value",
    ("the rest of the line", "k:: a b c", "a b c"),
    ("later colons", "k:: a:: b", "a:: b"),
    ("blanks around it", "k::   v  ", "v"),
    ("a tab before it", "k::\tv", "v"),
    ("T72 nothing", "k::", ""),
    ("only a space", "k:: ", ""),
    ("nothing before CRLF", "k::\r\nx", ""),
    ("up to the line's end", "k:: a\nb", "a"),
    ("a list item of nothing", "- k::", ""),
    ("brackets in brackets", "[k:: a [b] c]", "a [b] c"),
    ("an escaped bracket", r"[k:: a \] b]", r"a \] b"),
    ("a link in brackets", "[k:: [[a]]]", "[[a]]"),
    ("a parenthesis in brackets", "[k:: a) b]", "a) b"),
    ("parentheses in parentheses", "(k:: a (b) c)", "a (b) c"),
    ("a bracket in parentheses", "(k:: a] b)", "a] b"),
    ("a URL", "k:: https://x.y", "https://x.y"),
    ("T110a a code span", "k:: `a::b` [[c]]", "`a::b` [[c]]"),
    ("T88 quoted", 'k:: "[[a]]"', '"[[a]]"'),
)
def test_values(text, value):
    assert properties(text) == [("k", value)]


@cases(
    "text, expected",
    ("T110a code is opaque", "k:: `a::b` [[c]]", ["c"]),
    ("T88 quoted", 'k:: "[[a]]"', ["a"]),
    ("T85 with commas", "k:: [[yes, no, and maybe]]", ["yes, no, and maybe"]),
    ("without a comma", "k:: [[a]] [[b]]", ["a", "b"]),
    ("in text", "k:: see [[a]] and ![[b]]", ["a", "b"]),
    ("in brackets", "[k:: [[a]]] (l:: [[b]])", ["a", "b"]),
)
def test_references_in_values(text, expected):
    assert paths(text) == expected


def test_t88_a_quoted_value_has_no_references_in_logseq():
    assert paths('k:: "[[a]]"', LOGSEQ) == []
    assert paths("k:: [[a]]", LOGSEQ) == ["a"]


# Owners


def test_properties_of_one_item_have_one_owner():
    owners = [one.owner for one in read("k:: 0\n\n- a\n  k:: 1\n  l:: 2\n- k:: 3\n").properties]
    assert owners[0] == -1
    assert owners[1] == owners[2] != owners[3]


# Duplicates


@cases(
    "text, expected",
    ("two lines", "k:: 1\nk:: 2", ["duplicate-property"]),
    ("far apart", "k:: 1\n\nx\n\nk:: 2", ["duplicate-property"]),
    ("equal after normalisation", "Due date:: 1\ndue-date:: 2", ["duplicate-property"]),
    ("one item", "- a\n  k:: 1\n  k:: 2", ["duplicate-property"]),
    ("two items", "- k:: 1\n- k:: 2", []),
    ("an item and its child", "- k:: 1\n\t- k:: 2", []),
    ("a page and an item", "k:: 1\n\n- k:: 2", []),
    ("front matter", "---\nk: 1\nk: 2\n---\n", ["duplicate-frontmatter-key"]),
    ("front matter, spelled differently", "---\nDue date: 1\ndue-date: 2\n---\n", []),
    ("nested maps", "---\na:\n  k: 1\nb:\n  k: 2\n---\n", []),
    ("front matter and page", "---\nk: 1\n---\nk:: 2", ["property-in-two-places"]),
    ("front matter and item", "---\nk: 1\n---\n- k:: 2", []),
)
def test_duplicates(text, expected):
    assert codes([], text) == expected


def test_severities_of_duplicates():
    assert severity([], "k:: 1\nk:: 2") == {"duplicate-property": "hint"}
    assert severity([], "---\nk: 1\nk: 2\n---\n") == {"duplicate-frontmatter-key": "warning"}
    assert severity([], "---\nk: 1\n---\nk:: 2") == {"property-in-two-places": "info"}


# Options


def test_option_separator_space():
    text = "std::vector\n\nk:: v"
    assert properties(text, Dialect(separator_space="required")) == [("k", "v")]
    assert properties(text, Dialect(separator_space="optional")) == [("k", "v")]
    assert properties("[k::v]", DATAVIEW) == [("k", "v")]


def test_option_max_key_words():
    text = "one:: 1\none two:: 2\none two three:: 3\none two three four:: 4"
    assert [len(properties(text, Dialect(max_key_words=n))) for n in (1, 2, 3, 4)] == [1, 2, 3, 4]
    assert properties(text, LOGSEQ) == [("one", "1")]


def test_option_scope():
    text = "a:: 1\nb:: 2\n\nx\n\nc:: 3\n\n- d\n  e:: 5\n"
    assert [key for key, _ in properties(text, Dialect(property_scope="anywhere"))] == ["a", "b", "c", "e"]
    assert [key for key, _ in properties(text, Dialect(property_scope="first-block"))] == ["a", "b", "e"]


def test_the_first_block_may_come_after_a_title():
    assert properties("\n\n# T\na:: 1\n", Dialect(property_scope="first-block")) == [("a", "1")]
    assert properties("x\n\na:: 1\n", Dialect(property_scope="first-block")) == []


def test_t110_option_comments():
    assert properties("%%k:: v%%", Dialect(comments="skip")) == []
    assert properties("%%k:: v%%", Dialect(comments="index")) == [("k", "v")]


def test_org_forms_are_read_in_logseq_only():
    assert properties(":PROPERTIES:\n:k: v\n:l: w\n:END:\n", LOGSEQ) == [("k", "v"), ("l", "w")]
    assert properties("#+key: value\n", LOGSEQ) == [("key", "value")]


# Bookkeeping keys of Logseq

BOOKKEEPING = (
    f"id:: {UUID}|collapsed:: true|heading:: true|background-color:: red|created-at:: 1|updated-at:: 2|"
    "query-table:: false|ls-type:: annotation|hl-page:: 3|card-last-score:: 5|logseq.order-list-type:: number|"
    "title:: x|icon:: 🎅|public:: true|filters:: {}|template:: t|exclude-from-graph-view:: true"
).split("|")


@pytest.mark.parametrize("dialect", [Dialect(), LOGSEQ], ids=["obsidian", "logseq"])
@pytest.mark.parametrize("line", BOOKKEEPING)
def test_bookkeeping_keys_are_allowed(line, dialect):
    key, value = line.split(":: ")
    assert properties(f"- a\n  {line}\n", dialect) == [(key, value)]
    assert candidates(f"{line}\n- a\n  {line}\n", dialect) == []


@cases("text", ("square", "[k::v]"), ("round", "(k::v)"), ("a space before", "[k ::v]"), ("both", "[k :: v]"))
def test_without_the_space_brackets_are_properties_too(text):
    assert properties(text, Dialect(separator_space="optional")) == [("k", "v")]
    assert properties(text, Dialect()) == []
