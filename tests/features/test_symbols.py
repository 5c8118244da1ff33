import pytest

from wikilsp.features.symbols import document_symbols
from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.parse import parse


def outline(text):
    return document_symbols(Note("a.md", parse(text, Dialect())), text)


def names(symbols):
    return [(symbol.name, names(symbol.children)) if symbol.children else symbol.name for symbol in symbols]


def flat(symbols):
    return [one for symbol in symbols for one in (symbol, *flat(symbol.children))]


def test_headings_are_nested_by_level():
    assert names(outline("# A\n## B\n### C\n## D\n# E\n")) == [("A", [("B", ["C"]), "D"]), "E"]


def test_a_level_may_be_left_out():
    assert names(outline("### A\n# B\n### C\n## D\n")) == ["A", ("B", ["C", "D"])]


def test_a_section_ends_with_its_last_word():
    text = "# A\n\ntext\n\n\n# B\n\nmore\n\n"
    first, second = outline(text)
    assert text[slice(*first.span)] == "# A\n\ntext"
    assert text[slice(*second.span)] == "# B\n\nmore"
    assert text[slice(*second.selection)] == "B"


def test_properties_blocks_and_tags_are_below_their_heading():
    text = "up:: [[x]]\n# A\nstatus:: done\n\ntext #todo ^id\n"
    assert names(outline(text)) == ["up", ("A", ["status", "#todo", "^id"])]


def test_front_matter_comes_first():
    (symbol, heading) = outline("---\ntags: [a, b]\n---\n# A\n")
    assert (symbol.name, symbol.kind, symbol.detail, heading.name) == ("tags", "property", "[a, b]", "A")


def test_a_tag_in_a_value_is_covered_by_the_property():
    assert names(outline("type:: #note/concept, #b\n\n#c\n")) == ["type", "#c"]
    assert names(outline("key:: x [in:: y] #t\n\n#c\n")) == ["key", "in", "#c"]


def test_a_logseq_id_is_listed_once():
    assert names(outline("- item\n  id:: 6356e902-3b7b-4cb2-8c3e-6a904c813c40\n")) == ["id"]


def test_a_block_id_without_a_blank_before_it_is_not_listed():
    assert names(outline("![[img.png]]^fig\n\n面积是米^2\n\ntext ^id\n")) == ["^id"]


def test_a_value_is_shown_on_one_short_line():
    text = f"---\nlong: >\n  a\n  {'b' * 100}\n---\n"
    (symbol,) = outline(text)
    assert len(symbol.detail) == 80
    assert symbol.detail.startswith("> a b")
    assert symbol.detail.endswith("…")


@pytest.mark.parametrize("text", ["#\n", "## \n", "---\n'': x\n---\n", "# <!-- -->\n"])
def test_no_name_is_empty(text):
    assert all(symbol.name for symbol in flat(outline(text)))


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_spans_after_emoji_and_all_kinds_of_line_ends(newline):
    lines = ["\ufeff# 🐝 蜂", "", "键:: 值\u2028x", "", "## 🍯", "text #标签 ^id", "", "# C"]
    text = newline.join(lines)
    assert [(symbol.name, text[slice(*symbol.selection)]) for symbol in flat(outline(text))] == [
        ("🐝 蜂", "🐝 蜂"),
        ("键", "键"),
        ("🍯", "🍯"),
        ("#标签", "#标签"),
        ("^id", "^id"),
        ("C", "C"),
    ]


def test_children_lie_within_their_parents():
    def check(symbols, start, end):
        for symbol in symbols:
            assert start <= symbol.span.start <= symbol.selection.start
            assert symbol.selection.end <= symbol.span.end <= end
            check(symbol.children, *symbol.span)

    text = "a:: b\n> # A #x\n> text ^q\n\nTitle ^id\n===\n- # L\n  k:: v\n## \n"
    check(outline(text), 0, len(text))


def test_an_empty_note_has_no_outline():
    assert outline("") == ()
