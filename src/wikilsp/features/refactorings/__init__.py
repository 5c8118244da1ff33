"""Refactorings: change how notes are written or divided, without changing their meaning."""

from wikilsp.features.answers import TextReader
from wikilsp.features.offers import Offer
from wikilsp.features.refactorings.convert_links import convert_all_links, convert_link
from wikilsp.features.refactorings.extract import extract
from wikilsp.features.refactorings.inline_embed import inline_embed
from wikilsp.features.refactorings.link_mentions import link_all_mentions, link_mention
from wikilsp.features.refactorings.move_section import move_section
from wikilsp.features.refactorings.property_form import property_form
from wikilsp.features.refactorings.table_of_contents import table_of_contents
from wikilsp.index.graph import Graph
from wikilsp.index.lexicon import Lexicon
from wikilsp.note import Note
from wikilsp.text import Span


def offers(graph: Graph, note: Note, text: str, span: Span, read: TextReader, lexicon: Lexicon) -> list[Offer]:
    """Return the refactorings for a selection, `span`; the cursor is an empty selection.

    Refactorings of the selection come first, refactorings of the whole note last. `text` is the text of the note,
    `lexicon` contains the names of all notes. Listing is cheap: an offer computes its changes when it is chosen, and
    makes none if another note can no longer be read.
    """
    vault, dialect = graph.vault, graph.vault.settings.dialect
    if not note.is_read or note.undecodable:
        return []
    return [
        *link_mention(vault, note, text, span, lexicon),
        *convert_link(graph, note, text, span),
        *property_form(note, text, span, dialect),
        *inline_embed(graph, note, text, span, read),
        *extract(graph, note, text, span),
        *move_section(graph, note, text, span, read),
        *table_of_contents(vault, note, text, span),
        *link_all_mentions(vault, note, text, span, lexicon),
        *convert_all_links(graph, note, text, span),
    ]
