"""textDocument/completion and completionItem/resolve."""

import re
from datetime import date
from typing import Any

from lsprotocol import types as lsp

from wikilsp.features.completion import Completion, CompletionItem, completion_needs
from wikilsp.features.completion import completion as find_items
from wikilsp.features.needs import Needs
from wikilsp.features.preview import beginning_span, block_span, section_span, truncate
from wikilsp.features.rendering import render
from wikilsp.note import Note
from wikilsp.server.convert import uri_below, uri_of
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.requests.capabilities import ADD_BLOCK_ID
from wikilsp.server.wiki_server import NoteContext, WikiServer
from wikilsp.text import Span
from wikilsp.visible import escape_lines

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
    "footnote": lsp.CompletionItemKind.Reference,
    "callout": lsp.CompletionItemKind.EnumMember,
}


def completion(ls: WikiServer, context: NoteContext, params: lsp.CompletionParams) -> lsp.CompletionList:
    """Return completion items for the cursor."""
    vault, _, text = context
    offset = text.offset(params.position)
    result = _find(context, offset, ls.today())
    # Neovim inserts plain text up to the first space only, but snippets as a whole; most names contain spaces.
    snippets = _takes_snippets(ls.client_capabilities)
    found = result.items
    if _keeps_suffix(ls.client_capabilities):
        found = tuple(_before(item, offset, text.content) for item in result.items)
    # Most items share a span.
    ranges = {span: text.range(span) for span in {item.span for item in found}}
    root = uri_of(vault.root)
    items = [_item(context, root, item, ranges[item.span], snippets=snippets) for item in found]
    return lsp.CompletionList(is_incomplete=result.incomplete, items=items)


def needs(context: NoteContext, params: lsp.CompletionParams) -> Needs:
    """Return what completion depends on."""
    vault, note, text = context
    return completion_needs(vault.index, note, text.offset(params.position), vault.text)


def _find(context: NoteContext, offset: int, today: date) -> Completion:
    """Return the items at an offset. Until the vault is read, leave out names of missing notes: they may be aliases."""
    vault, note, _ = context
    result = find_items(vault.index, note, offset, vault.text, today)
    if not result.is_search or vault.loaded:
        return result
    return Completion(tuple(item for item in result.items if item.kind != "missing"), incomplete=True)


def resolve(ls: WikiServer, params: lsp.CompletionItem) -> lsp.CompletionItem:
    """Add a preview of the item's target."""
    data: Any = params.data
    context = ls.resolve_context(data)
    if context and context.note.is_read and context.text.content:
        vault, note, text = context
        preview = truncate(text.content[slice(*_previewed(vault, note, text.content, data.get("at")))])
        if _takes_markdown(ls.client_capabilities):
            markdown = render(vault.vault, note, preview, ls.files(vault))
            params.documentation = lsp.MarkupContent(lsp.MarkupKind.Markdown, markdown)
        else:
            params.documentation = escape_lines(preview)
    return params


def _before(item: CompletionItem, offset: int, text: str) -> CompletionItem:
    """Limit an item to the text before `offset`, and don't insert what follows there already."""
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
        text_edit=lsp.TextEdit(range_, _new_text(item, snippets=snippets)),
        additional_text_edits=[lsp.TextEdit(text.range(span), content) for span, content in also] or None,
        command=_command(vault, item) if item.also.edits and not also else None,
        data={"uri": uri_below(root, item.path), "at": item.at} if item.path else None,
    )


def _command(vault: OpenVault, item: CompletionItem) -> lsp.Command:
    """Return the command that edits the other note, which a completion item can't do by itself."""
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


def _new_text(item: CompletionItem, *, snippets: bool) -> str:
    """Return the text of an item with the cursor position; only up to the cursor if the client has no snippets."""
    cursor = item.cursor if item.cursor >= 0 else len(item.insert)
    before, after = item.insert[:cursor], item.insert[cursor:]
    if not snippets:
        return before
    escaped = [_SNIPPET_SIGN.sub(r"\\\g<0>", text) for text in (before, after)]
    return "$0".join(escaped) if after else escaped[0]


def _previewed(vault: OpenVault, note: Note, text: str, at: object) -> Span:
    """Return the span of the heading or block at an offset, or else of the note."""
    heading = next((heading for heading in note.facts.headings if heading.span.start == at), None)
    if heading:
        return section_span(note, heading)
    target = next((target for target in note.facts.blocks if target.span.start == at), None)
    return block_span(note, target, text, vault.settings.dialect) if target else beginning_span(note, text)


def _takes_markdown(client: lsp.ClientCapabilities) -> bool:
    item = _item_capabilities(client)
    return lsp.MarkupKind.Markdown in (item.documentation_format or ()) if item else False


def _takes_snippets(client: lsp.ClientCapabilities) -> bool:
    item = _item_capabilities(client)
    return bool(item and item.snippet_support)


def _keeps_suffix(client: lsp.ClientCapabilities) -> bool:
    """Whether the client keeps the text after the cursor, whatever range an edit replaces.

    Neovim's built-in completion does, without declaring it. Its completion plugins support insert and replace ranges.
    """
    item = _item_capabilities(client)
    return bool(item and item.snippet_support and not item.insert_replace_support)


def _item_capabilities(client: lsp.ClientCapabilities) -> lsp.ClientCompletionItemOptions | None:
    completion = client.text_document.completion if client.text_document else None
    return completion.completion_item if completion else None
