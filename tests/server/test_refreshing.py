"""What a client is told to ask for once more, since something else has changed what it shows."""

from lsprotocol import types as lsp

VIEWS = {"semanticTokens", "codeLens", "inlayHint"}
NOTES = "//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[b]]"


async def test_all_views_when_the_vault_has_been_read(open_editor):
    editor = await open_editor(NOTES)
    await editor.until(lambda: editor.asked_again == VIEWS)


async def test_all_views_when_another_note_comes(open_editor):
    editor = await open_editor(NOTES)
    editor.open("a.md")
    await editor.until(lambda: editor.asked_again == VIEWS)
    editor.asked_again.clear()
    editor.open("b.md", "")
    await editor.until(lambda: editor.asked_again == VIEWS)


async def test_none_when_somebody_types_text(open_editor):
    editor = await open_editor(NOTES)
    editor.open("a.md")
    await editor.until(lambda: editor.asked_again == VIEWS)
    editor.asked_again.clear()
    refreshed = editor.client.diagnostic_refresh_count
    editor.change("a.md", "😀 漢字 [[b]] and [[c]]\n")
    await editor.until(lambda: editor.client.diagnostic_refresh_count > refreshed)
    assert editor.asked_again == set()


async def test_hints_when_they_are_turned_on(open_editor):
    editor = await open_editor(f"{NOTES}\n//- b.md\n> # Bee")
    await editor.until(lambda: editor.asked_again == VIEWS)
    editor.open("a.md")
    whole = lsp.InlayHintParams(editor.document("a.md"), lsp.Range(lsp.Position(0, 0), lsp.Position(1, 0)))
    assert not await editor.client.text_document_inlay_hint_async(whole)
    editor.asked_again.clear()
    settings = {"wikilsp": {"inlayHints": True}}
    editor.client.workspace_did_change_configuration(lsp.DidChangeConfigurationParams(settings))
    await editor.until(lambda: "inlayHint" in editor.asked_again)
    assert [hint.label for hint in await editor.client.text_document_inlay_hint_async(whole)] == ["Bee"]


async def test_nobody_is_asked_who_cannot_be(open_editor):
    editor = await open_editor(NOTES, "plain")
    await editor.shows({"a.md": [("missing-note", "b")]})
    await editor.quiet()
    assert editor.asked_again == set()
