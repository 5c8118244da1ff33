"""The places in one note that speak of what is under the cursor."""

from wikilsp.features.cursor import at
from wikilsp.features.symbol_at import symbol_at
from wikilsp.index.graph import Graph
from wikilsp.note import Note
from wikilsp.text import Span


def highlight(graph: Graph, note: Note, offset: int) -> list[Span]:
    """Give where this note speaks of what stands at an offset of it, the place that makes it what it is included."""
    # On the first line, plain text stands for the note; to light it up as well would say nothing.
    subject = symbol_at(graph.vault, note, offset) if at(note, offset) else None
    if subject is None:
        return []
    declaration = subject.declaration(graph.vault)
    own = {declaration.span} if declaration and declaration.path == note.path else set[Span]()
    return sorted({*subject.spans(graph, note), *own})
