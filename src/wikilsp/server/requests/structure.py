"""textDocument/documentSymbol, foldingRange and selectionRange; workspace/symbol."""

from collections.abc import Iterator

from lsprotocol import types as lsp

from wikilsp.features.folding import folding as find_folds
from wikilsp.features.selection import selection_ranges
from wikilsp.features.symbols import Symbol, document_symbols
from wikilsp.features.workspace_symbols import workspace_symbols as find_symbols
from wikilsp.server.convert import EncodedText, uri_below, uri_of
from wikilsp.server.wiki_server import NoteContext, WikiServer
from wikilsp.text import Span
from wikilsp.wording import shorten

_KINDS = {
    "heading": lsp.SymbolKind.String,
    "property": lsp.SymbolKind.Property,
    "block": lsp.SymbolKind.Key,
    "tag": lsp.SymbolKind.Constant,
    "note": lsp.SymbolKind.File,
    "attachment": lsp.SymbolKind.File,
    "alias": lsp.SymbolKind.Variable,
    "title": lsp.SymbolKind.Variable,
}


def outline(
    ls: WikiServer, context: NoteContext, params: lsp.DocumentSymbolParams
) -> list[lsp.DocumentSymbol] | list[lsp.SymbolInformation]:
    """Return the headings, properties, blocks and tags of a note; nothing if the editor has an outline of its own."""
    if ls.extension.built_in_markdown:
        return []
    _, note, text = context
    symbols = document_symbols(note, text.content)
    client = ls.client_capabilities.text_document
    if client and client.document_symbol and client.document_symbol.hierarchical_document_symbol_support:
        return [_symbol(symbol, text) for symbol in symbols]
    return list(_flatten(symbols, text, params.text_document.uri, None))


def _symbol(symbol: Symbol, text: EncodedText) -> lsp.DocumentSymbol:
    return lsp.DocumentSymbol(
        symbol.name,
        _KINDS[symbol.kind],
        text.range(symbol.span),
        text.range(symbol.selection),
        symbol.detail or None,
        children=[_symbol(child, text) for child in symbol.children],
    )


def _flatten(
    symbols: tuple[Symbol, ...], text: EncodedText, uri: str, container: str | None
) -> Iterator[lsp.SymbolInformation]:
    for symbol in symbols:
        location = lsp.Location(uri, text.range(symbol.span))
        yield lsp.SymbolInformation(location, symbol.name, _KINDS[symbol.kind], container_name=container)
        yield from _flatten(symbol.children, text, uri, shorten(symbol.name))


def workspace_symbols(ls: WikiServer, params: lsp.WorkspaceSymbolParams) -> list[lsp.SymbolInformation]:
    """Return the notes, headings, aliases and tags that match a query; no headings if the editor finds them itself."""
    return [
        lsp.SymbolInformation(
            lsp.Location(uri_below(root, name.path), ls.line_table(vault, name.path).range(name.span)),
            name.text,
            _KINDS[name.kind],
            container_name=name.detail or None,
        )
        for vault in ls.session.vaults.values()
        for root in [uri_of(vault.root)]
        for name in find_symbols(vault.index, params.query, headings=not ls.extension.built_in_markdown)
    ]


def folding(_ls: WikiServer, context: NoteContext, _params: lsp.FoldingRangeParams) -> list[lsp.FoldingRange]:
    """Return the folding ranges of a note."""
    vault, note, text = context
    return [
        lsp.FoldingRange(
            start_line=text.position(fold.span.start).line,
            end_line=text.position(fold.span.end).line,
            kind=lsp.FoldingRangeKind.Comment if fold.is_comment else lsp.FoldingRangeKind.Region,
        )
        for fold in find_folds(note, text.content, vault.settings.dialect)
    ]


def selection(_ls: WikiServer, context: NoteContext, params: lsp.SelectionRangeParams) -> list[lsp.SelectionRange]:
    """Return the selection ranges around each position, from the innermost outwards."""
    vault, note, text = context
    offsets = [text.offset(position) for position in params.positions]
    selected = selection_ranges(note, offsets, text.content, vault.settings.dialect)
    return [_nest(spans, text, offset) for spans, offset in zip(selected, offsets, strict=True)]


def _nest(spans: tuple[Span, ...], text: EncodedText, offset: int) -> lsp.SelectionRange:
    nested: lsp.SelectionRange | None = None
    for span in reversed(spans):
        nested = lsp.SelectionRange(text.range(span), nested)
    # An empty note has no spans.
    return nested or lsp.SelectionRange(text.range(Span(offset, offset)))
