"""textDocument/prepareCallHierarchy, callHierarchy/incomingCalls and outgoingCalls: links as calls."""

from lsprotocol import types as lsp

from wikilsp.features.hierarchy import CallItem, incoming, item, outgoing
from wikilsp.server.convert import LineTable, uri_below, uri_of
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.wiki_server import NoteContext, WikiServer


def prepare(
    ls: WikiServer, context: NoteContext, params: lsp.CallHierarchyPrepareParams
) -> list[lsp.CallHierarchyItem]:
    """Return the target of the link under the cursor, or else the note itself."""
    vault, note, text = context
    found = item(vault.graph, note, text.offset(params.position))
    return [_item(vault, found, ls.line_table(vault, found.place.path))]


def incoming_calls(
    ls: WikiServer, params: lsp.CallHierarchyIncomingCallsParams
) -> list[lsp.CallHierarchyIncomingCall] | None:
    """Return the notes that link to a note."""
    opened = ls.find(params.item.uri)
    if opened is None:
        return None
    vault, note = opened
    return [
        lsp.CallHierarchyIncomingCall(_item(vault, call.item, lines), [lines.range(span) for span in call.spans])
        for call in incoming(vault.graph, note.path)
        for lines in [ls.line_table(vault, call.item.place.path)]
    ]


def outgoing_calls(
    ls: WikiServer, params: lsp.CallHierarchyOutgoingCallsParams
) -> list[lsp.CallHierarchyOutgoingCall] | None:
    """Return the notes that a note links to."""
    opened = ls.find(params.item.uri)
    if opened is None:
        return None
    vault, note = opened
    lines = ls.line_table(vault, note.path)
    return [
        lsp.CallHierarchyOutgoingCall(
            _item(vault, call.item, ls.line_table(vault, call.item.place.path)),
            [lines.range(span) for span in call.spans],
        )
        for call in outgoing(vault.graph, note.path)
    ]


def _item(vault: OpenVault, found: CallItem, lines: LineTable) -> lsp.CallHierarchyItem:
    place = found.place
    return lsp.CallHierarchyItem(
        found.name,
        lsp.SymbolKind.File,
        uri_below(uri_of(vault.root), place.path),
        lines.range(place.span),
        lines.range(place.selection),
        detail=place.path,
    )
