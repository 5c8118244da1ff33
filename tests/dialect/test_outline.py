"""What an editor may fold: the scanner finds the same as markdown-it-py, or nothing."""

import random

from test_scanner import arguments, random_text

from wikilsp.syntax.folds import block_folds
from wikilsp.syntax.markdown import read_outline
from wikilsp.syntax.outline import scan_outline

TEXTS = 8_000


def folded(text, stretches):
    # To markdown-it-py the blank lines behind a list are a part of it.
    return sorted(block_folds(text, arguments(text)[1], stretches), key=lambda fold: (fold.span.start, -fold.span.end))


def test_random_texts_are_folded_as_markdown_it_reads_them():
    rng = random.Random(3)  # noqa: S311 - the same texts each time
    undecided = 0
    for number in range(TEXTS):
        text, indented_code = random_text(rng), number % 4 > 0
        stretches = scan_outline(*arguments(text), indented_code=indented_code)
        undecided += stretches is None
        if stretches is not None:
            expected = list(read_outline(*arguments(text), indented_code=indented_code))
            assert folded(text, stretches) == folded(text, expected), text
        guess = scan_outline(*arguments(text), indented_code=indented_code, guesses=True)
        assert all(stretch.first < stretch.end for stretch in guess), text
        assert stretches in (None, guess), text
    assert undecided < 0.1 * TEXTS


def test_two_blank_lines_end_a_list_below_an_item_with_nothing_in_it():
    stretches = scan_outline(*arguments("-\n\n- a\n\n\n- b\n\n-\n\n\n- c\n"), indented_code=True)
    assert [stretch.kind for stretch in stretches].count("list") == 2
