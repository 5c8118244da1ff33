"""Renames the keys of properties, in every syntax."""

from collections.abc import Iterable

from wikilsp.features.answers import TextReader
from wikilsp.features.rename.follow_up import with_follow_up_edits
from wikilsp.features.rename.merge import merge, result_of, split_writable
from wikilsp.features.rename.queries import rename_in_queries
from wikilsp.features.rename.query_keys import rename_key_in_query
from wikilsp.features.rename.result import RenameRefused, RenameResult
from wikilsp.features.rename.texts import text_of
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.note import Note
from wikilsp.syntax.keys import is_key, key_id
from wikilsp.text import Edit


def rename_key(graph: Graph, uses: Usages, old: str, new: str, read: TextReader) -> RenameResult:
    """Rename the key with the id `old` to `new`, with or without `::`. Raise `RenameRefused`."""
    new = new.strip().removesuffix("::").rstrip()
    if not is_key(new, graph.vault.settings.dialect.max_key_words):
        words = graph.vault.settings.dialect.max_key_words
        raise RenameRefused(
            f"“{new}” cannot be a key: use letters, digits, “-”, “_”, “/” and “.”, at most {words} words"
        )
    sources = sorted(uses.with_key(old))
    if not sources:
        raise RenameRefused(f"no note has the key “{old}”")
    is_other = key_id(new) != old
    if is_other:
        _check_front_matter((graph.vault.notes[path] for path in sources), old, new)
    notes, skipped = split_writable(graph.vault, sources)
    edits: dict[str, list[Edit]] = {}
    for note in notes:
        text = text_of(note, read)
        spans = (prop.key_span for prop in note.facts.properties if prop.id == old)
        edits[note.path] = [note.edit(span, new) for span in spans if text[slice(*span)] != new]
    if not any(edits.values()) and not skipped:
        raise RenameRefused(f"“{new}” is already its name")
    merged = f"{new}::" if is_other and uses.with_key(key_id(new)) else None
    queries = rename_in_queries(graph.vault, rename_key_in_query(old, new))
    result = merge(result_of(edits, skipped, merged), queries)._replace(thing="key")
    return with_follow_up_edits(graph, result, {old, key_id(new)}, read)


def _check_front_matter(notes: Iterable[Note], old: str, new: str) -> None:
    """Raise `RenameRefused` if the rename would duplicate a key in front matter."""
    for note in notes:
        ids = {prop.id for prop in note.facts.properties if prop.scope == "frontmatter"}
        if {old, key_id(new)} <= ids:
            raise RenameRefused(f"the front matter of “{note.path}” already has “{new}”; merge the two first")
