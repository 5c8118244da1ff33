"""The facts and the only finding of the project's first note."""

from pathlib import Path

import pytest
from checking import codes, lint_note
from reading import piece, properties, read

from wikilsp.text import Edit, apply_edits, position

SEED = Path(__file__).parents[2] / "examples" / "garden" / "Great Leap Forward.md"
TEXT = SEED.read_bytes().decode()
NAMES = [
    "china.md",
    "Great Leap Forward.md",
    "Chairman Mao.md",
    "capitalism.md",
    "communism.md",
    "Cultural Revolution.md",
]


def place(offset):
    """Return the row and column, 0-based. The note has only characters that UTF-16 counts as one."""
    row, column = position(read(TEXT).line_starts, offset)
    return row - 1, column - 1


def row(number):
    return TEXT.split("\n")[number]


def test_it_is_unchanged():
    assert len(TEXT.split("\n")) == 32
    assert not TEXT.endswith("\n")
    assert "\r" not in TEXT


def test_t111_links():
    assert [(one.path, place(one.span.start)) for one in read(TEXT).links] == [
        ("china", (0, 7)),
        ("Great Leap Forward", (4, 4)),
        ("Chairman Mao", (4, 135)),
        ("Great Leap Forward", (9, 6)),
        ("capitalism", (14, 64)),
        ("communism", (14, 220)),
        ("Cultural Revolution", (31, 37)),
    ]
    assert read(TEXT).links[-1].span.end == len(TEXT)


def test_t112_tags_and_properties():
    facts = read(TEXT)
    assert [(one.name, place(one.span.start)) for one in facts.tags] == [("note/concept", (1, 7))]
    assert properties(TEXT) == [("tags", "[[china]]"), ("type", "#note/concept")]
    assert [(one.scope, one.value.type) for one in facts.properties] == [("page", "link"), ("page", "tag")]
    assert facts.headings == facts.blocks == facts.definitions == ()


def test_t113_mojibake():
    (one,) = read(TEXT).candidates
    wrong = "\u00e2\u20ac\u201d"
    assert (one.kind, piece(TEXT, one.span), place(one.span.start)) == ("mojibake", wrong, (18, 63))
    assert one.text == wrong.encode("cp1252").decode() == "—"


@pytest.mark.parametrize("text", ["ânes à São", "SÃO PAULO", "10 € — “x”", "Ã", "naïve â € ”", "Ünïcödé"])
def test_ordinary_characters_are_not_mojibake(text):
    assert read(text).candidates == ()


def test_t113_is_the_only_finding():
    notes = [name for name in NAMES if name != SEED.name]
    assert codes(notes, TEXT, SEED.name) == ["mojibake"]


def test_t114_an_empty_list_item_ends_its_list():
    assert row(20) == "\t- "
    assert row(21) == "**why did he think this was a good idea?**"
    text = "\n".join(f"{line} ^here" if number == 21 else line for number, line in enumerate(TEXT.split("\n")))
    assert [one.id for one in read(text).blocks] == ["here"]


def test_t115_a_quote_between_two_lists_is_left_alone():
    assert row(7).startswith(" > ")
    start = TEXT.index(row(6))
    end = TEXT.index(row(9)) + len(row(9))
    edits = [
        edit
        for one in lint_note([], TEXT, SEED.name)
        for fix in one.finding.fixes
        for edit in fix.edits.get(SEED.name, ())
    ]
    assert edits
    assert not [edit for edit in edits if edit.span.start <= end and edit.span.end >= start]


def test_t116_a_fix_keeps_the_end_without_a_newline():
    (one,) = (one for one in lint_note([], TEXT, SEED.name) if one.code == "mojibake")
    after = apply_edits(TEXT, one.finding.fixes[0].edits[SEED.name])
    assert after == TEXT.replace("\u00e2\u20ac\u201d", "—")
    assert not after.endswith("\n")


@pytest.mark.parametrize("eol", ["\r\n", "\r"])
def test_other_line_endings_make_no_difference(eol):
    text = TEXT.replace("\n", eol)
    facts = read(text)
    rows = [position(facts.line_starts, one.span.start) for one in facts.links]
    assert rows == [position(read(TEXT).line_starts, one.span.start) for one in read(TEXT).links]


def test_an_edit_of_the_last_link_ends_the_note():
    link = read(TEXT).links[-1]
    after = apply_edits(TEXT, [Edit(link.path_span, "New")])
    assert after.endswith("was the [[New]]")
