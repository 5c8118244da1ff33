"""`wikilsp rule`, and the pages in docs/rules with the same text."""

from pathlib import Path

import pytest

from wikilsp.rules import RULES

PAGES = Path(__file__).parents[2] / "docs" / "rules"
CODES = [rule.code for rule in RULES]


def test_without_a_code_it_lists_every_rule_by_severity(run):
    listed = run("rule").stdout.splitlines()
    assert sorted(line.split()[1] for line in listed) == sorted(CODES)
    severities = [line.split()[0] for line in listed]
    assert severities == sorted(severities, key=["error", "warning", "info", "hint", "off"].index)
    assert "warning  missing-note                     Link to a note that does not exist." in listed


@pytest.mark.parametrize("code", CODES)
def test_with_a_code_the_page_of_the_rule_is_printed(run, code):
    page = PAGES / f"{code}.md"
    assert page.is_file(), f"write it: wikilsp rule {code} > docs/rules/{code}.md"
    assert run("rule", code).stdout == page.read_text("utf-8"), f"update it: wikilsp rule {code} > docs/rules/{code}.md"


def test_a_page_has_the_severity_and_how_to_change_it(run):
    page = run("rule", "missing-note").stdout
    assert page.startswith("# missing-note\n\nLink to a note that does not exist.\n\nDefault severity: warning.")
    assert '`missing-note = "off"`' in page
    assert "`<!-- wikilsp-ignore missing-note -->`" in page
    assert page.count("Link to a note that does not exist.") == 1
    assert page.endswith("\n")
    assert not page.endswith("\n\n")


def test_every_page_belongs_to_a_rule():
    assert {page.stem for page in PAGES.glob("*.md")} == set(CODES)


def test_an_unknown_code_is_a_usage_error_with_a_suggestion(run):
    result = run("rule", "missing-notes")
    assert result.exit_code == 2
    assert "no rule is named “missing-notes”; did you mean “missing-note”?" in result.stderr


def test_a_code_without_a_similar_one_gets_a_hint(run):
    assert "no rule is named “xyz”; “wikilsp rule” lists them" in run("rule", "xyz").stderr
