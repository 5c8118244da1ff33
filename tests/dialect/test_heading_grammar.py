"""Headings and block ids: their syntax, and how links target them."""

import pytest
from checking import codes, resolution, vault_and_note
from reading import LOGSEQ, UUID, Dialect, blocks, cases, headings, properties, read, tags

# Headings in a note


@cases(
    "text, expected",
    ("T69 a heading", "# h", [(1, "h")]),
    ("T69 a tag, since the space is missing", "#h", []),
    ("six levels", "# a\n## b\n### c\n#### d\n##### e\n###### f", list(enumerate("abcdef", 1))),
    ("seven are none", "####### a", []),
    ("closing marks", "## a ##", [(2, "a")]),
    ("closing marks need no equal number", "## a #", [(2, "a")]),
    ("a hash that touches the text is its own", "## a#", [(2, "a#")]),
    ("up to three blanks before it", "   # a", [(1, "a")]),
    ("four make code", "x\n\n    # a", []),
    ("a tab after the mark", "#\ta", [(1, "a")]),
    ("an empty one", "#\n", [(1, "")]),
    ("escaped", r"\# a", []),
    ("setext, first level", "a\n===", [(1, "a")]),
    ("setext, second level", "a\n---", [(2, "a")]),
    ("setext of one mark", "a\n=", [(1, "a")]),
    ("a rule, since a blank line is above it", "a\n\n---", []),
    ("in a quote", "> # a", [(1, "a")]),
    ("in a list item", "- # a", [(1, "a")]),
    ("with a link", "# see [[a|b]]", [(1, "see [[a|b]]")]),
    ("in a fence", "```\n# a\n```", []),
    ("in a comment", "<!--\n# a\n-->", []),
    ("in a percent comment", "%%\n# a\n%%", []),
    ("in front matter", "---\n# a\n---\n", []),
    ("without a newline at the end", "x\n# a", [(1, "a")]),
)
def test_headings(text, expected):
    assert headings(text) == expected


@cases(
    "source, visible",
    ("plain", "a b", "a b"),
    ("bold", "**a** b", "a b"),
    ("a link", "see [[a]]", "see a"),
    ("a link's label", "see [[a|b]]", "see b"),
    ("a Markdown link", "see [t](u.md)", "see t"),
    ("code", "`a` b", "a b"),
)
def test_the_visible_text_of_a_heading(source, visible):
    (heading,) = read(f"# {source}").headings
    assert heading.visible == visible


# Links to headings


def heading_found(note, text, **options):
    """Return the level and the text of the heading in `note` that the link targets."""
    dialect = Dialect(**options)
    vault, source = vault_and_note({"n.md": note}, text, dialect=dialect)
    heading = vault.fragments(vault.notes["n.md"]).heading(source.facts.links[0].headings)
    return heading and heading.text


@cases(
    "note, text, expected",
    ("T54 punctuation is a space", "# wifi 2.4 vs 5.0", "[[n#wifi 2 4 vs 5 0]]", "wifi 2.4 vs 5.0"),
    ("T54 in capitals", "# wifi 2.4 vs 5.0", "[[n#WIFI 2.4 vs 5.0]]", "wifi 2.4 vs 5.0"),
    ("runs of space are one", "# a  -  b", "[[n#a - b]]", "a  -  b"),
    ("in the link, too", "# a b", "[[n#a   b]]", "a b"),
    ("an apostrophe is kept", "# it's", "[[n#it s]]", None),
    ("as are dash and low bar", "# a-b_c", "[[n#a b c]]", None),
    ("kept and found", "# it's a-b_c", "[[n#it's a-b_c]]", "it's a-b_c"),
    ("the first of two", "# A\n## X\n# B\n## x", "[[n#X]]", "X"),
    ("the path form picks", "# A\n## X\n# B\n## x", "[[n#B#X]]", "x"),
    ("somewhere under it", "# A\n## B\n### C\n", "[[n#A#C]]", "C"),
    ("not next to it", "# A\n# C\n", "[[n#A#C]]", None),
    ("not above it", "# A\n## B\n", "[[n#B#A]]", None),
    ("its visible text", "# see [[a|b]] **c**", "[[n#see b c]]", "see [[a|b]] **c**"),
    ("its raw text", "# see [[a|b]] x", "[[n#see a b x]]", "see [[a|b]] x"),
    ("its slug", "# My Heading", "[[n#my-heading]]", "My Heading"),
    ("the loose match comes first", "# a b\n# a-b", "[[n#a-b]]", "a-b"),
    ("setext", "A b\n===", "[[n#a b]]", "A b"),
    ("other letters", "# Größe 漢字", "[[n#GRÖSSE 漢字]]", "Größe 漢字"),
    ("none", "# a", "[[n#b]]", None),
)
def test_which_heading_a_link_targets(note, text, expected):
    assert heading_found(note, text) == expected


@pytest.mark.parametrize("char", list('!"$%&()*+,.:;<=>?@^`{|}~/[\\]'))
def test_each_of_these_characters_counts_as_a_space(char):
    assert heading_found(f"# a{char}b c", "[[n#a b c]]") == f"a{char}b c"


def test_a_hash_in_a_heading_counts_as_a_space():
    assert heading_found("# C# and F#", "[[n#C and F]]") == "C# and F#"


@cases(
    "option, link, expected",
    ("auto", "auto", "[[n#my heading]]", "My, Heading"),
    ("auto by slug", "auto", "[[n#my-heading]]", "My, Heading"),
    ("slug", "slug", "[[n#my-heading]]", "My, Heading"),
    ("slug by words", "slug", "[[n#My Heading]]", "My, Heading"),
    # Interpretation: “exact” is the text as written; nothing defines whether case and punctuation count.
    ("exact", "exact", "[[n#My, Heading]]", "My, Heading"),
    ("exact, not by slug", "exact", "[[n#my-heading]]", None),
)
def test_option_headings(option, link, expected):
    assert heading_found("# My, Heading", link, headings=option) == expected


def test_slugs_of_equal_headings_are_numbered():
    assert heading_found("# X y\n# Z\n# x Y", "[[n#x-y-1]]", headings="slug") == "x Y"


def test_a_missing_heading_is_reported():
    assert codes({"n.md": "# H"}, "[[n#H]] [[n#I]]") == ["missing-heading"]


def test_t56_a_heading_in_a_comment_does_not_exist():
    assert codes({"n.md": "<!--\n## H\n-->"}, "[[n#H]]") == ["missing-heading"]
    assert codes({"n.md": "<!--\n## H\n-->"}, "%%\n![[n#H]]\n%%") == []


def test_t10_the_fragment_of_an_attachment_is_no_heading():
    assert codes(["d.pdf", "i.png"], "![[d.pdf#page=3]] ![[d.pdf#height=400]] ![[i.png#outline]]") == []


def test_a_heading_of_this_note():
    assert codes({}, "# H\n[[#h]] [[#none]]") == ["missing-heading"]


# Block ids


@cases(
    "text, expected",
    ("at a paragraph's end", "a b ^id", ["id"]),
    ("after trailing blanks", "a ^id  ", ["id"]),
    ("at a list item's end", "- a ^x\n- b ^y", ["x", "y"]),
    ("at a heading's end", "# a ^id", ["id"]),
    ("in a quote", "> a ^id", ["id"]),
    ("alone after a table", "| a |\n|-|\n| b |\n\n^id\n\nx", ["id"]),
    ("alone after a list", "- a\n- b\n\n^id", ["id"]),
    ("digits and dashes", "a ^37-06d", ["37-06d"]),
    ("a low bar is accepted", "a ^b_1", ["b_1"]),
    ("before CRLF", "a ^id\r\n", ["id"]),
    ("touching the text", "a^id", []),
    ("not at the end", "a ^id b", []),
    ("another character", "a ^i.d", []),
    ("no id", "a ^", []),
    ("in code", "`a ^id`", []),
    ("in a fence", "```\na ^id\n```", []),
    ("in a comment", "%% a ^id\n%%", []),
)
def test_block_ids(text, expected):
    assert blocks(text) == expected


def test_t89_an_id_property_defines_a_block():
    (block,) = read(f"- a\n  id:: {UUID}").blocks
    assert (block.id, block.from_property) == (UUID, True)
    assert properties(f"- a\n  id:: {UUID}") == [("id", UUID)]


@pytest.mark.parametrize("dialect", [Dialect(), LOGSEQ])
def test_t89_it_is_never_reported(dialect):
    text = f"- a\n  id:: {UUID}\n- b\n  collapsed:: true\n  id:: {UUID}\n- (({UUID}))"
    assert codes({}, text, dialect=dialect) == []


@cases(
    "text, expected",
    ("as written", "[[n#^abc]]", []),
    ("in capitals", "[[n#^ABC]]", []),
    ("none", "[[n#^abd]]", ["missing-block"]),
    ("of this note", "x ^i\n\n[[#^i]] [[#^j]]", ["missing-block"]),
)
def test_links_to_blocks(text, expected):
    assert codes({"n.md": "x ^abc\n- y\n  id:: 6356e902"}, text) == expected


def test_two_equal_block_ids_are_reported_at_the_second():
    assert codes({}, "a ^x\n\nb ^X\n\nc ^y") == ["duplicate-block-id"]


def test_a_link_to_a_heading_leads_to_its_note():
    assert resolution({"n.md": "# H"}, "[[n#H]]").target == "n.md"


def test_a_tag_in_a_heading():
    assert tags("# h #t\n## u ##") == ["t"]
