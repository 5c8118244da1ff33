"""Open, changed, saved and closed buffers, and their precedence over files."""

import pytest
from lsprotocol import types as lsp
from sample_vaults import LINKING


async def test_a_buffer_outranks_its_file(open_editor):
    editor = await open_editor(LINKING)
    await editor.wait_loaded()
    editor.open("b.md", "😀 漢字\n\n# New\n")
    assert await editor.definition("a.md", "[[b#Ne$0w]]") == [("b.md", "New")]


async def test_a_buffer_outranks_its_file_while_the_vault_is_loading(open_editor):
    editor = await open_editor(LINKING)
    editor.open("b.md", "# New\n")
    await editor.wait_loaded()
    assert await editor.definition("a.md", "[[b#Ne$0w]]") == [("b.md", "New")]


async def test_a_change_takes_effect_at_once(open_editor):
    editor = await open_editor(LINKING)
    editor.open("b.md")
    editor.change("b.md", "# Newer\n\n# New\n")
    await editor.wait_loaded()
    assert await editor.definition("a.md", "[[b#Ne$0w]]") == [("b.md", "New")]


async def test_closing_an_unsaved_buffer_restores_the_file(open_editor):
    editor = await open_editor(LINKING)
    await editor.wait_loaded()
    editor.open("b.md", "# New\n")
    editor.close("b.md")
    await editor.expect_diagnostics({"a.md": [("missing-heading", "New")]})


async def test_closing_a_saved_buffer_changes_nothing(open_editor):
    editor = await open_editor(LINKING)
    await editor.wait_loaded()
    editor.open("b.md", "# New\n")
    editor.save("b.md")
    editor.close("b.md")
    await editor.wait_idle()
    await editor.expect_diagnostics({})
    assert await editor.definition("a.md", "[[b#Ne$0w]]") == [("b.md", "New")]


async def test_an_unsaved_new_note_exists_while_it_is_open(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[new]]")
    editor.open("sub/new.md", "# New\n")
    await editor.wait_loaded()
    assert await editor.follow("a.md", "[[ne$0w]]") == ["sub/new.md"]
    await editor.expect_diagnostics({})
    editor.close("sub/new.md")
    await editor.expect_diagnostics({"a.md": [("missing-note", "new")]})


async def test_a_change_that_arrives_before_its_open_is_applied_after_it(open_editor):
    editor = await open_editor(LINKING)
    await editor.wait_loaded()
    send_change(editor, "b.md", 3, "# New\n")
    send_change(editor, "b.md", 2, "# Newer\n")
    editor.open("b.md")
    await editor.expect_diagnostics({})


async def test_an_early_change_is_applied_only_once(open_editor):
    editor = await open_editor(LINKING)
    await editor.wait_loaded()
    send_change(editor, "b.md", 3, "# Newer\n")
    editor.open("b.md", "# New\n")
    editor.close("b.md")
    editor.open("b.md", "# New\n")
    await editor.expect_diagnostics({})


async def test_a_change_with_an_older_version_is_ignored(open_editor):
    editor = await open_editor(LINKING)
    await editor.wait_loaded()
    editor.open("b.md")
    send_change(editor, "b.md", 3, "# New\n")
    send_change(editor, "b.md", 2, "# Newer\n")
    await editor.wait_idle()
    await editor.expect_diagnostics({})


def send_change(editor, path, version, text):
    """Notify the server of a change with any version, even if the document is not open."""
    document = lsp.VersionedTextDocumentIdentifier(version, editor.uri(path))
    changes = [lsp.TextDocumentContentChangeWholeDocument(text)]
    editor.client.text_document_did_change(lsp.DidChangeTextDocumentParams(document, changes))


async def test_the_last_of_several_changes_in_one_notification_counts(open_editor):
    editor = await open_editor(LINKING)
    editor.open("b.md")
    document = lsp.VersionedTextDocumentIdentifier(2, editor.uri("b.md"))
    changes = [lsp.TextDocumentContentChangeWholeDocument(text) for text in ("# A\n", "# New\n")]
    editor.client.text_document_did_change(lsp.DidChangeTextDocumentParams(document, changes))
    editor.buffers["b.md"] = "# New\n"
    await editor.wait_loaded()
    await editor.expect_diagnostics({})


@pytest.mark.parametrize("text", ["", "\ufeff", "x\u2028[[b]]", "x\x0c\x85[[b]]\r\r\n\n", "\x00[[", "\ud83d [[b"])
async def test_texts_with_unusual_characters_are_answered(open_editor, text):
    editor = await open_editor("//- .wikilsp.toml\n//- b.md")
    await editor.wait_loaded()
    document = lsp.TextDocumentItem(editor.uri("a.md"), "markdown", 1, text)
    editor.client.text_document_did_open(lsp.DidOpenTextDocumentParams(document))
    found = await editor.client.text_document_semantic_tokens_full_async(
        lsp.SemanticTokensParams(editor.document("a.md"))
    )
    assert found.data is not None


async def test_a_line_separator_does_not_end_a_line(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- b.md\n> # B")
    editor.open("a.md", "😀\u2028\u0085\x0c漢字 [[b]] \r[[b|two]]")
    await editor.wait_loaded()
    assert await editor.definition("a.md", "[[$0b]]") == [("b.md", "B")]
    assert await editor.definition("a.md", "[[$0b|two]]") == [("b.md", "B")]
    assert editor.position("a.md", "[[$0b|two]]").line == 1


async def test_a_document_that_is_not_a_note_is_ignored(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- a.txt\n> [[nowhere]]")
    editor.open("a.txt")
    await editor.wait_idle()
    await editor.expect_diagnostics({})


async def test_a_link_to_a_name_with_special_characters_is_followed(open_editor):
    editor = await open_editor(
        "//- .wikilsp.toml\n//- süß/50% + 漢字 #1.md\n> # It\n//- a.md\n> 😀 [[50% + 漢字 %231]]\n"
    )
    editor.open("a.md", "😀 漢字 [it](s%C3%BC%C3%9F/50%25%20+%20%E6%BC%A2%E5%AD%97%20%231.md)\n")
    await editor.wait_loaded()
    assert await editor.follow("a.md", "[i$0t]") == ["süß/50% + 漢字 #1.md"]


async def test_a_uri_may_be_encoded_in_several_ways(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- two words (1).md\n> [[nowhere]]")
    await editor.wait_loaded()
    for name in ("two%20words%20(1).md", "two%20words%20%281%29.md"):
        document = lsp.TextDocumentIdentifier(f"{editor.folder.as_uri()}/{name}")
        found = await editor.client.text_document_document_link_async(lsp.DocumentLinkParams(document))
        assert len(found) == 1
