"""textDocument/prepareCallHierarchy, callHierarchy/incomingCalls and outgoingCalls: links as calls."""

from lsprotocol import types as lsp

from wikilsp.features.hierarchy import CallItem, incoming, item, outgoing
from wikilsp.server.convert import Lines, uri_below, uri_of
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.wiki_server import NoteContext, WikiServer


def prepare(ls: WikiServer, asked: NoteContext, params: lsp.CallHierarchyPrepareParams) -> list[lsp.CallHierarchyItem]:
    """Begin with the note that a link leads to, else with the note itself."""
    vault, note, here = asked
    found = item(vault.graph, note, here.offset(params.position))
    return [_item(vault, found, ls.lines(vault, found.place.path))]


def incoming_calls(
    ls: WikiServer, params: lsp.CallHierarchyIncomingCallsParams
) -> list[lsp.CallHierarchyIncomingCall] | None:
    """Give the notes that link to a note."""
    opened = ls.find(params.item.uri)
    if opened is None:
        return None
    vault, note = opened
    return [
        lsp.CallHierarchyIncomingCall(_item(vault, call.item, there), [there.range(span) for span in call.spans])
        for call in incoming(vault.graph, note.path)
        for there in [ls.lines(vault, call.item.place.path)]
    ]


def outgoing_calls(
    ls: WikiServer, params: lsp.CallHierarchyOutgoingCallsParams
) -> list[lsp.CallHierarchyOutgoingCall] | None:
    """Give the notes that a note links to."""
    opened = ls.find(params.item.uri)
    if opened is None:
        return None
    vault, note = opened
    here = ls.lines(vault, note.path)
    return [
        lsp.CallHierarchyOutgoingCall(
            _item(vault, call.item, ls.lines(vault, call.item.place.path)), [here.range(span) for span in call.spans]
        )
        for call in outgoing(vault.graph, note.path)
    ]


def _item(vault: OpenVault, found: CallItem, there: Lines) -> lsp.CallHierarchyItem:
    place = found.place
    return lsp.CallHierarchyItem(
        found.name,
        lsp.SymbolKind.File,
        uri_below(uri_of(vault.root), place.path),
        there.range(place.span),
        there.range(place.selection),
        detail=place.path,
    )
