"""The summary reader returns the same summary as the parser, or gives up."""

import random
import re
from ast import literal_eval

import pytest
from reading import DATAVIEW, LOGSEQ, OBSIDIAN, Dialect

from wikilsp.syntax.parse import parse
from wikilsp.syntax.summary import NoteSummary, summary_of
from wikilsp.syntax.summary_reader import read_summary

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
# Everything that may trip a reader, plain or not.
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


ENDS = ["", "", " ", "\n", "\n\n", " a"]
# Unicode spaces and line endings, tables and lists, and text that is almost a link, a tag, a key or a block id.
# A `¦` is a bar, `·` a space, `⏎` a newline.
ODD_PIECES = r"""
    a\u00a0b \u3000 \u200b \u2028 \u2029 \x0b \x0c \x1c \x85 \0 \ufeff \t k::\u00a0v k\u00a0::·v \u00a0k::·v k·::v
    é::·x k_l::·x k-1::·y K::·z -·k::·v⏎··j::·w⏎ 1.·k::·v⏎ -·a⏎··-·b⏎····k::·v⏎ >·k::·v⏎ >·-·k::·v⏎>·l::·w⏎
    -·[x]·[[a]]·^x-1 *·a⏎+·b⏎ [k::v] [k::·a:b] [·k::·v] [k::·v](a.md) (k::·[[a]]) [[a¦]] [[¦a]] [[a¦·b]] [[a#]]
    [[a#b#]] [[#]] [[#^]] [[a#^b·c]] [[a^b]] [[a]b]] [[a\u00a0]] [[\u00a0a]] [[a\u2028b]] [[a⏎b]] [[\ta]] ![[a#b¦c]]
    ![[a¦100x200]] [[/a/]] [[a.md]] [[a:b]] [[http://x]] [[a%20b]] [[a`b]] [[{{a}}]] [[a<b>c]] [[a*b*]] [[a\\b]]
    [[a"b]] [[!a]] [[[a]]] [[[[a]]]] [[a]]] [a](b) [a](#b) [a](?b) [a](b·c) [a](<b>) [a]() [a](&amp) [a](b&copy;)
    [a](mailto:x) [a](b%2Fc) [a](b%23c) [a](b%zz) [a](%) [a](b\u00a0c) [a](b\u2028) [a](b"c") [a](..) [a](./é.md)
    [a](b`c`) [a](b$c$) [a](b¦c) [a](b@c.de) [![a](b.png)](c.md) [a][b](c) [*a*](b) [a⏎b](c) [`a`](b) [https://x](b)
    <https://a.b> https://x.y/[[a]] www.a.b/#c #é #漢/字 #1 #1a #- #a/b/c #a\u200d #😀 #a. (#a) a#b ##a #a#b "#a"
    \u3000#a \u2028#a *#a* &#35; #a::·b #² #Ⅳ $a$ $a$1 $·a$ $$a$$ US$5 a$b$ %%a%% %%⏎a⏎%% 100% <b> <b·/> </b>
    <a·id="x"> <script> <!--·a·--> <3 <a <é> <details>⏎ #· #·a·# #·#a #·[[a]] #·`a` #·*a*·_b_ #·a·^id #·[a](b) #\ta
    #\u00a0a #·&amp; #·a<br> #·$a$ #·==a== #·??? #·² #·e\u0301 -·#·a >·#·a #·a\\ #·https://x.y a⏎=== a·^id⏎===
    a⏎b⏎=== [[a]]⏎--- a·¦·b⏎-¦-⏎[[x¦y]]·¦·c⏎ a·¦·b⏎-¦-⏎[[x\\¦y]]·¦·`c¦d`·¦·$a¦b$⏎ ⏎¦a¦⏎¦-¦⏎¦^id¦⏎
    ⏎¦a¦⏎¦:-:¦⏎¦`¦`¦[[a]]¦⏎ ⏎^id⏎ a^id a·^id· a·^id\u00a0 a\u00a0^id a\t^id ^a_b a·^a·b a·^^a a·^A -·a⏎··^q⏎
    ```a⏎^z⏎``` ····^z `a`·^w \\^x ~~~⏎[[a]]⏎~~~ `a``b` `[[a]]` `a⏎b` \\`a\\` \\[[a]] [\\[a]] \\#a \\ ⏎***⏎
    ⏎---⏎a:·b⏎---⏎ tags:·a k:·v⏎l::·w http://x 12:30 a:·[[b]] [^1] [x] [-]· [] [][] [a][b] ![] [!note]
    >·[!note]·T⏎>·k::·v⏎ {{a}} <%a%> ((a)) :a::b: a::b a::· ::·a **a**::·b _a_::·b a·b·c·d::·e a.b::·c 1::·a
    tags::·#a tags::·[[a]],·b alias::·a id::·a title::·a k::·"a" k::·a,,b k::·{{a}} k::·a·^id k::·a·l::·b
    k::·a·[l::·b] k::·-·a k::·#·a k::\tv
"""
ESCAPE = re.compile(r"\\(?:x..|u....|.)")
ODD_PIECES = [ESCAPE.sub(lambda found: literal_eval(f'"{found[0]}"'), piece) for piece in ODD_PIECES.split()]
ODD_PIECES = [piece.translate(str.maketrans("¦·⏎", "| \n")) for piece in ODD_PIECES]
FIELDS = r"""
    aliases: [One, Two]|aliases: One, Two|aliases: "One"|aliases: []|aliases:|aliases: null|aliases: ~|aliases: 1.0|
    aliases: [a, null]|aliases: [1, true, 2020-01-01, 0x1F, 1e3, 1_000, 012, 12:30]|aliases: a - b|aliases: a#b|
    aliases: é|aliases: a.|aliases: a  b|aliases: a/b|aliases: [ a]|aliases: [a,]|ALIASES: a|alias: a|tag: a|tags: a b|
    tags: a, b/c|tags: [a b]|tags: 2020|tags: a/|tags: a//b|tags: true|title: a  b|title: "a"|title: 1.50|title: NULL|
    title: [a]|title: []|title:|title:    a|Title: a|up: "[[P]]"|up: "[[P#a]]"|up: "[[(a)]]"|up: "[[a'b]]"|up: [[P]]|
    url: https://x.y/a?b=c#d|k:v|k:  v  |k: 'it''s'|k: "a\b"|k: #a|k: a #b|k: {a: b}|k: *a|k: &a b|k: !a b|k: - a|
    k: "a: b"|k: "a|_k: v|k l: v|k.l: v|1: v|é: v|"k": v|K: v|- a|  - a|-  a|- "[[a]]"|- a: b|- null|-|- a,b|- é|  k: v|
    # a||   |...|tags:: a|cssclass: a|date: 2020-01-01T10:00|date: 10:00|n: 1,2|n: <a>|n: [a/b, c.d]|n: "::"|n: "$a$"|
    n: %
"""
FIELDS = [
    field for line in FIELDS.strip().split("\n") for field in line.removeprefix("    ").removesuffix("|").split("|")
]


def test_reads_the_whole_summary_of_a_plain_note():
    assert read_summary(PLAIN, OBSIDIAN) == NoteSummary(
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
        "---\ntitle: []\n---\n",
        "---\ntitle: [a]\n---\n",
        "---\ntitle:\n- a\n---\n",
        "[text](a&copy.md)",
        "a\r\nb",
        "\ufeff[[a]]",
        "it was â€” wrong",
        "[r]: a.md",
    ],
)
def test_leaves_to_the_parser(text):
    assert read_summary(text, OBSIDIAN) is None


@pytest.mark.parametrize("dialect", [LOGSEQ, Dialect(nested=True), Dialect(label_order="label-first")])
def test_leaves_other_dialects_to_the_parser(dialect):
    assert read_summary("[[a]]", dialect) is None


@pytest.mark.parametrize("seed", range(4))
def test_agrees_with_the_parser(seed):
    rng = random.Random(seed)  # noqa: S311
    plain = 0
    for _ in range(ROUNDS // 4):
        text = random_change(rng) if rng.random() < 0.5 else "".join(rng.choices(PIECES, k=rng.randint(1, 12)))
        dialect = rng.choice(DIALECTS)
        plain += is_plain(text, dialect)
    assert plain > ROUNDS / 40


@pytest.mark.parametrize("seed", range(2))
def test_agrees_with_the_parser_in_any_dialect(seed):
    rng = random.Random(seed)  # noqa: S311
    plain = 0
    for _ in range(ROUNDS // 4):
        text = "".join(rng.choice(ODD_PIECES) + rng.choice(ENDS) for _ in range(rng.randint(0, 5)))
        if rng.random() < 0.4:
            text = "---\n" + "".join(f"{rng.choice(FIELDS)}\n" for _ in range(rng.randint(1, 4))) + f"---\n{text}"
        plain += is_plain(text, any_dialect(rng))
    assert plain > ROUNDS / 100


def is_plain(text, dialect):
    """Whether the reader accepts a text. If so, its summary must be right."""
    summary = read_summary(text, dialect)
    if summary is not None:
        assert summary == summary_of(parse(text, dialect)), (text, dialect)
    return summary is not None


def any_dialect(rng):
    return Dialect(
        preset=rng.choice(["obsidian", "dataview", "foam", "marksman", "logseq"]),
        resolve=rng.choice(["obsidian", "title"]),
        headings=rng.choice(["auto", "slug", "exact"]),
        label_order=rng.choice(["target-first"] * 9 + ["label-first"]),
        nested=rng.random() < 0.1,
        folder_index=rng.random() < 0.5,
        filenames=rng.choice(["plain", "triple-lowbar", "legacy"]),
        comments=rng.choice(["skip", "index"]),
        separator_space=rng.choice(["required", "required", "optional"]),
        max_key_words=rng.choice([1, 3, 9]),
        property_scope=rng.choice(["anywhere", "anywhere", "first-block"]),
        list_keys=rng.choice([("tags", "alias", "aliases"), (), ("k", "K l", "é")]),
        numeric_tags=rng.random() < 0.5,
        multiword_tags=rng.random() < 0.1,
    )


def random_change(rng):
    """Return a part of the plain note with a few random insertions."""
    start = rng.choice([0, 0, PLAIN.index("type::"), PLAIN.index("# A")])
    text = PLAIN[start : rng.randint(start, len(PLAIN))]
    for _ in range(rng.randint(0, 3)):
        at = rng.randint(0, len(text))
        text = text[:at] + rng.choice(PIECES) + text[at + rng.choice([0, 0, 0, 1, 3]) :]
    return text
