"""What follows from other contents of notes: they may be called otherwise then, and links lead elsewhere."""

from collections.abc import Collection, Mapping

from wikilsp.features.answers import Read
from wikilsp.features.rename.merge import merge
from wikilsp.features.rename.outcome import RenameResult
from wikilsp.features.rename.pending_moves import Moves, vault_after
from wikilsp.features.rename.preserve_links import preserve_links
from wikilsp.features.rename.texts import text_of
from wikilsp.index.graph import Graph
from wikilsp.note import Note
from wikilsp.syntax.frontmatter import NAMING_KEYS
from wikilsp.syntax.parse import parse
from wikilsp.text import apply_edits

_NO_NAMES: Mapping[str, str] = {}


def with_follow_up_edits(
    graph: Graph, outcome: RenameResult, key_ids: Collection[str], read: Read, names: Mapping[str, str] = _NO_NAMES
) -> RenameResult:
    """Add the edits that keep all links, where properties of these ids that change say what a note is called."""
    if NAMING_KEYS.isdisjoint(key_ids):
        return outcome
    changed = {path: note_after(graph, path, outcome, read) for path in outcome.changes.edits}
    moved = Moves({})
    return merge(outcome, preserve_links(graph, vault_after(graph.vault, moved, changed), moved, read, names))


def note_after(graph: Graph, path: str, outcome: RenameResult, read: Read) -> Note:
    """Give a note as it is once its edits are made."""
    text = apply_edits(text_of(graph.vault.notes[path], read), outcome.changes.edits.get(path, ()))
    return Note(path, parse(text, graph.vault.settings.dialect))
