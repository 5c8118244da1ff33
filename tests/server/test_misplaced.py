"""No edit is sent where the text of a note contradicts its facts, and a message says why."""

import pytest
from actions import open_note
from lsprotocol import types as lsp
from misreading import misread
from pygls.exceptions import JsonRpcException

NOTES = """
    //- .wikilsp.toml
    //- Target.md
    //- n.md
    > A line.
    > See [[Target]] and [[ Target ]] now, please.
"""


@pytest.fixture(autouse=True)
def misreading(monkeypatch):
    misread(monkeypatch)


async def assert_refused(request):
    with pytest.raises(JsonRpcException) as error:
        await request
    assert "so nothing is changed; save the note and try again" in error.value.message


async def actions(editor, kind):
    context = lsp.CodeActionContext(diagnostics=[], only=[kind])
    first, last = (14, 14) if kind == "refactor.rewrite" else (0, 40)
    selected = lsp.Range(lsp.Position(1, first), lsp.Position(1, last))
    params = lsp.CodeActionParams(lsp.TextDocumentIdentifier(editor.uri("n.md")), selected, context)
    return await editor.client.text_document_code_action_async(params)


async def test_a_rename_is_refused(open_editor):
    editor = await open_note(open_editor, "vscode", NOTES)
    place = lsp.Position(1, 16)
    params = lsp.RenameParams(lsp.TextDocumentIdentifier(editor.uri("n.md")), place, "New")
    await assert_refused(editor.client.text_document_rename_async(params))


async def test_links_are_not_updated_when_files_are_moved(open_editor):
    editor = await open_note(open_editor, "vscode", NOTES)
    params = lsp.RenameFilesParams([lsp.FileRename(editor.uri("Target.md"), editor.uri("New.md"))])
    assert await editor.client.workspace_will_rename_files_async(params) is None
    messages = await editor.wait_for(lambda: [message.message for message in editor.client.messages], "a message")
    assert messages[-1].startswith("Links are not updated: n.md:2:8: expected the link to “Target”")


@pytest.mark.parametrize("kind", ["quickfix", "refactor.rewrite", "source.fixAll"])
async def test_resolving_an_action_is_refused(open_editor, kind):
    editor = await open_note(open_editor, "vscode", NOTES)
    found = [action for action in await actions(editor, kind) if "Ignore" not in action.title]
    assert found
    for action in found:
        await assert_refused(editor.client.code_action_resolve_async(action))


@pytest.mark.parametrize("kind", ["quickfix", "refactor.rewrite", "source.fixAll"])
async def test_actions_with_eager_edits_are_not_listed(open_editor, kind, monkeypatch):
    monkeypatch.setattr("wikilsp.server.requests.code_actions._asks_again", lambda _: False)
    editor = await open_note(open_editor, "vscode", NOTES)
    assert [action.title for action in await actions(editor, kind) if "Ignore" not in action.title] == []
