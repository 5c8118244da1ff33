"""Hover, code lenses and inlay hints, and their absence for unknown documents."""

import pytest
from lsprotocol import types as lsp

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_hover_shows_the_target_of_a_link(editor):
    hover = await editor.client.text_document_hover_async(
        lsp.HoverParams(**editor.at("index.md", "[[Bee#Hi$0ve]] is two"))
    )
    assert editor.slice("index.md", hover.range) == "Hive"
    assert hover.contents.kind == lsp.MarkupKind.Markdown
    assert "lives here" in hover.contents.value


async def test_hover_over_an_image_shows_it(editor):
    hover = await editor.client.text_document_hover_async(lsp.HoverParams(**editor.at("index.md", "![[su$0n.png]]")))
    assert f"![]({editor.uri('sun.png')})" in hover.contents.value


async def test_hover_shows_the_text_of_a_footnote(editor):
    params = lsp.HoverParams(**editor.at("Twin.md", "footnote.[^se$0ven]"))
    hover = await editor.client.text_document_hover_async(params)
    assert editor.slice("Twin.md", hover.range) == "[^seven]"
    assert hover.contents.value == "😀 漢字 as a bee says."


async def test_hover_over_plain_text_is_empty(editor):
    params = lsp.HoverParams(**editor.at("index.md", "is o$0ne"))
    assert await editor.client.text_document_hover_async(params) is None


async def test_code_lenses_count_links(editor):
    found = await editor.client.text_document_code_lens_async(lsp.CodeLensParams(editor.document("sub/Bee.md")))
    titles = [(0, "5 backlinks"), (6, "2 links to this heading")]
    assert [(lens.range.start.line, lens.command.title) for lens in found] == titles
    resolved = [await editor.client.code_lens_resolve_async(lens) for lens in found]
    assert [lens.command for lens in resolved] == [lens.command for lens in found]


async def test_a_note_without_backlinks_has_no_lens(editor):
    editor.open("Twin.md")
    found = await editor.client.text_document_code_lens_async(lsp.CodeLensParams(editor.document("Twin.md")))
    editor.close("Twin.md")
    assert not found


async def test_inlay_hints_show_the_titles_of_targets(editor):
    editor.open("Twin.md")
    whole = lsp.Range(lsp.Position(0, 0), lsp.Position(1, 0))
    found = await editor.client.text_document_inlay_hint_async(lsp.InlayHintParams(editor.document("Twin.md"), whole))
    editor.close("Twin.md")
    assert [(hint.label, hint.position) for hint in found] == [
        ("The Bee", editor.position("Twin.md", "[[Bee$0]]")),
        ("January", editor.position("Twin.md", "[[202401$0]]")),
    ]


# Unusual requests


@pytest.mark.parametrize("position", [lsp.Position(5, 9_999), lsp.Position(9_999, 9_999)])
async def test_a_position_past_the_end_means_the_end(editor, position):
    params = lsp.HoverParams(editor.document("index.md"), position)
    assert await editor.client.text_document_hover_async(params) is None


async def test_an_unknown_document_has_no_answers(editor):
    stranger = lsp.TextDocumentIdentifier(editor.uri("never/seen.md"))
    here = {"text_document": stranger, "position": lsp.Position(0, 0)}
    assert await editor.client.text_document_hover_async(lsp.HoverParams(**here)) is None
    assert not await editor.client.text_document_definition_async(lsp.DefinitionParams(**here))
    assert not await editor.client.text_document_document_symbol_async(lsp.DocumentSymbolParams(stranger))


@pytest.mark.parametrize("uri", ["untitled:Untitled-1", "git:/a/b.md", "file:///", "no uri at all", ""])
async def test_a_document_that_is_not_a_file_has_no_hover(editor, uri):
    params = lsp.HoverParams(lsp.TextDocumentIdentifier(uri), lsp.Position(0, 0))
    assert await editor.client.text_document_hover_async(params) is None
