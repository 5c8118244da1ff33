"""The preset of SilverBullet: Lua is opaque, and links may have a caret and a position."""

import pytest
from checking import codes, findings, target
from reading import Dialect, cases, embed, link, links, paths, properties, tags

from wikilsp.settings.load import load_settings

SILVERBULLET = load_settings('preset = "silverbullet"', codes=(), source="").dialect


@cases(
    "text, expected",
    ("a query", '${query[[from index.tag "page"]]} [[a]]', ["a"]),
    ("a string", "x ${[[no]]} [[a]]", ["a"]),
    ("braces inside", "${f{a = {[[no]]}} [[no]]} [[a]]", ["a"]),
    ("several lines", "${some(\n  [[no]],\n  x\n)} [[a]]", ["a"]),
    ("a tag and a property", "${x #no [k:: v]} [[a]]", ["a"]),
    ("in a table", "| x |\n|---|\n| ${[[no]]} [[a]] |", ["a"]),
    ("in a heading", "# ${[[no]]} [[a]]", ["a"]),
    ("code wins", "`${` [[a]] `}`", ["a"]),
    ("an escaped dollar", r"\${[[a]]}", ["a"]),
    ("not closed", "${x [[a]]", ["a"]),
    ("closed in another paragraph", "${x [[a]]\n\n}", ["a"]),
    ("more closing braces", "} ${[[no]]} } [[a]]", ["a"]),
    ("no dollar", "{[[a]]}", ["a"]),
    ("it ends in a link", "[[a ${x]] y} [[b]]", ["b"]),
    ("it is in a label", "[[a|${x}]]", ["a"]),
    ("front matter", '---\nfront: "${[[no]]} [[a]]"\n---\n', ["a"]),
)
def test_an_expression_is_opaque(text, expected):
    assert paths(text, SILVERBULLET) == expected
    assert tags(text, SILVERBULLET) == []
    assert "k" not in dict(properties(text, SILVERBULLET))
    assert "unterminated-link" not in codes(["a.md", "b.md"], text, dialect=SILVERBULLET)


@pytest.mark.parametrize("info", ["space-lua", "lua", "space-style"])
def test_fences_are_opaque(info):
    text = f"```{info}\nlocal x = [[text\nquery[[from x]] #no\n]]\n```\n"
    assert paths(text, SILVERBULLET) == tags(text, SILVERBULLET) == []
    assert codes([], text, dialect=SILVERBULLET) == []


@cases(
    "text, expected",
    ("a query", "query[[from x]] [[a]]", ["a"]),
    ("a template", "template[[Hello]] [[a]]", ["a"]),
    ("after other code", "x = query[[from x]] [[a]]", ["a"]),
    ("after a bracket", "f(template[[x]]) [[a]]", ["a"]),
    ("over several lines", "query[[from x\nwhere y\n]]\n\n[[a]]", ["a"]),
    ("empty", "template[[]] [[a]]", ["a"]),
    ("a position", "template[[b@12]] [[a]]", ["a"]),
    ("another word", "myquery[[a]]", ["a"]),
    ("a blank", "query [[a]]", ["a"]),
    ("an embed", "query![[a]]", ["a"]),
    ("another case", "Query[[a]]", ["a"]),
)
def test_a_string_of_lua_is_no_link(text, expected):
    assert paths(text, SILVERBULLET) == expected
    assert codes(["a.md"], text, dialect=SILVERBULLET) == []


@cases(
    "text, expected",
    ("a meta page", "[[^a]]", link("a")),
    ("with a label", "[[^x/a|label]]", link("x/a", label="label")),
    ("with a heading", "[[^a#h]]", link("a", "h")),
    ("an offset", "[[a@12]]", link("a")),
    ("a line", "[[x/a@L3|label]]", link("x/a", label="label")),
    ("a line and a column", "[[a@l3c4]]", link("a")),
    ("both", "![[^a@L3C4]]", embed("a")),
    ("an address", "[[me@example.org]]", link("me@example.org")),
    ("another position", "[[a@top]]", link("a@top")),
    ("an at sign alone", "[[a@]]", link("a@")),
    ("a caret inside", "[[a^b]]", link("a^b")),
    ("a position of this page", "[[@12]]", link("")),
    ("no wikilink", "[t](a@12)", link("a@12", label="t", kind="link")),
)
def test_a_link_names_the_page(text, expected):
    assert links(text, SILVERBULLET) == [expected]


def test_the_name_is_what_resolves_and_what_is_reported():
    assert target(["a.md"], "[[^a@L3C4]]", dialect=SILVERBULLET) == "a.md"
    assert findings([], "[[^Nowhere@12]]", dialect=SILVERBULLET) == [("missing-note", "Nowhere")]


@cases(
    "text, expected",
    ("an expression", "${[[a]]}", ["a"]),
    ("a string", "query[[a]]", ["a"]),
    ("a caret", "[[^a]]", ["^a"]),
    ("a position", "[[a@12]]", ["a@12"]),
)
@pytest.mark.parametrize("preset", ["obsidian", "dataview", "foam", "marksman", "dendron"])
def test_in_no_other_preset(text, expected, preset):
    assert paths(text, Dialect(preset=preset)) == expected


def test_very_many_braces_are_matched_in_linear_time():
    for text in (
        "${" * 50_000,
        "${" * 25_000 + "}" * 25_000,
        "${}" * 30_000,
        "}" * 50_000 + "${[[a]]",
        "${[[" * 20_000,
    ):
        assert len(links(text, SILVERBULLET)) <= 1
