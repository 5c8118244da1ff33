"""Find references: every mention of the symbol under the cursor in the vault."""

from collections.abc import Iterator
from heapq import merge
from itertools import groupby

from wikilsp.features.answers import Mention, TextReader
from wikilsp.features.canvases import canvas_mentions
from wikilsp.features.referents import mentions
from wikilsp.features.symbol_at import symbol_at
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.note import Note


def references(
    graph: Graph, uses: Usages, note: Note, offset: int, read: TextReader, *, include_declaration: bool = False
) -> Iterator[Mention]:
    """Yield the mentions of the symbol at an offset of a note, sorted by path and position.

    Files, headings and blocks are mentioned by canvases too. `include_declaration` adds the declaration of the symbol,
    if it has one: a heading, or the title of a note.
    """
    referent = symbol_at(graph.vault, note, offset)
    if referent is None:
        return
    declaration = referent.declaration(graph.vault) if include_declaration else None
    in_canvases = canvas_mentions(graph.vault, referent, read)
    found = merge(mentions(graph, uses, referent), in_canvases, [declaration] if declaration else [])
    # The declaration may be a mention too.
    yield from (mention for mention, _ in groupby(found))
