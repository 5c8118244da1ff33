import pytest

from wikilsp.index.ranking import Fit, SearchText, rank_names
from wikilsp.vault.names import fold


def rank(typed, *groups, limit=100):
    spelt = [SearchText(sorted(fold(name) for name in group)) for group in groups]
    return [spelt[group].names[at] for _, group, at in rank_names(typed, spelt, limit)]


def test_exact_then_prefix_then_words_then_substring():
    names = ["frisbee", "queen bee", "beekeeper", "bee", "wasp"]
    assert rank("bee", names) == ["bee", "beekeeper", "queen bee", "frisbee"]


def test_shorter_names_go_first():
    assert rank("b", ["bumble", "bee", "bumblebee"]) == ["bee", "bumble", "bumblebee"]


def test_earlier_groups_go_first_within_one_fit():
    assert rank("bee", ["beekeeper", "a bee"], ["bee", "beehive"]) == ["bee", "beekeeper", "beehive", "a bee"]


@pytest.mark.parametrize("typed", ["great forward", "gr le fo", "leap f", "  GREAT   Leap"])
def test_words_may_be_abbreviated_and_skipped_but_not_swapped(typed):
    assert rank(typed, ["great leap forward"]) == ["great leap forward"]


def test_words_in_another_order_do_not_match():
    assert rank("fo le", ["great leap forward"]) == []


@pytest.mark.parametrize("name", ["queen-bee", "queen_bee", "queen/bee", "(bee) queen", "#bee", "🐝bee"])
def test_words_start_after_any_non_letter(name):
    (match,) = rank_names("bee", [SearchText([name])], 10)
    assert match.fit is Fit.WORDS


@pytest.mark.parametrize(
    ("typed", "name"), [("泽东", "毛泽东"), ("CAFÉ", "cafe\u0301"), ("ß", "STRASSE"), ("🐝", "a 🐝")]
)
def test_case_composition_and_script_do_not_matter(typed, name):
    assert rank(typed, [name]) == [fold(name)]


@pytest.mark.parametrize("typed", ["chiarman", "chairmn", "chairnan mao"])
def test_a_misspelled_name_is_found(typed):
    assert rank(typed, ["chairman mao", "great leap", "a"]) == ["chairman mao"]


def test_misspelled_names_match_only_if_nothing_else_does():
    assert rank("garden", ["gardne", "garden plan"]) == ["garden plan"]


def test_two_letters_are_never_misspelled():
    assert rank("xe", ["xylophone", "bee"]) == []


def test_a_short_name_is_not_a_misspelling_of_a_long_one():
    assert rank("bee keeping", ["be", "bee"]) == []


def test_an_empty_query_matches_everything_in_order():
    assert rank(" ", ["b", "a"], ["c"], limit=2) == ["a", "b"]


def test_never_more_than_the_limit():
    assert rank("b", ["b1", "b2"], ["b3", "ab"], limit=3) == ["b1", "b2", "b3"]


@pytest.mark.parametrize("typed", [".*", "\\", "(", "[a", "a.c"])
def test_a_query_is_not_a_pattern(typed):
    assert rank(typed, ["abc", "x" + typed]) == ["x" + typed]


def test_many_ambiguous_words_do_not_explode():
    (match,) = rank_names("a " * 40 + "b", [SearchText(["b" + " a" * 100])], 10)
    assert match.fit is Fit.SIMILAR


def test_a_name_may_start_with_the_last_code_point():
    assert rank("a", ["a\U0010ffff", "b"]) == ["a\U0010ffff"]


def test_heavier_names_go_first_among_equal_matches():
    spelt = [SearchText(["bee", "bees", "beet", "wasp bee"])]
    found = rank_names("bee", spelt, 10, lambda _, indexes: [at % 3 for at in indexes])
    assert [at for _, _, at in found] == [0, 2, 1, 3]
    found = rank_names("", spelt, 2, lambda _, indexes: [at % 3 for at in indexes])
    assert [at for _, _, at in found] == [2, 1]
