"""The usual forms of links, code spans and tags are parsed at once, with the facts that their readers would add."""

import random
import re

import pytest
from test_claims import DIALECTS

from wikilsp.syntax import inline, tokens
from wikilsp.syntax.parse import parse

TEXTS = 20_000
# A `¦` is a bar, since bars separate the pieces.
PIECES = (
    "[[a]]|[[a¦b]]|[[a#b]]|[[a#^b]]|[[#b]]|[[#^b]]|[[a#b¦c]]|![[a]]|![[a.png¦10]]|![[a#b]]|[[¦b]]|[[]]|[[#]]|[[ a]]|"
    "[[a ]]|[[a# b]]|[[a#b#c]]|[[a^b]]|[[a\\¦b]]|[[a]|[[a]]]|[[[a]]]|[[a [[b]] c]]|#[[a b]]|[a](b)|[a](b.md#c)|"
    "![a](b.png)|[a](https://x.y)|[#1](b)|[a#b](c)|[a:b](c)|[k::a](b)|[k:: v]|(k:: v)|[a]()|[a]( b)|[a](<b>)|[a](b(c))|"
    "[a](b c)|[a]([[b]])|[a](((b)))|[a](b\\)|[a][r]|[r]|[ ]|[x] |[!n]|[^n]|[^n]: |[[a](b)|![a [b](c)](d)|[![a](b)](c)|"
    "[r]: x.md\n|`a`|``a``|`a``b`|`|``|`a\nb`|`[[a]]`|[`a](b)`|[[a`b]]`|<b>|</b>|<br/>|<a id='x'>|<b|<1>|<a:b>|"
    "<b>`</b>`|$|$a$|%%|%%[[a]]%%|<!-- a -->|\\|#t|#|*|!|(|)|]|[|[|::| k:: |a| |\n|\n\n|\n> |\n- |"
    "<code>|</code>|<Pre>|</pre>|<tt>|[[x] y](z)|[[[a](b)|漢^a|]]^a|"
    "\n¦a¦b¦\n¦-¦-¦\n¦|¦|é|{{a}}|{%"
)


@pytest.mark.parametrize("seed", range(4))
def test_plain_forms_are_read_as_their_readers_would(monkeypatch, seed):
    rng = random.Random(seed)  # noqa: S311 - the same texts each time
    pieces = [piece.replace("¦", "|") for piece in PIECES.split("|")]
    texts = ["".join(rng.choices(pieces, k=rng.randint(1, 9))) for _ in range(TEXTS // 4)]
    inputs = [(text, rng.choice(DIALECTS)) for text in texts]
    facts = [parse(*each) for each in inputs]
    monkeypatch.setattr(inline, "TOKEN", re.compile(tokens.OPENERS))
    for each, expected in zip(inputs, facts, strict=True):
        assert parse(*each) == expected, each
    assert sum(bool(found.links) for found in facts) > TEXTS / 20
