"""Requests to refresh views whose content depends on other notes."""

from lsprotocol import types as lsp

VIEWS = {"semanticTokens", "codeLens", "inlayHint"}
NOTES = "//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[b]]"


async def test_all_views_are_refreshed_when_the_vault_is_loaded(open_editor):
    editor = await open_editor(NOTES)
    await editor.wait_for(lambda: editor.refreshed_views == VIEWS)


async def test_all_views_are_refreshed_when_a_note_is_added(open_editor):
    editor = await open_editor(NOTES)
    editor.open("a.md")
    await editor.wait_for(lambda: editor.refreshed_views == VIEWS)
    editor.refreshed_views.clear()
    editor.open("b.md", "")
    await editor.wait_for(lambda: editor.refreshed_views == VIEWS)


async def test_no_view_is_refreshed_while_the_user_types(open_editor):
    editor = await open_editor(NOTES)
    editor.open("a.md")
    await editor.wait_for(lambda: editor.refreshed_views == VIEWS)
    editor.refreshed_views.clear()
    refreshed = editor.client.diagnostic_refresh_count
    editor.change("a.md", "😀 漢字 [[b]] and [[c]]\n")
    await editor.wait_for(lambda: editor.client.diagnostic_refresh_count > refreshed)
    assert editor.refreshed_views == set()


async def test_inlay_hints_are_refreshed_when_they_are_enabled(open_editor):
    editor = await open_editor(f"{NOTES}\n//- b.md\n> # Bee")
    await editor.wait_for(lambda: editor.refreshed_views == VIEWS)
    editor.open("a.md")
    whole = lsp.InlayHintParams(editor.document("a.md"), lsp.Range(lsp.Position(0, 0), lsp.Position(1, 0)))
    assert not await editor.client.text_document_inlay_hint_async(whole)
    editor.refreshed_views.clear()
    settings = {"wikilsp": {"inlayHints": True}}
    editor.client.workspace_did_change_configuration(lsp.DidChangeConfigurationParams(settings))
    await editor.wait_for(lambda: "inlayHint" in editor.refreshed_views)
    assert [hint.label for hint in await editor.client.text_document_inlay_hint_async(whole)] == ["Bee"]


async def test_lenses_are_refreshed_when_they_are_disabled(open_editor):
    editor = await open_editor(f"{NOTES}\n//- b.md\n> # Bee", options={"codeLens": True})
    await editor.wait_for(lambda: editor.refreshed_views == VIEWS)
    lenses = lsp.CodeLensParams(editor.document("b.md"))
    assert len(await editor.client.text_document_code_lens_async(lenses)) == 1
    editor.refreshed_views.clear()
    settings = {"wikilsp": {"codeLens": False}}
    editor.client.workspace_did_change_configuration(lsp.DidChangeConfigurationParams(settings))
    await editor.wait_for(lambda: "codeLens" in editor.refreshed_views)
    assert not await editor.client.text_document_code_lens_async(lenses)


async def test_disabled_lenses_need_no_note(open_editor, held_loading):
    editor = await open_editor(NOTES, options={"codeLens": False})
    assert not await editor.client.text_document_code_lens_async(lsp.CodeLensParams(editor.document("a.md")))
    held_loading.set()


async def test_clients_without_refresh_support_get_no_refresh(open_editor):
    editor = await open_editor(NOTES, "plain")
    await editor.expect_diagnostics({"a.md": [("missing-note", "b")]})
    await editor.wait_idle()
    assert editor.refreshed_views == set()
