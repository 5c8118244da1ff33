from wikilsp.codes import CODES
from wikilsp.rules import RULES


def test_the_codes_are_in_the_order_of_the_rules():
    assert tuple(rule.code for rule in RULES) == CODES
