"""Every edit of a note is the same with a byte order mark, which stays where it is."""

import pytest
from actions import actions_by_title, apply_edit, resolve_action
from lsprotocol import types as lsp

MARK = "\ufeff"
VAULT = "//- .wikilsp.toml\n//- b.md\n> # Part\n//- c.md\n> [[n#Head]]"
TEXTS = [
    "[[ b ]] 漢 [[bb]] 😀 #tag\nsee [[ b ]]\n",
    "# Head\n\nmore::[[ b ]] in [[#Head]]\nkey:: v",
    "---\ntags: [x, '#y']\naliases: one\n---\n[[ b ]]\r\n",
    "key::[[ b ]] it â€” is",
]
in_each_editor = pytest.mark.parametrize("profile", ["vscode", "neovim", "emacs", "plain"])


async def open_text(editor, text):
    if "n.md" in editor.buffers:
        editor.close("n.md")
    editor.open("n.md", text)
    await editor.wait_idle()


async def texts_after_actions(editor):
    """Return the text of the open note after each action that the editor offers anywhere in it, by title."""
    found = {}
    for row in range(editor.text("n.md").count("\n") + 1):
        whole = lsp.Range(lsp.Position(row, 0), lsp.Position(row, 1_000))
        params = lsp.CodeActionParams(editor.document("n.md"), whole, lsp.CodeActionContext([]))
        for action in await editor.client.text_document_code_action_async(params) or []:
            resolved = await resolve_action(editor, action)
            if resolved.edit:
                found[row, action.title] = apply_edit(editor, resolved.edit).get("n.md")
    return found


@in_each_editor
@pytest.mark.parametrize("text", TEXTS)
async def test_every_code_action_makes_the_same_edit_after_the_mark(open_editor, profile, text):
    editor = await open_editor(VAULT, profile)
    await open_text(editor, text)
    without = await texts_after_actions(editor)
    await open_text(editor, MARK + text)
    with_mark = await texts_after_actions(editor)
    if profile != "plain":
        assert {"Remove spaces", "Fix all that can be fixed safely"} <= {title for _, title in without}
    assert with_mark == {at: after if after is None else MARK + after for at, after in without.items()}


@in_each_editor
async def test_a_fix_at_the_start_of_a_note_with_a_mark_removes_the_spaces_only(open_editor, profile):
    editor = await open_editor(VAULT, profile)
    await open_text(editor, f"{MARK}[[ b ]]")
    found = await actions_by_title(editor)
    for title in ("Remove spaces", "Fix all that can be fixed safely"):
        if profile != "plain":
            resolved = await resolve_action(editor, found[title])
            assert apply_edit(editor, resolved.edit) == {"n.md": f"{MARK}[[b]]"}


@in_each_editor
async def test_names_and_completed_links_are_edited_in_place(open_editor, profile):
    editor = await open_editor(VAULT, profile)
    await open_text(editor, f"{MARK}😀 [[b|two]] [[")
    renamed = lsp.RenameParams(new_name="other", **editor.at("n.md", "|t$0wo"))
    edit = await editor.client.text_document_rename_async(renamed)
    assert apply_edit(editor, edit) == {"n.md": f"{MARK}😀 [[b|other]] [["}
    answer = await editor.client.text_document_completion_async(lsp.CompletionParams(**editor.at("n.md", "]] [[$0")))
    [item] = [item for item in answer.items if item.label == "b"]
    replaced = getattr(item.text_edit, "replace", None) or item.text_edit.range
    assert replaced.start == replaced.end == editor.position("n.md", "]] [[$0")


@in_each_editor
async def test_a_mark_takes_no_column_in_a_file_that_is_not_open(open_editor, profile):
    editor = await open_editor(f"{VAULT}\n//- d.md\n> {MARK}[[n]] 😀", profile)
    await open_text(editor, "😀 [[n]]")
    found = await editor.client.text_document_references_async(
        lsp.ReferenceParams(lsp.ReferenceContext(include_declaration=False), **editor.at("n.md", "[[$0n]]"))
    )
    starts = {editor.path(one.uri): one.range.start for one in found}
    assert starts["d.md"] == lsp.Position(0, 0)
