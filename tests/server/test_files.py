"""What happens to files behind the back of the server: told by the client, or seen by the server itself."""

import shutil

import pytest
from lsprotocol import types as lsp

NOTES = """
    //- .wikilsp.toml
    //- a.md
    > 😀 漢字 [[b]] ![[p.png]]
    //- b.md
    > 😀 漢字 [[a]]
    //- p.png
"""


# Who watches


@pytest.mark.parametrize("profile", ["vscode", "emacs"])
async def test_a_client_that_can_is_asked_to_watch(open_editor, profile):
    editor = await open_editor(NOTES, profile)
    await editor.until(lambda: "workspace/didChangeWatchedFiles" in [one.method for one in editor.registered])


@pytest.mark.parametrize("profile", ["neovim", "plain"])
async def test_for_others_the_server_watches_itself(open_editor, profile):
    editor = await open_editor(NOTES, profile)
    await editor.shows({})
    assert editor.registered == []
    editor.write("c.md", "😀 漢字 [[x]]\n")
    await editor.shows({"c.md": [("missing-note", "x")]})
    editor.write("x.md", "")
    await editor.shows({})
    (editor.folder / "a.md").unlink()
    await editor.shows({"b.md": [("missing-note", "a")]})
    (editor.folder / "x.md").rename(editor.folder / "a.md")
    await editor.shows({"c.md": [("missing-note", "x")]})


async def test_for_one_that_can_and_will_not_the_server_watches_itself(open_editor):
    editor = await open_editor(NOTES, refuses=True)
    await editor.loaded()
    editor.write("c.md", "😀 漢字 [[x]]\n")
    await editor.shows({"c.md": [("missing-note", "x")]})


async def test_beside_a_file_that_is_served_alone_no_folders_are_watched(open_editor, monkeypatch):
    watched = []

    async def remember(folder, *, recursive, **_):
        watched.append((folder, recursive))
        for change in ():
            yield change

    monkeypatch.setattr("watchfiles.awatch", remember)
    editor = await open_editor("//- a.md\n> 😀 漢字", "neovim", folders="none")
    editor.open("a.md")
    await editor.until(lambda: watched)
    assert watched == [(editor.folder, False)]


async def test_a_folder_that_moves_is_seen(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> [[one/b]]\n//- one/b.md\n//- one/deep/c.md", "neovim")
    await editor.shows({})
    (editor.folder / "one").rename(editor.folder / "two")
    await editor.shows({"a.md": [("missing-note", "one/b")]})
    shutil.rmtree(editor.folder / "two")
    await editor.shows({"a.md": [("missing-note", "one/b")]})
    editor.write("one/b.md", "")
    await editor.shows({})


# What the client tells


async def test_created(open_editor):
    editor = await open_editor(NOTES)
    await editor.loaded()
    editor.write("c.md", "😀 漢字 [[x]]\n")
    editor.watched(created=["c.md"])
    await editor.shows({"c.md": [("missing-note", "x")]})


async def test_changed(open_editor):
    editor = await open_editor(NOTES)
    await editor.loaded()
    editor.write("b.md", "😀 漢字 [[x]]\n")
    editor.watched(changed=["b.md"])
    await editor.shows({"b.md": [("missing-note", "x")]})


async def test_deleted(open_editor):
    editor = await open_editor(NOTES)
    await editor.loaded()
    for path in ("b.md", "p.png"):
        (editor.folder / path).unlink()
    editor.watched(deleted=["b.md", "p.png"])
    await editor.shows({"a.md": [("missing-note", "b"), ("missing-attachment", "p.png")]})


async def test_a_file_that_is_said_to_be_changed_but_is_gone(open_editor):
    editor = await open_editor(NOTES)
    await editor.loaded()
    (editor.folder / "b.md").unlink()
    editor.watched(changed=["b.md"])
    await editor.shows({"a.md": [("missing-note", "b")]})


async def test_the_file_of_an_open_buffer_does_not_count(open_editor):
    editor = await open_editor(NOTES)
    await editor.loaded()
    editor.open("b.md")
    editor.write("b.md", "😀 漢字 [[x]]\n")
    editor.watched(changed=["b.md"])
    editor.write("c.md", "😀 漢字 [[y]]\n")
    editor.watched(created=["c.md"])
    await editor.shows({"c.md": [("missing-note", "y")]})


async def test_the_file_of_an_open_buffer_may_vanish(open_editor):
    editor = await open_editor(NOTES)
    await editor.loaded()
    editor.open("b.md")
    (editor.folder / "b.md").unlink()
    editor.watched(deleted=["b.md"])
    editor.close("b.md")
    await editor.shows({"a.md": [("missing-note", "b")]})


async def test_hidden_files_and_those_of_others_are_passed_over(open_editor, tmp_path):
    editor = await open_editor(NOTES)
    await editor.loaded()
    for path in (".git/x.md", ".obsidian/y.md", "node_modules/z.md"):
        editor.write(path, "😀 漢字 [[x]]\n")
    editor.write(str(tmp_path / "elsewhere.md"), "[[x]]")
    editor.watched(created=[".git/x.md", ".obsidian/y.md", "node_modules/z.md", str(tmp_path / "elsewhere.md")])
    await editor.quiet()
    await editor.shows({})


async def test_what_becomes_ignored_is_no_part_of_the_vault(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[d]]\n//- drafts/d.md\n> 😀 漢字 [[x]]")
    await editor.shows({"drafts/d.md": [("missing-note", "x")]})
    editor.write(".gitignore", "drafts\n")
    editor.watched(created=[".gitignore"])
    await editor.shows({})
    (editor.folder / ".gitignore").unlink()
    editor.watched(deleted=[".gitignore"])
    await editor.shows({"drafts/d.md": [("missing-note", "x")]})


async def test_new_settings_count(open_editor):
    editor = await open_editor("//- .obsidian/app.json\n//- a.md\n> 😀 漢字 [[x]]\n//- b.md\n> 😀 漢字 [[y]]")
    await editor.shows({"a.md": [("missing-note", "x")], "b.md": [("missing-note", "y")]})
    editor.write(".wikilsp.toml", 'exclude = ["b.md"]\n')
    editor.watched(created=[".wikilsp.toml"])
    await editor.shows({"a.md": [("missing-note", "x")]})


async def test_a_file_that_cannot_be_read_is_left_out(open_editor):
    editor = await open_editor(NOTES)
    await editor.loaded()
    (editor.folder / "loop.md").symlink_to("loop.md")
    (editor.folder / "c.md").mkdir()
    editor.watched(created=["loop.md", "c.md"])
    await editor.quiet()
    await editor.shows({})


# What the client does


async def test_did_create_files(open_editor):
    editor = await open_editor(NOTES)
    await editor.loaded()
    editor.write("c.md", "😀 漢字 [[x]]\n")
    editor.client.workspace_did_create_files(lsp.CreateFilesParams([lsp.FileCreate(editor.uri("c.md"))]))
    await editor.shows({"c.md": [("missing-note", "x")]})


async def test_did_rename_files(open_editor):
    editor = await open_editor(NOTES)
    await editor.loaded()
    (editor.folder / "b.md").rename(editor.folder / "c.md")
    renamed = lsp.FileRename(editor.uri("b.md"), editor.uri("c.md"))
    editor.client.workspace_did_rename_files(lsp.RenameFilesParams([renamed]))
    await editor.shows({"a.md": [("missing-note", "b")]})


async def test_did_rename_of_a_folder(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> [[one/b]]\n//- one/b.md")
    await editor.loaded()
    (editor.folder / "one").rename(editor.folder / "two")
    renamed = lsp.FileRename(editor.uri("one"), editor.uri("two"))
    editor.client.workspace_did_rename_files(lsp.RenameFilesParams([renamed]))
    await editor.shows({"a.md": [("missing-note", "one/b")]})


async def test_did_delete_files(open_editor):
    editor = await open_editor(NOTES)
    await editor.loaded()
    (editor.folder / "b.md").unlink()
    editor.client.workspace_did_delete_files(lsp.DeleteFilesParams([lsp.FileDelete(editor.uri("b.md"))]))
    await editor.shows({"a.md": [("missing-note", "b")]})


async def test_an_ignored_file_that_comes_or_goes_changes_where_links_lead(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- .gitignore\n> drafts\n//- a.md\n> 😀 漢字 [[d]] ![[p.png]]")
    missing = {"a.md": [("missing-note", "d"), ("missing-attachment", "p.png")]}
    await editor.shows(missing)
    editor.write("drafts/d.md", "")
    editor.write("drafts/p.png", "")
    editor.watched(created=["drafts/d.md", "drafts/p.png"])
    await editor.shows({})
    shutil.rmtree(editor.folder / "drafts")
    editor.watched(deleted=["drafts"])
    await editor.shows(missing)
