"""textDocument/inlayHint: off unless the setting `inlay-hints` is on."""

from lsprotocol import types as lsp

from wikilsp.features.hints import inlay_hints
from wikilsp.server.wiki_server import WikiServer


def hints(ls: WikiServer, params: lsp.InlayHintParams) -> list[lsp.InlayHint] | None:
    """Show the titles of targets whose names do not tell them."""
    opened = ls.find(params.text_document.uri)
    if opened is None or not ls.hints:
        return None
    vault, note = opened
    here = ls.shown(vault, note.path)
    return [
        lsp.InlayHint(here.position(hint.offset), hint.text, tooltip=hint.path, padding_left=True)
        for hint in inlay_hints(vault.vault, note, here.span(params.range))
    ]
