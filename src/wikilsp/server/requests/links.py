"""textDocument/documentLink and documentLink/resolve."""

from lsprotocol import types as lsp

from wikilsp.features.document_links import document_links as find_links
from wikilsp.features.document_links import link_target
from wikilsp.server.convert import uri_of
from wikilsp.server.wiki_server import NoteContext, WikiServer


def document_links(_ls: WikiServer, context: NoteContext, params: lsp.DocumentLinkParams) -> list[lsp.DocumentLink]:
    """Return the ranges of the links of a note. Targets are resolved later."""
    _, note, text = context
    return [lsp.DocumentLink(text.range(span), data={"uri": params.text_document.uri}) for span in find_links(note)]


def resolve(ls: WikiServer, params: lsp.DocumentLink) -> lsp.DocumentLink:
    """Resolve the target of a link."""
    context = ls.resolve_context(params.data)
    if context is None:
        return params
    vault, note, text = context
    target = link_target(vault.vault, note, text.span(params.range))
    if isinstance(target, str):
        params.target = target
    elif target:
        start = ls.line_table(vault, target.path).position(target.selection.start)
        line = f"#L{start.line + 1}" if start.line else ""
        params.target = f"{uri_of(vault.root / target.path)}{line}"
    return params
