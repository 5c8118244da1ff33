"""No text makes `parse` slow: twice the text takes about twice the time, and none takes far longer than prose."""

import gc
from time import process_time

import pytest
from hostile import HOSTILE, PROSE, repeated
from reading import OBSIDIAN, Dialect

from wikilsp.syntax.parse import parse

EVERYTHING = Dialect(
    preset="logseq",
    comments="index",
    nested=True,
    separator_space="optional",
    max_key_words=9,
    property_scope="first-block",
    numeric_tags=True,
    multiword_tags=True,
)
SIZES = [50_000 >> n for n in range(11, -1, -1)]
TRIES = 3
"""The machine may be busy with something else: a text is slow if it is slow each time."""
ENOUGH = 0.03
"""Seconds below which a ratio says nothing."""


def seconds(text, dialect):
    """The CPU time of one reading, with no collection of garbage in it."""
    gc.disable()
    try:
        start = process_time()
        parse(text, dialect)
        return process_time() - start
    finally:
        gc.enable()


@pytest.fixture(scope="module")
def prose():
    """The time of ordinary text of the largest size."""
    return max(min(seconds(repeated(PROSE)(SIZES[-1]), OBSIDIAN) for _ in range(TRIES)), ENOUGH)


def slowness(text, dialect, prose):
    """What is wrong, at the first size where something is: so even exponential time ends soon."""
    once = 0.0
    for size in SIZES:
        twice = seconds(text(size), dialect)
        if twice > max(3.2 * once, ENOUGH):
            return f"{twice:.3f} s for {size} characters, {once:.3f} s for half as many"
        once = twice
    return f"{once:.3f} s, prose takes {prose:.3f} s" if once > 30 * prose else ""


@pytest.mark.parametrize("dialect", [OBSIDIAN, EVERYTHING], ids=["defaults", "everything"])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_read_in_linear_time(text, dialect, prose):
    tries = []
    while len(tries) < TRIES and all(tries):
        tries.append(slowness(text, dialect, prose))
    assert "" in tries, tries
