"""Rules are not run on a note if its summary shows that there are no findings, and a rule is not run if the note lacks
what the rule is about. This never hides a finding."""

import pytest
from examples import example, vault_with
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from wikilsp import lint as linting
from wikilsp.codes import CODES
from wikilsp.lint import lint
from wikilsp.note import Note
from wikilsp.rules import RULES
from wikilsp.settings import Dialect, Settings, Severity
from wikilsp.syntax.parse import parse
from wikilsp.vault.vault import Vault

NAMES = ["a", "B", "c.d", "x/a", "x/y", "img.png", "Title"]
PIECES = [
    *(f"[[{name}]]" for name in [*NAMES, "nowhere", "Al", "al", "A", "x", "../a", "a%20b", "https://e.org"]),
    "![[img.png]]",
    "[[a#H]]",
    "[[a#Title]]",
    "[[B#^id]]",
    "[[B#^no]]",
    "[[a#Title#H]]",
    "[[#Title]]",
    "[[#^id]]",
    "[[img.png#Title]]",
    "# ???",
    "[[a#???]]",
    "# ²",
    "[[a#²]]",
    "[[B|b]]",
    "[t](a.md)",
    "[t](x/y.md)",
    "[t](../a.md)",
    "[t](no.md)",
    "![t](img.png)",
    "[t](x)",
    "k:: v",
    "alias:: x",
    "# Title",
    "---\naliases: [Al, b]\n---",
    "---\nalias: Al\n---",
    "text ^id",
    "![[img.png]]^id",
    "面积是米^id",
    "[[t](a.md)] [[u](no.md)]",
    '---\nup: "[[a]] [t](no.md)"\n---',
    "%% wikilsp-ignore %%",
    "%% wikilsp-ignore alias-link missing-note %%",
    "#a//b",
    "![[a]]",
    "![[B#Title]]",
    "[[##Title]]",
    "[[##no]]",
    "[t](a.md#Title)",
    "[t](a.md#no)",
    "[t](A.md)",
    "[t][r]",
    "[r]: no.md#x",
    "[r]: a.md",
    "k:: v\nk:: w",
    "- x\n  k:: v\n  k:: w",
    "[k:: v] [k:: w]",
    "---\nk: v\nk: w\n---",
    "| a |\n|---|\n[[a|b]]",
    "x[^f]",
    "[^f]: x",
    "> [!note] [^g]",
    "> [!nte]",
    "[t](a.md#fn:f)",
    "[[2024-01-02]] [[2024-13-02]]",
]
texts = st.lists(st.sampled_from(PIECES), max_size=5).map("\n\n".join)
vaults = st.dictionaries(st.sampled_from(["a.md", "B.md", "b.md", "x/a.md", "x/y.md", "c.d.md"]), texts, min_size=1)


def findings_of_all_rules(vault, note, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(linting, "_is_silent", lambda _vault, _note: False)
        patch.setattr(linting, "_parts", lambda _vault, _note: set(CODES))
        return lint(vault, note)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_bad_example_of_no_rule_is_silent(rule, monkeypatch):
    vault = vault_with(*example(rule, "Bad"))
    for note in vault.notes.values():
        assert lint(vault, note) == findings_of_all_rules(vault, note, monkeypatch)


@given(
    texts=vaults,
    resolve=st.sampled_from(["obsidian", "title"]),
    headings=st.sampled_from(["auto", "slug", "exact"]),
    severities=st.sampled_from([{}, {"link-case": Severity.WARNING}]),
)
@settings(max_examples=500)
def test_a_note_is_silent_only_if_no_rule_finds_anything(texts, resolve, headings, severities):
    options = Settings(dialect=Dialect(resolve=resolve, headings=headings), severities=severities)
    notes = [Note(path, parse(text, options.dialect)) for path, text in texts.items()]
    vault = Vault(options, notes, ["x/img.png", "img.png"], lambda: ["ignored.md"])
    for note in notes:
        with pytest.MonkeyPatch.context() as monkeypatch:
            assert lint(vault, note) == findings_of_all_rules(vault, note, monkeypatch)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("[[nowhere]] #a//b", {"missing-note", "missing-daily-note", "tag-empty-segment"}),
        ("![[no.png]] [[a#H]]", {"missing-attachment", "missing-heading", "missing-block"}),
        ("[t](no.md) [u](a.md#x)", {"missing-file", "missing-anchor", "link-case"}),
        ("k:: v\n\n[m:: 1]", {"duplicate-property", "property-in-two-places"}),
        ("---\naliases: [Al]\n---\ntext ^id", {"duplicate-alias", "duplicate-block-id", "deprecated-frontmatter-key"}),
        ("![[a]] [[al]]", {"embed-cycle", "alias-link"}),
        ("text", set()),
    ],
)
def test_only_rules_about_something_in_the_note_are_run(monkeypatch, text, codes):
    run = []
    recorded = [
        replace(rule, check=lambda _vault, _note, rule=rule: iter(run.append(rule.code) or ())) for rule in RULES
    ]
    monkeypatch.setattr(linting, "RULES", recorded)
    monkeypatch.setattr(linting, "_is_silent", lambda _vault, _note: False)
    every = {rule.code: rule.severity for rule in RULES}
    alias = Note("a.md", parse("---\naliases: [al]\n---\n", Dialect()))
    vault = Vault(Settings(severities=every), [alias, Note("b.md", parse(text, Dialect()))])
    assert lint(vault, vault.notes["b.md"]) == []
    assert set(run) == codes
    assert len(run) == len(codes)
