"""textDocument/documentLink and documentLink/resolve."""

from lsprotocol import types as lsp

from wikilsp.features.document_links import document_links as find_links
from wikilsp.features.document_links import link_target
from wikilsp.server.convert import uri_of
from wikilsp.server.wiki_server import NoteContext, WikiServer


def links(_ls: WikiServer, asked: NoteContext, params: lsp.DocumentLinkParams) -> list[lsp.DocumentLink]:
    """List the links of a note, without their targets."""
    _, note, here = asked
    return [lsp.DocumentLink(here.range(span), data={"uri": params.text_document.uri}) for span in find_links(note)]


def resolve(ls: WikiServer, params: lsp.DocumentLink) -> lsp.DocumentLink:
    """Add the target of one link."""
    asked = ls.asked_again(params.data)
    if asked is None:
        return params
    vault, note, here = asked
    target = link_target(vault.vault, note, here.span(params.range))
    if isinstance(target, str):
        params.target = target
    elif target:
        start = ls.lines(vault, target.path).position(target.selection.start)
        line = f"#L{start.line + 1}" if start.line else ""
        params.target = f"{uri_of(vault.root / target.path)}{line}"
    return params
