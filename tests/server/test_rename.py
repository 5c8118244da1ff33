"""Renames over the wire: what three editors are given, and what happens when they move files themselves."""

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
    """Give what an edit does, in its order: texts of notes afterwards, and new names of files."""
    return edit.document_changes or [
        lsp.TextDocumentEdit(lsp.OptionalVersionedTextDocumentIdentifier(uri), edits)
        for uri, edits in edit.changes.items()
    ]


def applied(editor, edit):
    """Give what an editor has after an edit: by path the new texts, and by old path the new ones."""
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


def moved(editor, *pairs):
    return lsp.RenameFilesParams([lsp.FileRename(editor.uri(old), editor.uri(new)) for old, new in pairs])


async def refusal(request):
    with pytest.raises(JsonRpcException) as error:
        await request
    assert error.value.code == lsp.LSPErrorCodes.RequestFailed.value
    return str(error.value)


# Asked for by hand


@pytest.mark.parametrize("profile", PROFILES)
async def test_the_name_under_the_cursor(open_editor, profile):
    editor = await open_editor(NOTES, profile)
    await editor.loaded() if profile == "vscode" else await editor.quiet()
    found = await prepare(editor, "a.md", "[[dir/B$0ee|")
    assert (editor.slice("a.md", found.range), found.placeholder) == ("Bee", "Bee")


@pytest.mark.parametrize("profile", ["vscode", "neovim"])
async def test_a_note_moves_with_its_links(open_editor, profile):
    editor = await open_editor(NOTES, profile)
    await editor.quiet()
    edit = await rename(editor, "a.md", "[[dir/B$0ee|", "Wasp 😀")
    texts, moves = applied(editor, edit)
    assert moves == {"dir/Bee.md": "dir/Wasp 😀.md"}
    assert texts == {
        "a.md": "😀 漢字 [[dir/Wasp 😀|the bee]] [t](dir/Wasp%20😀.md#one) #a/b\n",
        "dir/Bee.md": "😀 [up](../a.md) [[Wasp 😀#One]]\n\n# One\n",
    }
    assert isinstance(operations(edit)[-1], lsp.RenameFile)


async def test_an_editor_that_cannot_rename_files_is_told_what_can(open_editor):
    editor = await open_editor(NOTES, "emacs")
    await editor.quiet()
    message = await refusal(rename(editor, "a.md", "[[dir/B$0ee|", "The Wasp"))
    command = "wikilsp rename dir/Bee.md 'dir/The Wasp.md'"
    assert message == f"this editor cannot rename files; save all notes, then run in the vault’s folder: {command}"


@pytest.mark.parametrize("profile", [*PROFILES, "plain"])
async def test_a_heading(open_editor, profile):
    editor = await open_editor(NOTES, profile)
    await editor.quiet()
    texts, moves = applied(editor, await rename(editor, "dir/Bee.md", "# O$0ne", "Two 漢字"))
    assert moves == {}
    assert texts == {
        "a.md": "😀 漢字 [[dir/Bee|the bee]] [t](dir/Bee.md#two-漢字) #a/b\n",
        "dir/Bee.md": "😀 [up](../a.md) [[Bee#Two 漢字]]\n\n# Two 漢字\n",
    }


@pytest.mark.parametrize("profile", PROFILES)
async def test_a_tag_in_a_buffer_that_is_not_saved(open_editor, profile):
    editor = await open_editor(NOTES, profile)
    await editor.quiet()
    editor.open("a.md", "😀 漢字 #a/b #a\n")
    edit = await rename(editor, "a.md", " #$0a\n", "x")
    assert applied(editor, edit)[0] == {"a.md": "😀 漢字 #x/b #x\n"}
    assert edit.document_changes[0].text_document.version == 1


async def test_nothing_can_be_renamed_in_plain_text(open_editor):
    editor = await open_editor(NOTES)
    await editor.loaded()
    assert (await refusal(prepare(editor, "a.md", "漢$0字"))).startswith("nothing to rename here")


async def test_a_taken_name_is_refused(open_editor):
    editor = await open_editor(NOTES)
    await editor.loaded()
    message = await refusal(rename(editor, "a.md", "[[dir/B$0ee|", "/a"))
    assert message == "“a.md” already exists; choose another name, or move it away first"


async def test_a_note_that_is_read_only_is_refused(open_editor):
    editor = await open_editor(NOTES)
    await editor.loaded()
    (editor.folder / "a.md").chmod(0o444)
    message = await refusal(rename(editor, "a.md", "[[dir/B$0ee|", "Wasp"))
    assert message == "a.md: this note is read-only; make it writable first"


async def test_a_vault_that_is_being_read_is_not_changed(open_editor, monkeypatch):
    editor = await open_editor(NOTES)
    await editor.loaded()
    [vault] = editor.server.session.vaults.values()
    monkeypatch.setattr(vault, "loaded", False)
    assert (await prepare(editor, "a.md", "[[dir/B$0ee|")).placeholder == "Bee"
    assert "still being read" in await refusal(rename(editor, "a.md", "[[dir/B$0ee|", "Wasp"))


async def test_two_tags_that_become_one_are_to_be_confirmed(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> #one #two")
    await editor.loaded()
    edit = await rename(editor, "a.md", "#o$0ne", "two")
    [(name, why)] = edit.change_annotations.items()
    assert (why.label, why.needs_confirmation) == ("“#two” already exists; both become one", True)
    assert {one.annotation_id for one in edit.document_changes[0].edits} == {name}


async def test_an_editor_that_cannot_ask_is_told_that_they_become_one(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> #one #two", "neovim")
    await editor.loaded()
    await rename(editor, "a.md", "#o$0ne", "two")
    await editor.until(lambda: editor.client.messages)
    assert [one.message for one in editor.client.messages] == ["“#two” already exists; both become one."]


async def test_a_link_that_leads_somewhere_now_is_told(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> [[b]] [[new]]\n//- b.md")
    await editor.loaded()
    await rename(editor, "a.md", "[[$0b]]", "new")
    await editor.until(lambda: editor.client.messages, "a message")
    assert [one.message for one in editor.client.messages] == ["1 broken link now has a target."]


# Files that the editor moves


@pytest.mark.parametrize("profile", PROFILES)
async def test_notes_folders_and_attachments_at_once(open_editor, profile):
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
    await editor.quiet()
    params = moved(editor, ("one", "two/deep"), ("c.md", "d.md"), ("q.png", "img/r.png"))
    edit = await editor.client.workspace_will_rename_files_async(params)
    assert applied(editor, edit) == (
        {
            "a.md": "😀 [[two/deep/b]] ![](two/deep/p.png) [[d]] ![[r.png]]\n",
            "one/b.md": "😀 [c](../../d.md)\n",
        },
        {},
    )


async def test_the_server_asks_to_be_told_of_files_and_folders(open_editor):
    editor = await open_editor(NOTES)
    operations_ = editor.result.capabilities.workspace.file_operations
    [told] = operations_.will_rename.filters
    assert (told.pattern.glob, told.pattern.matches) == ("**/*", None)


async def test_what_no_link_leads_to_changes_nothing(open_editor):
    editor = await open_editor(NOTES)
    await editor.loaded()
    for pair in [("dir/p.png", "p.png"), ("a.md", ".trash/a.md"), ("a.md", "/elsewhere/a.md")]:
        assert await editor.client.workspace_will_rename_files_async(moved(editor, pair)) is None


async def test_a_move_that_the_server_asked_for_changes_nothing_more(open_editor):
    editor = await open_editor(NOTES)
    await editor.loaded()
    await rename(editor, "a.md", "[[dir/B$0ee|", "x/Wasp")
    will_rename = editor.client.workspace_will_rename_files_async
    assert await will_rename(moved(editor, ("dir/Bee.md", "x/Wasp.md"))) is None
    assert await will_rename(moved(editor, ("dir/Bee.md", "x/Other.md"))) is not None


async def test_but_if_it_is_made_once_more_it_does(open_editor):
    editor = await open_editor(NOTES)
    await editor.loaded()
    await rename(editor, "a.md", "[[dir/B$0ee|", "Wasp")
    pair = moved(editor, ("dir/Bee.md", "dir/Wasp.md"))
    assert await editor.client.workspace_will_rename_files_async(pair) is None
    editor.client.workspace_did_rename_files(pair)
    assert await editor.client.workspace_will_rename_files_async(pair) is not None


# Files that have moved


class Answers:
    """What a user chooses when asked, and the edits that the server has made then."""

    def __init__(self, editor, choice):
        self.asked, self.edits = [], []

        @editor.client.feature(lsp.WINDOW_SHOW_MESSAGE_REQUEST)
        def choose(params: lsp.ShowMessageRequestParams):
            self.asked.append(params.message)
            return next((one for one in params.actions if one.title == choice), None)

        @editor.client.feature(lsp.WORKSPACE_APPLY_EDIT)
        def apply(params: lsp.ApplyWorkspaceEditParams):
            self.edits.append(params.edit)
            return lsp.ApplyWorkspaceEditResult(applied=True)


def move(editor, old, new):
    (editor.folder / new).parent.mkdir(exist_ok=True)
    (editor.folder / old).rename(editor.folder / new)
    editor.client.workspace_did_rename_files(moved(editor, (old, new)))


@pytest.mark.parametrize("profile", ["neovim", "emacs"])
async def test_an_editor_that_did_not_ask_is_asked(open_editor, profile):
    editor = await open_editor(NOTES, profile)
    await editor.quiet()
    answers = Answers(editor, "Update the links")
    move(editor, "dir/Bee.md", "Wasp.md")
    await editor.until(lambda: answers.edits, "an edit")
    assert answers.asked == ["Update 4 links to the moved files?"]
    assert applied(editor, answers.edits[0])[0] == {
        "a.md": "😀 漢字 [[Wasp|the bee]] [t](Wasp.md#one) #a/b\n",
        "Wasp.md": "😀 [up](a.md) [[Wasp#One]]\n\n# One\n",
    }


async def test_who_says_no_is_left_alone(open_editor):
    editor = await open_editor(NOTES, "neovim")
    await editor.quiet()
    answers = Answers(editor, "Leave them as they are")
    move(editor, "dir/Bee.md", "Wasp.md")
    await editor.until(lambda: answers.asked, "a question")
    await editor.quiet()
    assert answers.edits == []


async def test_who_asked_before_is_not_asked(open_editor):
    editor = await open_editor(NOTES)
    await editor.loaded()
    answers = Answers(editor, "Update the links")
    move(editor, "dir/Bee.md", "Wasp.md")
    await editor.quiet()
    assert answers.asked == []


# What could not be read, and where nothing may go


UNREAD = "nothing is renamed, since links in unread files would not be updated"
FIRST = "fix that first, or run “wikilsp rename --force”"


def circle(folder):
    (folder / "x.md").symlink_to("x.md")
    return "x.md (this symbolic link is not followed: it leads to nothing that can be read)"


def large(folder):
    (folder / ".wikilsp.toml").write_text('[files]\nmax-size = "100 B"\n')
    (folder / "x.md").write_text("[[Bee]]" * 100)
    return "x.md (this note is larger than “files.max-size”)"


@pytest.mark.parametrize("make", [circle, large])
@pytest.mark.parametrize("profile", ["vscode", "neovim"])
async def test_a_rename_is_refused_while_some_of_the_vault_is_not_read(open_editor, tmp_path, profile, make):
    (tmp_path / "vault").mkdir()
    editor = await open_editor(NOTES.replace("//- .wikilsp.toml\n", "//- .obsidian/app.json\n"), profile)
    listed = make(editor.folder)
    editor.watched(created=["x.md", ".wikilsp.toml"])
    await editor.quiet()
    assert await refusal(rename(editor, "a.md", "[[dir/B$0ee|", "Wasp")) == f"{UNREAD}: {listed}; {FIRST}"
    assert await refusal(rename(editor, "a.md", "#$0a/b", "x")) == f"{UNREAD}: {listed}; {FIRST}"
    message = await refusal(editor.client.workspace_will_rename_files_async(moved(editor, ("dir/Bee.md", "Wasp.md"))))
    assert message == f"links are not updated: {UNREAD}: {listed}; {FIRST}"
    # A label is nobody else's.
    assert applied(editor, await rename(editor, "a.md", "[[dir/Bee|the$0 bee]]", "bees"))[0] == {
        "a.md": "😀 漢字 [[dir/Bee|bees]] [t](dir/Bee.md#one) #a/b\n"
    }
    (editor.folder / "x.md").unlink()
    editor.watched(deleted=["x.md"])
    await editor.quiet()
    assert applied(editor, await rename(editor, "a.md", "[[dir/B$0ee|", "Wasp"))[1] == {"dir/Bee.md": "dir/Wasp.md"}


async def test_a_note_that_can_no_longer_be_read(open_editor, monkeypatch):
    editor = await open_editor(NOTES)
    await editor.loaded()
    editor.write("x.md", "[[Bee]]")
    editor.watched(created=["x.md"])
    await editor.quiet()
    real = os.open

    def refuse(path, *args, **options):
        if os.fspath(path).endswith("/x.md"):
            raise PermissionError(13, "Permission denied", path)
        return real(path, *args, **options)

    monkeypatch.setattr(os, "open", refuse)
    editor.watched(changed=["x.md"])
    await editor.quiet()
    message = await refusal(rename(editor, "a.md", "[[dir/B$0ee|", "Wasp"))
    assert message == f"{UNREAD}: x.md (this note is not read); {FIRST}"


async def test_an_editor_that_did_not_ask_is_told_that_links_are_not_updated(open_editor):
    editor = await open_editor(NOTES, "neovim")
    listed = circle(editor.folder)
    editor.watched(created=["x.md"])
    await editor.quiet()
    answers = Answers(editor, "Update the links")
    move(editor, "dir/Bee.md", "Wasp.md")
    await editor.until(lambda: editor.client.messages, "a message")
    assert editor.client.messages[-1].message == f"Links are not updated: {UNREAD}: {listed}"
    assert answers.asked == []


async def test_a_path_that_leads_out_of_the_vault_through_a_symbolic_link(open_editor, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    editor = await open_editor(NOTES)
    (editor.folder / "out").symlink_to(tmp_path / "elsewhere")
    editor.watched(created=["out"])
    await editor.quiet()
    for path in ("out/Wasp", "out/deep/Wasp"):
        message = await refusal(rename(editor, "a.md", "[[dir/B$0ee|", path))
        assert message == f"{path}.md: this is outside the vault"
        pair = moved(editor, ("dir/Bee.md", f"{path}.md"))
        message = await refusal(editor.client.workspace_will_rename_files_async(pair))
        assert message == f"links are not updated: {path}.md: this is outside the vault"


async def test_a_place_that_only_the_disk_knows_is_taken(open_editor):
    editor = await open_editor(NOTES)
    await editor.loaded()
    editor.write("dir/.gitignore", "Wasp.md\n")
    editor.write("dir/Wasp.md", "")
    message = await refusal(rename(editor, "a.md", "[[dir/B$0ee|", "Wasp"))
    assert message == "dir/Wasp.md: this already exists; choose another name, or move it away first"


async def test_a_note_with_another_name_is_refused_by_name(open_editor):
    editor = await open_editor(NOTES)
    await editor.loaded()
    (editor.folder / "other.txt").hardlink_to(editor.folder / "a.md")
    message = await refusal(rename(editor, "a.md", "[[dir/B$0ee|", "Wasp"))
    assert message.startswith("a.md: this file has 2 names (hard links), and the others would keep the old text")
