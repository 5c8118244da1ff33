"""What follows from other contents of notes: they may be called otherwise then, and links lead elsewhere."""

from collections.abc import Collection, Mapping

from wikilsp.features.answers import Read
from wikilsp.features.rename.future import Moves, future
from wikilsp.features.rename.meaning import kept
from wikilsp.features.rename.merging import together
from wikilsp.features.rename.outcome import Renamed
from wikilsp.features.rename.texts import text_of
from wikilsp.note import Note
from wikilsp.syntax.frontmatter import NAMING_KEYS
from wikilsp.syntax.parse import parse
from wikilsp.text import apply_edits
from wikilsp.vault.graph import Graph

_NO_NAMES: Mapping[str, str] = {}


def settled(
    graph: Graph, outcome: Renamed, key_ids: Collection[str], read: Read, names: Mapping[str, str] = _NO_NAMES
) -> Renamed:
    """Add the edits that keep all links, where properties of these ids that change say what a note is called."""
    if NAMING_KEYS.isdisjoint(key_ids):
        return outcome
    changed = {path: note_after(graph, path, outcome, read) for path in outcome.changes.edits}
    moved = Moves({})
    return together(outcome, kept(graph, future(graph.vault, moved, changed), moved, read, names))


def note_after(graph: Graph, path: str, outcome: Renamed, read: Read) -> Note:
    """Give a note as it is once its edits are made."""
    text = apply_edits(text_of(graph.vault.notes[path], read), outcome.changes.edits.get(path, ()))
    return Note(path, parse(text, graph.vault.settings.dialect))
