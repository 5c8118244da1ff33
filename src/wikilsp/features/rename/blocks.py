"""Renames block ids, with the links to them."""

import re

from wikilsp.features.answers import Read
from wikilsp.features.rename.merge import edited
from wikilsp.features.rename.outcome import RenameRefused, RenameResult
from wikilsp.features.rename.texts import text_to_edit
from wikilsp.index.graph import Graph
from wikilsp.note import Note
from wikilsp.syntax.facts import BlockId
from wikilsp.text import Edit, Span

_ID = re.compile(r"[A-Za-z0-9_-]+")


def id_span(block: BlockId) -> Span:
    """Return the span of the id without `^`.

    Raise `RenameRefused` for the id of a Logseq block, which references name in other ways.
    """
    if block.from_property:
        raise RenameRefused("this id is given by Logseq, and must stay what it is")
    return Span(block.span.start + 1, block.span.end)


def renamed_block(graph: Graph, note: Note, block: BlockId, new: str, read: Read) -> RenameResult:
    """Give a block the id `new`, with or without `^`. Raises `RenameRefused`."""
    span, new = id_span(block), new.strip().removeprefix("^")
    if not _ID.fullmatch(new):
        raise RenameRefused(f"“{new}” cannot be a block id: use letters, digits and hyphens without accents")
    if new == block.id:
        raise RenameRefused(f"“{new}” is its name already")
    others = (other.id.casefold() for other in note.facts.blocks if other != block)
    if new.casefold() in others:
        raise RenameRefused(f"“{note.path}” has a block “^{new}” already; choose another id")
    text_to_edit(note, read)
    edits, skipped = {note.path: [Edit(span, new)]}, set[str]()
    for source, link, _ in graph.backlinks(note.path):
        if link.reference is None and link.block_span and graph.vault.block(note, link) == block:
            if graph.vault.notes[source].undecodable:
                skipped.add(source)
            else:
                edits.setdefault(source, []).append(Edit(link.block_span, new))
    return edited(edits, skipped)
