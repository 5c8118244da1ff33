"""Declarations of rules agree with the parser."""

from pathlib import Path

import pytest

from wikilsp.rules import RULES

SYNTAX = Path(__file__).parents[2] / "src" / "wikilsp" / "syntax"
SOURCE = "\n".join(path.read_text("utf-8") for path in SYNTAX.glob("*.py"))


@pytest.mark.parametrize("rule", [rule for rule in RULES if not rule.about], ids=lambda rule: rule.code)
def test_a_rule_about_no_part_of_notes_has_candidates(rule):
    """It would never run otherwise."""
    assert f'"{rule.code}"' in SOURCE or rule.code == "unused-suppression"
