"""Whatever the text and wherever the cursor, what is offered can be put in."""

import time

import pytest
from completing import complete
from hypothesis import given, settings
from hypothesis import strategies as st

VAULT = """
    //- b.md
    > ---
    > aliases: [Bee]
    > k: "[[x]]"
    > ---
    > # B
    > ## One #t/u
    > text ^id
    >
    > k:: v, [[c]] (k:: #t)
    //- sub/b.md
    //- p (1).png
    """
PIECES = [
    *"[](){}#^|:/!\\`$%<>-*_ \n\r\t🐝中x\u2028\ufeff\"',.=~",
    *(
        "[[",
        "]]",
        "![[",
        "](",
        "::",
        "k:: ",
        "---\n",
        "\n\n",
        "```\n",
        "$$",
        "%%",
        "<!--",
        "- ",
        "> ",
        "b#",
        "b|",
        "##",
        "^^",
    ),
    *("tags: ", "k: ", "[k:: ", "| a |\n|---|\n| ", "    ", "../", "#t/", "{{", "</div>", "\r\n", "b", "one"),
]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12), st.data(), st.sampled_from(["obsidian", "logseq"]))
def test_an_item_replaces_what_is_around_the_cursor_in_its_line(pieces, data, preset):
    text = "".join(pieces)
    offset = data.draw(st.integers(0, len(text)))
    found = complete(f"{text[:offset]}$0{text[offset:]}", vault=VAULT, preset=preset)
    for item in found.items:
        assert 0 <= item.span.start <= offset <= item.span.end <= len(text)
        assert not {"\n", "\r"} & {*text[slice(*item.span)], *item.insert}
        assert -1 <= item.cursor <= len(item.insert)
        assert item.label


@pytest.mark.parametrize(
    "line",
    ["[[" * 3000, "[" * 6000, "(k:: " * 2000, "#a" * 5000, "[x](" * 3000, "k:: " + "[[a]], " * 2000, "*" * 6000 + "#"],
    ids=lambda line: line[:5],
)
def test_a_hostile_line_takes_no_long_time(line):
    begin = time.perf_counter()
    complete(f"{line}$0", vault=VAULT)
    assert time.perf_counter() - begin < 2
