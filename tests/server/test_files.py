"""Changes of files, noticed by the client or by the server."""

import shutil
from itertools import groupby

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


# File watching


@pytest.mark.parametrize("profile", ["vscode", "emacs"])
async def test_clients_that_can_watch_files_are_requested_to(open_editor, profile):
    editor = await open_editor(NOTES, profile)
    await editor.wait_for(lambda: "workspace/didChangeWatchedFiles" in [one.method for one in editor.registrations])


@pytest.mark.parametrize(
    "name", ["Visual Studio Code", "Visual Studio Code - Insiders", "VSCodium", "Code - OSS", "code-server"]
)
async def test_file_watching_is_left_to_clients_that_are_known_to_do_it_well(open_editor, monkeypatch, name):
    monkeypatch.setattr("watchfiles.watch", lambda *_, **__: pytest.fail("the server watches"))
    editor = await open_editor(NOTES, name=name)
    await editor.expect_diagnostics({})
    await editor.wait_for(lambda: editor.registrations)
    editor.write("c.md", "😀 漢字 [[x]]\n")
    editor.notify_watched(created=["c.md"])
    await editor.expect_diagnostics({"c.md": [("missing-note", "x")]})


@pytest.mark.parametrize(
    ("profile", "name"),
    [("neovim", "Neovim"), ("plain", ""), ("emacs", "Eglot"), ("vscode", "helix"), ("vscode", "Something new")],
)
async def test_the_server_watches_by_itself_for_all_others(open_editor, profile, name):
    editor = await open_editor(NOTES, profile, name=name)
    await editor.expect_diagnostics({})
    editor.write("c.md", "😀 漢字 [[x]]\n")
    await editor.expect_diagnostics({"c.md": [("missing-note", "x")]})
    editor.write("x.md", "")
    await editor.expect_diagnostics({})
    (editor.folder / "a.md").unlink()
    await editor.expect_diagnostics({"b.md": [("missing-note", "a")]})
    (editor.folder / "x.md").rename(editor.folder / "a.md")
    await editor.expect_diagnostics({"c.md": [("missing-note", "x")]})


async def test_the_server_watches_if_the_client_refuses(open_editor):
    editor = await open_editor(NOTES, rejects_registrations=True)
    await editor.wait_loaded()
    editor.write("c.md", "😀 漢字 [[x]]\n")
    await editor.expect_diagnostics({"c.md": [("missing-note", "x")]})


async def test_the_folder_of_a_single_file_is_not_watched_recursively(open_editor, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path / "vault"))
    watched = []

    def remember(folder, *, recursive, **_):
        watched.append((folder, recursive))
        return []

    monkeypatch.setattr("watchfiles.watch", remember)
    editor = await open_editor("//- a.md\n> 😀 漢字", "neovim", folders="none")
    editor.open("a.md")
    await editor.wait_for(lambda: watched)
    assert watched == [(editor.folder, False)]


async def test_a_moved_folder_is_noticed(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> [[one/b]]\n//- one/b.md\n//- one/deep/c.md", "neovim")
    await editor.expect_diagnostics({})
    (editor.folder / "one").rename(editor.folder / "two")
    await editor.expect_diagnostics({"a.md": [("missing-note", "one/b")]})
    shutil.rmtree(editor.folder / "two")
    await editor.expect_diagnostics({"a.md": [("missing-note", "one/b")]})
    editor.write("one/b.md", "")
    await editor.expect_diagnostics({})


# Watched files


async def test_a_created_file_is_read(open_editor):
    editor = await open_editor(NOTES)
    await editor.wait_loaded()
    editor.write("c.md", "😀 漢字 [[x]]\n")
    editor.notify_watched(created=["c.md"])
    await editor.expect_diagnostics({"c.md": [("missing-note", "x")]})


async def test_a_changed_file_is_read(open_editor):
    editor = await open_editor(NOTES)
    await editor.wait_loaded()
    editor.write("b.md", "😀 漢字 [[x]]\n")
    editor.notify_watched(changed=["b.md"])
    await editor.expect_diagnostics({"b.md": [("missing-note", "x")]})


async def test_deleted_files_are_forgotten(open_editor):
    editor = await open_editor(NOTES)
    await editor.wait_loaded()
    for path in ("b.md", "p.png"):
        (editor.folder / path).unlink()
    editor.notify_watched(deleted=["b.md", "p.png"])
    await editor.expect_diagnostics({"a.md": [("missing-note", "b"), ("missing-attachment", "p.png")]})


async def test_a_file_reported_as_changed_may_be_deleted(open_editor):
    editor = await open_editor(NOTES)
    await editor.wait_loaded()
    (editor.folder / "b.md").unlink()
    editor.notify_watched(changed=["b.md"])
    await editor.expect_diagnostics({"a.md": [("missing-note", "b")]})


async def test_changes_to_the_file_of_an_open_buffer_are_ignored(open_editor):
    editor = await open_editor(NOTES)
    await editor.wait_loaded()
    editor.open("b.md")
    editor.write("b.md", "😀 漢字 [[x]]\n")
    editor.notify_watched(changed=["b.md"])
    editor.write("c.md", "😀 漢字 [[y]]\n")
    editor.notify_watched(created=["c.md"])
    await editor.expect_diagnostics({"c.md": [("missing-note", "y")]})


async def test_the_file_of_an_open_buffer_may_be_deleted(open_editor):
    editor = await open_editor(NOTES)
    await editor.wait_loaded()
    editor.open("b.md")
    (editor.folder / "b.md").unlink()
    editor.notify_watched(deleted=["b.md"])
    editor.close("b.md")
    await editor.expect_diagnostics({"a.md": [("missing-note", "b")]})


async def test_hidden_files_and_files_outside_of_the_vault_are_ignored(open_editor, tmp_path):
    editor = await open_editor(NOTES)
    await editor.wait_loaded()
    for path in (".git/x.md", ".obsidian/y.md", "node_modules/z.md"):
        editor.write(path, "😀 漢字 [[x]]\n")
    editor.write(str(tmp_path / "elsewhere.md"), "[[x]]")
    editor.notify_watched(created=[".git/x.md", ".obsidian/y.md", "node_modules/z.md", str(tmp_path / "elsewhere.md")])
    await editor.wait_idle()
    await editor.expect_diagnostics({})


async def test_a_newly_ignored_folder_leaves_the_vault(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[d]]\n//- drafts/d.md\n> 😀 漢字 [[x]]")
    await editor.expect_diagnostics({"drafts/d.md": [("missing-note", "x")]})
    editor.write(".gitignore", "drafts\n")
    editor.notify_watched(created=[".gitignore"])
    await editor.expect_diagnostics({})
    (editor.folder / ".gitignore").unlink()
    editor.notify_watched(deleted=[".gitignore"])
    await editor.expect_diagnostics({"drafts/d.md": [("missing-note", "x")]})


async def test_a_new_settings_file_takes_effect(open_editor):
    editor = await open_editor("//- .obsidian/app.json\n//- a.md\n> 😀 漢字 [[x]]\n//- b.md\n> 😀 漢字 [[y]]")
    await editor.expect_diagnostics({"a.md": [("missing-note", "x")], "b.md": [("missing-note", "y")]})
    editor.write(".wikilsp.toml", 'exclude = ["b.md"]\n')
    editor.notify_watched(created=[".wikilsp.toml"])
    await editor.expect_diagnostics({"a.md": [("missing-note", "x")]})


async def test_unreadable_files_are_left_out(open_editor):
    editor = await open_editor(NOTES)
    await editor.wait_loaded()
    (editor.folder / "loop.md").symlink_to("loop.md")
    (editor.folder / "c.md").mkdir()
    editor.notify_watched(created=["loop.md", "c.md"])
    await editor.wait_idle()
    await editor.expect_diagnostics({})


# File operations of the client


async def test_did_create_files_adds_the_note(open_editor):
    editor = await open_editor(NOTES)
    await editor.wait_loaded()
    editor.write("c.md", "😀 漢字 [[x]]\n")
    editor.client.workspace_did_create_files(lsp.CreateFilesParams([lsp.FileCreate(editor.uri("c.md"))]))
    await editor.expect_diagnostics({"c.md": [("missing-note", "x")]})


async def test_did_rename_files_moves_the_note(open_editor):
    editor = await open_editor(NOTES)
    await editor.wait_loaded()
    (editor.folder / "b.md").rename(editor.folder / "c.md")
    renamed = lsp.FileRename(editor.uri("b.md"), editor.uri("c.md"))
    editor.client.workspace_did_rename_files(lsp.RenameFilesParams([renamed]))
    await editor.expect_diagnostics({"a.md": [("missing-note", "b")]})


async def test_did_rename_files_moves_the_notes_of_a_folder(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> [[one/b]]\n//- one/b.md")
    await editor.wait_loaded()
    (editor.folder / "one").rename(editor.folder / "two")
    renamed = lsp.FileRename(editor.uri("one"), editor.uri("two"))
    editor.client.workspace_did_rename_files(lsp.RenameFilesParams([renamed]))
    await editor.expect_diagnostics({"a.md": [("missing-note", "one/b")]})


async def test_did_delete_files_removes_the_note(open_editor):
    editor = await open_editor(NOTES)
    await editor.wait_loaded()
    (editor.folder / "b.md").unlink()
    editor.client.workspace_did_delete_files(lsp.DeleteFilesParams([lsp.FileDelete(editor.uri("b.md"))]))
    await editor.expect_diagnostics({"a.md": [("missing-note", "b")]})


async def test_links_to_ignored_files_are_checked_when_these_come_and_go(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- .gitignore\n> drafts\n//- a.md\n> 😀 漢字 [[d]] ![[p.png]]")
    missing = {"a.md": [("missing-note", "d"), ("missing-attachment", "p.png")]}
    await editor.expect_diagnostics(missing)
    editor.write("drafts/d.md", "")
    editor.write("drafts/p.png", "")
    editor.notify_watched(created=["drafts/d.md", "drafts/p.png"])
    await editor.expect_diagnostics({})
    shutil.rmtree(editor.folder / "drafts")
    editor.notify_watched(deleted=["drafts"])
    await editor.expect_diagnostics(missing)


# Files of apps

READ_BY_PRESET = """
    //- .obsidian/app.json
    > {}
    //- a.md
    > 😀:: 漢字
    > up::[[x]]
"""


@pytest.mark.parametrize("profile", ["vscode", "neovim"])
async def test_the_preset_follows_the_files_of_the_app(open_editor, caplog, profile):
    caplog.set_level("INFO", "wikilsp")
    editor = await open_editor(READ_BY_PRESET, profile)
    await editor.expect_diagnostics({"a.md": [("property-missing-space", "up::"), ("missing-note", "x")]})
    plugins = ".obsidian/community-plugins.json"
    editor.write(plugins, '["dataview"]')
    editor.notify_watched(created=[plugins])
    await editor.expect_diagnostics({"a.md": [("missing-note", "x")]})
    editor.write(plugins, "[" * 100_000)
    editor.notify_watched(changed=[plugins])
    await editor.expect_diagnostics({"a.md": [("property-missing-space", "up::"), ("missing-note", "x")]})
    (editor.folder / plugins).unlink()
    editor.write("logseq/config.edn", "{}")
    editor.notify_watched(created=["logseq/config.edn"], deleted=[plugins])
    await editor.wait_for(lambda: any("“logseq”" in line for line in caplog.messages))
    told = (line.partition(": the preset is ")[2] for line in caplog.messages)
    # A change may be noticed twice.
    assert [line for line, _ in groupby(filter(None, told))] == [
        "“obsidian”: detected from .obsidian",
        f"“dataview”: detected from {plugins}",
        "“obsidian”: detected from .obsidian",
        "“logseq”: detected from logseq/config.edn",
    ]
    assert any(f"{plugins} is not used: it is not a list of names in JSON" in line for line in caplog.messages)


async def test_a_note_that_changes_together_with_the_settings_is_read_again(open_editor):
    editor = await open_editor(READ_BY_PRESET)
    await editor.wait_loaded()
    editor.write("a.md", "[[y]]\n")
    editor.write(".gitignore", "x/\n")
    editor.notify_watched(changed=["a.md"], created=[".gitignore"])
    await editor.expect_diagnostics({"a.md": [("missing-note", "y")]})


async def test_the_page_with_the_configuration_of_silverbullet_is_a_note_as_well(open_editor):
    editor = await open_editor("//- .git/HEAD\n//- CONFIG.md\n> [[x]]\n//- a.md\n> ${[[y]]}")
    await editor.expect_diagnostics({"CONFIG.md": [("missing-note", "x")], "a.md": [("missing-note", "y")]})
    editor.write("CONFIG.md", "[[z]]\n\n```space-lua\n```\n")
    editor.notify_watched(changed=["CONFIG.md"])
    await editor.expect_diagnostics({"CONFIG.md": [("missing-note", "z")]})


async def test_a_vault_is_not_scanned_again_while_its_app_writes_to_its_files(open_editor, caplog, monkeypatch):
    caplog.set_level("INFO", "wikilsp")
    editor = await open_editor("//- .silverbullet.db\n//- CONFIG.md\n> [[x]]\n//- a.md\n> ${[[y]]}")
    await editor.expect_diagnostics({"CONFIG.md": [("missing-note", "x")]})
    monkeypatch.setattr(editor.server.session, "reload_settings", None)
    editor.write(".silverbullet.db", "more")
    editor.write("CONFIG.md", "[[z]]\n")
    editor.notify_watched(changed=[".silverbullet.db", "CONFIG.md"])
    await editor.expect_diagnostics({"CONFIG.md": [("missing-note", "z")]})
    assert len([line for line in caplog.messages if "the preset is" in line]) == 1
