"""What each request answers, under the profiles of three editors. On every line that is asked about, an emoji and
Chinese characters stand before the place, so that a column counted in other units than the editor's shows at once."""

import re

import pytest
import pytest_asyncio
from editor import Editor, write_vault
from lsprotocol import types as lsp

pytestmark = pytest.mark.asyncio(loop_scope="module")

GARDEN = """
    //- .wikilsp.toml
    //- index.md
    > ---
    > aliases: [Start]
    > ---
    > # Index
    >
    > 😀 漢字 [[Bee|蜂]] is one.
    > 😀 漢字 [[Bee#Hive]] is two.
    > 😀 漢字 [[Bee#^sting]] is three.
    > 😀 漢字 [[Nowhere]] is four.
    > 😀 漢字 [five](sub/Bee.md#hive) is five.
    > 😀 漢字 ![[sun.png]] is six.
    > 😀 漢字 #plant/tree is a tag.
    > 😀 漢字 [mood:: good] is a property.
    //- sub/Bee.md
    > # The Bee
    >
    > mood:: good
    >
    > 😀 漢字 #plant buzzes about [[index]].
    >
    > ## Hive
    >
    > 😀 漢字 lives here ^sting
    //- Twin.md
    > 😀 漢字 [[Bee]] and [[202401]].
    //- 202401.md
    > # January
    //- cost $x {y}.md
    //- sun.png
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["vscode", "neovim", "emacs"])
async def editor(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("garden")
    write_vault(folder, GARDEN)
    editor = await Editor(folder, request.param).start(options={"inlayHints": True}, process=True)
    editor.open("index.md")
    editor.open("sub/Bee.md")
    await editor.loaded()
    yield editor
    await editor.stop()


# Going somewhere


async def test_definition(editor):
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
async def test_definition_of_each_thing(editor, snippet, target):
    found = await editor.client.text_document_definition_async(lsp.DefinitionParams(**editor.at("index.md", snippet)))
    places = [editor.place(link.target_uri, link.target_selection_range) for link in found or []]
    assert places == ([target] if target else [])


async def test_references(editor):
    asked = lsp.ReferenceContext(include_declaration=False)
    params = lsp.ReferenceParams(asked, **editor.at("index.md", "[[B$0ee|蜂]]"))
    found = await editor.client.text_document_references_async(params)
    assert [editor.place(each.uri, each.range) for each in found] == [
        ("Twin.md", "[[Bee]]"),
        ("index.md", "[[Bee|蜂]]"),
        ("index.md", "[[Bee#Hive]]"),
        ("index.md", "[[Bee#^sting]]"),
        ("index.md", "[five](sub/Bee.md#hive)"),
    ]


async def test_references_with_the_declaration(editor):
    asked = lsp.ReferenceContext(include_declaration=True)
    params = lsp.ReferenceParams(asked, **editor.at("index.md", "[[Bee#Hi$0ve]]"))
    found = await editor.client.text_document_references_async(params)
    assert ("sub/Bee.md", "Hive") in [editor.place(each.uri, each.range) for each in found]


async def test_document_highlight(editor):
    params = lsp.DocumentHighlightParams(**editor.at("index.md", "[[B$0ee|蜂]]"))
    found = await editor.client.text_document_document_highlight_async(params)
    marked = [editor.slice("index.md", each.range) for each in found]
    assert marked == ["[[Bee|蜂]]", "[[Bee#Hive]]", "[[Bee#^sting]]", "[five](sub/Bee.md#hive)"]


async def test_document_link(editor):
    found = await editor.client.text_document_document_link_async(lsp.DocumentLinkParams(editor.document("index.md")))
    links = {editor.slice("index.md", each.range): each for each in found}
    assert list(links)[:2] == ["[[Bee|蜂]]", "[[Bee#Hive]]"]
    resolved = await editor.client.document_link_resolve_async(links["[[Bee#Hive]]"])
    assert resolved.target == editor.uri("sub/Bee.md") + "#L7"
    assert (await editor.client.document_link_resolve_async(links["![[sun.png]]"])).target == editor.uri("sun.png")
    assert (await editor.client.document_link_resolve_async(links["[[Nowhere]]"])).target is None


async def test_call_hierarchy(editor):
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


# Showing something


async def test_hover(editor):
    hover = await editor.client.text_document_hover_async(
        lsp.HoverParams(**editor.at("index.md", "[[Bee#Hi$0ve]] is two"))
    )
    assert editor.slice("index.md", hover.range) == "Hive"
    assert hover.contents.kind == lsp.MarkupKind.Markdown
    assert "lives here" in hover.contents.value


async def test_hover_over_an_image_shows_it(editor):
    hover = await editor.client.text_document_hover_async(lsp.HoverParams(**editor.at("index.md", "![[su$0n.png]]")))
    assert f"![]({editor.uri('sun.png')})" in hover.contents.value


async def test_hover_over_plain_text(editor):
    params = lsp.HoverParams(**editor.at("index.md", "is o$0ne"))
    assert await editor.client.text_document_hover_async(params) is None


async def test_document_symbol(editor):
    params = lsp.DocumentSymbolParams(editor.document("sub/Bee.md"))
    [bee] = await editor.client.text_document_document_symbol_async(params)
    assert bee.name == "The Bee"
    assert [child.name for child in bee.children] == ["mood", "#plant", "Hive"]
    assert editor.slice("sub/Bee.md", bee.children[1].selection_range) == "#plant"
    assert editor.slice("sub/Bee.md", bee.children[2].children[0].range) == "^sting"


async def test_workspace_symbol(editor):
    found = await editor.client.workspace_symbol_async(lsp.WorkspaceSymbolParams("hive"))
    assert [(each.name, editor.place(each.location.uri, each.location.range)) for each in found] == [
        ("Hive", ("sub/Bee.md", "Hive"))
    ]


async def test_folding_range(editor):
    found = await editor.client.text_document_folding_range_async(lsp.FoldingRangeParams(editor.document("index.md")))
    assert [(each.start_line, each.end_line) for each in found] == [(0, 2), (3, 12)]


async def test_selection_range(editor):
    position = editor.position("index.md", "[[Bee#Hi$0ve]] is two")
    params = lsp.SelectionRangeParams(editor.document("index.md"), [position, lsp.Position(4, 0)])
    first, blank = await editor.client.text_document_selection_range_async(params)
    grown = []
    while first:
        grown.append(editor.slice("index.md", first.range))
        first = first.parent
    assert grown[:3] == ["Hive", "Bee#Hive", "[[Bee#Hive]]"]
    assert grown[-1] == editor.text("index.md")
    assert blank.range.start <= lsp.Position(4, 0) <= blank.range.end


async def test_code_lens(editor):
    found = await editor.client.text_document_code_lens_async(lsp.CodeLensParams(editor.document("sub/Bee.md")))
    assert all(lens.command is None for lens in found)
    resolved = [await editor.client.code_lens_resolve_async(lens) for lens in found]
    assert [(lens.range.start.line, lens.command.title) for lens in resolved] == [
        (0, "5 backlinks"),
        (0, "0 backlinks"),
        (6, "2 backlinks"),
    ]


async def test_inlay_hint(editor):
    editor.open("Twin.md")
    whole = lsp.Range(lsp.Position(0, 0), lsp.Position(1, 0))
    found = await editor.client.text_document_inlay_hint_async(lsp.InlayHintParams(editor.document("Twin.md"), whole))
    editor.close("Twin.md")
    assert [(hint.label, hint.position) for hint in found] == [
        ("The Bee", editor.position("Twin.md", "[[Bee$0]]")),
        ("January", editor.position("Twin.md", "[[202401$0]]")),
    ]


# Colours


def tokens_of(editor, path, data):
    """Decode semantic tokens: what is coloured, its type and its modifiers."""
    legend = editor.result.capabilities.semantic_tokens_provider.legend
    line = column = 0
    for at in range(0, len(data), 5):
        down, right, length, kind, modifiers = data[at : at + 5]
        line, column = line + down, right if down else column + right
        range_ = lsp.Range(lsp.Position(line, column), lsp.Position(line, column + length))
        names = [name for bit, name in enumerate(legend.token_modifiers) if modifiers >> bit & 1]
        yield editor.slice(path, range_), legend.token_types[kind], names


async def test_semantic_tokens(editor):
    params = lsp.SemanticTokensParams(editor.document("index.md"))
    full = await editor.client.text_document_semantic_tokens_full_async(params)
    found = {text: (kind, modifiers) for text, kind, modifiers in tokens_of(editor, "index.md", full.data)}
    assert {"Bee", "蜂", "Hive", "Nowhere", "#plant/tree", "mood", "good"} <= found.keys()
    assert found["Nowhere"] != found["Bee"]
    assert found["Bee"][1] == []


async def test_semantic_tokens_of_a_range(editor):
    line = editor.position("index.md", "[[$0Nowhere]]").line
    part = lsp.Range(lsp.Position(line, 0), lsp.Position(line + 1, 0))
    params = lsp.SemanticTokensRangeParams(editor.document("index.md"), part)
    found = await editor.client.text_document_semantic_tokens_range_async(params)
    assert [text for text, _, _ in tokens_of(editor, "index.md", found.data)] == ["Nowhere"]


async def test_semantic_tokens_delta(editor):
    before = editor.text("index.md")
    full = await editor.client.text_document_semantic_tokens_full_async(
        lsp.SemanticTokensParams(editor.document("index.md"))
    )
    editor.change("index.md", before.replace("[[Nowhere]]", "[[Nowhere]] [[Bee]]"))
    params = lsp.SemanticTokensDeltaParams(editor.document("index.md"), full.result_id)
    delta = await editor.client.text_document_semantic_tokens_full_delta_async(params)
    data = list(full.data)
    for edit in sorted(delta.edits, key=lambda edit: -edit.start):
        data[edit.start : edit.start + edit.delete_count] = edit.data or []
    fresh = await editor.client.text_document_semantic_tokens_full_async(
        lsp.SemanticTokensParams(editor.document("index.md"))
    )
    editor.change("index.md", before)
    assert data == list(fresh.data) != list(full.data)
    assert sum(len(edit.data or []) for edit in delta.edits) < len(data)


# Writing


async def complete(editor, path, line):
    """Type a line at the end of a note, and give what is offered at its `$0`, with what the line becomes by it."""
    before = editor.text(path)
    typed = line.replace("$0", "")
    editor.change(path, f"{before}\n{typed}\n")
    params = lsp.CompletionParams(**editor.at(path, f"\n{line}\n"))
    found = await editor.client.text_document_completion_async(params)
    lines = {}
    for item in found.items:
        edit = item.text_edit
        start = editor.position(path, f"\n$0{typed}\n")
        head = editor.slice(path, lsp.Range(start, edit.range.start))
        end = editor.position(path, f"\n{typed}$0\n")
        is_snippet = item.insert_text_format == lsp.InsertTextFormat.Snippet
        inserted = re.sub(r"\\([\\$}])", r"\1", edit.new_text) if is_snippet else edit.new_text
        lines[item.label] = head + inserted + editor.slice(path, lsp.Range(edit.range.end, end))
    editor.change(path, before)
    return found, lines


async def test_completion_of_names(editor):
    found, lines = await complete(editor, "index.md", "😀 漢字 [[B$0")
    assert lines["Bee"] == "😀 漢字 [[Bee]]"
    assert lines["The Bee"] == "😀 漢字 [[Bee|The Bee]]"
    assert not found.is_incomplete


async def test_completion_of_a_name_that_a_snippet_would_misread(editor):
    found, lines = await complete(editor, "index.md", "😀 漢字 [[cos$0")
    assert lines["cost $x {y}"] == "😀 漢字 [[cost $x {y}]]"
    [item] = found.items
    if item.insert_text_format == lsp.InsertTextFormat.Snippet:
        assert not re.search(r"(?<!\\)[$}]", item.text_edit.new_text)


async def test_completion_of_headings(editor):
    _, lines = await complete(editor, "index.md", "😀 漢字 [[Bee#H$0]] 漢字")
    assert lines["Hive"] == "😀 漢字 [[Bee#Hive]] 漢字"


async def test_completion_of_blocks(editor):
    _, lines = await complete(editor, "index.md", "😀 漢字 [[Bee#^$0")
    assert lines["sting"] == "😀 漢字 [[Bee#^sting]]"


async def test_completion_of_attachments(editor):
    found, lines = await complete(editor, "index.md", "😀 漢字 ![[su$0")
    assert found.items[0].label == "sun.png"
    assert lines["sun.png"] == "😀 漢字 ![[sun.png]]"


async def test_completion_outside_of_a_link(editor):
    found, _ = await complete(editor, "index.md", "😀 漢字 B$0")
    assert not found.items


async def test_completion_item_resolve(editor):
    found, _ = await complete(editor, "index.md", "😀 漢字 [[Be$0")
    item = next(item for item in found.items if item.label == "Bee")
    assert item.documentation is None
    resolved = await editor.client.completion_item_resolve_async(item)
    assert "buzzes about" in getattr(resolved.documentation, "value", resolved.documentation)


# Odd questions


@pytest.mark.parametrize("position", [lsp.Position(5, 9_999), lsp.Position(9_999, 9_999)])
async def test_a_position_past_the_end_means_the_end(editor, position):
    params = lsp.HoverParams(editor.document("index.md"), position)
    assert await editor.client.text_document_hover_async(params) is None


async def test_a_document_that_nobody_knows(editor):
    stranger = lsp.TextDocumentIdentifier(editor.uri("never/seen.md"))
    here = {"text_document": stranger, "position": lsp.Position(0, 0)}
    assert await editor.client.text_document_hover_async(lsp.HoverParams(**here)) is None
    assert not await editor.client.text_document_definition_async(lsp.DefinitionParams(**here))
    assert not await editor.client.text_document_document_symbol_async(lsp.DocumentSymbolParams(stranger))


@pytest.mark.parametrize("uri", ["untitled:Untitled-1", "git:/a/b.md", "file:///", "no uri at all", ""])
async def test_a_document_that_is_no_file(editor, uri):
    params = lsp.HoverParams(lsp.TextDocumentIdentifier(uri), lsp.Position(0, 0))
    assert await editor.client.text_document_hover_async(params) is None


async def test_a_note_that_is_not_open_is_answered_from_the_disk(editor):
    [link] = await editor.client.text_document_definition_async(
        lsp.DefinitionParams(**editor.at("Twin.md", "[[2024$001]]"))
    )
    assert editor.place(link.target_uri, link.target_selection_range) == ("202401.md", "January")
