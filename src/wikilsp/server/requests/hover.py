"""textDocument/hover."""

from lsprotocol import types as lsp

from wikilsp.features.hover import hover as find_hover
from wikilsp.server.wiki_server import NoteContext, WikiServer


def hover(ls: WikiServer, context: NoteContext, params: lsp.HoverParams) -> lsp.Hover | None:
    """Describe the symbol under the cursor."""
    vault, note, text = context
    found = find_hover(vault.graph, vault.uses, note, text.offset(params.position), ls.files(vault))
    if found is None:
        return None
    kind = lsp.MarkupKind.Markdown if _takes_markdown(ls.client_capabilities) else lsp.MarkupKind.PlainText
    return lsp.Hover(lsp.MarkupContent(kind, found.markdown), text.range(found.span))


def _takes_markdown(client: lsp.ClientCapabilities) -> bool:
    hover = client.text_document.hover if client.text_document else None
    # Every current editor displays Markdown, even if the client doesn't declare it.
    return not (hover and hover.content_format) or lsp.MarkupKind.Markdown in hover.content_format
