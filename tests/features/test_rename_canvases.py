"""Renames in canvases: cards show and link to the same files, headings and blocks as before."""

import json

import pytest
from cursor_text import at_cursor
from renaming import RenameCase

from wikilsp.features.rename import edits_for_moves, rename, rename_file, rename_tag
from wikilsp.settings import Settings
from wikilsp.text import apply_edits

VAULT = """
    //- a.md
    > [[sub/be$0e]]
    //- sub/bee.md
    > # bee
    > ## One
    > text ^id
    //- sub/p.png
    //- x/wasp.md
"""
BOARD = """{
\t"nodes":[
\t\t{"id":"n1","type":"file","file":"sub/bee.md","subpath":"#One","x":1.50,"y":1e3},
\t\t{"id":"n2","type":"text","text":"[[bee]] and\\n[t](sub/bee.md#one) \\"q\\" [[bee#^id|é]]"},
\t\t{"id":"n3","type":"file","file":"sub\\/p.png" },
\t\t{"id":"n4","type":"group","label":"sub/bee.md","background":"sub/p.png"},
\t\t{"id":"n5","type":"file","file":"sub/bee.md","subpath":"#^id"},
\t\t{"id":"n6","type":"file","file":"bee.md"},{"id":"n7","type":"link","url":"sub/bee.md"}
\t],
\t"edges":[{"id":"e","fromNode":"n1","toNode":"n2","label":"[[bee]]"}]
}"""


def case_of(canvas, text=VAULT, path="Board.canvas", **options):
    case = RenameCase(text.replace("$0", ""), **options)
    case.vault.add_file(path)
    case.texts[path] = canvas
    return case


def after(canvas, old, new, path="Board.canvas", **options):
    """Return a canvas after a rename, by a command and in the editor."""
    case = case_of(canvas, path=path, **options)
    result = rename_file(case.graph, old, new, case.read)
    by_editor = edits_for_moves(case.graph, {old: new}, case.read)
    assert (by_editor.changes.edits, result.canvases) == (result.changes.edits, ())
    return apply_edits(canvas, result.changes.edits.get(path, ()))


def board(*replacements):
    """Return the board with texts replaced, each of which it must contain."""
    text = BOARD
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    return text


def test_a_note():
    assert after(BOARD, "sub/bee.md", "sub/Ant.md", settings=Settings(heading_follows=False)) == board(
        ('"file":"sub/bee.md"', '"file":"sub/Ant.md"'),
        ("[[bee]] and", "[[Ant]] and"),
        ("](sub/bee.md#one)", "](sub/Ant.md#one)"),
        ("[[bee#^id|", "[[Ant#^id|"),
    )


def test_an_attachment():
    assert after(BOARD, "sub/p.png", "img/q é.png") == board(
        ('"sub\\/p.png" ', '"img/q é.png" '), ('"background":"sub/p.png"', '"background":"img/q é.png"')
    )


def test_a_folder():
    assert after(BOARD, "sub", "deep/er") == board(
        ('"file":"sub/bee.md"', '"file":"deep/er/bee.md"'),
        ("](sub/bee.md#one)", "](deep/er/bee.md#one)"),
        ('"sub\\/p.png"', '"deep/er/p.png"'),
        ('"background":"sub/p.png"', '"background":"deep/er/p.png"'),
    )


def test_the_case_of_a_name():
    assert after(BOARD, "sub/p.png", "sub/P.png") == board(
        ('"sub\\/p.png"', '"sub/P.png"'), ('"background":"sub/p.png"', '"background":"sub/P.png"')
    )
    assert after('{"nodes":[{"type":"file","file":"SUB/BEE.md"}]}', "sub/bee.md", "sub/Ant.md") == (
        '{"nodes":[{"type":"file","file":"sub/Ant.md"}]}'
    )


def test_a_canvas_that_moves():
    canvas = '{"nodes":[{"type":"text","text":"[t](../sub/bee.md) [[bee]]"},{"type":"file","file":"sub/bee.md"}]}'
    assert after(canvas, "b/Board.canvas", "Board.canvas", path="b/Board.canvas") == canvas.replace("../sub", "sub")


def test_a_name_that_becomes_ambiguous_or_is_taken_over():
    canvas = '{"nodes":[{"type":"text","text":"[[wasp]] [[bee]]"}]}'
    case = case_of(canvas)
    result = rename_file(case.graph, "sub/bee.md", "sub/wasp.md", case.read)
    assert apply_edits(canvas, result.changes.edits["Board.canvas"]) == canvas.replace(
        "[[wasp]] [[bee]]", "[[x/wasp]] [[sub/wasp]]"
    )
    assert [canvas[slice(*span)] for path, span in result.longer if path == "Board.canvas"] == ["[[wasp]]", "[[bee]]"]


def test_labels_follow_in_cards():
    canvas = '{"nodes":[{"type":"text","text":"[[bee|bee]]"}]}'
    settings = Settings(labels_follow=True)
    assert after(canvas, "sub/bee.md", "Ant.md", settings=settings) == canvas.replace("[[bee|bee]]", "[[Ant|Ant]]")


def rename_in_board(text, new, canvas=BOARD):
    """Return a canvas after a rename of the symbol at `$0`."""
    case = case_of(canvas, text)
    _, note, offset, _ = at_cursor(text)
    result = rename(case.graph, case.uses, case.vault.notes[note.path], offset, new, case.read)
    return apply_edits(canvas, result.changes.edits.get("Board.canvas", ()))


def test_a_heading():
    text = VAULT.replace("$0", "").replace("## One", "## O$0ne")
    assert rename_in_board(text, "Two: x") == board(('"#One"', '"#Two: x"'), ("bee.md#one)", "bee.md#two-x)"))


def test_a_heading_above_another():
    canvas = '{"nodes":[{"type":"file","file":"sub/bee.md","subpath":"#bee#One"}]}'
    text = VAULT.replace("$0", "").replace("> # bee", "> # Top").replace("## One", "## O$0ne")
    assert rename_in_board(text, "Two", canvas.replace("#bee#", "#Top#")) == canvas.replace("#bee#One", "#Top#Two")


def test_a_heading_that_follows_its_note():
    canvas = '{"nodes":[{"type":"file","file":"sub/bee.md","subpath":"#bee"},{"type":"text","text":"[[bee#bee#One]]"}]}'
    assert after(canvas, "sub/bee.md", "sub/Ant.md") == (
        canvas.replace('bee.md","subpath":"#bee', 'Ant.md","subpath":"#Ant').replace("bee#bee#One", "Ant#Ant#One")
    )


def test_a_block():
    text = VAULT.replace("$0", "").replace("^id", "^i$0d")
    assert rename_in_board(text, "new") == board(('"#^id"', '"#^new"'), ("[[bee#^id|", "[[bee#^new|"))


def test_an_alias():
    text = "//- a.md\n> ---\n> aliases: [o$0ld]\n> ---\n//- b.md\n"
    canvas = '{"nodes":[{"type":"text","text":"[[old]]"}]}'
    assert rename_in_board(text, "new", canvas) == canvas.replace("[[old]]", "[[new]]")


@pytest.mark.parametrize("canvas", ["{", "", "{}", json.dumps({"nodes": [{"type": "file", "file": "gone.md"}]})])
def test_a_canvas_that_names_nothing_or_is_malformed_is_left_alone(canvas):
    case = case_of(canvas)
    result = rename_file(case.graph, "sub/bee.md", "sub/Ant.md", case.read)
    assert list(result.changes.edits) == ["a.md", "sub/bee.md"]
    assert result.canvases == (("Board.canvas",) if canvas == "{" else ())


def test_a_canvas_that_cannot_be_read_is_reported():
    case = case_of("")
    del case.texts["Board.canvas"]
    assert rename_file(case.graph, "sub/bee.md", "sub/Ant.md", case.read).canvases == ("Board.canvas",)


def test_canvases_are_read_only_where_a_rename_needs_them():
    read = []

    def reading(path):
        read.append(path)
        return case.texts.get(path)

    case = case_of(BOARD, VAULT.replace("> text ^id", "> text #tag"))
    rename_tag(case.graph, case.uses, "tag", "other", reading)
    assert "Board.canvas" not in read
    rename_file(case.graph, "sub/bee.md", "sub/Ant.md", reading)
    assert "Board.canvas" in read
