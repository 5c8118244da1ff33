"""Placeholders of templates in front matter: nothing beside them is reported, and none is a name."""

import pytest
from checking import codes, vault_of
from reading import LOGSEQ, Dialect, cases, read

from wikilsp.lint import lint
from wikilsp.settings import Settings

MISTAKES = [
    "alias: x",
    "k: 1\nk: 2",
    "tags: [a//b]",
    "up: [[a]]",
    "up: [[a]], [[b]]",
    "k:: v",
    "k: a: b",
    "k: [x",
    'up: "[[Nowhere]]"',
    'up: "[[ b#x ]]"',
    'k: "[[]] [[x"',
    "k: two targetsâ€”increasing",
    "aliases: [AI]",
    "- a\n- b",
]
PLACEHOLDERS = ["{{title}}", '"{{title}}"', "<% tp.file.title %>", "'<%* x %>'", "# {{date}}"]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_block_without_placeholders_is_reported(mistake):
    assert codes({"b.md": "---\naliases: [AI]\n---\n"}, f"---\n{mistake}\n---\n") != []


@pytest.mark.parametrize("placeholder", PLACEHOLDERS)
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_block_with_a_placeholder_is_not(mistake, placeholder):
    for lines in (f"{mistake}\ndate: {placeholder}", f"date: {placeholder}\n{mistake}"):
        assert codes({"b.md": "---\naliases: [AI]\n---\n"}, f"---\n{lines}\n---\n") == []


def test_the_note_below_is_reported():
    text = "---\nalias: {{title}}\nauthor: x\n---\n[[Nowhere]]\n\nauthor:: y\n"
    assert codes([], text) == ["missing-note", "property-in-two-places"]
    assert codes([], "\n---\nalias: {{title}}\n---\n") == ["late-frontmatter"]


def test_a_comment_below_can_be_unused():
    assert codes([], "---\nalias: {{x}}\n---\n%% wikilsp-ignore-file deprecated-frontmatter-key %%\n") == [
        "unused-suppression"
    ]


def test_limits_and_bytes_are_reported_nevertheless():
    text = "---\na: {{x}}\n" + "k:\n" * 20_000 + "---\n"
    assert codes([], text) == ["large-note"]


# Names


@cases(
    "front, expected",
    ("null", "aliases: null", []),
    ("null in a list", "aliases: [null, ~, Null, A]", ["A"]),
    ("nothing in a list", "aliases:\n  -\n  - A", ["A"]),
    ("nothing", "aliases:", []),
    ("empty text", 'aliases: ""', []),
    ("empty text in a list", "aliases: ['', \" \", A]", ["A"]),
    ("an empty link", 'aliases: ["[[]]", A]', ["A"]),
    ("a placeholder", "aliases: {{title}}", []),
    ("quoted placeholders", "aliases: [\"{{title}}\", '<% tp.file.title %>', A]", ["A"]),
    ("a placeholder as part of it", "aliases:\n  - x {{n}}\n  - A", ["A"]),
    ("under the old key", 'alias: ["", null, "<% x %>", A]', ["A"]),
    ("null in quotes is a word", "aliases: ['null', \"~\"]", ["null", "~"]),
)
def test_what_is_a_name(front, expected):
    assert [alias.text for alias in read(f"---\n{front}\n---\n").aliases] == expected


@pytest.mark.parametrize("dialect", [Dialect(), LOGSEQ], ids=["obsidian", "logseq"])
def test_properties_of_the_page_follow_the_same_rules(dialect):
    assert [alias.text for alias in read("alias:: {{title}}, null, A\n", dialect).aliases] == ["A"]
    assert read("alias::\n", dialect).aliases == ()


@pytest.mark.parametrize("alias", ["null", "''", '"<% tp.file.title %>"', '"{{title}}"'])
def test_notes_do_not_share_what_is_no_name(alias):
    files = {f"{name}.md": f"---\naliases: [{alias}]\n---\n" for name in "ab"}
    vault = vault_of(files, Settings())
    assert [lint(vault, note) for note in vault.notes.values()] == [[], []]
    assert vault.registry.alias_holders(alias.strip("'\"")) == ()


@cases("text", ("front matter", "---\ntitle: '{{title}}'\n---\n"), ("a property", "title:: {{title}}\n"))
def test_a_placeholder_is_no_title(text):
    assert read(text).title is None
