"""The preset of Dendron: labels come first, names have dots, headings are slugs, and links may name a range."""

import pytest
from checking import apply_fix, codes, findings, resolution, target
from reading import Dialect, cases, embed, link, links, piece, properties, read

from wikilsp.settings.load import load_settings

DENDRON = load_settings('preset = "dendron"', codes=(), source="").dialect
WORKSPACE = Dialect(
    preset="dendron",
    headings="slug",
    label_order="label-first",
    dendron_vaults=(("main", "vault"), ("top", ""), ("own", "own/notes")),
)
NOTE = {"a.b.c.md": "# Big Idea\n\n## The End?\n\ntext ^id\n"}


def test_the_label_comes_first():
    assert links("[[the label|a.b.c]] ![[x|a.b.c#big-idea]]", DENDRON) == [
        link("a.b.c", label="the label"),
        embed("a.b.c", "big-idea", label="x"),
    ]
    assert codes(NOTE, "[[Nowhere|a.b.c]]", dialect=DENDRON) == []
    assert codes(NOTE, "[[a.b.c|nowhere]]", dialect=DENDRON) == ["missing-note"]


@cases(
    "text, path",
    ("dots", "[[a.b.c]]", "a.b.c.md"),
    ("the extension of a program", "[[lang.py]]", "lang.py.md"),
    ("the extension of a picture", "[[x|logo.png]]", "logo.png.md"),
)
def test_a_name_has_dots(text, path):
    assert target([path], text, dialect=DENDRON) == path


@pytest.mark.parametrize("text", ["[[lang.py]]", "[[x|dev.sql]]", "![[logo.png]]"])
def test_a_missing_name_with_dots_is_a_note(text):
    assert codes([], text, dialect=DENDRON) == ["missing-note"]
    assert codes([], "[[lang.py]]") == ["missing-attachment"]


# Ranges


@cases(
    "text, expected",
    ("two headings", "![[n#from:#to]]", embed("n", "from", "to")),
    ("lines below the first", "![[n#from,1:#to]]", embed("n", "from", "to")),
    ("up to the end", "![[n#head:#*]]", embed("n", "head")),
    ("lines below and the end", "![[n#head,12:#*]]", embed("n", "head")),
    ("one heading without its line", "![[n#head,1]]", embed("n", "head")),
    ("a link with a label", "[[x|n#from,1:#to]]", link("n", "from", "to", label="x")),
    ("the same note", "![[#from:#to]]", embed("", "from", "to")),
    ("everything", "![[n#*]]", embed("n")),
    ("a block", "![[n#^id:#*]]", embed("n", block="id")),
    ("a heading and a block", "![[n#head:#^id]]", embed("n", "head", block="id")),
    ("two blocks", "![[n#^a:#^b]]", embed("n", block="b")),
)
def test_the_ends_of_a_range(text, expected):
    assert links(text, DENDRON) == [expected]


@cases(
    "text, first, last",
    ("two blocks", "![[n#^a:#^b]]", "a", "b"),
    ("lines below the first", "![[n#^a,2:#^b]]", "a", "b"),
    ("the same note, with a label", "[[x|#^a:#^b]]", "a", "b"),
    ("blanks", "![[n# ^a : # ^b ]]", "a", "b"),
)
def test_both_blocks_of_a_range_have_their_place(text, first, last):
    (one,) = read(text, DENDRON).links
    assert [(each.block, piece(text, each.block_span)) for each in one.to_blocks] == [(first, first), (last, last)]


def test_a_range_in_its_own_note_is_checked():
    assert findings({}, "[[#^a:#^b]]\n\ntext ^b", dialect=DENDRON) == [("missing-block", "a")]
    assert findings({}, "[[#^a:#^b]]\n\ntext ^b\n\ntext ^a", dialect=DENDRON) == []


def test_other_presets_have_no_ranges():
    assert links("![[n#from,1:#to]]") == [embed("n", "from,1:", "to")]
    assert links("![[n#head:#*]]") == [embed("n", "head:", "*")]
    assert [one.first_block for one in read("[[n#^a:#^b]] [[n#^a]]").links] == [None, None]


@cases(
    "text, expected",
    ("both ends", "![[a.b.c#big-idea,1:#the-end]]", []),
    ("in the wrong order", "![[a.b.c#the-end:#big-idea]]", []),
    ("the end of the note", "![[a.b.c#the-end:#*]]", []),
    ("a wrong start", "![[a.b.c#big,1:#the-end]]", [("missing-heading", "big")]),
    ("a wrong end", "![[a.b.c#big-idea:#the-ends]]", [("missing-heading", "the-ends")]),
    ("a wrong start up to the end", "![[a.b.c#ende:#*]]", [("missing-heading", "ende")]),
    ("a block", "![[a.b.c#^id:#*]]", []),
    ("a wrong block", "![[a.b.c#^idd:#*]]", [("missing-block", "idd")]),
    ("a wrong block at the end", "![[a.b.c#big-idea:#^no]]", [("missing-block", "no")]),
    ("two blocks", "![[a.b.c#^id:#^id]]", []),
    ("a wrong block before another", "![[a.b.c#^no:#^id]]", [("missing-block", "no")]),
    ("a wrong block after another", "![[a.b.c#^id:#^no]]", [("missing-block", "no")]),
    ("two wrong blocks", "[[x|a.b.c#^no,1:#^none]]", [("missing-block", "no"), ("missing-block", "none")]),
    ("a wrong block before a heading", "![[a.b.c#^no:#the-end]]", [("missing-block", "no")]),
)
def test_each_end_is_checked(text, expected):
    assert findings(NOTE, text, dialect=DENDRON) == expected


def test_a_fix_writes_a_slug_and_keeps_the_rest():
    assert apply_fix(NOTE, "![[a.b.c#big-ida,1:#the-end]]", dialect=DENDRON) == "![[a.b.c#big-idea,1:#the-end]]"
    assert apply_fix(NOTE, "![[a.b.c#big-idea:#the-edn]]", dialect=DENDRON) == "![[a.b.c#big-idea:#the-end]]"


# Vaults

VAULTS = ["vault/a.b.md", "own/notes/a.b.md", "c.md", "src.md"]


@cases(
    "text, how, path",
    ("a vault of the workspace", "[[dendron://main/a.b]]", "name", "vault/a.b.md"),
    ("with a label and a heading", "[[x|dendron://own/a.b#h]]", "name", "own/notes/a.b.md"),
    ("the vault at the root", "[[dendron://top/c]]", "name", "c.md"),
    ("no such note", "[[dendron://main/c]]", "missing", None),
    ("another workspace", "[[dendron://other/a.b]]", "outside", None),
    ("no note", "[[dendron://main/]]", "outside", None),
)
def test_a_link_may_name_the_vault(text, how, path):
    found = resolution(VAULTS, text, dialect=WORKSPACE)
    assert (found.how, found.target) == (how, path)


def test_a_vault_elsewhere_is_not_reported():
    assert codes(VAULTS, "[[x|dendron://other/a.b#h]] [[dendron://]]", dialect=WORKSPACE) == []
    assert codes(VAULTS, "[[dendron://main/nowhere]]", dialect=WORKSPACE) == ["missing-note"]
    assert codes([], "[[dendron://main/a]]") == ["external-wikilink"]


def test_properties_are_read_as_elsewhere():
    assert properties("k:: v", DENDRON) == [("k", "v")]
