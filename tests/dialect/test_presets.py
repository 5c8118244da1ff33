"""Presets change the defaults of options and rules. An explicit option outranks its preset."""

import pytest
from checking import vault_of
from reading import DATAVIEW, LOGSEQ, OBSIDIAN, Dialect, cases, paths, properties, tags

from wikilsp.lint import lint
from wikilsp.rules import RULES
from wikilsp.settings.load import default_settings, load_settings


def settings(toml):
    return load_settings(toml, codes=[rule.code for rule in RULES], source=".wikilsp.toml")


def severities(toml, files, text):
    """Return the severities of the findings in a note with this text, by code."""
    vault = vault_of({**files, "src.md": text}, settings(toml))
    return {one.code: one.severity.label for one in lint(vault, vault.notes["src.md"])}


@cases(
    "preset, dialect",
    ("obsidian", "obsidian", OBSIDIAN),
    ("dataview", "dataview", DATAVIEW),
    ("foam", "foam", Dialect(preset="foam", folder_index=True)),
    ("marksman", "marksman", Dialect(preset="marksman", resolve="title", headings="auto")),
)
def test_dialect_of_a_preset(preset, dialect):
    assert settings(f'preset = "{preset}"').dialect == dialect


@pytest.mark.parametrize(
    "logseq", [settings('preset = "logseq"'), default_settings(detect=lambda: "logseq")], ids=["set", "found"]
)
def test_dialect_of_logseq(logseq):
    dialect = logseq.dialect
    assert dialect.preset == "logseq"
    assert dialect.filenames == "auto"
    for option in ("nested", "numeric_tags", "multiword_tags", "property_scope", "max_key_words"):
        assert getattr(dialect, option) == getattr(LOGSEQ, option)


def test_the_defaults_are_the_preset_obsidian():
    assert settings("").dialect == default_settings().dialect == Dialect()


@cases(
    "toml, change",
    ("preset", 'preset = "foam"', {"preset": "foam", "folder_index": True}),
    ("resolve", '[links]\nresolve = "title"', {"resolve": "title"}),
    ("headings", '[links]\nheadings = "exact"', {"headings": "exact"}),
    ("label-order", '[links]\nlabel-order = "label-first"', {"label_order": "label-first"}),
    ("label_order", '[links]\nlabel_order = "label-first"', {"label_order": "label-first"}),
    ("nested", "[links]\nnested = true", {"nested": True}),
    ("folder-index", "[links]\nfolder-index = true", {"folder_index": True}),
    ("filenames", 'filenames = "legacy"', {"filenames": "legacy"}),
    ("comments", 'comments = "index"', {"comments": "index"}),
    ("separator-space", '[properties]\nseparator-space = "optional"', {"separator_space": "optional"}),
    ("max-key-words", "[properties]\nmax-key-words = 5", {"max_key_words": 5}),
    ("scope", '[properties]\nscope = "first-block"', {"property_scope": "first-block"}),
    ("list-keys", '[properties]\nlist-keys = ["topics"]', {"list_keys": ("topics",)}),
    ("numeric", "[tags]\nnumeric = true", {"numeric_tags": True}),
    ("multiword", "[tags]\nmultiword = true", {"multiword_tags": True}),
)
def test_each_option_can_be_set(toml, change):
    assert settings(toml).dialect == Dialect(**change)


def test_an_option_outranks_its_preset():
    assert settings('preset = "logseq"\n[links]\nnested = false').dialect.nested is False
    assert settings('preset = "logseq"\n[rules]\nmissing-note = "error"').severities["missing-note"].label == "error"


ALIAS = {"n.md": "---\naliases: [AI]\n---\n"}
TWO = {"a/n.md": "", "b/n.md": ""}


@cases(
    "preset, files, text, expected",
    ("an alias in obsidian", "obsidian", ALIAS, "[[AI]]", {"alias-link": "hint"}),
    ("an alias in logseq", "logseq", ALIAS, "[[AI]]", {}),
    ("an alias in foam", "foam", ALIAS, "[[AI]]", {}),
    ("a missing note in obsidian", "obsidian", {}, "[[x]]", {"missing-note": "warning"}),
    ("a missing note in logseq", "logseq", {}, "[[x]]", {"missing-note": "info"}),
    ("a key twice in obsidian", "obsidian", {}, "k:: 1\nk:: 2", {"duplicate-property": "hint"}),
    ("a key twice in logseq", "logseq", {}, "k:: 1\nk:: 2", {"duplicate-property": "warning"}),
    ("two notes in obsidian", "obsidian", TWO, "[[n]]", {"ambiguous-link": "info"}),
    ("two notes in marksman", "marksman", TWO, "[[n]]", {"ambiguous-link": "warning"}),
    ("a folder in foam", "foam", {"f/index.md": ""}, "[[f]]", {}),
    ("a folder in obsidian", "obsidian", {"f/index.md": ""}, "[[f]]", {"missing-note": "warning"}),
    ("a title in marksman", "marksman", {"n.md": "# Big Idea"}, "[[Big Idea]]", {}),
    ("a title in obsidian", "obsidian", {"n.md": "# Big Idea"}, "[[Big Idea]]", {"missing-note": "warning"}),
    ("a slug in marksman", "marksman", {"n.md": "# Big Idea"}, "[[n#big-idea]]", {}),
    ("a heading in marksman", "marksman", {"n.md": "# Big: Idea"}, "[[n#Big Idea]]", {}),
)
def test_rules_of_a_preset(preset, files, text, expected):
    assert severities(f'preset = "{preset}"', files, text) == expected


def test_what_logseq_reads_differently():
    text = "one:: 1\ntwo words:: 2\n#+org: 3\n\nx #1984 #[[two words]]\n\nlater:: 4\n\n- [[a [[b]] c]]\n"
    assert properties(text) == [("one", "1"), ("two words", "2"), ("later", "4")]
    assert (tags(text), paths(text)) == ([], ["two words", "b"])
    assert properties(text, LOGSEQ)[0] == ("one", "1")
    assert "later" not in dict(properties(text, LOGSEQ))
    assert tags(text, LOGSEQ) == ["1984", "two words"]
    assert paths(text, LOGSEQ) == ["two words", "a [[b]] c", "b"]
