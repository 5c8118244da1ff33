"""textDocument/prepareCallHierarchy, callHierarchy/incomingCalls and outgoingCalls: links as calls."""

from lsprotocol import types as lsp

from wikilsp.features.hierarchy import Item, incoming, item, outgoing
from wikilsp.server.convert import uri_of
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.wiki_server import WikiServer


def prepare(ls: WikiServer, params: lsp.CallHierarchyPrepareParams) -> list[lsp.CallHierarchyItem] | None:
    """Begin with the note that a link leads to, else with the note itself."""
    opened = ls.find(params.text_document.uri)
    if opened is None:
        return None
    vault, note = opened
    offset = ls.shown(vault, note.path).offset(params.position)
    return [_item(ls, vault, item(vault.graph, note, offset))]


def incoming_calls(
    ls: WikiServer, params: lsp.CallHierarchyIncomingCallsParams
) -> list[lsp.CallHierarchyIncomingCall] | None:
    """Give the notes that link to a note."""
    opened = ls.find(params.item.uri)
    if opened is None:
        return None
    vault, note = opened
    return [
        lsp.CallHierarchyIncomingCall(_item(ls, vault, call.item), [there.range(span) for span in call.spans])
        for call in incoming(vault.graph, note.path)
        for there in [ls.shown(vault, call.item.place.path)]
    ]


def outgoing_calls(
    ls: WikiServer, params: lsp.CallHierarchyOutgoingCallsParams
) -> list[lsp.CallHierarchyOutgoingCall] | None:
    """Give the notes that a note links to."""
    opened = ls.find(params.item.uri)
    if opened is None:
        return None
    vault, note = opened
    here = ls.shown(vault, note.path)
    return [
        lsp.CallHierarchyOutgoingCall(_item(ls, vault, call.item), [here.range(span) for span in call.spans])
        for call in outgoing(vault.graph, note.path)
    ]


def _item(ls: WikiServer, vault: OpenVault, found: Item) -> lsp.CallHierarchyItem:
    place = found.place
    there = ls.shown(vault, place.path)
    return lsp.CallHierarchyItem(
        found.name,
        lsp.SymbolKind.File,
        uri_of(vault.root / place.path),
        there.range(place.span),
        there.range(place.selection),
        detail=place.path,
    )
