"""Links in the values of front matter: in several lines, in Markdown, and what a rename writes there."""

import pytest
import yaml as pyyaml
from checking import codes, findings, resolution
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reading import LOGSEQ, OBSIDIAN, candidates, cases, headings, link, links, paths, piece, properties, read, tags
from test_frontmatter_grammar import yaml

from wikilsp.features.rename import RenameRefused, rename_file
from wikilsp.features.rename.headings import rename_heading
from wikilsp.index.graph import Graph
from wikilsp.note import Note
from wikilsp.settings import Settings
from wikilsp.syntax.claims import first_mismatch
from wikilsp.syntax.destination import encode_path
from wikilsp.syntax.folded_text import fold_lines
from wikilsp.syntax.parse import parse
from wikilsp.text import Span, apply_edits
from wikilsp.vault.edit_guard import check_edits
from wikilsp.vault.vault import Vault

# Several lines


@cases(
    "value, expected",
    ("in a list", 'up: ["[[a long\n  name]]"]', link("a long name")),
    ("in single quotes", "up: '[[a long\n  name]]'", link("a long name")),
    ("blanks around the line ending", 'up: "[[a long \t\n\t name]]"', link("a long name")),
    ("CRLF", 'up: "[[a long\r\n  name]]"', link("a long name")),
    ("CR", 'up: "[[a long\r  name]]"', link("a long name")),
    ("in the label", 'up: "[[a|the\n  label]]"', link("a", label="the label")),
    ("in the heading", 'up: "[[a#one\n  two|b]]"', link("a", "one two", label="b")),
    ("before the bar", 'up: "[[a\n  |b]]"', link("a", label="b")),
    ("an escaped line ending", 'up: "[[a long\\\n  \\ name]]"', link("a long name")),
    ("within a word", 'up: "[[a long na\\\n  me]]"', link("a long name")),
    ("an escaped blank", 'up: "[[a\\ \n  b]]"', link("a  b")),
    ("an escaped backslash", 'up: "[[a\\\\\n  b]]"', link("a\\ b")),
    ("a quote that is doubled", "up: '[[it''s\n  a]]'", link("it's a")),
    ("a quote that is escaped", 'up: "[[say \\"hi\\"\n  twice]]"', link('say "hi" twice')),
    ("three lines", 'up: "[[a\n  b\n  c]]"', link("a b c")),
    ("text around it", 'up: "see\n  [[a\n  b]] and\n\n  more"', link("a b")),
    ("in a nested list", "m:\n  - up: '[[a\n      b]]'", link("a b")),
    ("without indentation", 'k: "[[a\nb]]"', link("a b")),
    ("a Markdown link", 'up: "[a\n  b](c.md)"', link("c.md", label="a b")._replace(kind="link")),
    ("a long destination", 'up: "[a](long\\\n  er.md)"', link("longer.md", label="a")._replace(kind="link")),
    ("angle brackets", 'up: "[a](<b\n  c.md>)"', link("b c.md", label="a")._replace(kind="link")),
)
def test_quoted_text_is_folded(value, expected):
    text = yaml(value)
    facts = parse(text, OBSIDIAN)
    found = [(one.path, one.headings, one.block, one.label, one.kind) for one in facts.links]
    assert found == [(expected.path, expected.headings, expected.block, expected.label, expected.kind)]
    assert first_mismatch(text, facts) is None
    (span,) = (one.span for one in facts.links)
    assert piece(text, span)[:1] + piece(text, span)[-1:] in ("[]", "[)")
    assert "unterminated-link" not in [kind for kind, _ in candidates_of(facts, text)]


def candidates_of(facts, text):
    return [(one.kind, piece(text, one.span)) for one in facts.candidates]


@cases(
    "value",
    ("a blank line, which is a line ending", 'up: "[[a\n\n  b]]"'),
    ("two blank lines", "up: '[[a\n\n\n  b]]'"),
    ("a line ending within the brackets", 'up: "x [[a]\\\n  ]"'),
    ("without quotes", "up: see [[a\n  b]]"),
    ("a block of text", "up: |\n  [[a\n  b]]"),
    ("a folded block of text", "up: >\n  [[a\n  b]]"),
    ("a folded block of one line", "up: >-\n  [[a b]]"),
)
def test_no_wikilink(value):
    assert parse(yaml(value), OBSIDIAN).links == ()


def test_findings_are_those_of_the_folded_text():
    text = yaml('a: "[[x\n  y"\nb: "[[ x\n  y ]]"\nc: "[[x y\n  ]]"\nd: "[[\n  ]]"\ne: "[[##x\n  y]]"')
    facts = parse(text, OBSIDIAN)
    assert [(one.kind, one.text) for one in facts.candidates] == [
        ("unterminated-link", "x y"),
        ("link-edge-space", "x y"),
        ("link-edge-space", "x y"),
        ("empty-link", ""),
        ("search-leftover", "##x y"),
    ]
    assert first_mismatch(text, facts) is None
    for by in (1, -1):
        spans = [Span(one.span.start + by, one.span.end + by) for one in facts.candidates]
        assert all(
            piece(text, span) != piece(text, one.span) for span, one in zip(spans, facts.candidates, strict=True)
        )


def test_tags_in_several_lines():
    text = yaml('k: "#one\n  #two and #three\\\n  four"')
    facts = parse(text, OBSIDIAN)
    assert [one.name for one in facts.tags] == ["one", "two", "threefour"]
    assert first_mismatch(text, facts) is None


def test_what_a_value_hides_ends_with_it():
    text = '---\nk: "$$ [[5]]"\nl: "%% [[x]]"\nm: "$$\n  [[6]]"\n---\n[[a]] $$ [[b]] %% [[c]]'
    assert [one.path for one in parse(text, OBSIDIAN).links] == ["5", "x", "6", "a", "b", "c"]
    assert paths('---\nk: "$$[[no]]$$ %%[[no]]%% `[[no]]` [[yes]]"\n---\n') == ["yes"]


def test_the_type_of_a_value_in_two_lines():
    text = yaml('a: "[[x\n  y]]"\nb: ["[[x\n  y]]", "x\n  y"]\nc: "[[x\n\n  y]]"')
    made = parse(text, OBSIDIAN).properties
    assert [one.value.type for one in made] == ["link", "list", "text"]
    assert [item.type for item in made[1].items] == ["link", "text"]


def test_in_logseq_it_is_not_one_page_name():
    (one,) = parse(yaml('k: "[[a|b\n  c]]"'), LOGSEQ).links
    assert (one.path, one.label, one.whole) == ("a", "b c", None)


# Folding


@given(
    st.lists(
        st.sampled_from(["a", "b", " ", "  ", "\t", "\n", "\r\n", "\r", "\\", "\\\\", '\\"', "''", "é"]), max_size=12
    )
)
@example(["a", "\\", "\n", " ", "\n", "b"])
@example(["a", "\\", " ", "\n", "b"])
@example(["\\", "\n"])
@pytest.mark.parametrize("quote", ["'", '"'])
def test_lines_are_folded_as_yaml_does(quote, pieces):
    source = "".join(pieces)
    try:
        expected = pyyaml.load(f"{quote}{source}{quote}", pyyaml.BaseLoader)  # noqa: S506 - it makes nothing but text
    except pyyaml.YAMLError:
        return
    # The other escapes are left, for YAML to undo.
    folded = fold_lines(source, quote, 5)
    one_line = folded.text.replace("\n", "\\n") if quote == '"' else folded.text
    if "\n" not in one_line:
        assert pyyaml.load(f"{quote}{one_line}{quote}", pyyaml.BaseLoader) == expected  # noqa: S506 - as above
    else:
        assert folded.text.replace("''", "'") == expected
    for at, char in enumerate(folded.text):
        start, end = folded.source(Span(at, at + 1))
        assert source[start - 5 : end - 5] == char or (
            char in " \n" and not source[start - 5 : end - 5].strip("\\ \t\r\n")
        )
    start, end = folded.source(Span(0, 0))
    assert start == end
    # A line that is folded to nothing may come first.
    assert not source[: start - 5].strip("\\ \t\r\n")


# Markdown links


@cases(
    "value, span, path",
    ("in double quotes", 'k: "[t](a.md)"', "[t](a.md)", "a.md"),
    ("in single quotes", "k: 'see [t](a.md)'", "[t](a.md)", "a.md"),
    ("in a list", 'k: ["[t](a.md)", x]', "[t](a.md)", "a.md"),
    ("in a list on lines", "k:\n  - x\n  - '[t](a.md)'", "[t](a.md)", "a.md"),
    ("in a nested map", 'k:\n  l: "[t](a.md)"', "[t](a.md)", "a.md"),
    ("an image", 'k: "![t](a.png)"', "![t](a.png)", "a.png"),
    ("an anchor", 'k: "[t](a.md#h)"', "[t](a.md#h)", "a.md"),
    ("without quotes", "k: see [t](a.md)", "[t](a.md)", "a.md"),
    ("an item without quotes", "k:\n  - see [t](a.md) now", "[t](a.md)", "a.md"),
    ("a block of text", "k: |\n  see [t](a.md)\n  now", "[t](a.md)", "a.md"),
    ("a folded block of text", "k: >-\n  see [t](a.md)", "[t](a.md)", "a.md"),
    ("in brackets", 'k: "[[t](a.md)]"', "[t](a.md)", "a.md"),
    ("encoded", 'k: "[t](a%20b.md)"', "[t](a%20b.md)", "a b.md"),
    ("a doubled quote", "k: '[it''s](it''s.md)'", "[it''s](it''s.md)", "it's.md"),
    ("an escaped quote", 'k: "[t](<say \\"a\\".md>)"', '[t](<say \\"a\\".md>)', 'say "a".md'),
    ("a code point", 'k: "[t](caf\\u00e9.md#caf\\u00e9)"', "[t](caf\\u00e9.md#caf\\u00e9)", "café.md"),
)
def test_a_markdown_link(value, span, path):
    text = yaml(value)
    facts = parse(text, OBSIDIAN)
    (one,) = facts.links
    assert (piece(text, one.span), one.path) == (span, path)
    assert facts.candidates == ()
    assert first_mismatch(text, facts) is None


@cases(
    "value",
    ("a web link", 'k: "[t](https://x.y)"'),
    ("a label and no definition", 'k: "[t][r]"'),
    ("a label with a definition in the body", 'k: "[t][r]"\n---\n[r]: a.md\n\n'),
    ("code", 'k: "`[t](a.md)`"'),
    ("code without quotes", "k: see `[t](a.md)`"),
    ("a comment of YAML", "k: v # [t](a.md)"),
    ("a wikilink without quotes", "k: see [[a]]"),
    ("a tag without quotes", "k: see #a"),
)
def test_no_markdown_link(value):
    assert links(yaml(value)) == []
    assert [tag for tag in tags(yaml(value)) if tag != "a"] == []


def test_its_target_is_checked():
    assert findings(["a.md"], yaml('k: "[t](a.md) [u](b.md)"\nl: see [v](c.md)')) == [
        ("missing-file", "b.md"),
        ("missing-file", "c.md"),
    ]
    assert resolution(["a.md"], yaml("k: see [t](a.md)")).target == "a.md"
    assert codes([], yaml('k: "[t](b.md)"\nl: "{{x}}"')) == []


def test_it_is_still_text():
    (one,) = read(yaml('k: "[t](a.md)"')).properties
    assert one.value.type == "text"
    assert properties(yaml("k: [t](a.md)")) == []
    assert candidates(yaml("k: [t](a.md)"))[0][0] == "invalid-frontmatter"


# TOML


@cases(
    "front",
    ("as sites write it", '+++\ntitle = "x"\ntags = ["#no", "[[no]]"]\n+++\n'),
    ("blanks after the marks", "+++ \t\n[[no]]\n+++ \n"),
    ("CRLF", "+++\r\n[[no]]\r\n+++\r\n"),
    ("CR", "+++\r[[no]]\r+++\r"),
    ("after a byte order mark", "\ufeff+++\n[[no]]\n+++\n"),
    ("headings and rules", "+++\n# no\nno\n---\nno\n===\n***\n+++\n"),
    ("lines that look like properties", "+++\nno:: v\ntags: [[no]]\nno ^no\n[no](no.md)\n[[no\n+++\n"),
    ("code that does not end", "+++\n```\n$$\n%%\n<!--\n+++\n"),
    ("dashes", "+++\n---\nno: v\n---\n+++\n"),
    ("nothing", "+++\n+++\n"),
)
def test_toml_is_opaque(front):
    text = f"{front}# h\n\nk:: v [[yes]] #t\n\ntext ^id\n"
    facts = read(text)
    assert (headings(text), paths(text), tags(text), properties(text)) == (
        [(1, "h")],
        ["yes"],
        ["t"],
        [("k", "v [[yes]] #t")],
    )
    assert ([one.id for one in facts.blocks], facts.candidates, facts.aliases, facts.title) == (["id"], (), (), None)


@cases(
    "text",
    ("no end", "+++\n[[yes]]\n"),
    ("four marks at the end", "+++\n[[yes]]\n++++\n"),
    ("text after the mark", "+++ x\n[[yes]]\n+++\n"),
    ("four marks", "++++\n[[yes]]\n+++\n"),
    ("a blank before it", " +++\n[[yes]]\n+++\n"),
    ("text above it", "x\n+++\n[[yes]]\n+++\n"),
    ("indented end", "+++\n[[yes]]\n +++\n"),
)
def test_no_toml(text):
    assert paths(text) == ["yes"]


def test_a_key_below_toml_is_not_at_the_head_of_the_note():
    assert candidates("tags: [[x]]\n") == [("single-colon-property", "tags:")]
    assert candidates("+++\na = 1\n+++\ntags: [[x]]\n") == []


# Renames

LINKS = [
    "[[Zy]]",
    "![[Zy]]",
    "[[Zy|l]]",
    "[[Zy#h]]",
    "[t](Zy.md)",
    "![t](<Zy.md> 't')",
    "[[t](Zy.md#h)]",
    "[[x] t](./Zy.md)",
]
WORDS = ["a", "see", "it's", '"b"', "\\", "é", "😀", ":", "# x", "- x", "$5", "%%"]
NAMES = ["Qx", "Q x", "Q's x", "Q: x", "Q & x", "Q, x", "Q 100% x"]


def single_quoted(text):
    return "'" + text.replace("'", "''") + "'"


def double_quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def folded(written, breaks):
    """Replace some of the blanks by line endings and indentation."""
    words = written.split(" ")
    ends = [*breaks[: len(words) - 1], *[" "] * (len(words) - 1 - len(breaks)), ""]
    return "".join(word + end for word, end in zip(words, ends, strict=True))


def block_text(text):
    return "|\n      " + text


texts = st.lists(st.sampled_from([*LINKS * 3, *WORDS]), min_size=1, max_size=6).map(" ".join)
breaks = st.lists(st.sampled_from([" ", " ", "\n      ", " \n      ", "\n\n      "]), max_size=6)
scalars = st.one_of(
    st.builds(folded, st.builds(single_quoted, texts), breaks),
    st.builds(folded, st.builds(double_quoted, texts), breaks),
    st.builds(block_text, texts),
    texts.map("x {}".format),
    st.sampled_from(["plain", "[a, b]", "{a: b}", "5", "", "# comment", "&x y", "!!str z"]),
)
entries = st.one_of(
    st.builds("k{}: {}".format, st.integers(0, 9), scalars),
    st.builds("k{}:\n  - {}\n  - {}".format, st.integers(10, 19), scalars, scalars),
    st.builds("k{}:\n  l: {}".format, st.integers(20, 29), scalars),
)
blocks = st.lists(entries, min_size=1, max_size=4).map("\n".join)


def loaded(text):
    """Return the values of the front matter as text."""
    return pyyaml.load(text.split("---\n")[1], pyyaml.BaseLoader)  # noqa: S506 - it makes nothing but text


def renamed_back(value, name):
    """Return values with each form of the new name replaced by the old one."""
    if isinstance(value, dict):
        return {renamed_back(key, name): renamed_back(each, name) for key, each in value.items()}
    if isinstance(value, list):
        return [renamed_back(each, name) for each in value]
    for form in (encode_path(name), encode_path(name, in_angles=True), name):
        value = value.replace(form, "Zy")
    return value


@settings(max_examples=500, deadline=None)
@given(blocks, st.sampled_from(NAMES))
@example('k1: "[[Zy\n      |l]] it\'s \\"b\\""', "Q's x")
@example("k1: '[[Zy]] it''s'", "Q's x")
@example("k1: x [t](<Zy.md>)", "Q: x")
def test_a_rename_changes_nothing_else(block, name):
    text = f"---\n{block}\n---\n[[Zy]]\n"
    try:
        before = loaded(text)
    except pyyaml.YAMLError:
        return
    graph = Graph(Vault(Settings(), [Note("n.md", parse(text, OBSIDIAN)), Note("Zy.md")], [], tuple))
    try:
        result = rename_file(graph, "Zy.md", f"{name}.md", {"n.md": text, "Zy.md": ""}.get)
    except RenameRefused:
        return
    edits = result.changes.edits.get("n.md", ())
    check_edits(graph.vault.notes["n.md"], text, edits)
    after = apply_edits(text, edits)
    assert renamed_back(loaded(after), name) == renamed_back(before, name)
    assert all("\n" not in edit.content for edit in edits)
    links_after = parse(after, OBSIDIAN).links
    assert len(links_after) == len(graph.vault.notes["n.md"].facts.links)
    assert "Zy" not in {one.path.removesuffix(".md").removeprefix("./") for one in links_after}
    comments = [line for line in text.split("\n") if "# comment" in line]
    assert [line for line in after.split("\n") if "# comment" in line] == comments


def renamed(value, new, old="a long name.md"):
    text = yaml(value)
    graph = Graph(Vault(Settings(), [Note("n.md", parse(text, OBSIDIAN)), Note(old)], [], tuple))
    edits = rename_file(graph, old, new, {"n.md": text, old: ""}.get).changes.edits["n.md"]
    return apply_edits(text, edits).removeprefix("---\n").removesuffix("\n---\n")


@cases(
    "before, after",
    ("two lines", 'up: ["[[a long\n  name]]", b] # c', 'up: ["[[b c]]", b] # c'),
    ("a label in two lines", "up: '[[a long name|the\n  label]]'", "up: '[[b c|the\n  label]]'"),
    ("an escaped line ending", 'up: "see [[a long\\\n  \\ name]]\n  too"', 'up: "see [[b c]]\n  too"'),
    ("two lines in angle brackets", 'up: "[a](<a long\n  name.md>)"', 'up: "[a](<b c.md>)"'),
    ("a Markdown link", 'up: "[a](a%20long%20name.md)"', 'up: "[a](b%20c.md)"'),
    ("in brackets", "up: '[[it''s](a%20long%20name.md)]'", "up: '[[it''s](b%20c.md)]'"),
    ("without quotes", "up: see [a](<a long name.md>) # c", "up: see [a](<b c.md>) # c"),
    ("in a block of text", "up: |\n  see [a](a%20long%20name.md)\n   x", "up: |\n  see [a](b%20c.md)\n   x"),
)
def test_a_rename(before, after):
    assert renamed(before, "b c.md") == after


@cases(
    "folder, before, after",
    ("a doubled quote", "it's", "up: '[a](it''s/Zy.md)'", "up: '[a](it''s/Qx.md)'"),
    ("a quote of the other kind", "it's", 'up: "[a](it\'s/Zy.md)"', 'up: "[a](it\'s/Qx.md)"'),
    ("a code point", "café", 'up: "[a](caf\\u00e9/Zy.md)"', 'up: "[a](café/Qx.md)"'),
    ("two lines", "a b", 'up: "[a](<a\n  b/Zy.md>)"', 'up: "[a](<a b/Qx.md>)"'),
)
def test_a_rename_in_a_folder_whose_name_is_escaped(folder, before, after):
    assert renamed(before, f"{folder}/Qx.md", f"{folder}/Zy.md") == after


def test_a_rename_of_a_heading():
    text, target = yaml('up: "[[b#the old\n  one]] [t](b.md#the-old-one)"'), "# The old one\n"
    graph = Graph(
        Vault(Settings(), [Note("n.md", parse(text, OBSIDIAN)), Note("b.md", parse(target, OBSIDIAN))], [], tuple)
    )
    note = graph.vault.notes["b.md"]
    result = rename_heading(graph, note, note.facts.headings[0], "Its new", {"n.md": text, "b.md": target}.get)
    assert apply_edits(text, result.changes.edits["n.md"]) == yaml('up: "[[b#Its new]] [t](b.md#its-new)"')
