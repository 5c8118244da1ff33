"""Completion items fit the text around the cursor, whatever the text and wherever the cursor."""

import pytest
from completing import complete
from counting import counted_patterns, steps
from hypothesis import given, settings
from hypothesis import strategies as st
from vaults import vault_of

from wikilsp.features.completion import completion
from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note
from wikilsp.syntax.parse import parse

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


@settings(max_examples=200)
@given(st.lists(st.sampled_from(PIECES), max_size=12), st.data(), st.sampled_from(["obsidian", "logseq"]))
def test_an_item_replaces_text_around_the_cursor_on_its_line(pieces, data, preset):
    text = "".join(pieces)
    # No editor puts the cursor inside a line end.
    offset = data.draw(st.integers(0, len(text)).filter(lambda at: text[max(at - 1, 0) : at + 1] != "\r\n"))
    found = complete(f"{text[:offset]}$0{text[offset:]}", vault=VAULT, preset=preset)
    for item in found.items:
        assert 0 <= item.span.start <= offset <= item.span.end <= len(text)
        assert not {"\n", "\r"} & {*text[slice(*item.span)], *item.insert}
        assert -1 <= item.cursor <= len(item.insert)
        assert item.label


@pytest.mark.parametrize(
    ("unit", "end"), [("[[", ""), ("[", ""), ("(k:: ", ""), ("#a", ""), ("[x](", ""), ("[[a]], ", ""), ("*", "#")]
)
def test_a_hostile_line_takes_linear_time(unit, end):
    vault = vault_of(VAULT)
    index = VaultIndex(vault)

    def count_calls(count):
        text = f"k:: {unit * count}{end}"
        note = Note("a.md", parse(text, vault.settings.dialect))
        return steps(lambda text: completion(index, note, len(text), {"a.md": text}.get), text)

    complete(f"k:: {unit}{end}$0", vault=VAULT)  # import lazy modules before counting
    with counted_patterns():
        assert count_calls(2000) < 2.6 * count_calls(1000)
