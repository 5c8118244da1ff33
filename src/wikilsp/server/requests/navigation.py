"""textDocument/definition, references and documentHighlight."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from lsprotocol import types as lsp

from wikilsp.features.answers import Mention, Place, Targets
from wikilsp.features.built_in_ranges import built_in_spans, has_built_in_targets, heading_lines, is_on_file
from wikilsp.features.definition import definition as find_definition
from wikilsp.features.highlight import highlight as find_highlights
from wikilsp.features.references import references as find_references
from wikilsp.server.convert import uri_below, uri_of
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.wiki_server import NoteContext, WikiServer
from wikilsp.text import Span


def definition(
    ls: WikiServer, context: NoteContext, params: lsp.DefinitionParams
) -> list[lsp.Location] | list[lsp.LocationLink] | None:
    """Return the targets of the symbol under the cursor."""
    vault, note, text = context
    found = find_definition(vault.graph, vault.uses, note, text.offset(params.position))
    if found is None:
        return None
    if ls.extension.built_in_markdown and has_built_in_targets(note, found):
        found = Targets(found.origin, tuple(_heading_line(vault, place) for place in found.places))
    if not _takes_links(ls.client_capabilities):
        return ls.locations(vault, [Mention(place.path, place.selection) for place in found.places])
    root = uri_of(vault.root)
    return [
        lsp.LocationLink(
            target_uri=uri_below(root, place.path),
            target_range=lines.range(place.span),
            target_selection_range=lines.range(place.selection),
            origin_selection_range=text.range(found.origin),
        )
        for place in found.places
        for lines in [ls.line_table(vault, place.path)]
    ]


def references(ls: WikiServer, context: NoteContext, params: lsp.ReferenceParams) -> list[lsp.Location]:
    """Return the references to the symbol under the cursor in the whole vault."""
    vault, note, text = context
    offset, with_declaration = text.offset(params.position), params.context.include_declaration
    found = find_references(vault.graph, vault.uses, note, offset, vault.text, include_declaration=with_declaration)
    if not ls.extension.built_in_markdown:
        return ls.locations(vault, found)
    return ls.locations(vault, _with_built_in_spans(vault, found, of_file=is_on_file(note, offset)))


def highlight(
    _ls: WikiServer, context: NoteContext, params: lsp.DocumentHighlightParams
) -> list[lsp.DocumentHighlight]:
    """Return the references to the symbol under the cursor in the same note."""
    vault, note, text = context
    spans = find_highlights(vault.graph, note, text.offset(params.position))
    return [lsp.DocumentHighlight(text.range(span)) for span in spans]


def _takes_links(client: lsp.ClientCapabilities) -> bool:
    text = client.text_document
    return bool(text and text.definition and text.definition.link_support)


def _heading_line(vault: OpenVault, place: Place) -> Place:
    """Return the line of a heading as its place, as VS Code has it; other places are unchanged."""
    note = vault.vault.notes.get(place.path)
    line = heading_lines(note).get(place.selection) if note else None
    return Place(place.path, line, line) if line else place


def _with_built_in_spans(vault: OpenVault, mentions: Iterable[Mention], *, of_file: bool) -> Iterator[Mention]:
    """Yield mentions, which are grouped by note, with the spans that VS Code gives them."""
    for path, group in groupby(mentions, key=lambda mention: mention.path):
        note = vault.vault.notes.get(path)
        spans: Mapping[Span, Span] = built_in_spans(note, of_file=of_file) if note else {}
        yield from (Mention(path, spans.get(mention.span, mention.span)) for mention in group)
