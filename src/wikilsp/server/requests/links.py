"""textDocument/documentLink and documentLink/resolve."""

from lsprotocol import types as lsp

from wikilsp.features.document_links import document_links as find_links
from wikilsp.features.document_links import link_target
from wikilsp.server.convert import uri_of
from wikilsp.server.wiki_server import WikiServer


def links(ls: WikiServer, params: lsp.DocumentLinkParams) -> list[lsp.DocumentLink] | None:
    """List the links of a note, without their targets."""
    opened = ls.find(params.text_document.uri)
    if opened is None:
        return None
    vault, note = opened
    here = ls.shown(vault, note.path)
    return [lsp.DocumentLink(here.range(span), data={"uri": params.text_document.uri}) for span in find_links(note)]


def resolve(ls: WikiServer, params: lsp.DocumentLink) -> lsp.DocumentLink:
    """Add the target of one link."""
    opened = ls.find(str((params.data or {}).get("uri", "")))
    if opened is None:
        return params
    vault, note = opened
    target = link_target(vault.vault, note, ls.shown(vault, note.path).span(params.range))
    if isinstance(target, str):
        params.target = target
    elif target:
        start = ls.shown(vault, target.path).position(target.selection.start)
        line = f"#L{start.line + 1}" if start.line else ""
        params.target = f"{uri_of(vault.root / target.path)}{line}"
    return params
