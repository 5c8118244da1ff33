"""textDocument/definition, references and documentHighlight."""

from lsprotocol import types as lsp

from wikilsp.features.answers import Place
from wikilsp.features.definition import definition as find_definition
from wikilsp.features.highlight import highlight as find_highlights
from wikilsp.features.references import references as find_references
from wikilsp.server.convert import uri_of
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.wiki_server import WikiServer


def definition(ls: WikiServer, params: lsp.DefinitionParams) -> list[lsp.Location] | list[lsp.LocationLink] | None:
    """Go to what the cursor stands on."""
    opened = ls.find(params.text_document.uri)
    if opened is None:
        return None
    vault, note = opened
    here = ls.shown(vault, note.path)
    found = find_definition(vault.graph, vault.uses, note, here.offset(params.position))
    if found is None:
        return None
    if not _takes_links(ls.client_capabilities):
        return [_location(ls, vault, place) for place in found.places]
    return [
        lsp.LocationLink(
            target_uri=uri_of(vault.root / place.path),
            target_range=there.range(place.span),
            target_selection_range=there.range(place.selection),
            origin_selection_range=here.range(found.origin),
        )
        for place in found.places
        for there in [ls.shown(vault, place.path)]
    ]


def references(ls: WikiServer, params: lsp.ReferenceParams) -> list[lsp.Location] | None:
    """Find what speaks of the thing under the cursor, in the whole vault."""
    opened = ls.find(params.text_document.uri)
    if opened is None:
        return None
    vault, note = opened
    offset = ls.shown(vault, note.path).offset(params.position)
    with_declaration = params.context.include_declaration
    found = find_references(vault.graph, vault.uses, note, offset, include_declaration=with_declaration)
    texts = {path: ls.shown(vault, path) for path in {mention.path for mention in found}}
    return [lsp.Location(uri_of(vault.root / path), texts[path].range(span)) for path, span in found]


def highlight(ls: WikiServer, params: lsp.DocumentHighlightParams) -> list[lsp.DocumentHighlight] | None:
    """Find what speaks of the thing under the cursor in this note."""
    opened = ls.find(params.text_document.uri)
    if opened is None:
        return None
    vault, note = opened
    here = ls.shown(vault, note.path)
    spans = find_highlights(vault.graph, note, here.offset(params.position))
    return [lsp.DocumentHighlight(here.range(span)) for span in spans]


def _location(ls: WikiServer, vault: OpenVault, place: Place) -> lsp.Location:
    return lsp.Location(uri_of(vault.root / place.path), ls.shown(vault, place.path).range(place.selection))


def _takes_links(client: lsp.ClientCapabilities) -> bool:
    text = client.text_document
    return bool(text and text.definition and text.definition.link_support)
