"""Code actions for the findings in the Bad example of each rule."""

from datetime import datetime

import pytest
from examples import example, vault_with

from wikilsp.features.ignoring import suppression_offers
from wikilsp.features.quick_fixes import quick_fixes
from wikilsp.lint import lint_vault
from wikilsp.rules import RULES
from wikilsp.text import apply_edits

NOW = datetime(1958, 5, 7)  # noqa: DTZ001 - templates use local time
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


@each_rule
def test_all_fixes_of_the_rule_are_offered_and_only_a_safe_first_one_is_preferred(rule):
    vault = vault_with(*example(rule, "Bad"))
    for found in (each for each in lint_vault(vault) if vault.notes[each.path].undecodable is None):
        made = list(quick_fixes(vault, vault.notes[found.path], found, lambda _: "", NOW))
        fixes = found.finding.fixes
        assert [offer.title for offer in made[: len(fixes)]] == [fix.title for fix in fixes]
        assert [offer.preferred for offer in made] == [fix.safe for fix in fixes[:1]] + [False] * (len(made) - 1)
        for offer, fix in zip(made, fixes, strict=False):
            assert offer.make().edits == fix.edits


NEVER_SILENCED = {"invalid-utf8", "large-note", "unused-suppression"}
"""Rules whose findings a comment cannot silence, or where the comment would be unused itself."""


@each_rule
def test_a_comment_silences_the_finding_and_causes_no_other(rule):
    texts, sizes = example(rule, "Bad")
    vault = vault_with(texts, sizes)
    before = list(lint_vault(vault))
    for found in (diagnostic for diagnostic in before if diagnostic.code == rule.code):
        made = list(suppression_offers(vault.notes[found.path], texts[found.path], found))
        assert bool(made) == (rule.code not in NEVER_SILENCED)
        for offer in made:
            changed = {path: apply_edits(texts[path], edits) for path, edits in offer.make().edits.items()}
            after = [(left.path, left.code) for left in lint_vault(vault_with({**texts, **changed}, sizes))]
            assert set(after) <= {(each.path, each.code) for each in before}, offer.title
            assert len(after) < len(before), offer.title
