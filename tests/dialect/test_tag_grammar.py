"""Tags: their characters, what may precede them, and where there are none."""

import pytest
from reading import LOGSEQ, Dialect, candidates, cases, paths, tags


@cases(
    "text, expected",
    ("T59 nested", "#a/b-c_1", ["a/b-c_1"]),
    ("T60 digits only", "#1984", []),
    ("digits and slashes", "#19/84", []),
    ("T60 a letter before digits", "#y1984", ["y1984"]),
    ("T60 a letter after a digit", "#1a", ["1a"]),
    ("a letter in another segment", "#2024/a", ["2024/a"]),
    ("T63 two that touch", "#a#b", ["a", "b"]),
    # Interpretation: both are tags, and the first keeps its empty segment.
    ("two that touch after a slash", "#a/#b", ["a/", "b"]),
    ("T65 other scripts and emoji", "#中文/子 #✅done", ["中文/子", "✅done"]),
    ("T69 no heading", "#h", ["h"]),
    ("T69 a heading", "# h", []),
    ("a colour", "#fff", ["fff"]),
    ("after text", "x #a y", ["a"]),
    ("several", "#a #b\n#c", ["a", "b", "c"]),
    ("case is kept", "#Aa #AA", ["Aa", "AA"]),
    ("after a bullet", "- #a\n- [ ] #b", ["a", "b"]),
    ("in a quote", "> #a", ["a"]),
    ("in a heading", "## h #a", ["a"]),
    ("after a tab", "x\t#a", ["a"]),
    ("after a no-break space", "x\u00a0#a", ["a"]),
    ("after an ideographic space", "x\u3000#a", ["a"]),
    ("at the start of a cell", "|#a|b|\n|-|-|\n|x|#b|", ["a", "b"]),
    ("in emphasis with stars", "*#a* **#b**", ["a", "b"]),
    ("in emphasis with low bars: it is of the class", "_#a_", ["a_"]),
    ("in a link's text", "[x #a](u.md)", ["a"]),
    ("at the start of a link's text a bracket blocks", "[#a](u.md)", []),
    ("in a property's value", "type:: #note/concept", ["note/concept"]),
    ("after an inline tag and a space", "x <b> #a</b>", ["a"]),
    ("a zero-width joiner ends it", "#👨\u200d👩", ["👨"]),
    ("a dash of U+2000 to U+206F ends it", "#a\u2014b", ["a"]),
    ("a mark of U+2E00 to U+2E7F ends it", "#a\u2e3ab", ["a"]),
    ("an accent", "#e\u0301a", ["e\u0301a"]),
    ("the last thing of a note", "x #a", ["a"]),
    ("a plain hash before it", "# #a", ["a"]),
)
def test_tags(text, expected):
    assert tags(text) == expected


@pytest.mark.parametrize("char", list("'!\"$%&()*+,.:;<=>?@^`{|}~[]\\"))
def test_characters_that_end_a_tag(char):
    assert tags(f"#ab{char}cd") == ["ab"]


@pytest.mark.parametrize("char", list("-_/é中✅1"))
def test_characters_of_a_tag(char):
    assert tags(f"#ab{char}cd") == [f"ab{char}cd"]


@pytest.mark.parametrize("char", list("'\"!$%&()+,.:;<=>?@^`{}[]-/\\xé中1—“"))
def test_characters_before_which_there_is_no_tag(char):
    assert tags(f"x {char}#a") == []


@cases(
    "text",
    ("T67 a heading of a link", "[[n#h]]"),
    ("after a blank in a link", "[[n #h]]"),
    ("in a label", "[[n|x #a]]"),
    ("in an embed", "![[n#h]]"),
    ("in a destination", "[x](u#a)"),
    ("in a destination with blanks", "[x](<u #a>)"),
    ("in a title", '[x](u "y #a")'),
    ("T70 in an HTML block", "<p>x #a</p>"),
    ("in an attribute", 'x <a b="c #d">'),
    ("after an inline tag", "x <b>#a</b>"),
    ("in an autolink", "<https://x.y/#a>"),
    ("after a URL", "https://x.y/#a"),
    ("in an entity", "x &#39; &#x41;"),
    ("a language", "C# and F#"),
    ("a number", "issue #12"),
    ("a fragment", "url#frag"),
    ("escaped", r"\#a"),
    ("only slashes", "#/"),
    ("a comment of YAML", "---\na: b #c\n---\n"),
    ("in code", "`#a` `x #a`"),
    ("in math", "$x #a$"),
    ("in a comment", "%% #a %% <!-- #b -->"),
)
def test_no_tag(text):
    assert tags(text) == []


@cases(
    "text, expected",
    ("an empty segment", "#a//b", "#a//b"),
    ("at the start", "#/a", "#/a"),
    ("at the end", "#a/", "#a/"),
)
def test_an_empty_segment_is_kept_and_reported(text, expected):
    assert tags(text) == [text[1:]]
    assert candidates(text) == [("tag-empty-segment", expected)]


@pytest.mark.parametrize("text", ["#a/b", "#a", "#a/b/c"])
def test_a_good_tag_is_not_reported(text):
    assert candidates(text) == []


# Front matter


@cases(
    "yaml, expected",
    ("a flow list", "tags: [a, b/c]", ["a", "b/c"]),
    ("a list on lines", "tags:\n  - a\n  - b", ["a", "b"]),
    ("the hash is optional", "tags: ['#a', b]", ["a", "b"]),
    ("text is split on comma and space", "tags: a, b c", ["a", "b", "c"]),
    ("one", "tags: a", ["a"]),
    ("a value of a list with a space is not a tag", "tags: [a b, c]", ["c"]),
    ("quoted text", 'tags: "#a #b"', ["a", "b"]),
    ("nothing", "tags:", []),
    ("no other key", "type: a\nkeywords: [b]", []),
    # Interpretation: keys are casefolded, so `Tags` is `tags`.
    ("a capital in the key", "Tags: [a]", ["a"]),
)
def test_tags_of_front_matter(yaml, expected):
    assert tags(f"---\n{yaml}\n---\n") == expected


# Options


def test_option_numeric():
    assert tags("#1984 #19/84 #1a", Dialect(numeric_tags=False)) == ["1a"]
    assert tags("#1984 #19/84 #1a", Dialect(numeric_tags=True)) == ["1984", "19/84", "1a"]
    assert tags("#1984", LOGSEQ) == ["1984"]


def test_option_multiword():
    text = "x #[[two words]] #[[b]]"
    assert (tags(text, Dialect(multiword_tags=False)), paths(text)) == ([], ["two words", "b"])
    assert tags(text, Dialect(multiword_tags=True)) == ["two words", "b"]
    assert paths(text, Dialect(multiword_tags=True)) == ["two words", "b"]
    assert tags(text, LOGSEQ) == ["two words", "b"]


def test_tags_as_a_property_are_tags_in_logseq_only():
    assert tags("tags:: china\n") == []
    assert tags("tags:: china\n", LOGSEQ) == ["china"]
    assert tags("tags:: motor, steering wheel\n", LOGSEQ) == ["motor", "steering wheel"]


def test_a_link_in_the_property_tags_is_not_a_tag():
    assert tags("tags:: [[china]]\n") == []
    assert paths("tags:: [[china]]\n") == ["china"]


@pytest.mark.parametrize("dialect", [Dialect(), LOGSEQ])
def test_a_tag_in_a_value_is_one_everywhere(dialect):
    assert tags("type:: #note/concept\n", dialect) == ["note/concept"]
