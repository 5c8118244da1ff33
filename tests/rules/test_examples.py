import re

import pytest
from examples import example, sections, vault_with

from wikilsp.lint import lint_vault
from wikilsp.rules import RULES, unused_suppression
from wikilsp.text import apply_edits

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


@each_rule
def test_the_code_is_kebab_case_and_names_the_module(rule):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.code)
    assert rule.check.__module__ == f"wikilsp.rules.{rule.code.replace('-', '_')}"


def test_codes_are_unique():
    assert len({rule.code for rule in RULES}) == len(RULES)


def test_unused_suppression_is_the_last_rule():
    assert RULES[-1] is unused_suppression.RULE


@each_rule
def test_the_documentation_has_a_summary_why_bad_and_good(rule):
    parts = sections(rule.doc)
    assert list(parts) == ["", "Why", "Bad", "Good"]
    assert re.fullmatch(r"[A-Z`].*[^.]\.", parts[""])
    assert rule.summary == parts[""]
    assert all(part.strip() for part in parts.values())


@each_rule
def test_the_bad_example_has_a_finding_and_no_other_of_equal_severity(rule):
    diagnostics = list(lint_vault(vault_with(*example(rule, "Bad"))))
    assert rule.code in {diagnostic.code for diagnostic in diagnostics}
    assert [d for d in diagnostics if d.code != rule.code and d.severity >= rule.severity] == []


@each_rule
def test_the_good_example_has_no_finding(rule):
    diagnostics = lint_vault(vault_with(*example(rule, "Good")))
    assert [diagnostic for diagnostic in diagnostics if diagnostic.code == rule.code] == []


@each_rule
def test_each_fix_of_the_bad_example_removes_a_finding(rule):
    texts, sizes = example(rule, "Bad")
    diagnostics = [d for d in lint_vault(vault_with(texts, sizes)) if d.code == rule.code]
    for diagnostic in diagnostics:
        for fix in diagnostic.finding.fixes:
            after = vault_with(_fixed(texts, fix), sizes)
            left = [d for d in lint_vault(after) if d.code == rule.code]
            assert len(left) < len(diagnostics), fix.title


@each_rule
def test_a_message_starts_in_lower_case_and_ends_without_a_full_stop(rule):
    for diagnostic in lint_vault(vault_with(*example(rule, "Bad"))):
        message = diagnostic.finding.message
        assert not message[0].isupper()
        assert not message.endswith(".")


VERBS = {"Add", "Create", "Escape", "Insert", "Link", "Put", "Remove", "Rename", "Replace"}


@each_rule
def test_the_title_of_a_fix_is_an_imperative_without_a_full_stop(rule):
    for diagnostic in lint_vault(vault_with(*example(rule, "Bad"))):
        for fix in diagnostic.finding.fixes:
            assert fix.title.partition(" ")[0] in VERBS
            assert not fix.title.endswith(".")


def _fixed(texts, fix):
    created = dict.fromkeys(fix.create, "")
    return texts | created | {path: apply_edits(texts[path], edits) for path, edits in fix.edits.items()}
