"""Document highlights: the mentions of the symbol under the cursor in the same note."""

from wikilsp.features.cursor import element_at
from wikilsp.features.symbol_at import symbol_at
from wikilsp.index.graph import Graph
from wikilsp.note import Note
from wikilsp.text import Span


def highlight(graph: Graph, note: Note, offset: int) -> list[Span]:
    """Return the mentions of the symbol at an offset within this note, its declaration included."""
    # Plain text on the first line stands for the note, which is not worth highlighting.
    referent = symbol_at(graph.vault, note, offset) if element_at(note, offset) else None
    if referent is None:
        return []
    declaration = referent.declaration(graph.vault)
    own = {declaration.span} if declaration and declaration.path == note.path else set[Span]()
    return sorted({*referent.spans(graph, note), *own})
