"""Reading a text takes a number of steps linear in its size, and never far more than for prose.

Steps do not depend on the speed and load of the machine. `benchmarks/hostile_notes.py` measures seconds.
"""

import re
import sys
from importlib import import_module

import pytest
from counting import CountedPattern, counted_patterns, steps
from reading import OBSIDIAN, Dialect
from slow_texts import HOSTILE, PROSE, repeat

from wikilsp.lint import lint
from wikilsp.note import Note
from wikilsp.settings import Settings
from wikilsp.syntax.folds import folds
from wikilsp.syntax.parse import parse
from wikilsp.vault.vault import Vault

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
SIZES = ((400, 1600, 1.15), (1500, 3000, 1.3))
"""Two sizes to compare, and the limit on the growth of steps per character, which in quadratic time is 4, or 2. The
first pair is fast and strict. The second is for texts that reach a limit between the first two sizes, or whose shortest
repeated part is longer."""
MOST_STEPS = 600
"""Limit on the steps per character for all readers together. Prose takes about 100."""
IMPORTED_LATE = ("wikilsp.syntax.markdown", "ftfy", "yaml", "rapidfuzz.distance", "rapidfuzz.fuzz", "rapidfuzz.process")


@pytest.fixture(scope="module", autouse=True)
def counting():
    for module in IMPORTED_LATE:
        import_module(module)
    limit = sys.getrecursionlimit()
    # The counting matcher recurses once for each character in a group.
    sys.setrecursionlimit(1_000_000)
    with counted_patterns():
        yield
    sys.setrecursionlimit(limit)


def read(text):
    """Read a note with every reader."""
    folds(text, OBSIDIAN)
    parse(text, EVERYTHING)
    note = Note("note.md", parse(text, OBSIDIAN))
    lint(Vault(Settings(), [note]), note)


def steps_each(text):
    return steps(read, text) / len(text)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_read_in_linear_time(text):
    assert any(
        takes_few_steps(text(small), text(large), most_growth) for small, large, most_growth in SIZES if text(small)
    )


def takes_few_steps(small, large, most_growth):
    few, many = steps_each(small), steps_each(large)
    return many < most_growth * few and many < MOST_STEPS


APPS = [Dialect(preset=preset, separator_space="optional") for preset in ("dataview", "dendron", "silverbullet")]


@pytest.mark.parametrize("dialect", APPS, ids=lambda dialect: dialect.preset)
@pytest.mark.parametrize(
    "piece",
    [
        *("${", "${[[", "${}", "}", "query[[", "query[[a]]", "[[^a@1]]", "[[a#b,1:#c]]", "#a,1:", "[[a#"),
        *("🏷 ", "[🏷", "[**", "b::x\n", "b :: x\n", "- b::x\n", "🏷 b::x\n", "[**b**::x]", "1\ufe0f\u20e3"),
        *("a::x\n\n", "b::[[\n"),
    ],
)
def test_hostile_text_is_read_in_linear_time_in_each_preset(piece, dialect):
    few, many = (steps(parse, piece * (size // len(piece)), dialect) / size for size in (600, 2400))
    assert many < 1.3 * few


def test_prose_takes_few_steps():
    assert steps_each(repeat(PROSE)(3000)) < MOST_STEPS / 4


# The counter itself


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"a*b", "a"),
        (r"[ \t]+\Z", " "),
        (r"(`+)(?!`).*?(?<!`)\1(?!`)", "`"),
        (r"(?:\*{1,3})+=", "*"),
    ],
)
def test_an_expression_that_backtracks_is_detected(pattern, text):
    counted = CountedPattern(re.compile(pattern))

    def search(size):
        return steps(counted.search, text * size + "!")

    assert search(20) > 3 * search(10)


@pytest.mark.parametrize(
    "read_badly",
    [
        lambda text: [text[at:] for at in range(len(text))],
        lambda text: [text.find("b", at) for at in range(len(text))],
        lambda text: [text.strip() for _ in text],
        lambda text: [len(text) for _ in text for _ in text],
    ],
    ids=["slices", "searches", "copies", "calls"],
)
def test_quadratic_time_is_detected(read_badly):
    assert steps(read_badly, "a" * 400) > 3.5 * steps(read_badly, "a" * 200)


def test_the_same_text_takes_the_same_steps():
    text = repeat(PROSE)(1500)
    assert steps(read, text) == steps(read, text)
