"""textDocument/codeLens and codeLens/resolve: how many links lead to a note and to its headings."""

from lsprotocol import types as lsp

from wikilsp.features.lenses import Lens, backlinks
from wikilsp.features.lenses import lenses as find_lenses
from wikilsp.server.convert import uri_of
from wikilsp.server.wiki_server import WikiServer


def lenses(ls: WikiServer, params: lsp.CodeLensParams) -> list[lsp.CodeLens] | None:
    """List the places of lenses; nothing is counted yet."""
    opened = ls.find(params.text_document.uri)
    if opened is None:
        return None
    vault, note = opened
    here = ls.shown(vault, note.path)
    return [
        lsp.CodeLens(here.range(lens.span), data={"uri": params.text_document.uri, "isNote": lens.is_note})
        for lens in find_lenses(note)
    ]


def resolve(ls: WikiServer, params: lsp.CodeLens) -> lsp.CodeLens:
    """Count the links of one lens."""
    data = params.data or {}
    uri = str(data.get("uri", ""))
    opened = ls.find(uri)
    if opened is None:
        return params
    vault, note = opened
    span = ls.shown(vault, note.path).span(params.range)
    mentions = backlinks(vault.graph, vault.uses, note, Lens(span, is_note=bool(data.get("isNote"))))
    texts = {path: ls.shown(vault, path) for path in {mention.path for mention in mentions}}
    locations = [lsp.Location(uri_of(vault.root / path), texts[path].range(link)) for path, link in mentions]
    title = f"{len(mentions)} backlink{'' if len(mentions) == 1 else 's'}"
    # Editors offer to show the places by this name, and an extension translates it to VS Code's own command.
    params.command = lsp.Command(title, "wikilsp.showReferences", arguments=[uri, params.range.start, locations])
    return params
