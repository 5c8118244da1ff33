"""The scanner and markdown-it-py lead to the same folds."""

import random

from test_scanner import arguments, random_text

from wikilsp.syntax.folds import block_folds
from wikilsp.syntax.markdown import read_outline
from wikilsp.syntax.outline import scan_outline

TEXTS = 8_000


def folds(text, spans):
    # For markdown-it-py, a list includes the blank lines after it, so compare the folds.
    found = list(block_folds(text, arguments(text)[1], spans))
    assert found == sorted(found, key=lambda fold: (fold.span.start, -fold.span.end)), text
    return found


def test_agrees_with_markdown_it_on_random_texts():
    rng = random.Random(3)  # noqa: S311 - the same texts each time
    undecided = 0
    for number in range(TEXTS):
        text, logseq = random_text(rng), number % 4 == 0
        spans = scan_outline(*arguments(text), logseq=logseq)
        undecided += spans is None
        if spans is not None:
            expected = list(read_outline(*arguments(text), logseq=logseq))
            assert folds(text, spans) == folds(text, expected), text
        guess = scan_outline(*arguments(text), logseq=logseq, guesses=True)
        assert all(span.first < span.end for span in guess), text
        assert spans in (None, guess), text
    assert undecided < 0.1 * TEXTS


def test_two_blank_lines_after_an_empty_item_end_its_list():
    spans = scan_outline(*arguments("-\n\n- a\n\n\n- b\n\n-\n\n\n- c\n"), logseq=False)
    assert [span.kind for span in spans].count("list") == 2
