"""Renames over the protocol in three editors, and moves of files by the editor."""

import os

import pytest
from columns import offset_of
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

PROFILES = ["vscode", "neovim", "emacs"]
NOTES = """
    //- .wikilsp.toml
    //- a.md
    > 😀 漢字 [[dir/Bee|the bee]] [t](dir/Bee.md#one) #a/b
    //- dir/Bee.md
    > 😀 [up](../a.md) [[Bee#One]]
    >
    > # One
    //- dir/p.png
"""


async def rename(editor, path, snippet, new):
    params = lsp.RenameParams(new_name=new, **editor.at(path, snippet))
    return await editor.client.text_document_rename_async(params)


async def prepare(editor, path, snippet):
    return await editor.client.text_document_prepare_rename_async(lsp.PrepareRenameParams(**editor.at(path, snippet)))


def operations(edit):
    """Return the operations of an edit in order: edits of documents and renames of files."""
    return edit.document_changes or [
        lsp.TextDocumentEdit(lsp.OptionalVersionedTextDocumentIdentifier(uri), edits)
        for uri, edits in edit.changes.items()
    ]


def apply_edit(editor, edit):
    """Return the effect of an edit: new texts by path, and new paths by old path."""
    texts, moves = {}, {}
    for one in operations(edit):
        if isinstance(one, lsp.RenameFile):
            moves[editor.path(one.old_uri)] = editor.path(one.new_uri)
            continue
        path = editor.path(one.text_document.uri)
        text = editor.text(path)
        for change in sorted(one.edits, key=lambda change: change.range.start, reverse=True):
            start, end = (offset_of(text, place, editor.encoding) for place in (change.range.start, change.range.end))
            text = text[:start] + change.new_text + text[end:]
        texts[path] = text
    return texts, moves


def rename_params(editor, *pairs):
    return lsp.RenameFilesParams([lsp.FileRename(editor.uri(old), editor.uri(new)) for old, new in pairs])


async def refusal_of(request):
    with pytest.raises(JsonRpcException) as error:
        await request
    assert error.value.code == lsp.LSPErrorCodes.RequestFailed.value
    return str(error.value)


# Renames at the cursor


@pytest.mark.parametrize("profile", PROFILES)
async def test_prepare_rename_returns_the_name_under_the_cursor(open_editor, profile):
    editor = await open_editor(NOTES, profile)
    await editor.wait_loaded() if profile == "vscode" else await editor.wait_idle()
    found = await prepare(editor, "a.md", "[[dir/B$0ee|")
    assert (editor.slice("a.md", found.range), found.placeholder) == ("Bee", "Bee")


@pytest.mark.parametrize("profile", ["vscode", "neovim"])
async def test_renaming_a_note_moves_its_file_and_updates_links(open_editor, profile):
    editor = await open_editor(NOTES, profile)
    await editor.wait_idle()
    edit = await rename(editor, "a.md", "[[dir/B$0ee|", "Wasp 😀")
    texts, moves = apply_edit(editor, edit)
    assert moves == {"dir/Bee.md": "dir/Wasp 😀.md"}
    assert texts == {
        "a.md": "😀 漢字 [[dir/Wasp 😀|the bee]] [t](dir/Wasp%20😀.md#one) #a/b\n",
        "dir/Bee.md": "😀 [up](../a.md) [[Wasp 😀#One]]\n\n# One\n",
    }
    assert isinstance(operations(edit)[-1], lsp.RenameFile)


async def test_an_editor_that_cannot_rename_files_is_given_the_command(open_editor):
    editor = await open_editor(NOTES, "emacs")
    await editor.wait_idle()
    message = await refusal_of(rename(editor, "a.md", "[[dir/B$0ee|", "The Wasp"))
    command = "wikilsp rename dir/Bee.md 'dir/The Wasp.md'"
    assert message == f"this editor cannot rename files; save all notes, then run in the vault’s folder: {command}"


@pytest.mark.parametrize("profile", [*PROFILES, "plain"])
async def test_renaming_a_heading_updates_links(open_editor, profile):
    editor = await open_editor(NOTES, profile)
    await editor.wait_idle()
    texts, moves = apply_edit(editor, await rename(editor, "dir/Bee.md", "# O$0ne", "Two 漢字"))
    assert moves == {}
    assert texts == {
        "a.md": "😀 漢字 [[dir/Bee|the bee]] [t](dir/Bee.md#two-漢字) #a/b\n",
        "dir/Bee.md": "😀 [up](../a.md) [[Bee#Two 漢字]]\n\n# Two 漢字\n",
    }


@pytest.mark.parametrize("profile", PROFILES)
async def test_renaming_a_footnote_changes_every_place_in_the_note(open_editor, profile):
    editor = await open_editor(NOTES, profile)
    await editor.wait_idle()
    editor.open("a.md", "😀 漢字[^one] 😀[^ONE] [^two]\n\n[^one]: 漢字\n[^two]: 😀\n")
    edit = await rename(editor, "a.md", "😀[^O$0NE]", "漢")
    assert apply_edit(editor, edit)[0] == {"a.md": "😀 漢字[^漢] 😀[^漢] [^two]\n\n[^漢]: 漢字\n[^two]: 😀\n"}
    message = await refusal_of(rename(editor, "a.md", "😀[^O$0NE]", "Two"))
    assert message == "“a.md” already has a footnote “[^Two]”; choose another id"


@pytest.mark.parametrize("profile", PROFILES)
async def test_renaming_a_tag_in_an_unsaved_buffer(open_editor, profile):
    editor = await open_editor(NOTES, profile)
    await editor.wait_idle()
    editor.open("a.md", "😀 漢字 #a/b #a\n")
    edit = await rename(editor, "a.md", " #$0a\n", "x")
    assert apply_edit(editor, edit)[0] == {"a.md": "😀 漢字 #x/b #x\n"}
    assert edit.document_changes[0].text_document.version == 1


async def test_plain_text_cannot_be_renamed(open_editor):
    editor = await open_editor(NOTES)
    await editor.wait_loaded()
    assert (await refusal_of(prepare(editor, "a.md", "漢$0字"))).startswith("nothing to rename here")


async def test_a_name_in_use_is_refused(open_editor):
    editor = await open_editor(NOTES)
    await editor.wait_loaded()
    message = await refusal_of(rename(editor, "a.md", "[[dir/B$0ee|", "/a"))
    assert message == "“a.md” already exists; choose another name, or move it away first"


async def test_a_read_only_note_is_refused(open_editor):
    editor = await open_editor(NOTES)
    await editor.wait_loaded()
    (editor.folder / "a.md").chmod(0o444)
    message = await refusal_of(rename(editor, "a.md", "[[dir/B$0ee|", "Wasp"))
    assert message == "a.md: this file is read-only; make it writable first"


async def test_merging_two_tags_needs_confirmation(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> #one #two")
    await editor.wait_loaded()
    edit = await rename(editor, "a.md", "#o$0ne", "two")
    [(name, annotation)] = edit.change_annotations.items()
    assert (annotation.label, annotation.needs_confirmation) == ("“#two” already exists; both become one", True)
    assert {one.annotation_id for one in edit.document_changes[0].edits} == {name}


async def test_merging_two_tags_shows_a_message_where_edits_cannot_be_confirmed(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> #one #two", "neovim")
    await editor.wait_loaded()
    await rename(editor, "a.md", "#o$0ne", "two")
    await editor.wait_for(lambda: editor.client.messages)
    assert [one.message for one in editor.client.messages] == ["“#two” already exists; both become one."]


async def test_a_broken_link_that_gets_a_target_is_reported(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> [[b]] [[new]]\n//- b.md")
    await editor.wait_loaded()
    await rename(editor, "a.md", "[[$0b]]", "new")
    await editor.wait_for(lambda: editor.client.messages, "a message")
    assert [one.message for one in editor.client.messages] == ["1 broken link now has a target."]


# Before the editor moves files


@pytest.mark.parametrize("profile", PROFILES)
async def test_moving_notes_folders_and_attachments_updates_links(open_editor, profile):
    editor = await open_editor(
        """
        //- .wikilsp.toml
        //- a.md
        > 😀 [[one/b]] ![](one/p.png) [[c]] ![[q.png]]
        //- one/b.md
        > 😀 [c](../c.md)
        //- one/p.png
        //- c.md
        //- q.png
        """,
        profile,
    )
    await editor.wait_idle()
    params = rename_params(editor, ("one", "two/deep"), ("c.md", "d.md"), ("q.png", "img/r.png"))
    edit = await editor.client.workspace_will_rename_files_async(params)
    assert apply_edit(editor, edit) == (
        {
            "a.md": "😀 [[two/deep/b]] ![](two/deep/p.png) [[d]] ![[r.png]]\n",
            "one/b.md": "😀 [c](../../d.md)\n",
        },
        {},
    )


async def test_will_rename_is_registered_for_files_and_folders(open_editor):
    editor = await open_editor(NOTES)
    operations_ = editor.result.capabilities.workspace.file_operations
    [filter_] = operations_.will_rename.filters
    assert (filter_.pattern.glob, filter_.pattern.matches) == ("**/*", None)


async def test_moving_files_without_links_changes_nothing(open_editor):
    editor = await open_editor(NOTES)
    await editor.wait_loaded()
    for pair in [("dir/p.png", "p.png"), ("a.md", ".trash/a.md"), ("a.md", "/elsewhere/a.md")]:
        assert await editor.client.workspace_will_rename_files_async(rename_params(editor, pair)) is None


async def test_a_move_requested_by_the_server_changes_nothing_more(open_editor):
    editor = await open_editor(NOTES)
    await editor.wait_loaded()
    await rename(editor, "a.md", "[[dir/B$0ee|", "x/Wasp")
    will_rename = editor.client.workspace_will_rename_files_async
    assert await will_rename(rename_params(editor, ("dir/Bee.md", "x/Wasp.md"))) is None
    assert await will_rename(rename_params(editor, ("dir/Bee.md", "x/Other.md"))) is not None


async def test_repeating_a_move_requested_by_the_server_updates_links(open_editor):
    editor = await open_editor(NOTES)
    await editor.wait_loaded()
    await rename(editor, "a.md", "[[dir/B$0ee|", "Wasp")
    pair = rename_params(editor, ("dir/Bee.md", "dir/Wasp.md"))
    assert await editor.client.workspace_will_rename_files_async(pair) is None
    editor.client.workspace_did_rename_files(pair)
    assert await editor.client.workspace_will_rename_files_async(pair) is not None


# After the editor has moved files


class User:
    """A user who answers each question with `choice`; records questions and edits of the server."""

    def __init__(self, editor, choice):
        self.questions, self.edits = [], []

        @editor.client.feature(lsp.WINDOW_SHOW_MESSAGE_REQUEST)
        def choose(params: lsp.ShowMessageRequestParams):
            self.questions.append(params.message)
            return next((one for one in params.actions if one.title == choice), None)

        @editor.client.feature(lsp.WORKSPACE_APPLY_EDIT)
        def apply(params: lsp.ApplyWorkspaceEditParams):
            self.edits.append(params.edit)
            return lsp.ApplyWorkspaceEditResult(applied=True)


def move(editor, old, new):
    (editor.folder / new).parent.mkdir(exist_ok=True)
    (editor.folder / old).rename(editor.folder / new)
    editor.client.workspace_did_rename_files(rename_params(editor, (old, new)))


@pytest.mark.parametrize("profile", ["neovim", "emacs"])
async def test_after_a_move_the_server_offers_to_update_links(open_editor, profile):
    editor = await open_editor(NOTES, profile)
    await editor.wait_idle()
    user = User(editor, "Update the links")
    move(editor, "dir/Bee.md", "Wasp.md")
    await editor.wait_for(lambda: user.edits, "an edit")
    assert user.questions == ["Update 4 places for the moved files?"]
    assert apply_edit(editor, user.edits[0])[0] == {
        "a.md": "😀 漢字 [[Wasp|the bee]] [t](Wasp.md#one) #a/b\n",
        "Wasp.md": "😀 [up](a.md) [[Wasp#One]]\n\n# One\n",
    }


async def test_links_stay_if_the_user_declines(open_editor):
    editor = await open_editor(NOTES, "neovim")
    await editor.wait_idle()
    user = User(editor, "Leave them as they are")
    move(editor, "dir/Bee.md", "Wasp.md")
    await editor.wait_for(lambda: user.questions, "a question")
    await editor.wait_idle()
    assert user.edits == []


async def test_after_will_rename_no_update_is_offered(open_editor):
    editor = await open_editor(NOTES)
    await editor.wait_loaded()
    user = User(editor, "Update the links")
    move(editor, "dir/Bee.md", "Wasp.md")
    await editor.wait_idle()
    assert user.questions == []


# Unreadable notes and forbidden paths


UNREAD = "nothing is renamed, since links in unread files would not be updated"
FIRST = "fix that first, or run “wikilsp rename --force”"


def add_circular_link(folder):
    (folder / "x.md").symlink_to("x.md")
    return "x.md (this symbolic link is not followed: it leads to nothing that can be read)"


def add_large_note(folder):
    (folder / ".wikilsp.toml").write_text('[files]\nmax-size = "100 B"\n')
    (folder / "x.md").write_text("[[Bee]]" * 100)
    return "x.md (this note is larger than “files.max-size”)"


@pytest.mark.parametrize("make", [add_circular_link, add_large_note])
@pytest.mark.parametrize("profile", ["vscode", "neovim"])
async def test_a_rename_is_refused_while_a_note_is_unreadable(open_editor, tmp_path, profile, make):
    (tmp_path / "vault").mkdir()
    editor = await open_editor(NOTES.replace("//- .wikilsp.toml\n", "//- .obsidian/app.json\n"), profile)
    listed = make(editor.folder)
    editor.notify_watched(created=["x.md", ".wikilsp.toml"])
    await editor.wait_idle()
    assert await refusal_of(rename(editor, "a.md", "[[dir/B$0ee|", "Wasp")) == f"{UNREAD}: {listed}; {FIRST}"
    assert await refusal_of(rename(editor, "a.md", "#$0a/b", "x")) == f"{UNREAD}: {listed}; {FIRST}"
    message = await refusal_of(
        editor.client.workspace_will_rename_files_async(rename_params(editor, ("dir/Bee.md", "Wasp.md")))
    )
    assert message == f"links are not updated: {UNREAD}: {listed}; {FIRST}"
    # A label affects no other note.
    assert apply_edit(editor, await rename(editor, "a.md", "[[dir/Bee|the$0 bee]]", "bees"))[0] == {
        "a.md": "😀 漢字 [[dir/Bee|bees]] [t](dir/Bee.md#one) #a/b\n"
    }
    (editor.folder / "x.md").unlink()
    editor.notify_watched(deleted=["x.md"])
    await editor.wait_idle()
    assert apply_edit(editor, await rename(editor, "a.md", "[[dir/B$0ee|", "Wasp"))[1] == {"dir/Bee.md": "dir/Wasp.md"}


async def test_a_rename_is_refused_after_a_note_became_unreadable(open_editor, monkeypatch):
    editor = await open_editor(NOTES)
    await editor.wait_loaded()
    editor.write("x.md", "[[Bee]]")
    editor.notify_watched(created=["x.md"])
    await editor.wait_idle()
    real = os.open

    def refuse(path, *args, **options):
        if os.fspath(path).endswith("/x.md"):
            raise PermissionError(13, "Permission denied", path)
        return real(path, *args, **options)

    monkeypatch.setattr(os, "open", refuse)
    editor.notify_watched(changed=["x.md"])
    await editor.wait_idle()
    message = await refusal_of(rename(editor, "a.md", "[[dir/B$0ee|", "Wasp"))
    assert message == f"{UNREAD}: x.md (this note is not read); {FIRST}"


async def test_after_a_move_a_message_says_why_links_are_not_updated(open_editor):
    editor = await open_editor(NOTES, "neovim")
    listed = add_circular_link(editor.folder)
    editor.notify_watched(created=["x.md"])
    await editor.wait_idle()
    user = User(editor, "Update the links")
    move(editor, "dir/Bee.md", "Wasp.md")
    await editor.wait_for(lambda: editor.client.messages, "a message")
    assert editor.client.messages[-1].message == f"Links are not updated: {UNREAD}: {listed}"
    assert user.questions == []


async def test_a_new_path_outside_of_the_vault_through_a_symbolic_link_is_refused(open_editor, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    editor = await open_editor(NOTES)
    (editor.folder / "out").symlink_to(tmp_path / "elsewhere")
    editor.notify_watched(created=["out"])
    await editor.wait_idle()
    for path in ("out/Wasp", "out/deep/Wasp"):
        message = await refusal_of(rename(editor, "a.md", "[[dir/B$0ee|", path))
        assert message == f"{path}.md: this is outside the vault"
        pair = rename_params(editor, ("dir/Bee.md", f"{path}.md"))
        message = await refusal_of(editor.client.workspace_will_rename_files_async(pair))
        assert message == f"links are not updated: {path}.md: this is outside the vault"


async def test_a_new_path_of_an_ignored_file_is_refused(open_editor):
    editor = await open_editor(NOTES)
    await editor.wait_loaded()
    editor.write("dir/.gitignore", "Wasp.md\n")
    editor.write("dir/Wasp.md", "")
    message = await refusal_of(rename(editor, "a.md", "[[dir/B$0ee|", "Wasp"))
    assert message == "dir/Wasp.md: this already exists; choose another name, or move it away first"


async def test_a_note_with_hard_links_is_refused(open_editor):
    editor = await open_editor(NOTES)
    await editor.wait_loaded()
    (editor.folder / "other.txt").hardlink_to(editor.folder / "a.md")
    message = await refusal_of(rename(editor, "a.md", "[[dir/B$0ee|", "Wasp"))
    assert message.startswith("a.md: this file has 2 names (hard links), and the others would keep the old text")
