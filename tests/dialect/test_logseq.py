"""Logseq's own syntax: no setext headings, empty bullets, Org blocks, drawers."""

import pytest
from reading import LOGSEQ, OBSIDIAN, candidates, cases, headings, paths, properties, read, scopes, tags

from wikilsp.syntax.folds import folds


@cases(
    "text, expected",
    ("an empty bullet below a property", "- b\n  collapsed:: true\n\t-\n", [("block", "collapsed", "true")]),
    ("an empty bullet below text", "- b\n  -\n", []),
    ("dashes below an alias", "alias:: X\n---\n", [("page", "alias", "X")]),
    ("dashes below tags", "tags:: a\n--- \n- b\n", [("page", "tags", "a")]),
    ("equals signs", "title:: T\n===\n", [("page", "title", "T")]),
    ("dashes in an item", "- a\n  k:: v\n  ---\n", [("block", "k", "v")]),
    ("two dashes", "k:: v\n--\n", [("page", "k", "v")]),
    ("dashes in a quote", "> k:: v\n> ---\n", [("page", "k", "v")]),
)
def test_there_are_no_setext_headings(text, expected):
    assert headings(text, LOGSEQ) == []
    assert candidates(text, LOGSEQ) == []
    assert scopes(text, LOGSEQ) == expected
    assert headings(text, OBSIDIAN) != []


def test_an_alias_above_dashes_is_an_alias():
    assert [alias.text for alias in read("alias:: X, [[Y z]]\n---\n", LOGSEQ).aliases] == ["X", "Y z"]


def test_other_headings_are_headings():
    assert headings("# a\n- ## b\n---\n- # c\n", LOGSEQ) == [(1, "a"), (2, "b"), (1, "c")]
    assert candidates("tags:: x\n---\n", OBSIDIAN) == [("property-becomes-heading", "tags:: x")]


def test_an_empty_bullet_is_a_block():
    text = "- a\n  -\n    k:: v\n  l:: w\n"
    (prop,) = [prop for prop in read(text, LOGSEQ).properties if prop.key == "k"]
    assert prop.owner == text.index("  -")
    assert paths("- a\n\t- \n\t  [[b]]\n", LOGSEQ) == ["b"]


def test_a_dash_in_text_is_no_bullet():
    assert properties("a\n-b\nk:: v\n", LOGSEQ) == []
    assert paths("- a [[b]]\n  -c [[d]]\n  -\n  - [[e]]\n", LOGSEQ) == ["b", "d", "e"]


# Org blocks

CODE = ["SRC clojure", "EXAMPLE", "export html", "Comment", "QUERY"]
PROSE = ["QUOTE", "NOTE", "tip", "VERSE", "src-like"]
INSIDE = ["[[a]] #t", "k:: v", "# h", "```", "[[b", "- [k:: v] [[c]]", "", "| [[d|e]] |", "#+key: v"]


@pytest.mark.parametrize("name", CODE)
@pytest.mark.parametrize(("before", "indent"), [("", ""), ("- ", "  "), ("- x\n  ", "  "), ("\t- x\n\t\t- ", "\t\t  ")])
def test_code_in_an_org_block_is_opaque(name, before, indent):
    lines = [f"{before}#+BEGIN_{name} [[z]]", *(indent + line for line in INSIDE), f"{indent}#+end_{name.split()[0]}"]
    text = "\n".join([*lines, "", "- [[after]]"])
    assert paths(text, LOGSEQ) == ["after"]
    facts = read(text, LOGSEQ)
    assert (facts.tags, facts.properties, facts.headings, facts.candidates) == ((), (), (), ())


@pytest.mark.parametrize("name", PROSE)
def test_other_org_blocks_are_prose_without_properties(name):
    text = f"- x\n  #+BEGIN_{name}\n  a:: [[b]] #t\n  [c:: d]\n  #+key: v\n  #+END_{name}\n- e:: f\n"
    assert paths(text, LOGSEQ) == ["b"]
    assert tags(text, LOGSEQ) == ["t"]
    assert properties(text, LOGSEQ) == [("e", "f")]
    assert candidates(text, LOGSEQ) == []


@cases(
    "text, expected",
    ("without an end", "#+BEGIN_SRC\n[[a]]\n", ["a"]),
    ("with the end of another", "#+BEGIN_SRC\n[[a]]\n#+END_EXAMPLE\n[[b]]", ["a", "b"]),
    ("with an earlier end", "#+END_SRC\n[[a]]\n#+BEGIN_SRC\n[[b]]", ["a", "b"]),
    ("in a fence", "```\n#+BEGIN_SRC\n```\n[[a]]\n#+END_SRC", ["a"]),
    ("in a fence of an item", "- ```\n  #+BEGIN_SRC\n  ```\n- [[a]]\n  #+END_SRC", ["a"]),
    ("after a fence that its item ends", "- ```\n  x\n- #+BEGIN_SRC\n  [[a]]\n  #+END_SRC\n  [[b]]", ["b"]),
    ("in a quoted fence", "> ```\n> #+BEGIN_SRC\n> ```\n> [[a]]\n> #+END_SRC", ["a"]),
    ("code in inline code of one line", "```x```\n#+BEGIN_SRC\n[[a]]\n#+END_SRC", []),
    ("in a line", "see #+BEGIN_SRC\n[[a]]\n#+END_SRC", ["a"]),
    ("a fence inside", "#+BEGIN_SRC\n```\n#+END_SRC\n[[a]]", ["a"]),
    ("code inside of prose", "#+BEGIN_QUOTE\n#+BEGIN_SRC\n[[a]]\n#+END_SRC\n[[b]]\n#+END_QUOTE", ["b"]),
    ("an end in another item", "- #+BEGIN_SRC\n  [[a]]\n- [[b]]\n- x\n  #+END_SRC\n  [[c]]", ["a", "b", "c"]),
    ("a block after one without an end", "- #+BEGIN_SRC\n- #+BEGIN_SRC\n  [[a]]\n  #+END_SRC\n- [[b]]", ["b"]),
    ("items in code", "- #+BEGIN_SRC\n  - [[a]]\n    - [[b]]\n  #+END_SRC\n  [[c]]", ["c"]),
    ("code without indentation", "- #+BEGIN_SRC\n[[a]]\n#+END_SRC\n- [[b]]", ["b"]),
    ("items in code at the top", "#+BEGIN_SRC\n- [[a]]\n#+END_SRC\n[[b]]", ["b"]),
    ("two in a row", "#+BEGIN_SRC\n[[a]]\n#+END_SRC\n[[b]]\n#+BEGIN_SRC\n[[c]]\n#+END_SRC", ["b"]),
    ("other line ends", "#+BEGIN_SRC\r\n[[a]]\r\n#+END_SRC\r[[b]]", ["b"]),
)
def test_edges_of_org_blocks(text, expected):
    assert paths(text, LOGSEQ) == expected


def test_text_between_org_blocks_has_its_properties():
    text = "- a\n  #+BEGIN_NOTE\n  k:: 1\n  #+END_NOTE\n- b\n  k:: 2\n  #+BEGIN_NOTE\n  k:: 3\n  #+END_NOTE\n"
    assert properties(text, LOGSEQ) == [("k", "2")]


def test_an_org_block_of_prose_ends_with_its_item():
    text = "- #+BEGIN_NOTE\n  a:: 1\n- b\n  c:: 2\n- d\n  #+END_NOTE\n"
    assert properties(text, LOGSEQ) == [("a", "1"), ("c", "2")]


def test_org_blocks_inside_of_each_other_are_all_prose():
    text = "#+BEGIN_NOTE\n#+BEGIN_QUOTE\na:: b\n#+END_NOTE\nc:: d\n#+END_QUOTE\n\ne:: f\n"
    assert properties(text, LOGSEQ) == []


def test_positions_after_code_are_those_of_the_text():
    text = "#+BEGIN_SRC\n😀[[a]]\tx\n#+END_SRC\n[[b]] 😀"
    facts = read(text, LOGSEQ)
    assert [text[slice(*link.span)] for link in facts.links] == ["[[b]]"]
    assert facts.has_astral
    assert facts.checksum == read(text, OBSIDIAN).checksum
    assert facts.line_starts == read(text, OBSIDIAN).line_starts


def test_code_in_an_org_block_has_no_folds():
    text = "- a\n  #+BEGIN_SRC\n  # x\n  - y\n    - z\n  #+END_SRC\n"
    assert {fold.kind for fold in folds(text, LOGSEQ)} <= {"list", "item", "paragraph"}


@pytest.mark.parametrize(
    "text", ["#+BEGIN_SRC\n[[a]]\n#+END_SRC\n", "- x\n  #+BEGIN_NOTE\n  k:: [[a]]\n  #+END_NOTE\n"]
)
def test_other_apps_have_no_org_blocks(text):
    assert paths(text, OBSIDIAN) == ["a"]


# Drawers

DRAWER = ":PROPERTIES:\n:alias: X\n:END:\n"


@cases(
    "text, expected",
    ("at the top", DRAWER, [("page", "alias", "X")]),
    ("after blank lines", f"\n\n{DRAWER}", [("page", "alias", "X")]),
    ("below the title", f"# T\n{DRAWER}", [("page", "alias", "X")]),
    ("below text", f"text\n\n{DRAWER}", []),
    ("below an item", f"- text\n\n{DRAWER}", []),
    ("below a drawer", f"{DRAWER}\n{DRAWER}", [("page", "alias", "X")]),
    ("below another heading", f"## T\n{DRAWER}", []),
    ("in a quote below text", "text\n\n> :PROPERTIES:\n> :alias: X\n> :END:\n", []),
)
def test_a_drawer_holds_properties_of_the_page_in_its_first_block(text, expected):
    assert scopes(text, LOGSEQ) == expected


def test_a_drawer_in_an_item_holds_properties_of_the_block():
    text = "text\n\n- a\n  :PROPERTIES:\n  :k: v\n  :END:\n"
    assert scopes(text, LOGSEQ) == [("block", "k", "v")]


def test_an_org_line_is_a_property_of_the_page():
    assert scopes("#+alias: X\n\ntext\n\n#+other: y\n", LOGSEQ) == [("page", "alias", "X"), ("page", "other", "y")]
