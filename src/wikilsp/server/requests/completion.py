"""textDocument/completion and completionItem/resolve."""

import re

from lsprotocol import types as lsp

from wikilsp.features.completion import Item
from wikilsp.features.completion import completion as find_items
from wikilsp.features.preview import beginning
from wikilsp.server.convert import Shown, path_of, uri_of
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.wiki_server import WikiServer

_SNIPPET_SIGN = re.compile(r"[\\$}]")
_KINDS = {
    "note": lsp.CompletionItemKind.File,
    "alias": lsp.CompletionItemKind.Reference,
    "title": lsp.CompletionItemKind.Text,
    "attachment": lsp.CompletionItemKind.Folder,
    "heading": lsp.CompletionItemKind.Struct,
    "block": lsp.CompletionItemKind.Reference,
}


def options() -> lsp.CompletionOptions:
    """Give what makes an editor ask by itself."""
    return lsp.CompletionOptions(trigger_characters=["[", "#", "^", "/"], resolve_provider=True)


def completion(ls: WikiServer, params: lsp.CompletionParams) -> lsp.CompletionList | None:
    """Offer what may stand in the link that is being written."""
    opened = ls.find(params.text_document.uri)
    if opened is None:
        return None
    vault, note = opened
    here = ls.shown(vault, note.path)
    found = find_items(vault.vault, note, here.offset(params.position), here.text, vault.names)
    # Neovim takes plain text only up to its first blank, a snippet as a whole; most names have blanks in them.
    snippets = _takes_snippets(ls.client_capabilities)
    items = [_item(vault, item, here, snippets=snippets) for item in found.items]
    return lsp.CompletionList(is_incomplete=found.incomplete, items=items)


def _item(vault: OpenVault, item: Item, here: Shown, *, snippets: bool) -> lsp.CompletionItem:
    text = _SNIPPET_SIGN.sub(r"\\\g<0>", item.insert) if snippets else item.insert
    return lsp.CompletionItem(
        item.label,
        kind=_KINDS.get(item.kind, lsp.CompletionItemKind.Text),
        detail=item.path if item.label != item.path else None,
        filter_text=item.filter,
        sort_text=item.sort,
        insert_text_format=lsp.InsertTextFormat.Snippet if snippets else lsp.InsertTextFormat.PlainText,
        text_edit=lsp.TextEdit(here.range(item.span), text),
        data={"uri": uri_of(vault.root / item.path)},
    )


def resolve(ls: WikiServer, params: lsp.CompletionItem) -> lsp.CompletionItem:
    """Add the beginning of the note that an item stands for."""
    uri = str((params.data or {}).get("uri", ""))
    opened = ls.find(uri) if path_of(uri) else None
    if opened is None:
        return params
    vault, note = opened
    text = vault.text(note.path)
    if text and note.is_read:
        begin = beginning(note, text)
        is_shown = _takes_markdown(ls.client_capabilities)
        params.documentation = lsp.MarkupContent(lsp.MarkupKind.Markdown, begin) if is_shown else begin
    return params


def _takes_markdown(client: lsp.ClientCapabilities) -> bool:
    item = _item_capabilities(client)
    return lsp.MarkupKind.Markdown in (item.documentation_format or ()) if item else False


def _takes_snippets(client: lsp.ClientCapabilities) -> bool:
    item = _item_capabilities(client)
    return bool(item and item.snippet_support)


def _item_capabilities(client: lsp.ClientCapabilities) -> lsp.ClientCompletionItemOptions | None:
    completion = client.text_document.completion if client.text_document else None
    return completion.completion_item if completion else None
