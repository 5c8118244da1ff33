"""A fingerprint survives whatever moves a finding, and differs for whatever is new."""

import pytest
from vaults import texts_of, vault_of

from wikilsp.fingerprints import fingerprints
from wikilsp.lint import lint
from wikilsp.settings import Settings, Severity


def prints(text, path="a.md", code="missing-note", settings=None, others=""):
    """Return the fingerprints of the findings of a rule in a note of this text."""
    text = f"//- {path}\n{text}\n{others}"
    vault = vault_of(text, settings or Settings())
    found = lint(vault, vault.notes[path])
    made = list(fingerprints(path, texts_of(text)[path], found))
    return [each for each, diagnostic in zip(made, found, strict=True) if diagnostic.code == code]


ONE = prints("[[Gone]]")


def test_it_is_32_hexadecimal_digits():
    [fingerprint] = ONE
    assert len(fingerprint) == 32
    assert int(fingerprint, 16)


@pytest.mark.parametrize(
    "text",
    [
        "# New\n\n\n[[Gone]]",
        "- item\n  - [[Gone]] there",
        "other [[Gone]]\nmore",
        "![[Gone]]",
        "[[Gone|label]]",
        "🚀 [[Gone]]",
    ],
)
def test_it_stays_when_the_finding_moves(text):
    assert prints(text) == ONE


def test_it_stays_when_the_message_or_the_severity_changes():
    assert prints("[[Gone]]", others="//- Gones.md\n") == ONE, "did you mean “Gones”?"
    assert prints("[[Gone]]", settings=Settings(severities={"missing-note": Severity.ERROR})) == ONE


@pytest.mark.parametrize(("before", "after"), [("Caf\u00e9", "Cafe\u0301"), ("a b", "a  b"), ("a b", "a\u00a0b")])
def test_it_ignores_the_form_of_characters_and_blanks(before, after):
    assert prints(f"[[{before}]]") == prints(f"[[{after}]]")


def test_it_ignores_the_form_of_characters_in_the_path():
    assert prints("[[Gone]]", "Caf\u00e9.md") == prints("[[Gone]]", "Cafe\u0301.md")


def test_it_differs_by_note_rule_and_text():
    others = [
        *prints("[[Gone]]", "b.md"),
        *prints("[[gone]]"),
        *prints("[[Gone2]]"),
        *prints("[[]]", code="empty-link"),
    ]
    assert len({*ONE, *others}) == 5


def test_equal_findings_of_a_note_are_numbered():
    three = prints("[[Gone]]\n\n[[Gone]] [[Other]] [[Gone]]")
    assert len(set(three)) == 4
    assert three[0] == ONE[0]
    assert prints("[[Gone]]\n\n[[Gone]]") == three[:2], "a further one changes none before it"


def test_without_the_text_that_was_linted_findings_are_numbered_only():
    vault = vault_of("//- a.md\n[[Gone]] [[Other]]\n")
    found = lint(vault, vault.notes["a.md"])
    for text in (None, "[[Gone]]"):
        made = list(fingerprints("a.md", text, found))
        assert len(set(made)) == 2
        assert set(made).isdisjoint(ONE)


def test_a_path_that_is_not_utf8_has_one():
    vault = vault_of("//- a.md\n[[Gone]]\n")
    [made] = fingerprints("a\udcff.md", "[[Gone]]\n", lint(vault, vault.notes["a.md"]))
    assert made not in ONE
