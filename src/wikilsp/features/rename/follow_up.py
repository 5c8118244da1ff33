"""Adds the edits that follow from a change of the names in notes, such as titles and aliases."""

from collections.abc import Collection, Mapping

from wikilsp.features.answers import TextReader
from wikilsp.features.rename.merge import merge
from wikilsp.features.rename.pending_moves import Moves, vault_after
from wikilsp.features.rename.preserve_links import preserve_links
from wikilsp.features.rename.result import RenameResult
from wikilsp.features.rename.texts import text_of
from wikilsp.index.graph import Graph
from wikilsp.note import Note
from wikilsp.syntax.frontmatter import NAMING_KEYS
from wikilsp.syntax.parse import parse
from wikilsp.text import apply_edits

_NO_NAMES: Mapping[str, str] = {}


def with_follow_up_edits(
    graph: Graph, result: RenameResult, key_ids: Collection[str], read: TextReader, names: Mapping[str, str] = _NO_NAMES
) -> RenameResult:
    """Add the edits that preserve links if one of the changed keys names notes."""
    if NAMING_KEYS.isdisjoint(key_ids):
        return result
    changed = {path: edited_note(graph, path, result, read) for path in result.changes.edits}
    moves = Moves({})
    return merge(result, preserve_links(graph, vault_after(graph.vault, moves, changed), moves, read, names))


def edited_note(graph: Graph, path: str, result: RenameResult, read: TextReader) -> Note:
    """Return a note with its edits applied."""
    text = apply_edits(text_of(graph.vault.notes[path], read), result.changes.edits.get(path, ()))
    return Note(path, parse(text, graph.vault.settings.dialect))
