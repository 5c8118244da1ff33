"""The block scanner: what it reads, and that it agrees with markdown-it-py or gives up."""

import os
import random
from pathlib import Path

import pytest
from reading import cases

from wikilsp.syntax.blocks import Lines, ListItem
from wikilsp.syntax.frontmatter import find_frontmatter
from wikilsp.syntax.markdown import read_blocks
from wikilsp.syntax.scanner import scan_blocks
from wikilsp.text import line_starts

GARDEN = Path(__file__).parents[2] / "examples" / "garden"
VAULTS = os.environ.get("WIKILSP_SAMPLE_VAULTS", "")
"""A folder with real vaults, if you have some."""


def arguments(text):
    """Return the arguments that `parse` passes to a block reader."""
    start = line_starts(text)[0]
    front = find_frontmatter(text, start)
    return text, Lines.of(text, start), front[1] if front else start


def scan(text, *, logseq=False, guesses=False):
    return scan_blocks(*arguments(text), logseq=logseq, guesses=guesses)


def describe_blocks(text, *, guesses=False):
    """Return the kind of each block (of a heading with its level), and the content of its lines, joined by `/`."""
    return [
        (f"{block.kind}{block.level or ''}", "/".join(text[slice(*line)] for line in block.lines))
        for block in scan(text, guesses=guesses)
    ]


def difference(text, *, logseq):
    """Describe the first difference between both block readers, "" if there is none or the scanner gives up."""
    blocks = scan(text, logseq=logseq)
    expected = [] if blocks is None else list(read_blocks(*arguments(text), logseq=logseq))
    if blocks is None or blocks == expected:
        return ""
    index = next((n for n, (one, other) in enumerate(zip(blocks, expected, strict=False)) if one != other), None)
    return f"{blocks} instead of {expected}" if index is None else f"{blocks[index]} instead of {expected[index]}"


def p(*lines):
    return [("paragraph", line) for line in lines]


@cases(
    "text, blocks",
    ("nothing", "", []),
    ("blank lines", "\n \n\t\n", []),
    ("a paragraph", "a\nb \n", p("a/b")),
    ("blank lines separate paragraphs", "a\n \nb", p("a", "b")),
    ("indented text continues a paragraph", "a\n      - b", p("a/- b")),
    ("other blanks are trimmed from a paragraph", "\u3000a\xa0\n", p("a")),
    (
        "headings",
        "# a\n###### b ##\n#\n#c\n####### d",
        [("heading1", "a"), ("heading6", "b"), ("heading1", ""), *p("#c/####### d")],
    ),
    ("setext headings", "a\nb\n===\nc\n-", [("heading1", "a/b"), ("heading2", "c")]),
    ("thematic breaks", "a\n***\nb\n- - -\nc\n___", p("a", "b", "c")),
    ("a fence", "```py\n# a\n\n```\nb", [("fence", "```py\n# a\n\n```"), *p("b")]),
    ("a fence ends with as many marks", "~~~~\n~~~\n```\n~~~~~ \na", [("fence", "~~~~\n~~~\n```\n~~~~~ "), *p("a")]),
    ("a fence does not end with a mark in code", "```\n    ```\n   ```", [("fence", "```\n    ```\n   ```")]),
    ("a fence without an end", "a\n```\nb\n", [*p("a"), ("fence", "```\nb")]),
    ("a backtick after backticks", "``` a`\nb", p("``` a`/b")),
    ("indented code", "    a\n\n\tb\n\nc", [("code", "    a\n\n\tb"), *p("c")]),
    ("bullets", "- a\n* b\n+ c", p("a", "b", "c")),
    ("numbers", "1. a\n2) b\n123456789. c\n1234567890. d", p("a", "b", "c/1234567890. d")),
    ("only the number 1 ends a paragraph", "a\n2. b\n1. c", p("a/2. b", "c")),
    ("an item without content ends no paragraph", "a\n*\n1.", p("a/*/1.")),
    ("items in items", "- a\n  - b\n\t- c\n- d", p("a", "b", "c", "d")),
    ("a paragraph after an inner item", "- a\n  - b\n\n  c\n\n> - d\n>\n>     e", p("a", "b", "c", "d", "e")),
    ("items in items on one line", "- 1. a\n     b", p("a/b")),
    ("a bullet too deep for its list", "- a\n\n  1234567. b\n        - c", p("a", "b/- c")),
    ("a bullet too deep for two lists", "- a\n\n  1234567. - b\n        - c", [*p("a", "b"), ("code", "        - c")]),
    ("a break too deep for its list", "- a\n\n  1234567. b\n        * * *", [*p("a", "b"), ("code", "        * * *")]),
    ("paragraphs of an item", "- a\n  b\nc\n\n  d\n\ne", p("a/b/c", "d", "e")),
    ("code in an item", "-     a\n\n      b", [("code", "-     a\n\n      b")]),
    ("an item starts with one blank line at most", "-\n  a\n-\n\n  b", p("a", "b")),
    ("a fence in an item ends with the item", "- ```\n  a\n\nb", [("fence", "- ```\n  a\n"), *p("b")]),
    ("a quote", "> a\nb\n> c\n\nd", p("a/b/c", "d")),
    ("what ends a quote", "> a\n# b\n> c\n- d\n> e\n>\nf", [*p("a"), ("heading1", "b"), *p("c", "d", "e", "f")]),
    ("quotes in quotes", "> > a\n> b\n>\n> c", p("a/b", "c")),
    ("a quote in an item, an item in a quote", "- > a\n\n  b\n> - c\n>   d", p("a", "b", "c/d")),
    ("tabs", ">\ta\n>\t- b\n\n1.\tc\n\n\td", p("a", "b", "c", "d")),
    ("verbatim tags", "<pre>\n\na</pre> b\nc", [("html", "<pre>\n\na</pre> b"), *p("c")]),
    ("comments", "a\n<!-- b\n\nc --> d\ne", [*p("a"), ("html", "<!-- b\n\nc --> d"), *p("e")]),
    ("processing instructions", "<? a\n\n?>\nb", [("html", "<? a\n\n?>"), *p("b")]),
    ("declarations", "<!a\n\n>\nb\n\n<!1>", [("html", "<!a\n\n>"), *p("b", "<!1>")]),
    ("character data", "<![CDATA[\n\n]]>\na", [("html", "<![CDATA[\n\n]]>"), *p("a")]),
    ("block tags", "a\n</DIV >b\nc\n\nd", [*p("a"), ("html", "</DIV >b\nc"), *p("d")]),
    ("other tags", "<a b='c' d>\ne\n\nf\n<b>\n\n<b> g", [("html", "<a b='c' d>\ne"), *p("f/<b>", "<b> g")]),
    ("a table", "| a | b |\n|---|:-:|\n| c \\| d\ne", [("row", "| a | b |"), ("row", "| c \\| d"), ("row", "e")]),
    ("a table below a paragraph", "a\nb|c\n-|-\n\nd", [*p("a"), ("row", "b|c"), *p("d")]),
    ("what ends a table", "|a|\n|-|\n|b|\n- |c|", [("row", "|a|"), ("row", "|b|"), *p("|c|")]),
    ("an escaped bar at the end", "a|b\\|\n-|-", [("row", "a|b\\|")]),
    ("a table in an item in a quote", "> - |a|\n>   |-|\n>   |b|\n> |c|", [("row", "|a|"), ("row", "|b|"), *p("|c|")]),
    ("a row that looks like an item", "- a\n  2. b|c\n  -|-\n  d|e", [*p("a"), ("row", "2. b|c"), ("row", "d|e")]),
    ("too few cells", "|a|\n|-|-|", p("|a|/|-|-|")),
    ("front matter", "---\na: b\n---\nc", p("c")),
    ("a carriage return alone", "a\rb\r\rc\r- d\n", p("a/b", "c", "d")),
    ("other line ends", "a\r\nb\r\n\r\n```\r\nc\r\n```", [*p("a/b"), ("fence", "```\r\nc\r\n```")]),
)
def test_blocks(text, blocks):
    assert describe_blocks(text) == blocks
    assert not difference(text, logseq=False)


def test_items_are_identified_by_line_and_depth():
    assert [block.item for block in scan("a\n- - b\n\n  > c")] == [None, ListItem(1, 1), ListItem(1, 0)]


def test_blocks_in_containers_are_nested():
    assert [block.nested for block in scan("a\n\n- b\n\n> c\n\nd")] == [False, True, True, False]


def test_without_indented_code_everything_may_be_indented():
    blocks = scan("\t- a\n\t\t- b\n\n      # c", logseq=True)
    assert [block.kind for block in blocks] == ["paragraph", "paragraph", "heading"]
    assert [block.kind for block in scan("```\n     ```\na", logseq=True)] == ["fence", "paragraph"]


@cases(
    "text",
    ("an item that may be the head of a table", "- a | b\n|---|---|"),
    ("a heading that may be the head of a table", "# a |\n|---|"),
    ("a line outside of its item as the head of a table", "- a\nb|c\n  -|-"),
    ("a mark in deep indentation after a quote", "> a\n      - b"),
    ("a tab in a quote in a quote", "> > -\ta"),
    ("a line of no-break spaces", "a\n\xa0"),
    ("no-break spaces below a table", "|a|\n|-|\n\xa0"),
    ("more containers than are read", "- " * 101 + "a"),
)
def test_gives_up_on_some_texts(text):
    assert scan(text) is None


MOST_MISSING = 0x10000
"""A table of 512 columns ends before the row with which all of them lack more cells than this."""


@cases(
    "rows, count",
    ("as many as may be missing", "|\n" * 128, 128),
    ("one row more", "|\n" * 129, 128),
    ("cells that are too many make up for others", "|" * 1025 + "\n" + "|\n" * 130, 130),
    ("the row at which it ends starts another", "|\n" * 128 + "|b|\n|-|\n|c|\n", 130),
)
def test_a_table_ends_when_too_many_cells_are_missing(rows, count):
    text = "|a" * 512 + "|\n" + "|-" * 512 + "|\n" + rows
    assert sum(block.kind == "row" for block in scan(text)) == count + 1
    assert not difference(text, logseq=False)


def test_a_table_may_have_very_many_rows():
    assert len(scan("|a|b|\n|-|-|\n" + "|c|d|\n" * MOST_MISSING)) == MOST_MISSING + 1


@cases(
    "text, blocks",
    ("an item that may be the head of a table", "- a | b\n|---|---|", p("a | b/|---|---|")),
    ("a line outside of its item as the head of a table", "- a\nb|c\n  -|-", p("a/b|c/-|-")),
    ("a mark in deep indentation after a quote", "> a\n      - b", p("a/- b")),
    ("a tab in a quote in a quote", "> > -\ta", p("a")),
    ("a line of no-break spaces", "a\n\xa0", p("a")),
    ("only no-break spaces", "\xa0\n\u3000\n\nb", p("b")),
    ("no-break spaces below a table", "|a|\n|-|\n\xa0", [("row", "|a|")]),
    ("more containers than are read", "- " * 101 + "a", p("- a")),
)
def test_texts_it_gives_up_on_can_be_guessed(text, blocks):
    assert describe_blocks(text, guesses=True) == blocks


# Separated by spaces; `·` is a space, `⏎` a newline, `→` a tab.
SIGNS = str.maketrans("·⏎→", " \n\t")
PIECES = """
    ⏎ ⏎ ⏎ ⏎ ⏎ ⏎ ⏎ ⏎ ⏎⏎ ⏎⏎ ⏎⏎ · · ·· ··· ···· → a a b·c [[a|b]] k::·v -· -· *· + 1.· 2)· 10. 01.· 123456789.· - * 1.
    >· >· > >·>· --- *** ___ -·-·- === = -- #· ##·a ### ####### # ·# ``` ``` ~~~~ ```·py ~~~·a|b ` ~ <div> </div> <!--
    --> <? ?> <!X <![CDATA[ ]]> <pre> </pre> <b> <b·a='x'·c=d> <b·a= </b·> |·a·|·b·| |---|---| a|b -|- --|:-: |-| a| |
    |a\\| : :- \\ *a* **a** ⏎·· ⏎···· ⏎→ ⏎>· ⏎>·>· ⏎-· ⏎··-· ⏎→-· ⏎>→ -→ ⏎1.· ⏎>·-· ⏎```⏎
"""
ODD = ["\xa0", "\u3000", "\v", "\f", "\x1c", "\x85", "\u2028", "\0", "\r\n", "\r"]
FRAGMENTS = [piece.translate(SIGNS) for piece in PIECES.split()] + ODD
# Only a few, so that they meet in every combination.
FEW = "a -· > ``` #· | ⏎ ⏎ ⏎·· → ···· --- |-| a| === <!-- <b> - 1.·"
COMMON = [piece.translate(SIGNS) for piece in FEW.split()]
# Starts of lines, and what follows.
EDGES = ["", "", " ", "  ", "   ", "    ", "      ", "\t", "> ", "> ", ">", "> > ", "> - ", "- ", "- ", "1. ", "  > "]
LEAVES = "a b - -·a 1. 2.·a >·a ``` ~~~ #·a --- === ···a|b -|- |a\\|b| |-| <div> </div> <b> <!--·a -->"
ENDS = ["", "", *(piece.translate(SIGNS) for piece in LEAVES.split())]
NOTES = [path.read_text() for path in sorted(GARDEN.rglob("*.md"))]
TEXTS = 20_000


def mutate(rng, note):
    """Return a part of the note with a few pieces removed, doubled or replaced."""
    start = rng.randint(0, len(note))
    text = note[start : start + rng.randint(50, 600)]
    for _ in range(rng.randint(1, 6)):
        start = rng.randint(0, len(text))
        end = min(len(text), start + rng.randint(0, 12))
        text = text[:start] + rng.choice(["", *rng.choices(FRAGMENTS, k=4), text[start:end] * 2]) + text[end:]
    return text


def of_lines(rng):
    """Return a few short lines, many of which continue the block above or are nested in it."""
    edges = rng.choices(EDGES, k=3)
    return "\n".join("".join([*rng.choices(edges, k=2), rng.choice(ENDS)]) for _ in range(rng.randint(2, 8)))


def random_text(rng):
    kind = rng.random()
    if kind < 0.2:
        return mutate(rng, rng.choice(NOTES))
    if kind < 0.6:
        return of_lines(rng)
    return "".join(rng.choices(rng.choice([FRAGMENTS, COMMON]), k=rng.randint(1, 25)))


def shrink(text, *, logseq):
    """Return the shortest text found with a difference."""
    size = len(text) // 2
    while size:
        start = 0
        while start < len(text):
            less = text[:start] + text[start + size :]
            if difference(less, logseq=logseq):
                text = less
            else:
                start += size
        size //= 2
    return text


def check(text, *, logseq):
    if difference(text, logseq=logseq):
        least = shrink(text, logseq=logseq)
        pytest.fail(f"{least!r} ({logseq=}): {difference(least, logseq=logseq)}")


def test_agrees_with_markdown_it_on_random_texts():
    rng = random.Random(2)  # noqa: S311 - the same texts each time
    undecided = 0
    for number in range(TEXTS):
        text, logseq = random_text(rng), number % 4 == 0
        check(text, logseq=logseq)
        guess = scan(text, logseq=logseq, guesses=True)
        assert guess is not None
        undecided += guess != scan(text, logseq=logseq)
        check_order(text, guess)
    assert undecided < 0.1 * TEXTS


def check_order(text, blocks):
    """Check that all lines are in the text, in order."""
    ends = [end for block in blocks for line in block.lines for end in line]
    assert ends == sorted(ends), text
    assert all(0 <= end <= len(text) for end in ends), text


def test_agrees_with_markdown_it_on_real_notes():
    paths = [*GARDEN.rglob("*.md"), *(Path(VAULTS).rglob("*.md") if VAULTS else ())]
    undecided = 0
    for path in paths:
        text = path.read_bytes().decode(errors="replace")
        for logseq in (True, False):
            check(text, logseq=logseq)
            undecided += scan(text, logseq=logseq) is None
    assert undecided < 0.01 * 2 * len(paths)
