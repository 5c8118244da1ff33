"""Refactorings over the wire: each kind is listed, resolved, and makes the edit that three editors are given."""

import pytest
from acting import edited, resolved, started
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


async def asked(editor, start, end=None, only=None):
    """Give the actions for a selection in `n.md`, by title; its ends are a `$0` each."""
    range_ = lsp.Range(editor.position("n.md", start), editor.position("n.md", end or start))
    params = lsp.CodeActionParams(editor.document("n.md"), range_, lsp.CodeActionContext([], only))
    return {action.title: action for action in await editor.client.text_document_code_action_async(params)}


@pytest.mark.parametrize("profile", ["vscode", "neovim", "emacs"])
@pytest.mark.parametrize("case", CASES)
async def test_each_kind(open_editor, profile, case):
    snippet, kind, title, changes = CASES[case]
    editor = await started(open_editor, profile, VAULT)
    action = (await asked(editor, snippet))[title]
    assert action.kind == kind
    done = await resolved(editor, action)
    expected = {path: editor.text(path).replace(old, new) for path, (old, new) in changes.items()}
    assert edited(editor, done.edit) == expected


@pytest.mark.parametrize("profile", ["vscode", "neovim", "emacs"])
async def test_a_new_note_is_made_of_a_selection_and_shown(open_editor, profile):
    editor = await started(open_editor, profile, VAULT)
    action = (await asked(editor, "$0漢字 [[#", "One]]$0\n"))["Extract selection into “漢字 😀 One”, leave a link"]
    assert action.kind == "refactor.extract"
    done = await resolved(editor, action)
    after = edited(editor, done.edit)
    assert after.pop("n.md") == editor.text("n.md").replace("漢字 [[#😀 One]]", "[[漢字 😀 One]]")
    new = "漢字 [[n#😀 One]]\n"
    assert after in ({"漢字 😀 One.md": new}, {})
    if not after:
        command = lsp.ExecuteCommandParams(done.command.command, done.command.arguments)
        await editor.client.workspace_execute_command_async(command)
        await editor.until((editor.folder / "漢字 😀 One.md").exists)
        assert editor.text("漢字 😀 One.md") == new


async def test_only_refactorings_of_the_kind_that_is_asked_for(open_editor):
    editor = await started(open_editor, "vscode", VAULT)
    found = await asked(editor, "# Be$0e", only=["refactor.extract"])
    assert {action.kind for action in found.values()} == {"refactor.extract"}


async def test_nothing_is_worked_out_for_a_list(open_editor):
    editor = await started(open_editor, "vscode", VAULT)
    assert {action.edit is None for action in (await asked(editor, "# Be$0e")).values()} == {True}
