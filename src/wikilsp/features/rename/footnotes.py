"""Renames the ids of footnotes, and the links to their anchors."""

import re
from collections.abc import Iterator
from urllib.parse import quote

from wikilsp.features.answers import TextReader
from wikilsp.features.footnotes import footnotes_with
from wikilsp.features.rename.headings import preserve_heading_links
from wikilsp.features.rename.merge import result_of
from wikilsp.features.rename.result import RenameRefused, RenameResult
from wikilsp.features.rename.texts import Texts, text_to_edit
from wikilsp.index.graph import Graph
from wikilsp.note import Note
from wikilsp.syntax.facts import Footnote
from wikilsp.text import Edit, Span, SpanSet
from wikilsp.vault.fragments import footnote_ids

_ID = re.compile(r"[\w-]+")


def rename_footnote(graph: Graph, note: Note, footnote: Footnote, new: str, read: TextReader) -> RenameResult:
    """Rename the id of a footnote to `new`, with or without brackets. Raise `RenameRefused`."""
    new = new.strip().removeprefix("[^").removesuffix("]")
    if not _ID.fullmatch(new):
        raise RenameRefused(f"“{new}” cannot be the id of a footnote: use letters, digits, “-” and “_”")
    if new != footnote.id and new.casefold() != footnote.key and footnotes_with(note, new.casefold()):
        raise RenameRefused(f"“{note.path}” already has a footnote “[^{new}]”; choose another id")
    same = footnotes_with(note, footnote.key)
    if all(other.id == new for other in same):
        raise RenameRefused(f"“{new}” is already its name")
    text_to_edit(note, read)
    edits, skipped = {note.path: [note.edit(other.id_span, new) for other in same if other.id != new]}, set[str]()
    for source, edit in _link_edits(graph, note, footnote, new, read):
        if graph.vault.notes[source].undecodable:
            skipped.add(source)
        else:
            edits.setdefault(source, []).append(edit)
    headings = SpanSet(heading.span for heading in note.facts.headings)
    is_linked = not footnote.id.isdecimal() or any(headings.contains(other.span) for other in same)
    # Links to a heading may have the id as a part of its text.
    return preserve_heading_links(graph, result_of(edits, skipped), read)._replace(is_local=not is_linked)


def _link_edits(graph: Graph, note: Note, footnote: Footnote, new: str, read: TextReader) -> Iterator[tuple[str, Edit]]:
    """Yield the edit of each anchor that names the footnote, such as `#fn:id`, with the path of its note.

    Numbers are left: sites number footnotes in order, so that `#fn:1` need not be the footnote with the id `1`.
    """
    if footnote.id.isdecimal():
        return
    texts, fragments = Texts(read), graph.vault.fragments(note)
    for source, link, _ in graph.backlinks(note.path):
        if link.kind not in ("link", "image") or link.reference is not None or not link.headings:
            continue
        (anchor,), ((start, end),) = link.headings, link.heading_spans
        found = fragments.footnote_at_anchor(anchor)
        if found is None or found.key != footnote.key:
            continue
        name = next(name for name in footnote_ids(anchor) if name.casefold() == footnote.key)
        raw = texts.of(graph.vault.notes[source])[start:end]
        for old, changed in ((name, new), (quote(name), quote(new))):
            if raw[-len(old) :].lower() == old.lower():
                yield source, graph.vault.notes[source].edit(Span(end - len(old), end), changed)
                break
