"""Which vaults are served as folders and files are opened and closed, and the messages about files without a vault."""

import os

import pytest
from editor import write_vault
from lsprotocol import types as lsp
from sample_vaults import LINKING

from wikilsp.disk.journal import lock_journal
from wikilsp.disk.plan import Plan, Rewrite
from wikilsp.disk.relocation import folder_identity


@pytest.mark.parametrize("folders", ["folder", "root"])
async def test_an_opened_folder_is_a_vault(open_editor, folders):
    editor = await open_editor(LINKING, folders=folders)
    await editor.wait_loaded()
    assert await editor.follow("a.md", "[[$0b#New]]") == ["b.md"]


async def test_the_root_of_the_vault_may_be_above_the_opened_folder(open_editor, tmp_path):
    write_vault(tmp_path, "//- .wikilsp.toml\n//- top.md\n")
    editor = await open_editor("//- a.md\n> 😀 漢字 [[top]]", folder=tmp_path / "sub")
    await editor.wait_loaded()
    assert await editor.follow("a.md", "[[t$0op]]") == [(tmp_path / "top.md").as_posix()]


async def test_without_a_folder_the_vault_of_the_opened_file_is_served(open_editor):
    editor = await open_editor(LINKING, folders="none")
    editor.open("a.md")
    await editor.wait_loaded()
    assert await editor.follow("a.md", "[[$0b#New]]") == ["b.md"]
    assert editor.client.messages == []


async def test_several_folders_are_several_vaults(open_editor, tmp_path):
    write_vault(tmp_path / "one", "//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[b]]\n//- b.md")
    write_vault(tmp_path / "two", "//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[b]]\n//- sub/b.md")
    editor = await open_editor("", folder=tmp_path, folders=[tmp_path / "one", tmp_path / "two"])
    await editor.wait_loaded(2)
    assert await editor.follow("one/a.md", "[[$0b]]") == ["one/b.md"]
    assert await editor.follow("two/a.md", "[[$0b]]") == ["two/sub/b.md"]


async def test_two_folders_of_one_vault_are_served_as_one(open_editor, tmp_path):
    write_vault(tmp_path, "//- .wikilsp.toml\n//- one/a.md\n> 😀 漢字 [[b]] [[x]]\n//- two/b.md")
    editor = await open_editor("", folder=tmp_path, folders=[tmp_path / "one", tmp_path / "two"])
    await editor.wait_loaded()
    assert await editor.follow("one/a.md", "[[$0b]]") == ["two/b.md"]
    found = await editor.client.workspace_symbol_async(lsp.WorkspaceSymbolParams("b"))
    assert [symbol.name for symbol in found] == ["b"]
    editor.change_folders(removed=["two"])
    assert await editor.follow("one/a.md", "[[$0b]]") == ["two/b.md"]


@pytest.mark.parametrize("profile", ["vscode", "emacs"])
async def test_workspace_folders_can_be_added_and_removed(open_editor, tmp_path, profile):
    write_vault(tmp_path / "one", "//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[x]]")
    write_vault(tmp_path / "two", "//- .wikilsp.toml\n//- b.md\n> 😀 漢字 [[y]]")
    editor = await open_editor("", profile, folder=tmp_path, folders=[tmp_path / "one"])
    await editor.expect_diagnostics({"one/a.md": [("missing-note", "x")]})
    editor.change_folders(added=["two"])
    await editor.expect_diagnostics({"one/a.md": [("missing-note", "x")], "two/b.md": [("missing-note", "y")]})
    editor.change_folders(removed=["one"])
    await editor.expect_diagnostics({"two/b.md": [("missing-note", "y")]})


async def test_a_nested_vault_is_served_once_a_note_of_it_is_opened(open_editor):
    editor = await open_editor(
        "//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[b]] [[gone]]\n"
        "//- in/.wikilsp.toml\n//- in/c.md\n> 😀 漢字 [[b]]\n//- in/b.md"
    )
    await editor.expect_diagnostics({"a.md": [("missing-note", "gone")]})
    editor.open("in/c.md")
    await editor.wait_loaded(2)
    assert await editor.follow("in/c.md", "[[$0b]]") == ["in/b.md"]
    # The outer vault knows the notes of the inner one by name.
    assert await editor.follow("a.md", "[[$0b]]") == ["in/b.md"]


@pytest.mark.parametrize("profile", ["vscode", "neovim", "emacs"])
async def test_a_folder_without_a_marker_is_served_as_a_folder_once_a_note_of_it_is_opened(
    open_editor, tmp_path, profile
):
    write_vault(
        tmp_path / "loose", "//- b.md\n> # B\n//- deep/c.md\n> 😀 漢字 [[b]]\n//- in/.obsidian/app.json\n//- in/d.md"
    )
    editor = await open_editor(LINKING, profile)
    note = str(tmp_path / "loose/a.md")
    editor.open(note, "😀 漢字 [[b]] [[c]] [[gone]]\n")
    await editor.wait_for(lambda: len(editor.server.session.vaults) == 2)
    assert await editor.follow(note, "[[$0b]]") == [str(tmp_path / "loose/b.md")]
    assert await editor.follow(note, "[[$0c]]") == [str(tmp_path / "loose/deep/c.md")]
    await editor.expect_diagnostics({"a.md": [("missing-heading", "New")], note: [("missing-note", "gone")]})
    assert editor.client.messages == []


async def test_without_a_marker_the_current_folder_is_the_vault_of_notes_below_it(open_editor, tmp_path, monkeypatch):
    write_vault(
        tmp_path, "//- notes/a.md\n> 😀 漢字 [[b]]\n//- b.md\n//- apart/c.md\n> 😀 漢字 [[b]] [[d]]\n//- apart/d.md"
    )
    monkeypatch.chdir(tmp_path / "notes")
    editor = await open_editor("", folder=tmp_path, folders="none")
    editor.open("apart/c.md")
    assert await editor.follow("apart/c.md", "[[$0b]]") == []
    assert await editor.follow("apart/c.md", "[[$0d]]") == ["apart/d.md"]
    editor.close("apart/c.md")
    monkeypatch.chdir(tmp_path)
    editor.open("notes/a.md")
    assert await editor.follow("notes/a.md", "[[$0b]]") == ["b.md"]


async def test_a_folder_without_a_marker_is_served_until_its_last_note_is_closed(open_editor, tmp_path):
    write_vault(tmp_path / "loose", "//- a.md\n> 😀 漢字 [[x]]\n//- b.md\n> 😀 漢字 [[y]]")
    editor = await open_editor(LINKING, "emacs")
    first, second = (str(tmp_path / f"loose/{name}.md") for name in "ab")
    editor.open(first)
    editor.open(second)
    found = {"a.md": [("missing-heading", "New")], first: [("missing-note", "x")], second: [("missing-note", "y")]}
    await editor.expect_diagnostics(found)
    editor.close(first)
    await editor.expect_diagnostics(found)
    editor.close(second)
    await editor.expect_diagnostics({"a.md": [("missing-heading", "New")]})
    await editor.wait_for(lambda: len(editor.server.session.vaults) == 1)


@pytest.mark.parametrize("order", [["a.md", "in/b.md"], ["in/b.md", "a.md"]])
async def test_folders_without_markers_are_one_vault_whichever_is_opened_first(open_editor, tmp_path, order):
    write_vault(tmp_path, "//- a.md\n> 😀 漢字 [[b]]\n//- in/b.md\n> 😀 漢字 [[a]]")
    editor = await open_editor("", folder=tmp_path, folders="none")
    for path in order:
        editor.open(path)
    assert await editor.follow("a.md", "[[$0b]]") == ["in/b.md"]
    assert await editor.follow("in/b.md", "[[$0a]]") == ["a.md"]
    assert [*editor.server.session.vaults] == [tmp_path]


async def test_a_folder_without_a_marker_gives_way_to_an_opened_folder_that_contains_it(open_editor, tmp_path):
    write_vault(
        tmp_path, "//- a.md\n//- in/b.md\n> 😀 漢字 [[a]] [[x]]\n//- in/git/.git/HEAD\n//- in/git/c.md\n> 😀 漢字 [[a]]"
    )
    editor = await open_editor("", folder=tmp_path, folders="none")
    editor.open("in/b.md")
    assert await editor.follow("in/b.md", "[[$0a]]") == []
    editor.open("in/git/c.md")
    assert await editor.follow("in/git/c.md", "[[$0a]]") == []
    assert [*editor.server.session.vaults] == [tmp_path / "in", tmp_path / "in/git"]
    editor.close("in/git/c.md")
    editor.change_folders(added=["."])
    assert await editor.follow("in/b.md", "[[$0a]]") == ["a.md"]
    assert tmp_path / "in" not in editor.server.session.vaults


@pytest.mark.parametrize("home", [".", "inner"])
@pytest.mark.parametrize("profile", ["vscode", "emacs"])
async def test_the_home_folder_and_those_above_are_no_vault_without_a_marker(
    open_editor, tmp_path, monkeypatch, home, profile
):
    monkeypatch.setenv("HOME", str(tmp_path / "vault" / home))
    editor = await open_editor("//- a.md\n> 😀 漢字 [[b]]\n//- b.md\n//- inner/c.md", profile)
    editor.open("a.md")
    await editor.wait_for(lambda: editor.client.messages)
    [vault] = editor.server.session.vaults.values()
    assert vault.single == "a.md"
    assert await editor.follow("a.md", "[[$0b]]") == []
    editor.open("b.md")
    assert await editor.follow("a.md", "[[$0b]]") == []
    [message] = editor.client.messages
    assert message.type == lsp.MessageType.Info
    remedy = "create an empty .wikilsp.toml file beside it to follow links"
    assert message.message == f"“a.md” is in no vault: {remedy}."
    editor.write(".wikilsp.toml", "")
    editor.close("a.md")
    editor.open("a.md")
    await editor.wait_for(lambda: vault_roots(editor) == [editor.folder])
    assert await editor.follow("a.md", "[[$0b]]") == ["b.md"]


def vault_roots(editor):
    return [*editor.server.session.vaults]


@pytest.mark.parametrize("folders", ["folder", "none"])
async def test_a_folder_below_the_home_folder_is_served_as_a_folder(open_editor, tmp_path, monkeypatch, folders):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    editor = await open_editor("//- a.md\n> 😀 漢字 [[b]]\n//- b.md", folders=folders)
    editor.open("a.md")
    assert await editor.follow("a.md", "[[$0b]]") == ["b.md"]
    assert editor.client.messages == []


async def test_in_neovim_which_stops_at_messages_a_note_alone_is_reported_as_progress(
    open_editor, tmp_path, monkeypatch, caplog
):
    monkeypatch.setenv("HOME", str(tmp_path / "vault"))
    editor = await open_editor("//- a.md", "neovim")
    editor.open("a.md")
    problem, remedy = "“a.md” is in no vault", "create an empty .wikilsp.toml file beside it to follow links"

    def reported():
        return [
            [(report.kind, getattr(report, "title", None) or report.message) for report in reports]
            for reports in editor.client.progress_reports.values()
            if len(reports) > 1
        ]

    await editor.wait_for(lambda: [("begin", problem), ("end", remedy)] in reported())
    assert f"{problem}: {remedy}" in caplog.messages
    assert editor.client.messages == []


async def test_an_opened_ignored_file_is_answered_and_changes_nothing_else(open_editor):
    editor = await open_editor(
        "//- .wikilsp.toml\n//- .gitignore\n> drafts\n//- a.md\n//- drafts/d.md\n> 😀 漢字 [[a]] [[x]]"
    )
    await editor.wait_loaded()
    editor.open("drafts/d.md")
    assert await editor.follow("drafts/d.md", "[[$0a]]") in (["a.md"], [])
    editor.close("drafts/d.md")
    await editor.wait_idle()
    await editor.expect_diagnostics({})


async def test_a_file_served_alone_joins_the_vault_that_is_added(open_editor, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "notes"))
    write_vault(tmp_path / "notes", "//- a.md\n> 😀 漢字 [[b]]\n//- b.md")
    editor = await open_editor("", folder=tmp_path, folders="none")
    editor.open("notes/a.md", "😀 漢字 [[b]] and [[x]]\n")
    await editor.wait_for(lambda: editor.client.messages)
    editor.write("notes/.wikilsp.toml", "")
    editor.change_folders(added=["notes"])
    assert await editor.follow("notes/a.md", "[[$0b]]") == ["notes/b.md"]
    await editor.expect_diagnostics({"notes/a.md": [("missing-note", "x")]})
    editor.change("notes/a.md", "😀 漢字 [[b]] and [[y]]\n")
    await editor.expect_diagnostics({"notes/a.md": [("missing-note", "y")]})
    assert len(editor.server.session.vaults) == 1


async def test_a_buffer_moves_to_a_nested_vault_that_is_added(open_editor, tmp_path):
    write_vault(tmp_path, "//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[b]]\n//- in/c.md\n> 😀 漢字 [[a]]\n//- in/b.md")
    editor = await open_editor("", folder=tmp_path, folders=[tmp_path])
    await editor.wait_loaded()
    editor.open("in/c.md")
    assert await editor.follow("in/c.md", "[[$0a]]") == ["a.md"]
    editor.write("in/.wikilsp.toml", "")
    editor.notify_watched(created=["in/.wikilsp.toml"])
    editor.change_folders(added=["in"])
    await editor.expect_diagnostics({"in/c.md": [("missing-note", "a")]})
    assert await editor.follow("in/c.md", "[[$0a]]") == []


async def test_a_file_served_alone_is_dropped_when_it_is_closed(open_editor, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    editor = await open_editor(LINKING)
    lone = str(tmp_path / "lone.md")
    editor.open(lone, "😀 漢字\n")
    await editor.wait_for(lambda: len(editor.server.session.vaults) == 2)
    editor.close(lone)
    await editor.wait_for(lambda: len(editor.server.session.vaults) == 1)


async def test_a_removed_vault_is_served_until_its_last_buffer_is_closed(open_editor, tmp_path):
    write_vault(tmp_path / "one", LINKING)
    editor = await open_editor("", folder=tmp_path, folders=[tmp_path / "one"])
    editor.open("one/a.md")
    await editor.expect_diagnostics({"one/a.md": [("missing-heading", "New")]})
    editor.change_folders(removed=["one"])
    assert await editor.follow("one/a.md", "[[$0b#New]]") == ["one/b.md"]
    editor.close("one/a.md")
    await editor.expect_diagnostics({})
    assert editor.server.session.vaults == {}


async def test_loading_stops_when_the_folder_is_removed(open_editor, tmp_path, blocked_reader):
    many = "".join(f"//- {number}.md\n" for number in range(200))
    write_vault(tmp_path / "one", f"//- .wikilsp.toml\n{many}")
    editor = await open_editor("", folder=tmp_path, folders=[tmp_path / "one"])
    await editor.wait_for(lambda: blocked_reader.requested)
    [vault] = editor.server.session.vaults.values()
    editor.change_folders(removed=["one"])
    await editor.wait_loaded()
    blocked_reader.may_continue.set()
    await editor.wait_for(blocked_reader.has_read.is_set)
    assert await editor.client.workspace_symbol_async(lsp.WorkspaceSymbolParams("")) == []
    assert (vault.loaded, len(blocked_reader.requested)) == (False, 40)
    assert editor.server.session.vaults == {}


@pytest.mark.parametrize("profile", ["vscode", "neovim"])
async def test_folders_can_be_added_and_removed_in_quick_succession(open_editor, tmp_path, profile):
    for name in ("one", "two"):
        write_vault(tmp_path / name, f"//- .wikilsp.toml\n//- {name}.md\n> 😀 漢字 [[x]]")
    editor = await open_editor("", profile, folder=tmp_path, folders=[tmp_path / "one"])
    for _ in range(10):
        editor.change_folders(added=["two"], removed=["one"])
        editor.change_folders(added=["one"], removed=["two"])
    await editor.expect_diagnostics({"one/one.md": [("missing-note", "x")]})
    editor.change_folders(added=["two"])
    await editor.expect_diagnostics({f"{name}/{name}.md": [("missing-note", "x")] for name in ("one", "two")})


async def test_a_folder_opened_through_a_symbolic_link_is_watched(open_editor, tmp_path):
    write_vault(tmp_path / "real", "//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[b]]")
    (tmp_path / "link").symlink_to("real")
    editor = await open_editor("", "neovim", folder=tmp_path / "link")
    await editor.expect_diagnostics({"a.md": [("missing-note", "b")]})
    editor.write("b.md", "")
    await editor.expect_diagnostics({})


async def expect_report_and_refusal(editor):
    """Expect one message about an interrupted change, and that no note is created until it is recovered."""
    remedy = "run “wikilsp recover” to see it, and to finish or undo it"
    message = f"The vault “vault”: a change of this vault was interrupted; {remedy}."
    assert [one.message for one in editor.client.messages] == [message]
    command = lsp.ExecuteCommandParams("wikilsp.create", [editor.uri("n.md"), "n"])
    await editor.client.workspace_execute_command_async(command)
    await editor.wait_for(lambda: len(editor.client.messages) > 1)
    refusal = f"The note “n.md” was not created: an earlier change of this vault was interrupted; {remedy}"
    assert editor.client.messages[-1].message == refusal
    assert not (editor.folder / "n.md").exists()


async def test_a_change_interrupted_before_the_vault_was_moved_is_reported(open_editor, tmp_path, monkeypatch):
    monkeypatch.setenv("WIKILSP_STATE_DIR", str(tmp_path / "state"))
    old, new = tmp_path / "old", tmp_path / "vault"
    write_vault(old, "//- .wikilsp.toml\n//- a.md\n> x")
    rewrite = Rewrite("a.md", os.fsencode(old / "a.md"), (old / "a.md").read_bytes(), b"y")
    with lock_journal(old) as journal:
        journal.begin(Plan(os.fsencode(old), "0123456789abcdef", 0.0, (rewrite,), identity=folder_identity(old)))
    old.rename(new)
    editor = await open_editor("", folder=new)
    await editor.wait_loaded()
    await expect_report_and_refusal(editor)


async def test_an_interrupted_change_is_reported_once(open_editor, tmp_path, monkeypatch):
    monkeypatch.setenv("WIKILSP_STATE_DIR", str(tmp_path / "state"))
    (tmp_path / "vault").mkdir()
    with lock_journal(tmp_path / "vault") as journal:
        journal.begin(Plan(b"", "0123456789abcdef", 0.0))
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> x")
    await editor.wait_loaded()
    await expect_report_and_refusal(editor)
