"""Markdown links and images to local files: their syntax, targets and findings."""

import pytest
from checking import codes, findings, resolution, severity, target
from reading import candidates, cases, paths, piece, read


def links(text):
    """Return the kind, path and anchor of each Markdown link."""
    return [(x.kind, x.path, *x.headings, *(["^" + x.block] if x.block else [])) for x in read(text).links]


@cases(
    "text, expected",
    ("a link", "[t](a.md)", ("link", "a.md")),
    ("an image", "![t](i.png)", ("image", "i.png")),
    ("in angle brackets", "[t](<a b.md>)", ("link", "a b.md")),
    ("percent-encoded", "[t](a%20b.md)", ("link", "a b.md")),
    ("encoded UTF-8", "[t](%E4%B8%AD.md)", ("link", "中.md")),
    ("a backslash before punctuation", r"[t](a\|b.md)", ("link", "a|b.md")),
    ("a backslash before a letter", r"[t](a\b.md)", ("link", r"a\b.md")),
    ("a character reference", "[t](a&amp;b.md)", ("link", "a&b.md")),
    ("a numeric reference", "[t](a.md#a&#38;&#x42;)", ("link", "a.md", "a&B")),
    ("a numeric reference as written", "[t](a.md#a&#128;)", ("link", "a.md", "a\x80")),
    (
        "a numeric reference to no character",
        "[t](a.md#a&#0;&#xD800;&#x110000;)",
        ("link", "a.md", "a\ufffd\ufffd\ufffd"),
    ),
    ("an escaped character reference", r"[t](a\&amp;b.md)", ("link", "a&amp;b.md")),
    ("no reference without its semicolon", "[t](a&copy.md)", ("link", "a&copy.md")),
    ("no reference with an unknown name", "[t](a&notit;.md)", ("link", "a&notit;.md")),
    ("a query is dropped", "[t](a.md?x=1)", ("link", "a.md")),
    ("a query before an anchor", "[t](a.md?x=1#h)", ("link", "a.md", "h")),
    ("an anchor", "[t](a.md#h)", ("link", "a.md", "h")),
    ("an anchor of this note", "[t](#h)", ("link", "", "h")),
    ("a block", "[t](a.md#^id)", ("link", "a.md", "^id")),
    ("with a title", '[t](a.md "T")', ("link", "a.md")),
    ("a title in other quotes", "[t](a.md 'T')", ("link", "a.md")),
    ("a title in parentheses", "[t](a.md (T))", ("link", "a.md")),
    ("parentheses in the destination", "[t](a(b).md)", ("link", "a(b).md")),
    ("brackets in the text", "[a [b] c](d.md)", ("link", "d.md")),
    ("code in the text", "[`]`](a.md)", ("link", "a.md")),
    ("blanks around it", "[t]( a.md )", ("link", "a.md")),
    ("a folder", "[t](a/)", ("link", "a/")),
    ("up", "[t](../a.md)", ("link", "../a.md")),
    ("no text", "[](a.md)", ("link", "a.md")),
    ("blanks in angle brackets before no scheme", "[t](< a.md>)", ("link", " a.md")),
    ("a URL in quotes", "[t]('https://x.y/?a=1#b')", ("link", "'https://x.y/?a=1#b'")),
    ("a path in quotes", "[t]('a.md?b=1#c')", ("link", "'a.md", "c'")),
)
def test_one(text, expected):
    assert links(text) == [expected]


@cases(
    "text",
    ("a scheme", "[t](https://x.y/a.md)"),
    ("another scheme", "[t](mailto:a@b.c)"),
    ("a scheme of an app", "[t](obsidian://open?vault=a)"),
    ("blanks before a scheme", "[t](< https://x.y/a.md>)"),
    ("blanks around a host", "[t](<\t//x.y/a.md >)"),
    ("blanks before a scheme in a definition", "[t][r]\n\n[r]: < https://x.y>"),
    ("a host", "[t](//x.y/a.md)"),
    ("an external image", "![t](http://x.y/i.png)"),
    ("an external definition", "[t][r]\n\n[r]: https://x.y"),
    ("in code", "`[t](a.md)`"),
    ("escaped", r"\[t](a.md)"),
    ("an escaped parenthesis", r"[t]\(a.md)"),
    ("a space between", "[t] (a.md)"),
    ("a block reference of Logseq", "[label](((6356e902-3b7b-4cb2-8c3e-6a904c813c40)))"),
    ("no definition", "[t][r]"),
    ("a task", "- [ ] t\n- [x] u"),
    ("a footnote", "a[^1]\n\n[^1]: b"),
)
def test_none(text):
    assert paths(text) == []
    assert candidates(text) == []


def test_an_image_in_a_link():
    assert sorted(links("[![t](i.png)](a.md)")) == [("image", "i.png"), ("link", "a.md")]


def test_a_wikilink_in_a_text():
    assert paths("[t [[a]] u](b.md)") == ["b.md", "a"]


@cases(
    "text",
    ("full", "[t][r]\n\n[r]: a.md#h"),
    ("collapsed", "[r][]\n\n[r]: a.md#h"),
    ("shortcut", "[r]\n\n[r]: a.md#h"),
    ("case is ignored", "[t][R]\n\n[r]: a.md#h"),
    ("the definition may come first", "[r]: a.md#h\n\n[t][r]"),
    ("with a title", "[t][r]\n\n[r]: <a.md#h> 'T'"),
)
def test_a_reference(text):
    facts = read(text)
    (use,) = facts.links
    (definition,) = facts.definitions
    assert use.reference.casefold() == definition.label == "r"
    assert (use.path, definition.link.path, definition.link.headings) == ("a.md", "a.md", ("h",))


def test_the_footer_that_foam_generates_leaves_wikilinks_alone():
    text = '[[a]]\n\n[a]: sub/a.md "T"\n'
    assert [(one.kind, one.path) for one in read(text).links if one.kind == "wikilink"] == [("wikilink", "a")]


@cases(
    "text, quiet",
    ("braces in the destination", "[t]({{x}}.md)", True),
    ("Liquid in the destination", "[t]({%x%}.md)", True),
    ("Templater in the destination", "[t](a<%x%>.md)", True),
    ("braces in the text", "[{{x}}](a.md)", True),
    ("Liquid in the text", "[{% x %}](a.md)", True),
    ("Templater in the text", "[<% x %>](a.md)", True),
    ("an ordinary one", "[x](a.md)", False),
)
def test_templates_are_never_reported(text, quiet):
    assert [one.quiet for one in read(text).links] == [quiet]


def test_html_anchors_of_a_note():
    assert read('<a id="x"></a> y <a name="z">\n\n<div id="w">\n</div>').anchors == ("x", "z", "w")


# Targets


@cases(
    "files, source, text, expected",
    ("next to the note", ["d/a.md", "a.md"], "d/s.md", "[t](a.md)", "d/a.md"),
    ("above the note", ["a.md"], "d/s.md", "[t](../a.md)", "a.md"),
    ("from the root", ["d/a.md"], "e/s.md", "[t](d/a.md)", "d/a.md"),
    ("from the root with a slash", ["d/a.md", "e/d/a.md"], "e/s.md", "[t](/d/a.md)", "d/a.md"),
    ("by name anywhere", ["d/e/a.md"], "s.md", "[t](a.md)", "d/e/a.md"),
    ("folders that do not match are forgiven", ["d/a.md"], "s.md", "[t](x/y/a.md)", "d/a.md"),
    ("without the extension", ["a.md"], "s.md", "[t](a)", "a.md"),
    ("an attachment", ["img/i.png"], "s.md", "![t](img/i.png)", "img/i.png"),
    ("an attachment anywhere", ["img/i.png"], "d/s.md", "![t](i.png)", "img/i.png"),
    ("a folder", ["d/a.md"], "s.md", "[t](d)", "d"),
    ("this note", [], "s.md", "[t](#h)", "s.md"),
    ("none", ["a.md"], "s.md", "[t](b.md)", None),
)
def test_target(files, source, text, expected):
    found_path = target(files, text, source)
    assert (found_path and found_path.rstrip("/")) == expected


def test_a_path_outside_the_vault_is_not_reported():
    assert resolution([], "[t](../../x.md)").how == "outside"
    assert codes([], "[t](../../x.md)") == []


@cases(
    "anchor",
    ("its slug", "my-heading-a"),
    ("the loose match", "My%20Heading%20a"),
    ("a block", "^b1"),
    ("an id of HTML", "here"),
    ("a name of HTML", "there"),
)
def test_a_good_anchor(anchor):
    note = '# My Heading: a\n\nx ^b1\n\n<a id="here"></a> <a name="there"></a>'
    assert codes({"n.md": note}, f"[t](n.md#{anchor})") == []


@cases(
    "text, expected",
    ("a file", "[t](b.md)", [("missing-file", "warning")]),
    ("an image", "![t](b.png)", [("missing-file", "warning")]),
    ("an anchor", "[t](n.md#x)", [("missing-anchor", "warning")]),
    ("an anchor of this note", "[t](#x)", [("missing-anchor", "warning")]),
    ("an attachment's anchor is not checked", "[t](i.png#x)", []),
    ("nor lines of a code file", "[t](c.py#L10)", []),
    ("a template", "[t]({{x}}.md)", []),
)
def test_missing(text, expected):
    assert list(severity({"n.md": "# H", "i.png": "", "c.py": ""}, text).items()) == expected


def test_a_missing_file_of_a_reference_is_reported_once_at_its_definition():
    text = "[t][r] [u][r]\n\n[r]: b.md\n"
    ((code, place),) = findings([], text)
    assert code == "missing-file"
    assert "b.md" in place


def test_a_missing_anchor_of_a_reference_is_reported_once():
    assert codes({"n.md": "# H"}, "[t][r] [u][r]\n\n[r]: n.md#x\n") == ["missing-anchor"]


def test_the_range_is_the_whole_link():
    text = "x ![t](i.png) [u](<a b.md> 'T') y"
    assert [piece(text, one.span) for one in read(text).links] == ["![t](i.png)", "[u](<a b.md> 'T')"]


@pytest.mark.parametrize("name", ["a b", "中", "100%", "a(b", "a#b"])
def test_a_percent_encoded_name(name):
    encoded = name.replace("%", "%25").replace(" ", "%20").replace("(", "%28").replace("#", "%23")
    assert target([f"{name}.md"], f"[t]({encoded}.md)") == f"{name}.md"
