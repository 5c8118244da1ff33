import pytest

from wikilsp.index.ranking import Fit, SearchText, ranked
from wikilsp.vault.names import fold


def rank(typed, *groups, limit=100):
    spelt = [SearchText(sorted(fold(name) for name in group)) for group in groups]
    return [spelt[group].names[at] for _, group, at in ranked(typed, spelt, limit)]


def test_what_the_first_search_needs_can_be_made_ready_before_it():
    spelt = SearchText(["bee", "wasp"])
    for _ in spelt.prepare():
        pass
    assert {"_text", "_ends"} <= vars(spelt).keys()
    assert spelt.holding("a") == [1]


def test_the_whole_name_then_its_begin_then_its_words_then_anywhere():
    names = ["frisbee", "queen bee", "beekeeper", "bee", "wasp"]
    assert rank("bee", names) == ["bee", "beekeeper", "queen bee", "frisbee"]


def test_shorter_names_go_first():
    assert rank("b", ["bumble", "bee", "bumblebee"]) == ["bee", "bumble", "bumblebee"]


def test_within_a_way_to_fit_the_earlier_group_goes_first():
    assert rank("bee", ["beekeeper", "a bee"], ["bee", "beehive"]) == ["bee", "beekeeper", "beehive", "a bee"]


@pytest.mark.parametrize("typed", ["great forward", "gr le fo", "leap f", "  GREAT   Leap"])
def test_words_may_be_begun_only_and_left_out_but_not_swapped(typed):
    assert rank(typed, ["great leap forward"]) == ["great leap forward"]


def test_words_in_another_order_do_not_fit():
    assert rank("fo le", ["great leap forward"]) == []


@pytest.mark.parametrize("name", ["queen-bee", "queen_bee", "queen/bee", "(bee) queen", "#bee", "🐝bee"])
def test_words_begin_behind_whatever_is_no_letter(name):
    (match,) = ranked("bee", [SearchText([name])], 10)
    assert match.fit is Fit.WORDS


@pytest.mark.parametrize(
    ("typed", "name"), [("泽东", "毛泽东"), ("CAFÉ", "cafe\u0301"), ("ß", "STRASSE"), ("🐝", "a 🐝")]
)
def test_case_composition_and_script_do_not_matter(typed, name):
    assert rank(typed, [name]) == [fold(name)]


@pytest.mark.parametrize("typed", ["chiarman", "chairmn", "chairnan mao"])
def test_a_misspelt_name_is_found(typed):
    assert rank(typed, ["chairman mao", "great leap", "a"]) == ["chairman mao"]


def test_what_is_misspelt_is_found_only_if_nothing_is_spelt_so():
    assert rank("garden", ["gardne", "garden plan"]) == ["garden plan"]


def test_two_letters_are_too_few_to_be_misspelt():
    assert rank("xe", ["xylophone", "bee"]) == []


def test_a_short_name_is_no_misspelling_of_a_long_one():
    assert rank("bee keeping", ["be", "bee"]) == []


def test_nothing_typed_fits_everything_in_order():
    assert rank(" ", ["b", "a"], ["c"], limit=2) == ["a", "b"]


def test_never_more_than_the_limit():
    assert rank("b", ["b1", "b2"], ["b3", "ab"], limit=3) == ["b1", "b2", "b3"]


@pytest.mark.parametrize("typed", [".*", "\\", "(", "[a", "a.c"])
def test_what_is_typed_is_no_pattern(typed):
    assert rank(typed, ["abc", "x" + typed]) == ["x" + typed]


def test_many_words_that_fit_in_many_ways_are_no_trouble():
    (match,) = ranked("a " * 40 + "b", [SearchText(["b" + " a" * 100])], 10)
    assert match.fit is Fit.ALIKE


def test_the_last_character_there_is_begins_a_name_too():
    assert rank("a", ["a\U0010ffff", "b"]) == ["a\U0010ffff"]


def test_the_heavier_of_those_that_fit_as_well_go_first():
    spelt = [SearchText(["bee", "bees", "beet", "wasp bee"])]
    found = ranked("bee", spelt, 10, lambda _, indexes: [at % 3 for at in indexes])
    assert [at for _, _, at in found] == [0, 2, 1, 3]
    found = ranked("", spelt, 2, lambda _, indexes: [at % 3 for at in indexes])
    assert [at for _, _, at in found] == [2, 1]
