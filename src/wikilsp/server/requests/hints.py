"""textDocument/inlayHint, for the setting `inlay-hints`, which is off by default."""

from lsprotocol import types as lsp

from wikilsp.features.hints import inlay_hints
from wikilsp.server.wiki_server import NoteContext, WikiServer


def hints(ls: WikiServer, context: NoteContext, params: lsp.InlayHintParams) -> list[lsp.InlayHint] | None:
    """Return the titles of link targets whose names don't show them."""
    if not ls.inlay_hints:
        return None
    vault, note, text = context
    return [
        lsp.InlayHint(text.position(hint.offset), hint.text, tooltip=hint.path, padding_left=True)
        for hint in inlay_hints(vault.vault, note, text.span(params.range))
    ]
