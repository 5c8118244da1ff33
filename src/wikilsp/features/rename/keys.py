"""Renames the keys of properties, in all of their syntaxes."""

from collections.abc import Iterable

from wikilsp.features.answers import Read
from wikilsp.features.rename.follow_up import with_follow_up_edits
from wikilsp.features.rename.merge import edited, writable
from wikilsp.features.rename.outcome import RenameRefused, RenameResult
from wikilsp.features.rename.texts import text_of
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.note import Note
from wikilsp.syntax.keys import is_key, key_id
from wikilsp.text import Edit


def renamed_key(graph: Graph, uses: Usages, old: str, new: str, read: Read) -> RenameResult:
    """Call a key `new`, with or without `::`. `old` is its id. Raises `RenameRefused`."""
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
    notes, skipped = writable(graph.vault, sources)
    edits: dict[str, list[Edit]] = {}
    for note in notes:
        text = text_of(note, read)
        spans = (made.key_span for made in note.facts.properties if made.id == old)
        edits[note.path] = [Edit(span, new) for span in spans if text[slice(*span)] != new]
    if not any(edits.values()) and not skipped:
        raise RenameRefused(f"“{new}” is its name already")
    merged = f"{new}::" if is_other and uses.with_key(key_id(new)) else None
    return with_follow_up_edits(graph, edited(edits, skipped, merged), {old, key_id(new)}, read)


def _check_front_matter(notes: Iterable[Note], old: str, new: str) -> None:
    """Front matter must not have a key twice."""
    for note in notes:
        ids = {made.id for made in note.facts.properties if made.scope == "frontmatter"}
        if {old, key_id(new)} <= ids:
            raise RenameRefused(f"the front matter of “{note.path}” has “{new}” already; put the two together first")
