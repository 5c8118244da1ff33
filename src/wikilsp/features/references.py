"""Every place in the vault that speaks of what is under the cursor."""

from collections.abc import Iterator
from heapq import merge
from itertools import groupby

from wikilsp.features.answers import Mention
from wikilsp.features.referents import mentions
from wikilsp.features.symbol_at import symbol_at
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.note import Note


def references(
    graph: Graph, uses: Usages, note: Note, offset: int, *, include_declaration: bool = False
) -> Iterator[Mention]:
    """Give the places that speak of what stands at an offset of a note, by path and position, one note after the other.

    `include_declaration` adds the one place, if there is one, that makes it what it is: a note's title, a heading.
    """
    subject = symbol_at(graph.vault, note, offset)
    if subject is None:
        return
    declaration = subject.declaration(graph.vault) if include_declaration else None
    found = merge(mentions(graph, uses, subject), [declaration] if declaration else [])
    # A place may be both.
    yield from (mention for mention, _ in groupby(found))
