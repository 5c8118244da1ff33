from itertools import pairwise

import pytest

from wikilsp.features.selection import selection_ranges
from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.parse import parse


def select(marked):
    """Return the text of each selection range at the cursor `$0`."""
    text, offset = marked.replace("$0", ""), marked.index("$0")
    (spans,) = selection_ranges(Note("a.md", parse(text, Dialect())), [offset], text, Dialect())
    return [text[slice(*span)] for span in spans]


def test_from_a_word_of_a_link_to_the_note():
    assert select("# A\n\n- see [[Great Le$0ap|the leap]] now\n- b\n\n# B\n") == [
        "Leap",
        "Great Leap",
        "[[Great Leap|the leap]]",
        "- see [[Great Leap|the leap]] now",
        "- see [[Great Leap|the leap]] now\n- b",
        "# A\n\n- see [[Great Leap|the leap]] now\n- b",
        "# A\n\n- see [[Great Leap|the leap]] now\n- b\n\n# B\n",
    ]


def test_the_target_of_a_link_grows_to_its_fragment():
    assert select("[[a#one#tw$0o]]\n")[:3] == ["two", "a#one#two", "[[a#one#two]]"]
    assert select("[[a#^i$0d]]\n")[:3] == ["id", "a#^id", "[[a#^id]]"]


def test_a_markdown_link():
    assert select("x ![the al$0t](img/a.png) y\n")[:3] == ["alt", "the alt", "![the alt](img/a.png)"]


def test_a_property_by_item_value_and_line():
    assert select("tags:: [[red bee]], [[blue$0 bee]]\n") == [
        "blue",
        "blue bee",
        "[[blue bee]]",
        "[[red bee]], [[blue bee]]",
        "tags:: [[red bee]], [[blue bee]]",
        "tags:: [[red bee]], [[blue bee]]\n",
    ]


def test_front_matter():
    assert select("---\nup: one$0 two\nb: c\n---\ntext\n") == [
        "one",
        "one two",
        "up: one two",
        "---\nup: one two\nb: c\n---",
        "---\nup: one two\nb: c\n---\ntext\n",
    ]


def test_a_line_then_its_paragraph_then_the_quote():
    assert select("> one$0 two\n> three\n>\n> - x\n\nend\n") == [
        "one",
        "> one two",
        "> one two\n> three",
        "> one two\n> three\n>\n> - x",
        "> one two\n> three\n>\n> - x\n\nend\n",
    ]


def test_a_heading_then_its_section():
    assert select("## T$0wo words\ntext\n## B\n")[:4] == ["Two", "Two words", "## Two words", "## Two words\ntext"]


def test_the_cursor_after_a_word_selects_the_word():
    assert select("[[bee$0]] x\n")[:2] == ["bee", "[[bee]]"]


@pytest.mark.parametrize(
    ("marked", "word"),
    [
        ("🐝$0 x", "🐝"),
        ("a 👩‍👩‍👧$0 b", "👩‍👩‍👧"),
        ("see 毛泽$0东，主席", "毛泽东"),
        ("cafe\u0301$0 noir", "cafe\u0301"),
        ("don’t$0 x", "t"),
        ("snake_ca$0se", "snake_case"),
        ("x\u2028y$0z w", "yz"),
    ],
)
def test_words_of_every_script(marked, word):
    assert select(marked)[0] == word


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_exclude_their_line_ends(newline):
    assert select(f"one$0 🐝{newline}two{newline}{newline}three")[:3] == ["one", "one 🐝", f"one 🐝{newline}two"]


def test_between_two_elements_only_one_is_selected():
    assert select("[[a]]$0[[b]]\n")[:2] == ["[[a]]", "[[a]][[b]]"]


def test_an_empty_note_has_no_ranges():
    assert select("$0") == []


TEXT = """---
a: [b, c]
---
# H #x
k:: [[a#b|c]], #t

- x [l](u#v) ^id
  > q
  > ```
  > f

%%
c
%%
[r]: a.md
"""


def test_each_range_contains_the_one_before():
    note = Note("a.md", parse(TEXT, Dialect()))
    for offset, spans in enumerate(selection_ranges(note, range(len(TEXT) + 1), TEXT, Dialect())):
        assert spans[-1] == (0, len(TEXT))
        for inner, outer in pairwise(spans):
            assert outer.start <= inner.start <= offset <= inner.end <= outer.end
            assert inner != outer


TEXT = (
    "---\na: [b, c]\n---\n\n# One\n\n- see [[a#b|c d]] #x\n  - k:: v, w\n\n> 漢字 😀 [t](u.md)\n\n## Two\n\nend ^id\n"
)


def test_many_cursors_get_the_same_ranges_as_single_ones():
    note = Note("a.md", parse(TEXT, Dialect()))
    offsets = [*range(len(TEXT) + 1), 3, 3]
    alone = [selection_ranges(note, [offset], TEXT, Dialect())[0] for offset in offsets]
    assert selection_ranges(note, offsets, TEXT, Dialect()) == alone
    for offset, spans in zip(offsets, alone, strict=True):
        assert all(span.start <= offset <= span.end for span in spans)
        assert all(outer.start <= inner.start and inner.end <= outer.end for inner, outer in pairwise(spans))
