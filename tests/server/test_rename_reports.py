"""Messages of renames in editors, and changes beyond the notes of the vault."""

import pytest
from lsprotocol import types as lsp
from test_rename import apply_edit, rename, rename_params


def messages(editor):
    return [one.message for one in editor.client.messages]


async def told(editor, *expected):
    await editor.wait_for(lambda: len(messages(editor)) >= len(expected), "messages")
    assert messages(editor) == [*expected]


@pytest.mark.parametrize("profile", ["vscode", "neovim"])
async def test_queries_that_are_not_changed(open_editor, profile):
    editor = await open_editor(
        """
        //- .wikilsp.toml
        //- a.md
        > status:: 😀
        >
        > ```dataview
        > TASK WHERE status
        > ```
        >
        > `$= status` `= this.status`
        """,
        profile,
    )
    await editor.wait_idle()
    texts, _ = apply_edit(editor, await rename(editor, "a.md", "sta$0tus:: ", "state"))
    assert texts["a.md"] == editor.text("a.md").replace("status:: ", "state:: ").replace("this.status", "this.state")
    await told(editor, "2 queries name this key: a.md:4:1, a.md:7:2.")


async def test_links_that_become_longer(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> [[b]] [[new]]\n//- sub/b.md\n//- x/new.md")
    await editor.wait_loaded()
    await rename(editor, "a.md", "[[$0b]]", "new")
    await told(editor, "2 links are longer now, since the name alone would be ambiguous.")


async def test_settings_of_the_editor_decide_what_follows(open_editor):
    options = {"rename": {"labels": "follow", "firstHeading": "keep"}}
    text = "//- .wikilsp.toml\n//- a.md\n> 😀 [[b|b]]\n//- b.md\n> # b"
    editor = await open_editor(text, options=options)
    await editor.wait_loaded()
    for edit in (
        await rename(editor, "a.md", "[[$0b|", "new"),
        await editor.client.workspace_will_rename_files_async(rename_params(editor, ("b.md", "c.md"))),
    ):
        texts, moves = apply_edit(editor, edit)
        assert texts == {"a.md": f"😀 [[{'new|new' if moves else 'c|c'}]]\n"}


# Canvases

CANVAS = '{"nodes":[{"type":"file","file":"b.md","x":1},\n{"type":"text","text":"😀 é [[b]] \\"q\\""}]}'
WITH_CANVAS = (
    f"//- .wikilsp.toml\n//- a.md\n> [[b]]\n//- b.md\n//- x/Board.canvas\n> {CANVAS.replace(chr(10), chr(10) + '> ')}\n"
)


@pytest.mark.parametrize("profile", ["vscode", "neovim"])
async def test_the_cards_of_canvases_follow(open_editor, profile):
    editor = await open_editor(WITH_CANVAS, profile)
    await editor.wait_idle()
    by_editor = await editor.client.workspace_will_rename_files_async(rename_params(editor, ("b.md", "c d.md")))
    for edit in (await rename(editor, "a.md", "[[$0b]]", "c d"), by_editor):
        texts, _ = apply_edit(editor, edit)
        assert texts["x/Board.canvas"] == editor.text("x/Board.canvas").replace("b.md", "c d.md").replace(
            "[[b]]", "[[c d]]"
        )
        assert texts["a.md"] == "[[c d]]\n"


@pytest.mark.parametrize("profile", ["vscode", "neovim", "emacs"])
async def test_cards_are_references(open_editor, profile):
    editor = await open_editor(WITH_CANVAS, profile)
    await editor.wait_idle()
    params = lsp.ReferenceParams(
        context=lsp.ReferenceContext(include_declaration=False), **editor.at("a.md", "[[$0b]]")
    )
    found = await editor.client.text_document_references_async(params)
    places = [(editor.path(one.uri), editor.slice(editor.path(one.uri), one.range)) for one in found]
    assert places == [("a.md", "[[b]]"), ("x/Board.canvas", "b.md"), ("x/Board.canvas", "[[b]]")]


async def test_a_malformed_canvas_is_named(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> [[b]]\n//- b.md\n//- x.canvas\n> {")
    await editor.wait_loaded()
    texts, _ = apply_edit(editor, await rename(editor, "a.md", "[[$0b]]", "c"))
    assert list(texts) == ["a.md"]
    await told(editor, "Not changed, because not readable as JSON: x.canvas")


# Nested vaults

NESTED = """
    //- .wikilsp.toml
    //- a.md
    > 😀 [[note]] [t](in/note.md) [[in/note|x]]
    //- b.md
    > [[other]]
    //- Board.canvas
    > {"nodes":[{"type":"file","file":"in/note.md"}]}
    //- in/.wikilsp.toml
    //- in/note.md
    //- in/other.md
    > [[note]]
"""
OUTER = {
    "a.md": "😀 [[bee]] [t](in/bee.md) [[in/bee|x]]\n",
    "Board.canvas": '{"nodes":[{"type":"file","file":"in/bee.md"}]}\n',
}


async def open_nested(open_editor, profile="vscode"):
    editor = await open_editor(NESTED, profile)
    editor.open("in/other.md")
    await editor.wait_loaded(2)
    await editor.wait_idle()
    return editor


@pytest.mark.parametrize("profile", ["vscode", "neovim"])
async def test_a_rename_in_a_nested_vault_tells_of_the_links_around_it_and_updates_them(open_editor, profile):
    editor = await open_nested(open_editor, profile)
    texts, moves = apply_edit(editor, await rename(editor, "in/other.md", "[[$0note]]", "bee"))
    assert texts == {"in/other.md": "[[bee]]\n", **OUTER}
    assert moves == {"in/note.md": "in/bee.md"}
    [message] = messages(editor)
    assert message.startswith("In the vault “vault”, 4 links to what moves will be updated, too: ")
    assert "a.md:1:" in message


async def test_the_editor_announces_that_rename_without_further_changes(open_editor):
    editor = await open_nested(open_editor)
    await rename(editor, "in/other.md", "[[$0note]]", "bee")
    will_rename = editor.client.workspace_will_rename_files_async
    assert await will_rename(rename_params(editor, ("in/note.md", "in/bee.md"))) is None


async def test_a_move_in_a_nested_vault_updates_the_links_around_it(open_editor):
    editor = await open_nested(open_editor)
    params = rename_params(editor, ("in/note.md", "in/bee.md"))
    texts, _ = apply_edit(editor, await editor.client.workspace_will_rename_files_async(params))
    assert texts == {"in/other.md": "[[bee]]\n", **OUTER}
    assert len(messages(editor)) == 1


async def test_a_move_in_a_nested_vault_that_is_not_served(open_editor):
    editor = await open_editor(NESTED)
    await editor.wait_loaded()
    params = rename_params(editor, ("in/note.md", "in/bee.md"))
    texts, _ = apply_edit(editor, await editor.client.workspace_will_rename_files_async(params))
    assert texts == OUTER


async def test_other_renames_in_a_nested_vault_say_nothing(open_editor):
    editor = await open_nested(open_editor)
    editor.open("in/note.md", "# One\n")
    await rename(editor, "in/note.md", "O$0ne", "Two")
    assert messages(editor) == []
