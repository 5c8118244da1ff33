from pathlib import Path

from wikilsp.disk.load import load_vault
from wikilsp.disk.root import read_settings
from wikilsp.lint import lint_vault
from wikilsp.rules import RULES
from wikilsp.settings import Severity

GARDEN = Path(__file__).parents[2] / "examples" / "garden"


def test_rules_change_nothing_and_are_deterministic():
    vault = load_vault(GARDEN, read_settings(GARDEN, [rule.code for rule in RULES])).vault
    before = dict(vault.notes)
    first = list(lint_vault(vault))
    assert {diagnostic.severity for diagnostic in first} >= {Severity.HINT, Severity.INFO, Severity.WARNING}
    assert list(lint_vault(vault)) == first
    assert vault.notes == before
