"""Suggestions in messages."""

import pytest

from wikilsp.wording import did_you_mean, nearest


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("mising-note", "missing-note"),
        ("missing-nod", "missing-note"),
        ("MISSING-NOTE", "missing-note"),
        ("mojibake", "mojibake"),
        ("MD001", None),
        ("", None),
    ],
)
def test_the_nearest_name_is_one_or_two_typos_away(name, right):
    assert nearest(name, ["missing-block", "missing-note", "mojibake"]) == right


def test_there_may_be_no_similar_name():
    assert nearest("x", []) is None


def test_the_end_of_a_message():
    assert did_you_mean("x") == "; did you mean “x”?"
    assert did_you_mean(None) == ""
