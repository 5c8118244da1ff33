"""Navigation: definition, references, highlights, document links, call hierarchy."""

import pytest
from lsprotocol import types as lsp

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_definition_has_an_origin_a_target_and_a_selection(editor):
    found = await editor.client.text_document_definition_async(
        lsp.DefinitionParams(**editor.at("index.md", "[[Bee#Hi$0ve]] is two"))
    )
    [link] = found
    assert editor.slice("index.md", link.origin_selection_range) == "Hive"
    assert editor.place(link.target_uri, link.target_selection_range) == ("sub/Bee.md", "Hive")
    assert editor.place(link.target_uri, link.target_range) == ("sub/Bee.md", "## Hive\n\n😀 漢字 lives here ^sting\n")


@pytest.mark.parametrize(
    ("snippet", "target"),
    [
        ("[[B$0ee|蜂]]", ("sub/Bee.md", "The Bee")),
        ("[[Bee#^st$0ing]]", ("sub/Bee.md", "😀 漢字 lives here ^sting")),
        ("[five](sub/Bee.md#hi$0ve)", ("sub/Bee.md", "Hive")),
        ("![[su$0n.png]]", ("sun.png", "")),
        ("#plant/tr$0ee", None),
        ("mo$0od:: good] is", ("sub/Bee.md", "mood")),
        ("[[No$0where]]", None),
        ("is o$0ne", None),
    ],
)
async def test_definition_of_each_kind_of_symbol(editor, snippet, target):
    found = await editor.client.text_document_definition_async(lsp.DefinitionParams(**editor.at("index.md", snippet)))
    places = [editor.place(link.target_uri, link.target_selection_range) for link in found or []]
    assert places == ([target] if target else [])


async def test_references_to_a_note(editor):
    context = lsp.ReferenceContext(include_declaration=False)
    params = lsp.ReferenceParams(context, **editor.at("index.md", "[[B$0ee|蜂]]"))
    found = await editor.client.text_document_references_async(params)
    assert [editor.place(each.uri, each.range) for each in found] == [
        ("Twin.md", "[[Bee]]"),
        ("index.md", "[[Bee|蜂]]"),
        ("index.md", "[[Bee#Hive]]"),
        ("index.md", "[[Bee#^sting]]"),
        ("index.md", "[five](sub/Bee.md#hive)"),
    ]


async def test_references_can_include_the_declaration(editor):
    context = lsp.ReferenceContext(include_declaration=True)
    params = lsp.ReferenceParams(context, **editor.at("index.md", "[[Bee#Hi$0ve]]"))
    found = await editor.client.text_document_references_async(params)
    assert ("sub/Bee.md", "Hive") in [editor.place(each.uri, each.range) for each in found]


async def test_document_highlights_mark_links_to_one_note(editor):
    params = lsp.DocumentHighlightParams(**editor.at("index.md", "[[B$0ee|蜂]]"))
    found = await editor.client.text_document_document_highlight_async(params)
    marked = [editor.slice("index.md", each.range) for each in found]
    assert marked == ["[[Bee|蜂]]", "[[Bee#Hive]]", "[[Bee#^sting]]", "[five](sub/Bee.md#hive)"]


@pytest.mark.parametrize(("snippet", "row"), [("footnote.[^se$0ven]", 3), ("[^se$0ven]: 😀", 1)])
async def test_a_footnote_leads_to_its_definition_and_back(editor, snippet, row):
    [link] = await editor.client.text_document_definition_async(lsp.DefinitionParams(**editor.at("Twin.md", snippet)))
    assert editor.place(link.target_uri, link.target_selection_range) == ("Twin.md", "[^seven]")
    assert link.target_selection_range.start.line == row


async def test_references_and_highlights_of_a_footnote(editor):
    here = editor.at("Twin.md", "footnote.[^se$0ven]")
    context = lsp.ReferenceContext(include_declaration=True)
    found = await editor.client.text_document_references_async(lsp.ReferenceParams(context, **here))
    assert [editor.place(each.uri, each.range) for each in found] == [("Twin.md", "[^seven]")] * 2
    marked = await editor.client.text_document_document_highlight_async(lsp.DocumentHighlightParams(**here))
    assert [each.range for each in marked] == [each.range for each in found]


async def test_document_links_resolve_to_targets(editor):
    found = await editor.client.text_document_document_link_async(lsp.DocumentLinkParams(editor.document("index.md")))
    links = {editor.slice("index.md", each.range): each for each in found}
    assert list(links)[:2] == ["[[Bee|蜂]]", "[[Bee#Hive]]"]
    resolved = await editor.client.document_link_resolve_async(links["[[Bee#Hive]]"])
    assert resolved.target == editor.uri("sub/Bee.md") + "#L7"
    assert (await editor.client.document_link_resolve_async(links["![[sun.png]]"])).target == editor.uri("sun.png")
    assert (await editor.client.document_link_resolve_async(links["[[Nowhere]]"])).target is None


async def test_call_hierarchy_lists_links_from_and_to_a_note(editor):
    params = lsp.CallHierarchyPrepareParams(**editor.at("index.md", "[[B$0ee|蜂]]"))
    [item] = await editor.client.text_document_prepare_call_hierarchy_async(params)
    assert (item.name, editor.place(item.uri, item.selection_range)) == ("Bee", ("sub/Bee.md", "The Bee"))
    calls = await editor.client.call_hierarchy_incoming_calls_async(lsp.CallHierarchyIncomingCallsParams(item))
    assert [(call.from_.name, len(call.from_ranges)) for call in calls] == [("Twin", 1), ("index", 4)]
    assert editor.slice("Twin.md", calls[0].from_ranges[0]) == "[[Bee]]"
    calls = await editor.client.call_hierarchy_outgoing_calls_async(lsp.CallHierarchyOutgoingCallsParams(item))
    assert [(call.to.name, [editor.slice("sub/Bee.md", one) for one in call.from_ranges]) for call in calls] == [
        ("index", ["[[index]]"])
    ]


async def test_requests_about_closed_notes_are_answered_from_the_disk(editor):
    [link] = await editor.client.text_document_definition_async(
        lsp.DefinitionParams(**editor.at("Twin.md", "[[2024$001]]"))
    )
    assert editor.place(link.target_uri, link.target_selection_range) == ("202401.md", "January")
