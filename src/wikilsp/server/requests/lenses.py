"""textDocument/codeLens and codeLens/resolve: backlinks of a note and links to its headings."""

from typing import Any

from lsprotocol import types as lsp

from wikilsp.features.lenses import Lens, backlinks
from wikilsp.features.lenses import lenses as find_lenses
from wikilsp.server.wiki_server import NoteContext, WikiServer


def lenses(ls: WikiServer, context: NoteContext, params: lsp.CodeLensParams) -> list[lsp.CodeLens]:
    """Return the ranges of lenses. Links are counted when a lens is resolved."""
    _, note, text = context
    return [
        lsp.CodeLens(text.range(lens.span), data={"uri": params.text_document.uri, "isNote": lens.is_note})
        for lens in (find_lenses(note) if ls.code_lens else ())
    ]


def resolve(ls: WikiServer, params: lsp.CodeLens) -> lsp.CodeLens:
    """Count the links of a lens."""
    data: Any = params.data
    context = ls.resolve_context(data)
    if context is None:
        return params
    vault, note, text = context
    lens = Lens(text.span(params.range), is_note=data.get("isNote") is True)
    locations = ls.locations(vault, backlinks(vault.graph, vault.uses, note, lens))
    counted = "backlink{}" if lens.is_note else "link{} to this heading"
    title = f"{len(locations)} {counted.format('' if len(locations) == 1 else 's')}"
    # Handled by the client: the VS Code extension maps it to the built-in command of VS Code.
    arguments = [data["uri"], params.range.start, locations]
    params.command = lsp.Command(title, "wikilsp.showReferences", arguments=arguments)
    return params
