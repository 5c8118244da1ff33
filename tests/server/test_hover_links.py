"""Hovers as different editors get them: with links or plain, and with links that create notes."""

import json
from urllib.parse import unquote

import pytest
from lsprotocol import types as lsp

VAULT = """
    //- .wikilsp.toml
    > new-notes.template = "t.txt"
    //- t.txt
    > # {{title}} (new)
    //- a.md
    > 😀 漢字 [[b]] [[New one]] [[b#none]] [[.git/x]]
    //- b.md
    > # B
    >
    > see [[a]]
    //- c.md
    > 😀 漢字 an old [[New one]]
    //- .git/config
"""


async def hover(editor, snippet):
    found = await editor.client.text_document_hover_async(lsp.HoverParams(**editor.at("a.md", snippet)))
    return found.contents.value


async def test_a_missing_note_is_created_by_a_link(open_editor):
    editor = await open_editor(VAULT, options={"commandLinks": True})
    editor.open("a.md")
    markdown = await hover(editor, "[[N$0ew one]]")
    start = "**`New one`** · linked from 2 notes\n\n[Create `New one.md`](command:"
    assert markdown.startswith(start)
    command, _, arguments = markdown.removeprefix(start).partition(")")[0].partition("?")
    assert json.loads(unquote(arguments)) == [editor.uri("New one.md"), "# New one (new)\n"]
    params = lsp.ExecuteCommandParams(command, json.loads(unquote(arguments)))
    await editor.client.workspace_execute_command_async(params)
    await editor.wait_for((editor.folder / "New one.md").exists)
    assert editor.text("New one.md") == "# New one (new)\n"
    await editor.wait_idle()
    assert (await hover(editor, "[[N$0ew one]]")).startswith("**`New one.md`** · linked from 2 notes")


@pytest.mark.parametrize("options", [None, {}, {"commandLinks": False}, {"commandLinks": "yes"}, {"rules": {}}])
async def test_without_the_option_no_link_runs_a_command(open_editor, options):
    editor = await open_editor(VAULT, options=options)
    editor.open("a.md")
    markdown = await hover(editor, "[[N$0ew one]]")
    assert markdown == (
        f"**`New one`** · linked from 2 notes\n\n- [`c.md:1`]({editor.uri('c.md')}#L1) `😀 漢字 an old [[New one]]`"
    )
    assert editor.client.messages == []


async def test_a_change_of_the_settings_does_not_take_the_links_away(open_editor):
    editor = await open_editor(VAULT, options={"commandLinks": True})
    editor.open("a.md")
    changed = lsp.DidChangeConfigurationParams({"wikilsp": {"rules": {"missing-note": "info"}}})
    editor.client.workspace_did_change_configuration(changed)
    assert "[Create `New one.md`](command:" in await hover(editor, "[[N$0ew one]]")


async def test_a_note_that_may_not_be_created_has_no_link(open_editor):
    editor = await open_editor(VAULT, options={"commandLinks": True})
    editor.open("a.md")
    assert "command:" not in await hover(editor, "[[$0.git/x]]")
    assert "command:" not in await hover(editor, "[[b#n$0one]]")


@pytest.mark.parametrize("rule", ["missing-note", "missing-heading"])
async def test_a_missing_target_is_described_if_no_finding_does(open_editor, rule):
    editor = await open_editor(VAULT, options={"rules": {rule: "off"}})
    editor.open("a.md")
    described = {
        "missing-note": "does not exist yet" in await hover(editor, "[[N$0ew one]]"),
        "missing-heading": "`none` not found in this note" in await hover(editor, "[[b#n$0one]]"),
    }
    assert described == {"missing-note": rule == "missing-note", "missing-heading": rule == "missing-heading"}


@pytest.mark.parametrize(
    ("name", "is_plain"),
    [("Neovim", True), ("helix", True), ("Visual Studio Code", False), ("Eglot", False), ("", False)],
)
async def test_links_are_for_editors_in_which_they_can_be_clicked(open_editor, name, is_plain):
    editor = await open_editor(VAULT, name=name)
    editor.open("a.md")
    markdown = await hover(editor, "[[$0b]]")
    if is_plain:
        assert markdown.endswith("# B\n\nsee [[a]]")
    else:
        assert markdown.endswith(f"#### B\n\nsee [a]({editor.uri('a.md')})")


async def test_backlinks_are_shown_as_they_are_in_the_buffer(open_editor):
    editor = await open_editor(VAULT, "neovim")
    editor.open("a.md")
    editor.open("c.md", "\n😀 漢字 a *changed* [[b]]\n")
    assert (await hover(editor, "[[$0b]]")).endswith("- `c.md:2` `😀 漢字 a *changed* [[b]]`")
