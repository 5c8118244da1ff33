"""Document symbols, folding ranges, selection ranges and workspace symbols."""

import pytest
from lsprotocol import types as lsp

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_document_symbols_form_the_outline(editor):
    params = lsp.DocumentSymbolParams(editor.document("sub/Bee.md"))
    [bee] = await editor.client.text_document_document_symbol_async(params)
    assert bee.name == "The Bee"
    assert [child.name for child in bee.children] == ["mood", "#plant", "Hive"]
    assert editor.slice("sub/Bee.md", bee.children[1].selection_range) == "#plant"
    assert editor.slice("sub/Bee.md", bee.children[2].children[0].range) == "^sting"


async def test_workspace_symbols_are_found_by_name(editor):
    found = await editor.client.workspace_symbol_async(lsp.WorkspaceSymbolParams("hive"))
    assert [(each.name, editor.place(each.location.uri, each.location.range)) for each in found] == [
        ("Hive", ("sub/Bee.md", "Hive"))
    ]


async def test_workspace_symbols_say_what_their_name_does_not(editor):
    async def details(query):
        found = await editor.client.workspace_symbol_async(lsp.WorkspaceSymbolParams(query))
        return {each.name: each.container_name for each in found}

    assert await details("bee") == {"Bee": "sub", "The Bee": "title of Bee"}
    assert (await details("index"))["index"] is None
    assert await details("start") == {"Start": "alias of index"}
    assert await details("hive") == {"Hive": "Bee"}
    assert await details("#plant") == {"#plant": "1 use", "#plant/tree": "1 use"}


async def test_folding_ranges_cover_front_matter_and_sections(editor):
    found = await editor.client.text_document_folding_range_async(lsp.FoldingRangeParams(editor.document("index.md")))
    assert [(each.start_line, each.end_line) for each in found] == [(0, 2), (3, 12)]


async def test_selection_ranges_grow_to_the_whole_note(editor):
    position = editor.position("index.md", "[[Bee#Hi$0ve]] is two")
    params = lsp.SelectionRangeParams(editor.document("index.md"), [position, lsp.Position(4, 0)])
    first, blank = await editor.client.text_document_selection_range_async(params)
    selections = []
    while first:
        selections.append(editor.slice("index.md", first.range))
        first = first.parent
    assert selections[:3] == ["Hive", "Bee#Hive", "[[Bee#Hive]]"]
    assert selections[-1] == editor.text("index.md")
    assert blank.range.start <= lsp.Position(4, 0) <= blank.range.end
