"""Hostile names and texts are refused, or shown without effect."""

import pytest
from actions import actions_by_title, apply_edit, open_note, resolve_action
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from sample_vaults import PROTECTED


@pytest.mark.parametrize("name", ["x\ud800", "x\udfff.md", "#\ud800"])
@pytest.mark.parametrize("snippet", ["[[B$0]]", "#t$0ag", "k$0ey::", "# H$0ead", "b$0lock"])
async def test_a_new_name_with_a_lone_surrogate_is_refused(open_editor, name, snippet):
    text = "//- .wikilsp.toml\n//- n.md\n> # Title\n> # Head\n> key:: v\n> [[B]] #tag ^block\n//- B.md\n"
    editor = await open_note(open_editor, "vscode", text)
    params = lsp.RenameParams(**editor.at("n.md", snippet), new_name=name)
    with pytest.raises(JsonRpcException, match="half of a character"):
        await editor.client.text_document_rename_async(params)


async def test_messages_contain_no_clickable_links_from_names(open_editor):
    name = "[x](command:evil)\x1b\u202e"
    editor = await open_note(open_editor, "vscode", PROTECTED.replace("a paragraph", "[[inner]]"))
    editor.client.set_configuration({name: 1}, section="wikilsp")
    editor.client.workspace_did_change_configuration(lsp.DidChangeConfigurationParams(settings=None))
    await editor.wait_for(lambda: editor.client.messages)
    [message] = editor.client.messages
    assert r"[x] (command:evil)\x1b\u202e" in message.message
    params = lsp.RenameParams(**editor.at("n.md", "[[in$0ner]]"), new_name=f"../{name}")
    with pytest.raises(JsonRpcException) as refused:
        await editor.client.text_document_rename_async(params)
    assert "](" not in refused.value.message
    assert refused.value.message.isprintable()


async def test_invisible_characters_are_escaped_in_action_titles(open_editor):
    editor = await open_note(open_editor, "vscode", PROTECTED.replace("😀 a paragraph", "[[a\u202eb]]"))
    action = (await actions_by_title(editor, "[[$0a\u202eb"))[r"Create note “a\u202eb.md”"]
    assert apply_edit(editor, (await resolve_action(editor, action)).edit) == {"a\u202eb.md": ""}


async def test_invisible_characters_are_escaped_in_diagnostics(open_editor):
    editor = await open_note(open_editor, "vscode", PROTECTED.replace("😀 a paragraph", "[[a\u202eb]]"))
    report = await editor.client.workspace_diagnostic_async(lsp.WorkspaceDiagnosticParams([]))
    messages = [found.message for one in report.items for found in one.items]
    assert len(messages) == 1
    assert r"“a\u202eb”" in messages[0]


async def test_invisible_characters_are_escaped_in_inlay_hints(open_editor):
    text = PROTECTED.replace("😀 a paragraph", "[[c]]") + "    //- c.md\n    > # T\u202ei\x1bt\n"
    editor = await open_editor(text, "vscode", options={"inlayHints": True})
    editor.open("n.md")
    await editor.wait_loaded()
    whole = lsp.Range(lsp.Position(0, 0), lsp.Position(1, 0))
    hints = await editor.client.text_document_inlay_hint_async(lsp.InlayHintParams(editor.document("n.md"), whole))
    assert [hint.label for hint in hints] == [r"T\u202ei\x1bt"]


HOSTILE = """
    //- .wikilsp.toml
    //- n.md
    > 😀 [[a]]
    //- a.md
    > ---
    > aliases: ["two\\nlines", "esc\\x1b", fine]
    > k: "![](http://evil/a.png)"
    > ---
    > ![x](http://evil/a.png) <b>bold</b> [c](command:d)
"""
PREVIEW = "[x](http://evil/a.png) &lt;b>bold&lt;/b> [c]\\(command:d)"


async def test_hover_and_documentation_contain_no_active_markdown(open_editor):
    editor = await open_note(open_editor, "vscode", HOSTILE)
    hover = await editor.client.text_document_hover_async(lsp.HoverParams(**editor.at("n.md", "[[$0a")))
    assert hover.contents.value.endswith(PREVIEW)
    assert "**k** `![](http://evil/a.png)`\n" in hover.contents.value
    item = lsp.CompletionItem("a", data={"uri": editor.uri("a.md"), "at": -1})
    result = await editor.client.completion_item_resolve_async(item)
    assert result.documentation.value == PREVIEW


async def test_remote_images_are_shown_if_the_editor_enables_them(open_editor):
    editor = await open_editor(HOSTILE, "vscode", options={"hover": {"remoteImages": True}})
    editor.open("n.md")
    await editor.wait_loaded()
    hover = await editor.client.text_document_hover_async(lsp.HoverParams(**editor.at("n.md", "[[$0a")))
    assert hover.contents.value.endswith(f"!{PREVIEW}")
    editor.client.set_configuration({"hover": {"remoteImages": False}}, section="wikilsp")
    editor.client.workspace_did_change_configuration(lsp.DidChangeConfigurationParams(settings=None))
    await editor.wait_for(lambda: not editor.server.remote_images)
    hover = await editor.client.text_document_hover_async(lsp.HoverParams(**editor.at("n.md", "[[$0a")))
    assert hover.contents.value.endswith(PREVIEW)
    assert f"!{PREVIEW}" not in hover.contents.value


async def test_no_name_with_a_line_end_is_completed(open_editor):
    editor = await open_note(open_editor, "vscode", HOSTILE)
    editor.change("n.md", "[[\n")
    params = lsp.CompletionParams(editor.document("n.md"), lsp.Position(0, 2))
    found = await editor.client.text_document_completion_async(params)
    assert sorted(item.label for item in found.items) == ["a", "fine", "n"]
    assert all(item.text_edit.new_text.isprintable() for item in found.items)


async def test_command_links_have_no_target(open_editor):
    text = "//- .wikilsp.toml\n//- n.md\n> [[https://x.y]] [[command:x]] [[a]]\n//- a.md\n"
    editor = await open_note(open_editor, "vscode", text)
    found = await editor.client.text_document_document_link_async(lsp.DocumentLinkParams(editor.document("n.md")))
    targets = [(await editor.client.document_link_resolve_async(link)).target for link in found]
    assert targets == ["https://x.y", None, editor.uri("a.md")]
