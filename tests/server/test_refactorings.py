"""Refactorings over the protocol: each kind is listed, resolved and applied in three editors."""

import pytest
from actions import apply_edit, open_note, resolve_action
from lsprotocol import types as lsp

VAULT = """
    //- .obsidian/app.json
    > {}
    //- n.md
    > 😀 漢字 chairman mao [[Bee|b]] 毛泽东
    >
    > 😀 漢字:: x
    >
    > # 😀 One
    >
    > 漢字 [[#😀 One]]
    >
    > # Bee
    >
    > ![[Bee#Part]]
    //- Chairman Mao.md
    > aliases:: 毛泽东
    //- sub/Bee.md
    > # Part
    > 😀 [up](../n.md#-one) [[#Part]]
"""
CASES = {
    "mention": (
        "chair$0man",
        "refactor.rewrite",
        "Link “chairman mao”",
        {"n.md": ("chairman mao", "[[chairman mao]]")},
    ),
    "link": ("[[Bee$0|", "refactor.rewrite", "Convert to a Markdown link", {"n.md": ("[[Bee|b]]", "[b](sub/Bee.md)")}),
    "property": (
        "😀 漢$0字::",
        "refactor.rewrite",
        "Put the property in brackets",
        {"n.md": ("😀 漢字:: x", "[😀 漢字:: x]")},
    ),
    "embed": (
        "![[$0Bee",
        "refactor.inline",
        "Replace ![[Bee#Part]] with its contents",
        {"n.md": ("![[Bee#Part]]", "## Part\n😀 [up](n.md#-one) [[Bee#Part]]")},
    ),
    "move": (
        "# Be$0e",
        "refactor.move",
        "Move section to “Bee”, leave a link",
        {
            "n.md": ("# Bee\n\n![[Bee#Part]]", "[[Bee#Bee]]"),
            "sub/Bee.md": ("[[#Part]]\n", "[[#Part]]\n\n# Bee\n\n![[Bee#Part]]\n"),
        },
    ),
}


async def actions(editor, start, end=None, only=None):
    """Return the actions for a selection in `n.md`, by title; a `$0` marks each end."""
    range_ = lsp.Range(editor.position("n.md", start), editor.position("n.md", end or start))
    params = lsp.CodeActionParams(editor.document("n.md"), range_, lsp.CodeActionContext([], only))
    return {action.title: action for action in await editor.client.text_document_code_action_async(params)}


@pytest.mark.parametrize("profile", ["vscode", "neovim", "emacs"])
@pytest.mark.parametrize("case", CASES)
async def test_each_kind_of_refactoring_makes_its_edit(open_editor, profile, case):
    snippet, kind, title, changes = CASES[case]
    editor = await open_note(open_editor, profile, VAULT)
    action = (await actions(editor, snippet))[title]
    assert action.kind == kind
    result = await resolve_action(editor, action)
    expected = {path: editor.text(path).replace(old, new) for path, (old, new) in changes.items()}
    assert apply_edit(editor, result.edit) == expected


@pytest.mark.parametrize("profile", ["vscode", "neovim", "emacs"])
async def test_a_selection_is_extracted_into_a_new_note(open_editor, profile):
    editor = await open_note(open_editor, profile, VAULT)
    action = (await actions(editor, "$0漢字 [[#", "One]]$0\n"))["Extract selection into “漢字 😀 One”, leave a link"]
    assert action.kind == "refactor.extract"
    result = await resolve_action(editor, action)
    after = apply_edit(editor, result.edit)
    assert after.pop("n.md") == editor.text("n.md").replace("漢字 [[#😀 One]]", "[[漢字 😀 One]]")
    new = "漢字 [[n#😀 One]]\n"
    assert after in ({"漢字 😀 One.md": new}, {})
    if not after:
        command = lsp.ExecuteCommandParams(result.command.command, result.command.arguments)
        await editor.client.workspace_execute_command_async(command)
        await editor.wait_for((editor.folder / "漢字 😀 One.md").exists)
        assert editor.text("漢字 😀 One.md") == new


async def test_only_refactorings_of_the_requested_kind_are_listed(open_editor):
    editor = await open_note(open_editor, "vscode", VAULT)
    found = await actions(editor, "# Be$0e", only=["refactor.extract"])
    assert {action.kind for action in found.values()} == {"refactor.extract"}


async def test_listed_refactorings_have_no_edits_yet(open_editor):
    editor = await open_note(open_editor, "vscode", VAULT)
    assert {action.edit is None for action in (await actions(editor, "# Be$0e")).values()} == {True}
