"""Computes the edits that preserve the target of every link when the vault changes."""

from collections.abc import Iterator, Mapping

from wikilsp.features.answers import TextReader
from wikilsp.features.rename.canvases import preserve_canvases
from wikilsp.features.rename.link_preserver import LinkPreserver
from wikilsp.features.rename.merge import merge
from wikilsp.features.rename.pending_moves import Moves
from wikilsp.features.rename.result import RenameResult
from wikilsp.index.graph import Graph
from wikilsp.vault.names import fold, without_extension
from wikilsp.vault.vault import Vault

_NO_NAMES: Mapping[str, str] = {}


def preserve_links(
    graph: Graph, after: Vault, moves: Moves, read: TextReader, names: Mapping[str, str] = _NO_NAMES
) -> RenameResult:
    """Return the edits that make each link of the vault resolve in `after` to what it resolves to now.

    `names` are renamed aliases and titles: new names by folded old names. Edits are in offsets before the change.
    """
    preserver = LinkPreserver(graph.vault, after, moves, read, names)
    for path in sorted(_affected_notes(graph, after, moves)):
        preserver.preserve(graph.vault.notes[path], graph.links(path))
    return merge(preserver.result(), preserve_canvases(graph.vault, after, moves, read, names))


def _affected_notes(graph: Graph, after: Vault, moves: Moves) -> set[str]:
    """Return the notes with links that may resolve differently: changed ones, and ones that link by a changed name."""
    before = graph.vault
    paths = [path for path in (*before.notes, *before.files) if moves(path) != path]
    pages = before.registry.file_pages
    names = {name for path in paths for at in (path, moves(path)) for name in (*_names(at), *pages(at))}
    changed = set()
    for path, note in before.notes.items():
        new_note = after.notes.get(moves(path))
        if new_note is not note:
            changed.add(path)
            old_names, new_names = (
                before.registry.called(note),
                after.registry.called(new_note) if new_note else frozenset(),
            )
            # An alias of several notes resolves to the one with the shortest path, so a move can change it.
            names |= {name for _, name in (old_names | new_names if moves(path) != path else old_names ^ new_names)}
    return changed | graph.notes_depending_on(names, lambda path: moves(path) != path)


def _names(path: str) -> Iterator[str]:
    """Yield the folded names by which links may refer to a file and its folders."""
    for segment in path.split("/"):
        stem = without_extension(segment)
        yield from map(fold, (segment, stem, without_extension(stem)))
