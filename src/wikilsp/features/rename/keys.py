"""Renames the keys of properties, in all of their syntaxes."""

from collections.abc import Iterable

from wikilsp.features.answers import Read
from wikilsp.features.rename.contents import settled
from wikilsp.features.rename.merging import edited, writable
from wikilsp.features.rename.outcome import Refused, Renamed
from wikilsp.features.rename.texts import text_of
from wikilsp.note import Note
from wikilsp.syntax.keys import is_key, key_id
from wikilsp.text import Edit
from wikilsp.vault.graph import Graph
from wikilsp.vault.uses import Uses


def renamed_key(graph: Graph, uses: Uses, old: str, new: str, read: Read) -> Renamed:
    """Call a key `new`, with or without `::`. `old` is its id. Raises `Refused`."""
    new = new.strip().removesuffix("::").rstrip()
    if not is_key(new, graph.vault.settings.dialect.max_key_words):
        words = graph.vault.settings.dialect.max_key_words
        raise Refused(f"“{new}” cannot be a key: use letters, digits, “-”, “_”, “/” and “.”, at most {words} words")
    sources = sorted(uses.with_key(old))
    if not sources:
        raise Refused(f"no note has the key “{old}”")
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
        raise Refused(f"“{new}” is its name already")
    merged = f"{new}::" if is_other and uses.with_key(key_id(new)) else None
    return settled(graph, edited(edits, skipped, merged), {old, key_id(new)}, read)


def _check_front_matter(notes: Iterable[Note], old: str, new: str) -> None:
    """Front matter must not have a key twice."""
    for note in notes:
        ids = {made.id for made in note.facts.properties if made.scope == "frontmatter"}
        if {old, key_id(new)} <= ids:
            raise Refused(f"the front matter of “{note.path}” has “{new}” already; put the two together first")
