"""Semantic tokens: of a note, of a range, and as a delta."""

import pytest
from lsprotocol import types as lsp

pytestmark = pytest.mark.asyncio(loop_scope="module")


def decode_tokens(editor, path, data):
    """Yield the text, type and modifiers of each semantic token."""
    legend = editor.result.capabilities.semantic_tokens_provider.legend
    line = column = 0
    for at in range(0, len(data), 5):
        down, right, length, kind, modifiers = data[at : at + 5]
        line, column = line + down, right if down else column + right
        range_ = lsp.Range(lsp.Position(line, column), lsp.Position(line, column + length))
        names = [name for bit, name in enumerate(legend.token_modifiers) if modifiers >> bit & 1]
        yield editor.slice(path, range_), legend.token_types[kind], names


async def test_semantic_tokens_cover_links_tags_and_properties(editor):
    params = lsp.SemanticTokensParams(editor.document("index.md"))
    full = await editor.client.text_document_semantic_tokens_full_async(params)
    found = {text: (kind, modifiers) for text, kind, modifiers in decode_tokens(editor, "index.md", full.data)}
    assert {"Bee", "蜂", "Hive", "Nowhere", "#plant/tree", "mood", "good"} <= found.keys()
    assert found["Nowhere"] == (found["Bee"][0], ["unresolved"])
    assert found["Bee"][1] == []


async def test_semantic_tokens_of_a_range(editor):
    line = editor.position("index.md", "[[$0Nowhere]]").line
    part = lsp.Range(lsp.Position(line, 0), lsp.Position(line + 1, 0))
    params = lsp.SemanticTokensRangeParams(editor.document("index.md"), part)
    found = await editor.client.text_document_semantic_tokens_range_async(params)
    assert [text for text, _, _ in decode_tokens(editor, "index.md", found.data)] == ["Nowhere"]


async def test_a_semantic_tokens_delta_is_smaller_than_all_tokens(editor):
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
