"""Code actions over the protocol: listed, resolved and applied as an editor does."""

import pytest
from actions import apply_edit, open_note, resolve_action
from lsprotocol import types as lsp
from profiles import PROFILES
from pygls.exceptions import JsonRpcException

VAULT = """
    //- .obsidian/app.json
    > {}
    //- .wikilsp.toml
    > new-notes.folder = "inbox"
    > new-notes.template = "t/note.txt"
    //- t/note.txt
    > # {{title}}
    //- b.md
    > # Part
    //- n.md
    > 😀 漢字 [[ b ]] and [[New]] #tag
    > key:: v
    > more::[[b]]
    > it â€” is
"""
in_each_editor = pytest.mark.parametrize("profile", ["vscode", "neovim", "emacs"])


async def actions(editor, path, snippet, *, only=None, diagnostics=(), trigger=None):
    """Request the code actions at the `$0` of a snippet."""
    at = editor.position(path, snippet)
    context = lsp.CodeActionContext(list(diagnostics), only, trigger)
    params = lsp.CodeActionParams(editor.document(path), lsp.Range(at, at), context)
    answer = await editor.client.text_document_code_action_async(params)
    return answer if answer is None else list(answer)


def diagnostic_at(editor, path, marked, code):
    """Return a diagnostic for a span that is marked «like this» in a snippet."""
    start, end = marked.replace("«", "$0").replace("»", ""), marked.replace("«", "").replace("»", "$0")
    range_ = lsp.Range(editor.position(path, start), editor.position(path, end))
    return lsp.Diagnostic(range_, "what was found", code=code, source="wikilsp", data="of the editor")


async def action_titled(editor, path, snippet, title, **options):
    return next(action for action in await actions(editor, path, snippet, **options) if action.title == title)


@in_each_editor
async def test_a_fix_is_listed_for_its_diagnostic_and_makes_a_minimal_edit(open_editor, profile):
    editor = await open_note(open_editor, profile, VAULT)
    diagnostic = diagnostic_at(editor, "n.md", "[[« b »]]", "link-edge-space")
    other = diagnostic_at(editor, "n.md", "[[«New»]]", "missing-note")
    action = await action_titled(editor, "n.md", "[[ b$0 ]]", "Remove spaces", diagnostics=[diagnostic, other])
    assert action.kind == lsp.CodeActionKind.QuickFix
    assert action.is_preferred is True
    assert list(action.diagnostics) == [diagnostic]
    result = await resolve_action(editor, action)
    assert apply_edit(editor, result.edit) == {"n.md": editor.text("n.md").replace("[[ b ]]", "[[b]]")}


@in_each_editor
async def test_fix_all_applies_every_safe_fix(open_editor, profile):
    editor = await open_note(open_editor, profile, VAULT)
    (action,) = await actions(editor, "n.md", "$0😀", only=["source.fixAll.wikilsp"])
    result = await resolve_action(editor, action)
    after = editor.text("n.md").replace("[[ b ]]", "[[b]]").replace("more::[[b]]", "more:: [[b]]")
    assert apply_edit(editor, result.edit) == {"n.md": after}
    editor.change("n.md", after)
    assert await actions(editor, "n.md", "$0😀", only=["source"]) == []


@in_each_editor
async def test_a_missing_note_is_created_as_configured_and_shown(open_editor, profile):
    editor = await open_note(open_editor, profile, VAULT)
    action = await action_titled(editor, "n.md", "[[N$0ew]]", "Create note “inbox/New.md”")
    result = await resolve_action(editor, action)
    if result.edit:
        assert apply_edit(editor, result.edit) == {"inbox/New.md": "# New\n"}
    if result.command:
        command = lsp.ExecuteCommandParams(result.command.command, result.command.arguments)
        await editor.client.workspace_execute_command_async(command)
        if not result.edit:
            await editor.wait_for((editor.folder / "inbox/New.md").exists)
            assert editor.text("inbox/New.md") == "# New\n"
        if PROFILES[profile]().window.show_document:
            await editor.wait_for(
                lambda: [editor.path(one.uri) for one in editor.client.shown_documents] == ["inbox/New.md"]
            )
        else:
            await editor.wait_for(lambda: editor.client.messages)
            assert editor.client.messages[-1].message == "The note “inbox/New.md” was created."
    assert result.edit or result.command


async def test_creating_a_note_never_overwrites_one(open_editor):
    editor = await open_note(open_editor, "vscode", VAULT)
    command = lsp.ExecuteCommandParams("wikilsp.create", [editor.uri("b.md"), "other"])
    await editor.client.workspace_execute_command_async(command)
    await editor.wait_for(lambda: editor.client.messages)
    assert editor.client.messages[-1].message.startswith("The note “b.md” was not created: b.md: this already exists")
    assert editor.text("b.md") == "# Part\n"


@pytest.mark.parametrize(("name", "text"), [("new/n.md", "\ud83d"), ("new/%ff.md", "x"), ("new/%ED%A0%80.md", "x")])
async def test_creating_a_note_with_a_lone_surrogate_is_refused(open_editor, name, text):
    editor = await open_note(open_editor, "vscode", VAULT)
    before = set(editor.folder.rglob("*"))
    command = lsp.ExecuteCommandParams("wikilsp.create", [f"{editor.folder.as_uri()}/{name}", text])
    with pytest.raises(JsonRpcException) as refused:
        await editor.client.workspace_execute_command_async(command)
    assert refused.value.code == lsp.ErrorCodes.InvalidParams
    assert set(editor.folder.rglob("*")) == before


async def test_only_requested_kinds_are_listed(open_editor):
    editor = await open_note(open_editor, "vscode", VAULT)

    async def kinds(snippet="[[ b$0 ]]", **options):
        return {action.kind for action in await actions(editor, "n.md", snippet, **options)}

    assert await kinds(only=["quickfix"]) == {"quickfix"}
    assert await kinds(only=["source.fixAll"]) == {"source.fixAll.wikilsp"}
    assert await kinds(only=["source.organizeImports", "quick"]) == set()
    assert {kind.partition(".")[0] for kind in await kinds(only=["refactor"])} == {"refactor"}
    assert {"quickfix", "source.fixAll.wikilsp"} <= await kinds()
    assert "source.fixAll.wikilsp" in await kinds(only=[""])
    assert "source.fixAll.wikilsp" not in await kinds(trigger=lsp.CodeActionTriggerKind.Automatic)


async def test_no_fix_is_offered_without_a_finding(open_editor):
    editor = await open_note(open_editor, "vscode", VAULT)
    assert await actions(editor, "n.md", "an$0d [[New]]", only=["quickfix"]) == []
    assert await actions(editor, "b.md", "# Pa$0rt", only=["quickfix", "source"]) == []


async def test_fixes_of_requested_diagnostics_are_offered_anywhere_on_the_line(open_editor):
    editor = await open_note(open_editor, "neovim", VAULT)
    diagnostics = [diagnostic_at(editor, "n.md", "it «â€”» is", "mojibake")]
    titles = [action.title for action in await actions(editor, "n.md", "$0it â€” is", diagnostics=diagnostics)]
    assert titles[0] == "Replace with “—”"


async def test_suppression_comments_are_listed_after_fixes(open_editor):
    editor = await open_note(open_editor, "vscode", VAULT)
    titles = [action.title for action in await actions(editor, "n.md", "[[N$0ew]]", only=["quickfix"])]
    assert titles == [
        "Create note “inbox/New.md”",
        "Ignore “missing-note” on this line",
        "Ignore “missing-note” in this note",
    ]


async def test_edits_are_computed_on_resolve_if_the_client_resolves(open_editor):
    editor = await open_note(open_editor, "vscode", VAULT)
    listed = await actions(editor, "n.md", "[[ b$0 ]]")
    assert {action.edit is None for action in listed} == {True}
    listed = await actions(await open_note(open_editor, "emacs", VAULT), "n.md", "[[ b$0 ]]")
    assert {action.edit is None for action in listed} == {False}


async def test_resolving_an_action_on_a_changed_note_is_refused(open_editor):
    editor = await open_note(open_editor, "vscode", VAULT)
    action = await action_titled(editor, "n.md", "[[ b$0 ]]", "Remove spaces")
    editor.change("n.md", "something else\n")
    with pytest.raises(Exception, match="the note has changed since"):
        await editor.client.code_action_resolve_async(action)


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "x",
        {"uri": 1},
        {"uri": "https://x.y"},
        {"uri": "n.md"},
        {"start": 0},
        {"start": None, "end": "x"},
        {"start": -3, "end": 1},
        {"start": 0, "end": 9999, "code": ""},
        {"start": 0, "end": 1, "code": ["x"]},
    ],
)
async def test_resolving_an_action_of_another_server_is_refused(open_editor, data):
    editor = await open_note(open_editor, "vscode", VAULT)
    if isinstance(data, dict) and "start" in data:
        data["uri"] = editor.uri("n.md")
    with pytest.raises(Exception, match="the note has changed since"):
        await editor.client.code_action_resolve_async(lsp.CodeAction("Remove spaces", "quickfix", data=data))


async def test_a_client_without_code_action_literals_gets_none(open_editor):
    editor = await open_editor(VAULT, "plain")
    editor.open("n.md")
    assert await actions(editor, "n.md", "[[ b$0 ]]") is None


async def test_code_actions_and_commands_are_advertised(open_editor):
    editor = await open_editor(VAULT, "vscode")
    provider = editor.result.capabilities.code_action_provider
    assert provider.resolve_provider
    assert list(provider.code_action_kinds) == ["quickfix", "refactor", "source.fixAll.wikilsp"]
    assert {"wikilsp.open", "wikilsp.create"} <= set(editor.result.capabilities.execute_command_provider.commands)


async def test_at_most_fifty_actions_are_listed(open_editor):
    lines = "".join(f"[[Nowhere {number}]] and [[ b ]]\n" for number in range(60))
    editor = await open_note(open_editor, "vscode", "//- b.md\n//- n.md\n")
    editor.change("n.md", lines)
    whole = lsp.Range(lsp.Position(0, 0), lsp.Position(60, 0))
    for only in (None, ["quickfix"]):
        context = lsp.CodeActionContext([], only, lsp.CodeActionTriggerKind.Invoked)
        params = lsp.CodeActionParams(editor.document("n.md"), whole, context)
        found = await editor.client.text_document_code_action_async(params)
        assert len(found) == 50
        assert found[0].title == "Create note “Nowhere 0.md”"
        assert ("Fix all that can be fixed safely" in [one.title for one in found]) == (only is None)
