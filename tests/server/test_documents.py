"""Buffers and vaults: whose text counts, which vaults are served, what is said when there is none."""

import asyncio

import pytest
from editor import write_vault
from lsprotocol import types as lsp

from wikilsp.server import open_vault

LINKING = """
    //- .wikilsp.toml
    //- a.md
    > 😀 漢字 [[b#New]] is one.
    //- b.md
    > # Old
"""


async def definition(editor, path, snippet):
    """Give the places that a link leads to, as files and what is selected there."""
    found = await editor.client.text_document_definition_async(lsp.DefinitionParams(**editor.at(path, snippet)))
    return [editor.place(link.target_uri, link.target_selection_range) for link in found or []]


async def follow(editor, path, snippet):
    """Give the files that a link leads to."""
    return [file for file, _ in await definition(editor, path, snippet)]


# Buffers


async def test_a_buffer_outranks_the_disk(open_editor):
    editor = await open_editor(LINKING)
    await editor.loaded()
    editor.open("b.md", "😀 漢字\n\n# New\n")
    assert await definition(editor, "a.md", "[[b#Ne$0w]]") == [("b.md", "New")]


async def test_a_buffer_outranks_the_disk_while_that_is_being_read(open_editor):
    editor = await open_editor(LINKING)
    editor.open("b.md", "# New\n")
    await editor.loaded()
    assert await definition(editor, "a.md", "[[b#Ne$0w]]") == [("b.md", "New")]


async def test_a_change_counts_at_once(open_editor):
    editor = await open_editor(LINKING)
    editor.open("b.md")
    editor.change("b.md", "# Newer\n\n# New\n")
    await editor.loaded()
    assert await definition(editor, "a.md", "[[b#Ne$0w]]") == [("b.md", "New")]


async def test_a_buffer_that_is_closed_unsaved_is_forgotten(open_editor):
    editor = await open_editor(LINKING)
    await editor.loaded()
    editor.open("b.md", "# New\n")
    editor.close("b.md")
    await editor.shows({"a.md": [("missing-heading", "New")]})


async def test_a_buffer_that_is_saved_and_closed_stays_what_it_was(open_editor):
    editor = await open_editor(LINKING)
    await editor.loaded()
    editor.open("b.md", "# New\n")
    editor.save("b.md")
    editor.close("b.md")
    await editor.quiet()
    await editor.shows({})
    assert await definition(editor, "a.md", "[[b#Ne$0w]]") == [("b.md", "New")]


async def test_a_note_that_was_never_saved_is_a_note_while_it_is_open(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[new]]")
    editor.open("sub/new.md", "# New\n")
    await editor.loaded()
    assert await follow(editor, "a.md", "[[ne$0w]]") == ["sub/new.md"]
    await editor.shows({})
    editor.close("sub/new.md")
    await editor.shows({"a.md": [("missing-note", "new")]})


async def test_several_changes_at_once(open_editor):
    editor = await open_editor(LINKING)
    editor.open("b.md")
    document = lsp.VersionedTextDocumentIdentifier(2, editor.uri("b.md"))
    changes = [lsp.TextDocumentContentChangeWholeDocument(text) for text in ("# A\n", "# New\n")]
    editor.client.text_document_did_change(lsp.DidChangeTextDocumentParams(document, changes))
    editor.buffers["b.md"] = "# New\n"
    await editor.loaded()
    await editor.shows({})


@pytest.mark.parametrize("text", ["", "\ufeff", "x\u2028[[b]]", "x\x0c\x85[[b]]\r\r\n\n", "\x00[[", "\ud83d [[b"])
async def test_odd_texts(open_editor, text):
    editor = await open_editor("//- .wikilsp.toml\n//- b.md")
    await editor.loaded()
    document = lsp.TextDocumentItem(editor.uri("a.md"), "markdown", 1, text)
    editor.client.text_document_did_open(lsp.DidOpenTextDocumentParams(document))
    found = await editor.client.text_document_semantic_tokens_full_async(
        lsp.SemanticTokensParams(editor.document("a.md"))
    )
    assert found.data is not None


async def test_a_line_separator_ends_no_line(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- b.md\n> # B")
    editor.open("a.md", "😀\u2028\u0085\x0c漢字 [[b]] \r[[b|two]]")
    await editor.loaded()
    assert await definition(editor, "a.md", "[[$0b]]") == [("b.md", "B")]
    assert await definition(editor, "a.md", "[[$0b|two]]") == [("b.md", "B")]
    assert editor.position("a.md", "[[$0b|two]]").line == 1


async def test_a_document_that_is_no_note_is_left_alone(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- a.txt\n> [[nowhere]]")
    editor.open("a.txt")
    await editor.quiet()
    await editor.shows({})


async def test_names_with_odd_characters(open_editor):
    editor = await open_editor(
        "//- .wikilsp.toml\n//- süß/50% + 漢字 #1.md\n> # It\n//- a.md\n> 😀 [[50% + 漢字 %231]]\n"
    )
    editor.open("a.md", "😀 漢字 [it](s%C3%BC%C3%9F/50%25%20+%20%E6%BC%A2%E5%AD%97%20%231.md)\n")
    await editor.loaded()
    assert await follow(editor, "a.md", "[i$0t]") == ["süß/50% + 漢字 #1.md"]


async def test_a_uri_may_be_encoded_in_several_ways(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- two words (1).md\n> [[nowhere]]")
    await editor.loaded()
    for name in ("two%20words%20(1).md", "two%20words%20%281%29.md"):
        document = lsp.TextDocumentIdentifier(f"{editor.folder.as_uri()}/{name}")
        found = await editor.client.text_document_document_link_async(lsp.DocumentLinkParams(document))
        assert len(found) == 1


# Vaults


@pytest.mark.parametrize("folders", ["folder", "root"])
async def test_the_folder_is_the_vault(open_editor, folders):
    editor = await open_editor(LINKING, folders=folders)
    await editor.loaded()
    assert await follow(editor, "a.md", "[[$0b#New]]") == ["b.md"]


async def test_the_root_of_the_vault_may_lie_above_the_folder(open_editor, tmp_path):
    write_vault(tmp_path, "//- .wikilsp.toml\n//- top.md\n")
    editor = await open_editor("//- a.md\n> 😀 漢字 [[top]]", folder=tmp_path / "sub")
    await editor.loaded()
    assert await follow(editor, "a.md", "[[t$0op]]") == [(tmp_path / "top.md").as_posix()]


async def test_without_a_folder_the_vault_is_that_of_the_opened_file(open_editor):
    editor = await open_editor(LINKING, folders="none")
    editor.open("a.md")
    await editor.loaded()
    assert await follow(editor, "a.md", "[[$0b#New]]") == ["b.md"]
    assert editor.client.messages == []


async def test_several_folders_are_several_vaults(open_editor, tmp_path):
    write_vault(tmp_path / "one", "//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[b]]\n//- b.md")
    write_vault(tmp_path / "two", "//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[b]]\n//- sub/b.md")
    editor = await open_editor("", folder=tmp_path, folders=[tmp_path / "one", tmp_path / "two"])
    await editor.loaded(2)
    assert await follow(editor, "one/a.md", "[[$0b]]") == ["one/b.md"]
    assert await follow(editor, "two/a.md", "[[$0b]]") == ["two/sub/b.md"]


async def test_two_folders_of_one_vault_are_one(open_editor, tmp_path):
    write_vault(tmp_path, "//- .wikilsp.toml\n//- one/a.md\n> 😀 漢字 [[b]] [[x]]\n//- two/b.md")
    editor = await open_editor("", folder=tmp_path, folders=[tmp_path / "one", tmp_path / "two"])
    await editor.loaded()
    assert await follow(editor, "one/a.md", "[[$0b]]") == ["two/b.md"]
    found = await editor.client.workspace_symbol_async(lsp.WorkspaceSymbolParams("b"))
    assert [symbol.name for symbol in found] == ["b"]
    change(editor, removed=["two"])
    assert await follow(editor, "one/a.md", "[[$0b]]") == ["two/b.md"]


def change(editor, added=(), removed=()):
    """Tell that folders came and went."""
    folders = [[lsp.WorkspaceFolder(editor.uri(path), path) for path in paths] for paths in (added, removed)]
    event = lsp.WorkspaceFoldersChangeEvent(*folders)
    editor.client.workspace_did_change_workspace_folders(lsp.DidChangeWorkspaceFoldersParams(event))


@pytest.mark.parametrize("profile", ["vscode", "emacs"])
async def test_folders_come_and_go(open_editor, tmp_path, profile):
    write_vault(tmp_path / "one", "//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[x]]")
    write_vault(tmp_path / "two", "//- .wikilsp.toml\n//- b.md\n> 😀 漢字 [[y]]")
    editor = await open_editor("", profile, folder=tmp_path, folders=[tmp_path / "one"])
    await editor.shows({"one/a.md": [("missing-note", "x")]})
    change(editor, added=["two"])
    await editor.shows({"one/a.md": [("missing-note", "x")], "two/b.md": [("missing-note", "y")]})
    change(editor, removed=["one"])
    await editor.shows({"two/b.md": [("missing-note", "y")]})


async def test_a_vault_inside_of_another_is_served_when_a_note_of_it_is_opened(open_editor):
    editor = await open_editor(
        "//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[b]]\n//- in/.wikilsp.toml\n//- in/c.md\n> 😀 漢字 [[b]]\n//- in/b.md"
    )
    await editor.shows({"a.md": [("missing-note", "b")]})
    editor.open("in/c.md")
    await editor.loaded(2)
    assert await follow(editor, "in/c.md", "[[$0b]]") == ["in/b.md"]
    assert await follow(editor, "a.md", "[[$0b]]") == []


async def test_a_file_outside_of_every_vault_is_served_alone_and_the_user_is_told_why_once(open_editor, tmp_path):
    editor = await open_editor(LINKING)
    lone, other = (str(tmp_path / name) for name in ("lone.md", "other.md"))
    editor.open(lone, "😀 漢字 [[lone]] [[other]]\n")
    editor.open(other, "😀 漢字\n")
    await editor.loaded(3)
    assert await follow(editor, lone, "[[$0lone]]") == [lone]
    [message] = editor.client.messages
    assert message.type == lsp.MessageType.Info
    assert "“lone.md” lies in no vault" in message.message


async def test_a_file_outside_of_every_vault_without_a_folder(open_editor):
    editor = await open_editor("//- a.md\n> 😀 漢字 [[b]]\n//- b.md", folders="none")
    editor.open("a.md")
    await editor.until(lambda: editor.client.messages)
    assert len(editor.client.messages) == 1


async def test_a_hidden_or_ignored_file_that_is_opened_is_answered_and_disturbs_nobody(open_editor):
    editor = await open_editor(
        "//- .wikilsp.toml\n//- .gitignore\n> drafts\n//- a.md\n//- drafts/d.md\n> 😀 漢字 [[a]] [[x]]"
    )
    await editor.loaded()
    editor.open("drafts/d.md")
    assert await follow(editor, "drafts/d.md", "[[$0a]]") in (["a.md"], [])
    editor.close("drafts/d.md")
    await editor.quiet()
    await editor.shows({})


# Settings


async def test_the_settings_of_the_vault_count(open_editor):
    editor = await open_editor('//- .wikilsp.toml\n> [rules]\n> missing-note = "off"\n//- a.md\n> 😀 漢字 [[x]]')
    await editor.loaded()
    await editor.shows({})


async def test_wrong_settings_are_told_and_the_default_ones_count(open_editor):
    editor = await open_editor('//- .wikilsp.toml\n> [rules]\n> mising-note = "off"\n//- a.md\n> 😀 漢字 [[x]]')
    await editor.shows({"a.md": [("missing-note", "x")]})
    [message] = editor.client.messages
    assert ".wikilsp.toml:2: " in message.message
    assert "did you mean “missing-note”" in message.message


async def test_settings_that_are_mended_count_at_once(open_editor):
    editor = await open_editor('//- .wikilsp.toml\n> [rules]\n> mising-note = "off"\n//- a.md\n> 😀 漢字 [[x]]')
    await editor.loaded()
    editor.write(".wikilsp.toml", '[rules]\nmissing-note = "off"\n')
    editor.watched(changed=[".wikilsp.toml"])
    await editor.shows({})


async def test_the_client_may_set_what_the_vault_does_not(open_editor):
    rules = {"rules": {"missing-note": "off"}}
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[x]] [y](y.md)", options=rules)
    await editor.loaded()
    await editor.shows({"a.md": [("missing-file", "y.md")]})


async def test_the_client_may_set_something_else_later(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[x]]")
    await editor.shows({"a.md": [("missing-note", "x")]})
    editor.client.set_configuration({"rules": {"missing-note": "off"}}, section="wikilsp")
    editor.client.workspace_did_change_configuration(lsp.DidChangeConfigurationParams(settings=None))
    await editor.shows({})


async def test_what_the_client_sets_wrongly_is_told(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[x]]", options={"rules": {"missing": "off"}})
    await editor.shows({"a.md": [("missing-note", "x")]})
    [message] = editor.client.messages
    assert "no rule is named “missing”" in message.message


# Names first


async def test_links_are_followed_by_name_while_contents_are_read(open_editor, monkeypatch):
    reading = asyncio.Event()

    async def never(*_):
        await reading.wait()
        return []

    monkeypatch.setattr(open_vault.asyncio, "to_thread", never)
    editor = await open_editor(LINKING)
    editor.open("a.md")
    assert await follow(editor, "a.md", "[[$0b#New]]") == ["b.md"]
    params = lsp.CompletionParams(**editor.at("a.md", "[[b$0#New]]"))
    found = await editor.client.text_document_completion_async(params)
    assert [item.label for item in found.items] == ["b"]
    assert await editor.diagnostics() == {}
    reading.set()
