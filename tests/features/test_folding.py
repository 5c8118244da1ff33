import pytest

from wikilsp.features.folding import folding
from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.parse import parse


def ranges(text, dialect=None):
    dialect = dialect or Dialect()
    return folding(Note("a.md", parse(text, dialect)), text, dialect)


def folded_rows(text, dialect=None):
    """Return the 1-based first and last row of each range."""
    return [
        (text.count("\n", 0, span.start) + 1, text.count("\n", 0, span.end) + 1) for span, _ in ranges(text, dialect)
    ]


def test_front_matter():
    assert folded_rows("---\na: b\n---\ntext\n") == [(1, 3)]


def test_front_matter_in_toml():
    assert folded_rows("+++\na = 1\n# b\n+++\ntext\n") == [(1, 4)]
    assert folded_rows("+++\na = 1\n\n# b\nc\n") == [(4, 5)]


def test_a_section_ends_with_its_last_word_before_the_next_section():
    assert folded_rows("# A\n\ntext\n\n\n## B\nmore\n\n# C\n") == [(1, 7), (6, 7)]


def test_a_heading_alone_does_not_fold():
    assert folded_rows("# A\n# B\n") == []


def test_a_list_folds_under_its_first_line():
    assert folded_rows("text\n\n- a\n- b\n- c\n\n\nafter\n") == [(3, 5)]


def test_an_item_folds_its_nested_lines():
    assert folded_rows("- a\n- b\n  - c\n  - d\n\n  more\n- e\n") == [(1, 7), (2, 6), (3, 4)]


def test_the_first_item_folds_instead_of_the_list_if_it_can():
    assert folded_rows("- a\n  b\n- c\n") == [(1, 2)]


@pytest.mark.parametrize(
    "text",
    [
        "```\ncode\n```\n",
        "~~~py\n# no heading\n",
        "> [!note] Title\n> text\n",
        "> quote\nlazy\n",
        "| a |\n|---|\n| b |\n",
        "<div>\ntext\n</div>\n",
        "    code\n    code\n",
        "<!-- a\nb -->\n",
        "%%\na\n\nb %%\n",
        "text $$\na\n\nb$$\n",
    ],
)
def test_each_kind_of_block_folds_from_its_first_line_to_its_last(text):
    assert folded_rows(text) == [(1, text.rstrip("\n").count("\n") + 1)]


def test_comments_are_marked():
    text = "%%\na\n%%\n\n<!--\nb\n-->\n\n> c\n> d\n"
    assert [is_comment for _, is_comment in ranges(text)] == [True, True, False]


def test_marks_in_code_start_no_comment_or_maths():
    assert folded_rows("```\n%%\n$$\n```\n\n%%\n\n```\n$$\n```\n") == [(1, 4), (8, 10)]


def test_a_single_line_does_not_fold():
    assert folded_rows("- a\n\n> b\n\n%%c%%\n\n$$d$$\n") == []


def test_an_indented_list_folds_in_logseq():
    text = "\t- a\n\t- b\n"
    assert folded_rows(text, Dialect(preset="logseq")) == [(1, 2)]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_all_kinds_of_line_ends(newline):
    text = newline.join(["\ufeff---", "a: 🐝", "---", "", "# 蜂", "text\u2028more", "", "- 🐝\u0085x", "- y", "", ""])
    assert [text[slice(*span)] for span, _ in ranges(text)] == [
        newline.join(["---", "a: 🐝", "---"]),
        newline.join(["# 蜂", "text\u2028more", "", "- 🐝\u0085x", "- y"]),
        newline.join(["- 🐝\u0085x", "- y"]),
    ]


@pytest.mark.parametrize(("depth", "expected"), [(50, [(1, 2)]), (5000, [])])
def test_too_deep_nesting_is_plain_text(depth, expected):
    assert folded_rows(2 * f"{'>' * depth} a\n") == expected
