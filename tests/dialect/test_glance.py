"""A glance at a note gives the sketch that its facts give, or nothing where it is not sure of that."""

import random

import pytest
from reading import DATAVIEW, LOGSEQ, OBSIDIAN, Dialect

from wikilsp.syntax.glance import glance
from wikilsp.syntax.parse import parse
from wikilsp.syntax.sketch import Sketch, sketch_of

ROUNDS = 20_000
DIALECTS = (
    OBSIDIAN,
    OBSIDIAN,
    DATAVIEW,
    Dialect(separator_space="optional"),
    Dialect(property_scope="first-block"),
    Dialect(comments="index", numeric_tags=True),
    Dialect(max_key_words=1),
)

PLAIN = """---
aliases: [One, Two]
title: The title
tags:
  - a/b
up: "[[Parent|up]]"
when: 2021-04-17
---
type:: #note/concept, [[Kind]]
Due date:: tomorrow

# A *heading*

See [[Note]], ![[i.png]] and [text](https://example.org/a?b=c) for `code` #tag. ^b-1

## Part

See [text](x/a%20b.md) and ![img](i.png). Again [[Note#Part|part]], [[#Part]], [not a link] and [!note].

- [ ] task [[folder/Other|label]]
\t- deeper <br> & 5 < 6

> quote [[a#^b]] ^b-2

| a | b |
|---|---|
| [[x\\|y]] | `z` |

```py
[[no]] # $x$ %%
```
"""
# Whatever a reader may stumble over, plain or not.
PIECES = (
    "[[a]]|[[a¦b]]|[[ a]]|[[a#b]]|[[a#^b]]|[[#Part]]|[[#no]]|[[a\\¦b]]|[a b]|[!x]|![[a]]|[[|[|]|(|(k:: v)|"
    "[k:: v]|k:: v\n|key:: a, b\n|tags:: a,\n|tags: a\n|type: x\n|\n|\n\n|# H\n|## H\n|\n===\n|\n---\n|---\n|"
    "- |\n- |\t|    |> |\n> |`|``|```\n|~~~\n|$|%%|<!-- x -->|<div>|\n<div>\n|<a>|<br>|#tag|#a/b|#a//b|#a/|#/a|"
    "##|^id|\n^id\n| ^id\n|\\|\\¦|¦|¦ a ¦ b ¦\n¦---¦---¦\n¦ [[x\\¦y]] ¦ `z` ¦\n|[t](https://x.y/z)|[t](a.md)|"
    "[t](a%20b)|[t](a.md#b)|[t](//a)|![i](b.png)|[t](a?b)|![i](https://x)|[ ]|[x] |{{x}}|<%|**|_|é|漢|😀|â€”|"
    '\ufeff|\u2028|::|:|aliases:\n- A\n- B\n|aliases: [A, B]\n|title: X\n|up: "[[P]]"\n|- b\n|  - b\n|'
    "alias:: q\n|key::\n|1. |***\n|a  \nb|x::y|\n\nk:: v\n- a\nk2:: v|null|\r\n|"
    "id:: 6356e902-3b7b-4cb2-8c3e-6a904c813c40\n|wikilsp-ignore|[a]: b"
)
PIECES = [piece.replace("¦", "|") for piece in PIECES.split("|")]


def test_sees_all_of_a_plain_note():
    assert glance(PLAIN, OBSIDIAN) == Sketch(
        is_plain=True,
        names=("Parent", "Kind", "Note", "i.png", "Note#Part", "#Part", "folder/Other", "a#^b", "x"),
        aliases=("One", "Two"),
        title="The title",
        heading="A heading",
        headings=("A heading", "Part"),
        blocks=("b-1", "b-2"),
        files=("x/a b.md", "i.png"),
        inside=("Note", "a"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "[[a#one#two]]",
        "[[#Nowhere]]",
        "[[ a ]]",
        "[[a",
        "[text](a.md#part)",
        '[text](a.md "title")',
        "`code",
        "it cost $5",
        "%% [[x]] %%",
        "<!-- wikilsp-ignore -->",
        "#a//b",
        "key::value",
        "key: [[value]]",
        "- text\n\n  key:: value",
        "[tags:: a]",
        "- key:: a\n  key:: b",
        "key:: a\nkey:: b",
        "a ^id\n\nb ^id",
        "---\ntags: [a, b\n---\n",
        "---\nalias: a\n---\n",
        "\ufeff[[a]]",
        "it was â€” wrong",
        "[r]: a.md",
    ],
)
def test_leaves_to_the_parser(text):
    assert glance(text, OBSIDIAN) is None


@pytest.mark.parametrize("dialect", [LOGSEQ, Dialect(nested=True), Dialect(label_order="label-first")])
def test_leaves_to_the_parser_what_other_dialects_read_otherwise(dialect):
    assert glance("[[a]]", dialect) is None


@pytest.mark.parametrize("seed", range(4))
def test_is_the_sketch_of_the_facts(seed):
    rng = random.Random(seed)  # noqa: S311
    plain = 0
    for _ in range(ROUNDS // 4):
        text = changed(rng) if rng.random() < 0.5 else "".join(rng.choices(PIECES, k=rng.randint(1, 12)))
        dialect = rng.choice(DIALECTS)
        sketch = glance(text, dialect)
        if sketch is not None:
            plain += 1
            assert sketch == sketch_of(parse(text, dialect)), repr(text)
    assert plain > ROUNDS / 40


def changed(rng):
    """A piece of a plain note with a few things in it that were not there."""
    start = rng.choice([0, 0, PLAIN.index("type::"), PLAIN.index("# A")])
    text = PLAIN[start : rng.randint(start, len(PLAIN))]
    for _ in range(rng.randint(0, 3)):
        at = rng.randint(0, len(text))
        text = text[:at] + rng.choice(PIECES) + text[at + rng.choice([0, 0, 0, 1, 3]) :]
    return text
