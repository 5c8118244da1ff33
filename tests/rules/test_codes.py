from wikilsp.codes import CODES
from wikilsp.rules import RULES


def test_the_codes_are_those_of_the_rules_in_their_order():
    assert tuple(rule.code for rule in RULES) == CODES
