"""The reader of simple front matter: what it reads, and that it agrees with PyYAML or gives up."""

import random
import sys

import pytest
from reading import cases

from wikilsp.syntax.simple_yaml import read_simple_yaml
from wikilsp.syntax.yaml_nodes import YamlError, read_yaml
from wikilsp.text import Span

TEXTS = 20_000
STARTS = "a: |a: |a: |é x: |a.b/c-d: |- |  - |  - | - |  b: |  b: |k:\n  c: |k:\n- |k:|-|  ||a : |'k': |1: "
# A `¦` is a bar, since bars separate the pieces.
PIECES = (
    "a|a|a|b c|é|1|'q'|\"q r\"|''|\"\"|a,b|a: b|x:y|https://x.y/z?a=b&c|-|- |[|]|[a]|[a, b]|[ 'a' ,b ]|[a,]|[]|{|}|"
    "{a: b}|#|#c| #c|a#b|&|*|!|¦|>|%|@|`|?|=|<<|~|(|)|.|...|---|\\|\u2028|\x85|\xa0|😀|\t|  |\ufeff|\x07|2020-01-01|"
    "12:30|null|,|;|$x|/|^|+1|_|:|::|'|\"|\r|\u00ad|\u0300|ª|²|\ud800|[[a]]|\"[[a]]\"|it's|'it''s'|a 'b' c|\"a\\nb\"|"
    "{{x}}"
)
ENDS = ["\n", "\n", "\n", "\n\n", " \n", "\n  \n", ""]


def read(text):
    return read_simple_yaml(f"x{text}", Span(1, len(text) + 1))


def check(text):
    """Check that the reader gives up, or reads what PyYAML reads. Return whether it gives up."""
    node = read(text)
    if node is not None:
        try:
            expected = read_yaml(text, 1)
        except YamlError as error:
            pytest.fail(f"{text!r} is not YAML: {error}")
        assert node == expected, text
    return node is None


@cases(
    "text",
    ("words", "k: one, two - three\n"),
    ("no value", "k:\nl:  \n"),
    ("quotes", "k: \"a: b # c\"\nl: 'd'\n"),
    ("URLs and times", "k: https://x.y/z?a=b#c\nl: 12:30\n"),
    ("a list on its line", "k: [a b, \"c\", 'd']\nl: []\n"),
    ("a mapping below", "k:\n  l: v\n  m: 'w'\nn:\n"),
    ("a list below", "k:\n- a\n- b\nl:\n  - c, d\n\nm: n"),
)
def test_reads(text):
    assert not check(text)


@cases(
    "text",
    ("nothing", ""),
    ("blanks", " \n"),
    ("a comment", "k: v # c\n"),
    ("a mapping two levels deep", "k:\n  l:\n    m: v\n"),
    ("a mapping in a list", "- k: v\n"),
    ("JSON", "{k: v}\n"),
    ("a link without quotes", "k: [[a]]\n"),
    ("a continued line", "k: a\n  b\n"),
    ("a list that is indented twice", "k:\n- a\n - b\n"),
    ("a value and a list", "k: v\n- a\n"),
    ("an escape", 'k: "a\\nb"\n'),
    ("an anchor", "k: &a b\n"),
    ("a tab", "k:\tv\n"),
    ("CRLF", "k: v\r\n"),
    ("no YAML", "k: a: b\n"),
    ("a long key", f"{'k' * 101}: v\n"),
)
def test_gives_up(text):
    assert check(text)


def test_agrees_with_yaml_on_random_texts():
    rng = random.Random(1)  # noqa: S311 - the same texts each time
    starts = STARTS.split("|")
    pieces = [piece.replace("¦", "|") for piece in PIECES.split("|")]
    undecided = 0
    for _ in range(TEXTS):
        lines = rng.randint(1, 4)
        text = "".join(
            rng.choice(starts) + "".join(rng.choices(pieces, k=rng.choice([0, 1, 1, 1, 2]))) + rng.choice(ENDS)
            for _ in range(lines)
        )
        undecided += check(text)
    assert 0.5 * TEXTS < undecided < 0.95 * TEXTS


def test_agrees_with_yaml_on_all_characters():
    rng = random.Random(2)  # noqa: S311 - the same texts each time
    every = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF]
    for char in [*every[:0x300], *rng.sample(every, 2_000)]:
        for text in (f"a: {char}\n", f"a: x{char} y\n", f"a: [{char}]\n", f'a: "{char}"\n', f"{char}: x\n"):
            check(text)
