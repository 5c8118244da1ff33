"""textDocument/completion and completionItem/resolve."""

import re
from typing import Any

from lsprotocol import types as lsp

from wikilsp.features.completion import CompletionItem, Indices
from wikilsp.features.completion import completion as find_items
from wikilsp.features.preview import beginning, block, section
from wikilsp.features.rendering import rendered
from wikilsp.note import Note
from wikilsp.server.convert import uri_below, uri_of
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.requests.capabilities import ADD_BLOCK_ID
from wikilsp.server.wiki_server import NoteContext, WikiServer
from wikilsp.text import Span

_LONGEST_CONTEXT = 40
_SNIPPET_SIGN = re.compile(r"[\\$}]")
_KINDS = {
    "note": lsp.CompletionItemKind.File,
    "alias": lsp.CompletionItemKind.Reference,
    "title": lsp.CompletionItemKind.Text,
    "missing": lsp.CompletionItemKind.Event,
    "attachment": lsp.CompletionItemKind.Folder,
    "heading": lsp.CompletionItemKind.Struct,
    "block": lsp.CompletionItemKind.Reference,
    "tag": lsp.CompletionItemKind.Keyword,
    "key": lsp.CompletionItemKind.Property,
    "value": lsp.CompletionItemKind.Value,
}


def completion(ls: WikiServer, context: NoteContext, params: lsp.CompletionParams) -> lsp.CompletionList:
    """Offer what may stand where somebody is writing."""
    vault, note, text = context
    indices = Indices(vault.graph, vault.uses, vault.names)
    offset = text.offset(params.position)
    found = find_items(indices, note, offset, vault.text)
    # Neovim takes plain text only up to its first blank, a snippet as a whole; most names have blanks in them.
    snippets = _takes_snippets(ls.client_capabilities)
    placed = found.items
    if _leaves_the_rest(ls.client_capabilities):
        placed = tuple(_before(item, offset, text.content) for item in found.items)
    # All items replace the same.
    ranges = {span: text.range(span) for span in {item.span for item in placed}}
    root = uri_of(vault.root)
    items = [_item(context, root, item, ranges[item.span], snippets=snippets) for item in placed]
    return lsp.CompletionList(is_incomplete=found.incomplete, items=items)


def resolve(ls: WikiServer, params: lsp.CompletionItem) -> lsp.CompletionItem:
    """Add the beginning of what an item stands for."""
    data: Any = params.data
    context = ls.resolve_context(data)
    if context and context.note.is_read and context.text.content:
        vault, note, text = context
        begin = _beginning(vault, note, text.content, data.get("at"))
        if _takes_markdown(ls.client_capabilities):
            shown = rendered(vault.vault, note, begin, ls.files(vault))
            params.documentation = lsp.MarkupContent(lsp.MarkupKind.Markdown, shown)
        else:
            params.documentation = begin
    return params


def _before(item: CompletionItem, offset: int, text: str) -> CompletionItem:
    """Let an item replace only what stands before `offset`, and put in nothing that follows there already."""
    follows = range(offset, item.span.end + 1)
    shared = next(item.span.end - at for at in follows if item.insert.endswith(text[at : item.span.end]))
    length = len(item.insert) - shared
    return item._replace(
        insert=item.insert[:length], span=Span(item.span.start, offset), cursor=min(item.cursor, length)
    )


def _item(
    context: NoteContext, root: str, item: CompletionItem, range_: lsp.Range, *, snippets: bool
) -> lsp.CompletionItem:
    vault, note, text = context
    also = item.also.edits.get(note.path, ())
    return lsp.CompletionItem(
        item.label,
        kind=_KINDS[item.kind],
        detail=item.detail or None,
        filter_text=item.filter,
        sort_text=item.sort,
        insert_text_format=lsp.InsertTextFormat.Snippet if snippets else lsp.InsertTextFormat.PlainText,
        text_edit=lsp.TextEdit(range_, _inserted(item, snippets=snippets)),
        additional_text_edits=[lsp.TextEdit(text.range(span), content) for span, content in also] or None,
        command=_command(vault, item) if item.also.edits and not also else None,
        data={"uri": uri_below(root, item.path), "at": item.at} if item.path else None,
    )


def _command(vault: OpenVault, item: CompletionItem) -> lsp.Command:
    """Give the command for what is to be done in another note, which no item may do by itself."""
    [(path, [edit])] = item.also.edits.items()
    offset = edit.span.start
    text = vault.text(path) or ""
    place = {
        "uri": uri_of(vault.root / path),
        "id": edit.content.removeprefix(" ^"),
        "offset": offset,
        "context": text[max(offset - _LONGEST_CONTEXT, 0) : offset],
    }
    return lsp.Command("Add the id of the block", ADD_BLOCK_ID, arguments=[place])


def _inserted(item: CompletionItem, *, snippets: bool) -> str:
    """Give the text of an item with the place of the cursor; a client without snippets leaves that at its end."""
    cursor = item.cursor if item.cursor >= 0 else len(item.insert)
    before, after = item.insert[:cursor], item.insert[cursor:]
    if not snippets:
        return before
    escaped = [_SNIPPET_SIGN.sub(r"\\\g<0>", text) for text in (before, after)]
    return "$0".join(escaped) if after else escaped[0]


def _beginning(vault: OpenVault, note: Note, text: str, at: object) -> str:
    heading = next((heading for heading in note.facts.headings if heading.span.start == at), None)
    if heading:
        return section(note, heading, text)
    named = next((made for made in note.facts.blocks if made.span.start == at), None)
    return block(note, named, text, vault.settings.dialect) if named else beginning(note, text)


def _takes_markdown(client: lsp.ClientCapabilities) -> bool:
    item = _item_capabilities(client)
    return lsp.MarkupKind.Markdown in (item.documentation_format or ()) if item else False


def _takes_snippets(client: lsp.ClientCapabilities) -> bool:
    item = _item_capabilities(client)
    return bool(item and item.snippet_support)


def _leaves_the_rest(client: lsp.ClientCapabilities) -> bool:
    """Does the client leave what stands behind the cursor, whatever it is told to replace?

    Neovim by itself does, and says nothing of it. Its plugins for completion take insertions and replacements apart.
    """
    item = _item_capabilities(client)
    return bool(item and item.snippet_support and not item.insert_replace_support)


def _item_capabilities(client: lsp.ClientCapabilities) -> lsp.ClientCompletionItemOptions | None:
    completion = client.text_document.completion if client.text_document else None
    return completion.completion_item if completion else None
