"""Where a note does not say what was read there, editors are given no edit of it, and are told why."""

import pytest
from acting import started
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
def wrong_reader(monkeypatch):
    misread(monkeypatch)


async def refused(request):
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
    editor = await started(open_editor, "vscode", NOTES)
    place = lsp.Position(1, 16)
    params = lsp.RenameParams(lsp.TextDocumentIdentifier(editor.uri("n.md")), place, "New")
    await refused(editor.client.text_document_rename_async(params))


async def test_links_are_not_updated_when_files_are_moved(open_editor):
    editor = await started(open_editor, "vscode", NOTES)
    params = lsp.RenameFilesParams([lsp.FileRename(editor.uri("Target.md"), editor.uri("New.md"))])
    assert await editor.client.workspace_will_rename_files_async(params) is None
    told = await editor.until(lambda: [message.message for message in editor.client.messages], "a message")
    assert told[-1].startswith("Links are not updated: n.md:2:8: expected the link to “Target”")


@pytest.mark.parametrize("kind", ["quickfix", "refactor.rewrite", "source.fixAll"])
async def test_the_action_that_is_chosen_is_refused(open_editor, kind):
    editor = await started(open_editor, "vscode", NOTES)
    found = [action for action in await actions(editor, kind) if "Ignore" not in action.title]
    assert found
    for action in found:
        await refused(editor.client.code_action_resolve_async(action))


@pytest.mark.parametrize("kind", ["quickfix", "refactor.rewrite", "source.fixAll"])
async def test_what_cannot_be_done_is_not_listed_where_a_list_has_edits(open_editor, kind, monkeypatch):
    monkeypatch.setattr("wikilsp.server.requests.code_actions._asks_again", lambda _: False)
    editor = await started(open_editor, "vscode", NOTES)
    assert [action.title for action in await actions(editor, kind) if "Ignore" not in action.title] == []
