"""textDocument/inlayHint: off unless the setting `inlay-hints` is on."""

from lsprotocol import types as lsp

from wikilsp.features.hints import inlay_hints
from wikilsp.server.wiki_server import NoteContext, WikiServer


def hints(ls: WikiServer, asked: NoteContext, params: lsp.InlayHintParams) -> list[lsp.InlayHint] | None:
    """Show the titles of targets whose names do not tell them."""
    if not ls.hints:
        return None
    vault, note, here = asked
    return [
        lsp.InlayHint(here.position(hint.offset), hint.text, tooltip=hint.path, padding_left=True)
        for hint in inlay_hints(vault.vault, note, here.span(params.range))
    ]
