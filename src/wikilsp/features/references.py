"""Every place in the vault that speaks of what is under the cursor."""

from wikilsp.features.answers import Mention
from wikilsp.features.asked import asked
from wikilsp.features.subjects import mentions
from wikilsp.note import Note
from wikilsp.vault.graph import Graph
from wikilsp.vault.uses import Uses


def references(
    graph: Graph, uses: Uses, note: Note, offset: int, *, include_declaration: bool = False
) -> list[Mention]:
    """Give the places that speak of what stands at an offset of a note, by path and position.

    `include_declaration` adds the one place, if there is one, that makes it what it is: a note's title, a heading.
    """
    subject = asked(graph.vault, note, offset)
    if subject is None:
        return []
    found = list(mentions(graph, uses, subject))
    declaration = subject.declaration(graph.vault) if include_declaration else None
    return sorted({*found, declaration}) if declaration else found
