"""textDocument/codeLens and codeLens/resolve: backlinks of a note and links to its headings."""

from collections.abc import Sequence
from typing import Any

from lsprotocol import types as lsp

from wikilsp.features.answers import Mention
from wikilsp.features.lenses import Lens, backlinks
from wikilsp.features.lenses import lenses as find_lenses
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.wiki_server import NoteContext, WikiServer
from wikilsp.wording import format_count


def lenses(ls: WikiServer, context: NoteContext, params: lsp.CodeLensParams) -> list[lsp.CodeLens]:
    """Return the lenses of a note. Those with very many links are counted when they are resolved.

    The others are not: editors make room for a lens as soon as it is listed, so an empty line would move the text.
    """
    vault, note, text = context
    found = find_lenses(vault.graph, note) if ls.code_lens else ()
    uri = params.text_document.uri
    made = [lsp.CodeLens(text.range(lens.span), data={"uri": uri, "isNote": lens.is_note}) for lens, _ in found]
    for made_lens, (lens, links) in zip(made, found, strict=True):
        if links is not None:
            made_lens.command = _command(ls, vault, uri, made_lens.range.start, lens, links)
    return made


def resolve(ls: WikiServer, params: lsp.CodeLens) -> lsp.CodeLens:
    """Count the links of a lens."""
    data: Any = params.data
    context = ls.resolve_context(data)
    if context is None:
        return params
    vault, note, text = context
    lens = Lens(text.span(params.range), is_note=data.get("isNote") is True)
    links = backlinks(vault.graph, vault.uses, note, lens)
    params.command = _command(ls, vault, data["uri"], params.range.start, lens, links)
    return params


def _command(
    ls: WikiServer, vault: OpenVault, uri: str, position: lsp.Position, lens: Lens, links: Sequence[Mention]
) -> lsp.Command:
    counted = format_count(len(links), "backlink" if lens.is_note else "link")
    title = counted if lens.is_note else f"{counted} to this heading"
    # Handled by the client: the VS Code extension maps it to the built-in command of VS Code.
    return lsp.Command(title, "wikilsp.showReferences", arguments=[uri, position, ls.locations(vault, links)])
