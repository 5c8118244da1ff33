"""Links in ad- fences, which a plugin shows as callouts: they count as links, and nothing there is ever reported."""

import pytest
from vaults import vault_of

from wikilsp.codes import CODES
from wikilsp.features.definition import definition
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.lint import lint
from wikilsp.settings import Dialect, Settings, Severity
from wikilsp.syntax.claims import first_mismatch
from wikilsp.syntax.facts import Facts
from wikilsp.syntax.parse import parse

EVERY_RULE = Settings(severities=dict.fromkeys(CODES, Severity.ERROR))


def links(text):
    """Return the texts of the links of a note, all of which must be quiet and at their places."""
    facts = parse(text, Dialect())
    assert first_mismatch(text, facts) is None
    assert all(link.quiet for link in facts.links)
    return [text[slice(*link.span)] for link in facts.links]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "```ad-note\ntitle: [[a]]\nsee [[b|x]] and ![[c#One]], [t](d.md)\n```\n",
            ["[[a]]", "[[b|x]]", "![[c#One]]", "[t](d.md)"],
        ),
        ("~~~~ad-warning\n[[a]]\n\n- [[b]]\n~~~~", ["[[a]]", "[[b]]"]),
        ("> ```ad-tip\n> [[a]]\n> ```\n", ["[[a]]"]),
        ("- item\n  ```ad-tip\n  [[a]]\n  ```\n", ["[[a]]"]),
        ("```ad-note\r\n[[a]]\r\n```\r\n", ["[[a]]"]),
        ("```ad-note {.x}\n[[a]]\n```", ["[[a]]"]),
        ("```ad-note\n[[a]]", ["[[a]]"]),
        ("```ad-x\n[t][r]\n```\n", []),
        ("````ad-note\n[[a]]\n```js\n[[no]]\n```\n[[b]]\n````", ["[[a]]", "[[b]]"]),
        ("````ad-note\n~~~\n[[no]]\n\n[[no]]\n~~~\n`[[no]]` [[b]]\n````", ["[[b]]"]),
        ("```ad-note\n`unclosed\n\n[[a]] `b` [[c]]\n```", ["[[a]]", "[[c]]"]),
        ("```ad-note\n```\n", []),
        ("```ad-note", []),
    ],
)
def test_links_in_an_admonition(text, expected):
    assert links(text) == expected


@pytest.mark.parametrize("language", ["", "js", "adnote", "ad", "ad-", "md ad-note", "x-ad-note", "AD-note"])
def test_other_fences_have_none(language):
    assert links(f"```{language}\n[[a]]\n```\n") == []


def test_nothing_but_links_is_read():
    inside = "# h #tag key:: v [k:: v] ^id <a id='x'> %% wikilsp-ignore %% <!-- wikilsp-ignore --> ![[p.png]]"
    facts = parse(f"```ad-note\n{inside}\n```\n", Dialect(comments="index"))
    assert [link.path for link in facts.links] == ["p.png"]
    empty = Facts()
    for name in ("tags", "properties", "headings", "blocks", "anchors", "suppressions", "candidates", "definitions"):
        assert getattr(facts, name) == getattr(empty, name)


@pytest.mark.parametrize("mark", ["%%", "$$", "`", "<!--"])
def test_an_admonition_hides_nothing_after_it(mark):
    facts = parse(f"```ad-note\n{mark} [[a]]\n```\n\n[[b]] {mark}\n\n[[c]]\n", Dialect())
    assert [link.path for link in facts.links if not link.quiet] == ["b", "c"]


def test_the_reference_is_the_definition_of_the_note():
    text = "```ad-note\n[t][r]\n```\n\n[r]: a.md\n"
    assert links(text) == ["[t][r]"]


MISTAKES = (
    "[[gone]] [[ a ]] [[##x]] [[a#gone]] [[a#^gone]] [x](gone.md) [x](A.md) [x](#gone) ![[gone.png]] [[b%20c]] "
    "[[b%63]] [[]] [[unclosed key::value [k:: v #a//b [[x\\|y]] [[AI]] [[same]] [[https://x]] â€” "
    "![[note]] ^x\n\nk:: v\nk:: v\n"
)


def test_nothing_in_it_is_reported():
    others = "//- a.md\n> ---\n> aliases: [AI]\n> ---\n//- x/same.md\n//- y/same.md\n//- b c.md\n"
    for fence, end in (("```ad-note", "```"), ("text", "text")):
        vault = vault_of(f"//- note.md\n> {fence}\n{MISTAKES}{end}\n{others}", EVERY_RULE)
        note = vault.notes["note.md"]
        assert len(note.facts.links) > 10
        assert bool(lint(vault, note)) == (fence == "text")


def test_its_links_are_backlinks_and_can_be_followed():
    vault = vault_of("//- a.md\n> ```ad-note\n> see [[b]]\n> ```\n//- b.md\n")
    graph, note = Graph(vault), vault.notes["a.md"]
    assert [edge.source for edge in graph.backlinks("b.md")] == ["a.md"]
    [link] = note.facts.links
    found = definition(graph, Usages(vault.notes), note, link.path_span.start)
    assert [place.path for place in found.places] == ["b.md"]
